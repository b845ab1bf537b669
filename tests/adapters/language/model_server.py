"""A server on this machine that speaks OpenAI's API, well or badly, and keeps what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from adapters.language.openai.asking import SIGNS

Answer = Callable[["ModelServer", web.Request], Awaitable[web.StreamResponse]]


def numbers(value: float = 0.0, **signs: float) -> dict[str, float]:
    """An answer's ten numbers."""
    return {**dict.fromkeys(SIGNS, value), **signs}


def completion(content: object, **message: object) -> dict[str, Any]:
    """A whole chat completion around a content; ``finish_reason`` is the choice's."""
    reason = message.pop("finish_reason", "stop")
    said = content if isinstance(content, str) or content is None else json.dumps(content)
    choice = {"index": 0, "message": {"role": "assistant", "content": said, **message}, "finish_reason": reason}
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "stub", "choices": [choice]}


def as_body(content: object, **message: object) -> bytes:
    return json.dumps(completion(content, **message)).encode()


def says(content: object, **message: object) -> Answer:
    async def answer(_server: "ModelServer", _request: web.Request) -> web.StreamResponse:
        return web.json_response(completion(content, **message))

    return answer


def body(written: bytes, status: int = 200, **headers: str) -> Answer:
    async def answer(_server: "ModelServer", _request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=written, status=status, content_type="application/json", headers=named)

    return answer


async def silent(server: "ModelServer", _request: web.Request) -> web.StreamResponse:
    """Never answers, until the test ends."""
    await server.over.wait()
    return web.Response()


def endless(status: int = 200, pause: float = 0.0) -> Answer:
    """Goes on for ever, fast or slow."""

    async def answer(server: "ModelServer", request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=status, headers={"Content-Type": "application/json"})
        await response.prepare(request)
        try:
            while not server.over.is_set():
                await response.write(b" " * (10 if pause else 16_384))
                server.sent += 1
                await asyncio.sleep(pause)
        except (ConnectionError, asyncio.CancelledError):
            pass
        return response

    return answer


async def broken_off(_server: "ModelServer", request: web.Request) -> web.StreamResponse:
    """The connection ends in the midst of the answer."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "5000"})
    await response.prepare(request)
    await response.write(b'{"choices": [')
    assert request.transport is not None
    request.transport.abort()
    return response


@dataclass
class ModelServer:
    """``answer``: what comes next; ``asked``: the bodies of requests as JSON, ``raw``: as sent, ``headers``: theirs."""

    answer: Answer = field(default_factory=lambda: says(numbers()))
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    sent: int = 0
    url: str = ""

    async def _handled(self, request: web.Request) -> web.StreamResponse:
        self.raw.append((await request.read()).decode())
        self.asked.append(json.loads(self.raw[-1]))
        self.headers.append(dict(request.headers))
        self.arrived.set()
        return await self.answer(self, request)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["ModelServer"]:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._handled)
        runner = web.AppRunner(app, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/v1"
        try:
            yield self
        finally:
            self.over.set()
            await runner.cleanup()
