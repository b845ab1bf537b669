"""``signpost run``: the doors that ``app.yaml`` enables over one server, until it is told to stop."""

import asyncio
import signal
import sys
from collections.abc import Callable, Sequence

from aiohttp import web
from prometheus_client import CollectorRegistry

from adapters.http.server import Closing, build_app, serve
from bot.settings import Settings
from signpost.assembly import Whole, assembled
from signpost.composition import kit_of
from signpost.environment import Secrets

NO_DOOR = (
    "No door is enabled, so nobody can talk to Signpost yet. The doors for Slack and Microsoft Teams come with later "
    "versions; `signpost demo` shows everything in a practice workspace. Health answers at {address}/healthz."
)


async def run(settings: Settings, secrets: Secrets) -> None:
    """Serve until SIGTERM or Ctrl+C; then finish what is in hand, within ten seconds."""
    whole = await assembled(kit_of(settings), {})
    await serve_whole(
        whole,
        routes=(),
        host=settings.server.host,
        port=settings.server.port,
        hello=lambda address: say(NO_DOOR.format(address=address)),
    )


async def serve_whole(
    whole: Whole,
    *,
    routes: Sequence[web.AbstractRouteDef],
    host: str,
    port: int,
    hello: Callable[[str], None],
    closing: Sequence[Closing] = (),
) -> None:
    """The engine and the server side by side; a signal ends both."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    app = build_app(
        routes=routes, log=whole.kit.log, ready=whole.missing, registry=CollectorRegistry(), closing=closing
    )
    engine = asyncio.create_task(whole.engine.run())
    engine.add_done_callback(lambda _: stop.set())
    try:
        await serve(app, host=host, port=port, stop=stop, started=hello)
    finally:
        await whole.close()
    await engine


def say(sentence: str) -> None:
    """To the person at the terminal."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
