"""A Slack that answers as a test tells it to, on loopback; what it was asked stays to be looked at."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Answer:
    """``body``: JSON values, or the very bytes."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Question:
    method: str
    token: str
    values: Mapping[str, str]


@dataclass
class AnsweringSlack:
    """Web API below ``/api/``, and Signpost's own ``/healthz`` beside it."""

    answers: dict[str, Answer] = field(default_factory=dict)
    health: Answer = field(default_factory=lambda: Answer({"status": "ok"}))
    asked: list[Question] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.route("*", "/api/{method}", self._api), web.get("/healthz", self._healthz)])
        return app

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        values = {str(key): str(value) for key, value in {**request.query, **await request.post()}.items()}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.asked.append(Question(method, token, values))
        person = f"{method}:{values.get('user', '')}"
        return await _response(self.answers.get(person) or self.answers.get(method) or refusal("unknown_method"))

    async def _healthz(self, _: web.Request) -> web.Response:
        self.asked.append(Question("healthz", "", {}))
        return await _response(self.health)


def refusal(code: str, **more: Any) -> Answer:
    return Answer({"ok": False, "error": code, **more})


def holder(scopes: tuple[str, ...] | None, workspace: str = "T01TEST") -> Answer:
    """``auth.test`` of a good bot token."""
    headers = {} if scopes is None else {"X-OAuth-Scopes": ",".join(scopes)}
    body = {
        "ok": True,
        "url": "https://acme.example/",
        "team": "Acme Agency",
        "user": "signpost",
        "team_id": workspace,
        "user_id": "U01BOT",
        "bot_id": "B01BOT",
    }
    return Answer(body, headers=headers)


def person(**about: Any) -> Answer:
    """``users.info`` of a full member, unless told otherwise."""
    return Answer({"ok": True, "user": {"id": "U01ALICE", "team_id": "T01TEST", "deleted": False, **about}})


async def _response(answer: Answer) -> web.Response:
    await asyncio.sleep(answer.delay_seconds)
    body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
    return web.Response(body=body, status=answer.status, headers=dict(answer.headers), content_type=answer.content_type)


@asynccontextmanager
async def serving(slack: AnsweringSlack) -> AsyncIterator[str]:
    """The address while it serves."""
    runner = web.AppRunner(slack.app(), shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@contextmanager
def serving_beside(slack: AnsweringSlack) -> Iterator[str]:
    """The same for a test that runs the command line: in a thread with a loop of its own."""
    address: list[str] = []
    ready, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        async with serving(slack) as found:
            address.append(found)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield address[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
