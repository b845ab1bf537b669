"""Counts and durations per route for Prometheus. Nothing personal: route patterns, methods, statuses."""

import hmac
import ipaddress
import time

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from adapters.http.errors import route_of
from bot import quiet
from bot.settings import Secret

_STREAMS = ("/practice/events",)


def metrics_middleware(registry: CollectorRegistry) -> Middleware:
    """Measures every request but those that leave no trace; long-lived streams are counted but not timed."""
    requests = Counter("signpost_http_requests", "Requests answered", ["method", "route", "status"], registry=registry)
    seconds = Histogram("signpost_http_seconds", "Time to answer a request, seconds", ["route"], registry=registry)

    @web.middleware
    async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
        begun = time.perf_counter()
        with quiet.request() as asked:
            response = await handler(request)
        if asked.quiet:
            return response
        route = route_of(request) or "(none)"
        method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
        requests.labels(method, route, str(response.status)).inc()
        if route not in _STREAMS:
            seconds.labels(route).observe(time.perf_counter() - begun)
        return response

    return measured


def metrics_route(registry: CollectorRegistry, token: Secret) -> web.RouteDef:
    """``GET /metrics`` for this machine itself, or with the bearer token where one is set."""

    async def metrics(request: web.Request) -> web.Response:
        if not (_from_this_machine(request) or _has_token(request, token)):
            raise web.HTTPForbidden
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return web.get("/metrics", metrics)


def _from_this_machine(request: web.Request) -> bool:
    """A loopback peer that no proxy speaks for."""
    forwarded = any(name.lower().startswith(("x-forwarded-", "forwarded", "via")) for name in request.headers)
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback and not forwarded
    except ValueError:
        return False


def _has_token(request: web.Request, token: Secret) -> bool:
    if not token:
        return False
    given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(given, f"Bearer {token.reveal()}".encode())
