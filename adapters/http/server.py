"""The one server for all doors: it binds, adds what every answer needs, and stops within ten seconds.

Doors hand in routes; the server knows none of them by name.
"""

import asyncio
import errno
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from prometheus_client import CollectorRegistry

from adapters.http.errors import error_middleware
from adapters.http.headers import add_headers
from adapters.http.looks import look_routes
from adapters.http.metrics import metrics_middleware, metrics_route
from bot.errors import ConfigurationError
from bot.ports import Log
from bot.settings import Secret

BODY_LIMIT = 1_000_000
STOP_SECONDS = 8.0
NO_TOKEN = Secret()

Ready = Callable[[], Awaitable[Sequence[str]]]
Closing = Callable[[], Awaitable[None]]


def build_app(
    *,
    routes: Sequence[web.AbstractRouteDef],
    log: Log,
    ready: Ready,
    registry: CollectorRegistry,
    metrics_token: Secret = NO_TOKEN,
    closing: Sequence[Closing] = (),
) -> web.Application:
    """The application without a socket. ``ready`` gives codes of what is missing (none: ready to serve);
    ``closing`` ends what would keep a stop waiting (open streams)."""
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[metrics_middleware(registry), error_middleware(log)])
    app.on_response_prepare.append(add_headers)
    app.add_routes([web.get("/healthz", _healthz), _readyz(ready), metrics_route(registry, metrics_token)])
    app.add_routes(look_routes())
    app.add_routes(routes)

    async def close_all(_: web.Application) -> None:
        for close in closing:
            await close()

    app.on_shutdown.append(close_all)
    return app


class HttpServer:
    """A running application on one address; ``async with`` starts and stops it."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS)
        self._host = host
        self._port = port

    @property
    def address(self) -> str:
        """``http://127.0.0.1:8080``; with port 0 the port that was found. Only while it runs."""
        host, port = self._runner.addresses[0][:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def start(self) -> str:
        """Bind and serve; raises ``ConfigurationError`` with what to do when the address cannot be had."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise ConfigurationError("server.port", _why(error, self._host, self._port)) from error
        return self.address

    async def stop(self) -> None:
        """Take no new connections, let running requests finish, at most ``STOP_SECONDS`` seconds."""
        await self._runner.cleanup()

    async def __aenter__(self) -> "HttpServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


async def serve(
    app: web.Application, *, host: str, port: int, stop: asyncio.Event, started: Callable[[str], None]
) -> None:
    """Serve until ``stop`` is set (by SIGTERM or Ctrl-C); ``started`` hears the address once it answers."""
    async with HttpServer(app, host, port) as server:
        started(server.address)
        await stop.wait()


async def _healthz(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


def _readyz(ready: Ready) -> web.RouteDef:
    async def readyz(_: web.Request) -> web.Response:
        missing = list(await ready())
        status = {"status": "not ready", "missing": missing} if missing else {"status": "ready"}
        return web.json_response(status, status=503 if missing else 200)

    return web.get("/readyz", readyz)


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is already in use: stop the other program, or choose another port"
    if error.errno == errno.EACCES:
        return f"port {port} may not be opened by this user: choose a port above 1023"
    return f"{host}:{port} cannot be opened ({error.strerror or type(error).__name__})"
