"""The one server: health, readiness, metrics, headers, kind errors, a taken port, a graceful stop."""

import asyncio
import time

import aiohttp
import pytest
from aiohttp import web

from adapters.http.server import HttpServer, serve
from bot.errors import ConfigurationError
from tests.adapters.http.bench import bench

HTML = {"Accept": "text/html"}


async def test_health_answers_and_readiness_says_what_is_missing() -> None:
    async with bench() as server:
        assert await server.get("/healthz") == (200, '{"status": "ok"}')
        assert (await server.get("/readyz"))[0] == 200
        server.missing.append("database")
        assert await server.get("/readyz") == (503, '{"status": "not ready", "missing": ["database"]}')


@pytest.mark.parametrize("path", ["/healthz", "/app/home?as=lena", "/static/look.css", "/nothing", "/fails"])
async def test_every_answer_has_the_security_headers(path: str) -> None:
    async with bench() as server, server.session.get(server.url + path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == ("no-cache" if "static" in path else "no-store")
        assert "aiohttp" not in response.headers["Server"].lower()


async def test_metrics_count_by_route_pattern() -> None:
    async with bench() as server:
        await server.get("/app/clients/c1?as=lena")
        status, text = await server.get("/metrics")
        assert status == 200
        assert 'signpost_http_requests_total{method="GET",route="/app/clients/{id}",status="200"} 1.0' in text
        assert "c1" not in text


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "10.0.0.1"}, 403),
        ({"Forwarded": "for=10.0.0.1"}, 403),
        ({"X-Forwarded-For": "10.0.0.1", "Authorization": "Bearer wrong"}, 403),
        ({"X-Forwarded-For": "10.0.0.1", "Authorization": "Bearer t0ken"}, 200),
    ],
)
async def test_metrics_are_for_this_machine_or_the_token(headers: dict[str, str], expected: int) -> None:
    async with bench(token="t0ken") as server:
        assert (await server.get("/metrics", **headers))[0] == expected


async def test_without_a_token_set_no_token_opens_metrics() -> None:
    async with bench() as server:
        headers = {"X-Forwarded-For": "10.0.0.1", "Authorization": "Bearer "}
        assert (await server.get("/metrics", **headers))[0] == 403


async def test_unknown_page_is_kind_in_both_languages_the_wanted_one_first() -> None:
    async with bench() as server:
        status, html = await server.get("/nothing", **HTML, **{"Accept-Language": "de-DE,de;q=0.9,en;q=0.8"})
        assert status == 404
        assert 0 < html.index("Hier ist nichts") < html.index("Nothing here")
        assert await server.get("/nothing") == (404, '{"error": "http_404"}')


async def test_fault_shows_no_trace_and_logs_no_words() -> None:
    async with bench() as server:
        status, html = await server.get("/fails", **HTML)
        assert status == 500
        assert "That was our fault" in html and "Traceback" not in html and "secret words" not in html
        event, values = server.log.lines[-1]
        assert (event, values["route"], values["error"]) == ("request_failed", "/fails", "RuntimeError")
        assert "secret words" not in str(values)


@pytest.mark.parametrize(
    "path", ["/%00", "/app/clients/%ff", "/app/clients/..%2f..%2fetc", "/static/../server.py", "/%"]
)
async def test_odd_address_is_a_4xx(path: str) -> None:
    async with bench() as server:
        host, port = server.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET {path}?as=lena HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        assert b" 4" in answer.split(b"\r\n")[0][:13] and b"Traceback" not in answer


@pytest.mark.parametrize(
    "request_line", [b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"G" * 20_000 + b"\r\n\r\n"]
)
async def test_what_is_no_http_is_a_400(request_line: bytes) -> None:
    async with bench() as server:
        host, port = server.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(request_line)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.0 400")) and b"Traceback" not in answer


async def test_port_in_use_is_said_clearly() -> None:
    async with bench() as server:
        port = int(server.url.rpartition(":")[2])
        with pytest.raises(ConfigurationError, match=f"port {port} on 127.0.0.1 is already in use"):
            await HttpServer(web.Application(), "127.0.0.1", port).start()


async def test_stop_lets_a_running_request_finish() -> None:
    begun = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        begun.set()
        await asyncio.sleep(0.3)
        return web.Response(text="done")

    app = web.Application()
    app.router.add_get("/slow", slow)
    stop, address = asyncio.Event(), asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(app, host="127.0.0.1", port=0, stop=stop, started=address.set_result))
    async with aiohttp.ClientSession() as session:
        asked = asyncio.create_task(session.get(f"{await address}/slow"))
        await begun.wait()
        stop.set()
        response = await asked
        assert await response.text() == "done"
    started = time.monotonic()
    await serving
    assert time.monotonic() - started < 10
