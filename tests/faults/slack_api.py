"""Slack's Web API in the test's own process, leaner than ``tests.slack`` for big numbers: everybody is a colleague.

It remembers what was posted, with its metadata; every call with its time and its end; and plays failures.
"""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from adapters.slack.manifest import scopes
from tests.slack.faults import Fault, Faults
from tests.slack.shim import _as_response, _reset, arguments_of
from tests.slack.socketmode import SocketMode

Json = dict[str, Any]
TEAM, BOT_USER, BOT_ID = "T01TEST", "U0SIGNPOST", "B0SIGNPOST"
BOT_TOKEN, APP_TOKEN = "xoxb-of-the-faults", "xapp-of-the-faults"
UPLOAD_TICKET = "ticket-of-an-upload"
HELD_SECONDS = 30.0


def name_of(user: str) -> str:
    """As ``users.info`` says it and the record knows it, so that nobody's name is written down anew."""
    return user.removeprefix("U0").capitalize()


@dataclass
class Asked:
    """One call. ``done``: it took effect; ``status``: of the answer, 0 for a broken connection or a call that was given
    up by the caller; ``ended``: when that was, None while it is held; ``wait``: the Retry-After it got.
    """

    method: str
    at: float
    subject: str
    token: str
    done: bool = False
    status: int = 0
    ended: float | None = None
    wait: float | None = None
    understood: bool = False


@dataclass(frozen=True)
class Posted:
    channel: str
    ts: str
    key: str
    text: str
    thread: str


@dataclass
class SlackApiDouble:
    """``now``: seconds by the clock that times of calls are told in. ``slow``: how long a post takes, half of it before
    it takes effect. ``readable``: whether the bot may read its own chats, and so find what it has sent.
    """

    now: Callable[[], float] = time.monotonic
    slow: float = 0.0
    readable: bool = True
    posted: list[Posted] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    responses: list[Json] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    socket: SocketMode = field(default_factory=SocketMode)
    answers: dict[str, Json] = field(default_factory=dict)
    url: str = ""
    _turn: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def app(self) -> web.Application:
        app = web.Application(client_max_size=50_000_000)
        app.add_routes(
            [
                web.route("*", "/api/{method}", self._called),
                web.post("/upload/{ticket}", self._uploaded),
                web.post("/response{ticket:.*}", self._responded),
                web.get("/link", self.socket.connect),
            ]
        )
        return app

    def of(self, method: str) -> list[Asked]:
        return [call for call in self.asked if call.method == method]

    @property
    def keys(self) -> Counter[str]:
        """How many messages there are of each delivery."""
        return Counter(message.key for message in self.posted if message.key)

    @property
    def answered(self) -> int:
        """Calls that have got any answer."""
        return sum(call.ended is not None and call.status > 0 for call in self.asked)

    # --- One call ----------------------------------------------------------------------------------------------------

    async def _called(self, request: web.Request) -> web.StreamResponse:
        arguments = await arguments_of(request)
        method = request.match_info["method"]
        subject = str(arguments.get("user") or arguments.get("channel") or arguments.get("user_id") or "")
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        call = Asked(method, self.now(), subject, token)
        self.asked.append(call)
        try:
            response = await self._played(request, call, lambda: self._answer(call, arguments))
        finally:
            # Reached by a caller that has given up too: the server cancels the handler then.
            call.ended = self.now()
        return response

    async def _played(self, request: web.Request, call: Asked, act: Callable[[], Json]) -> web.StreamResponse:
        fault = self.faults.take(call.method)
        if fault is None:
            if self.slow and call.method == "chat.postMessage":
                await asyncio.sleep(self.slow / 2)
                answer = act()
                await asyncio.sleep(self.slow / 2)
            else:
                answer = act()
            return self._told(call, answer)
        return await self._failed(request, call, fault, act)

    async def _failed(
        self, request: web.Request, call: Asked, fault: Fault, act: Callable[[], Json]
    ) -> web.StreamResponse:
        answer = act() if fault.done else None
        if fault.seconds:
            await self.faults.wait(fault.seconds)
        if fault.lost:
            _reset(request)
            return web.Response()
        if answer is not None and not fault.body:
            return self._told(call, answer)
        call.status = fault.status
        wait = dict(fault.headers).get("Retry-After", "")
        call.wait = float(wait) if wait.isdecimal() else None
        return _as_response(fault)

    def _told(self, call: Asked, answer: Json) -> web.Response:
        call.status, call.understood = 200, True
        headers = {"X-OAuth-Scopes": ",".join((*scopes(False), "im:history"))} if call.method == "auth.test" else {}
        return web.json_response(answer, headers=headers)

    def _answer(self, call: Asked, asked: Mapping[str, Any]) -> Json:
        call.done = True
        if call.method in self.answers:
            return self.answers[call.method]
        known = _METHODS.get(call.method)
        return {"ok": True, **known(self, asked)} if known else {"ok": True}

    # --- What it knows -----------------------------------------------------------------------------------------------

    def _test(self, asked: Mapping[str, Any]) -> Json:
        return {"team_id": TEAM, "team": "Faults", "user_id": BOT_USER, "user": "signpost", "bot_id": BOT_ID}

    def _user(self, asked: Mapping[str, Any]) -> Json:
        user = str(asked.get("user", ""))
        about = {"id": user, "team_id": TEAM, "real_name": name_of(user), "locale": "en-US", "deleted": False}
        return {"user": {**about, "tz": "Europe/Berlin"}}

    def _opened(self, asked: Mapping[str, Any]) -> Json:
        return {"channel": {"id": f"D{str(asked.get('users', ''))[1:]}"}}

    def _post(self, asked: Mapping[str, Any]) -> Json:
        metadata = asked.get("metadata")
        payload = metadata.get("event_payload", {}) if isinstance(metadata, dict) else {}
        message = Posted(
            channel=str(asked["channel"]),
            ts=f"1772442004.{next(self._turn):06d}",
            key=str(payload.get("key", "")),
            text=str(asked.get("text", "")),
            thread=str(asked.get("thread_ts", "")),
        )
        self.posted.append(message)
        return {"channel": message.channel, "ts": message.ts}

    def _update(self, asked: Mapping[str, Any]) -> Json:
        self.edited.append(str(asked["ts"]))
        return {"channel": asked["channel"], "ts": asked["ts"]}

    def _history(self, asked: Mapping[str, Any]) -> Json:
        """Newest first; what was said in a thread and sent to the chat as well is among it."""
        if not self.readable:
            return {"ok": False, "error": "missing_scope", "needed": "im:history"}
        there = [one for one in reversed(self.posted) if one.channel == asked.get("channel")]
        limit = int(asked.get("limit") or 100)
        return {"messages": [_as_read(one) for one in there[:limit]], "has_more": len(there) > limit}

    def _view(self, asked: Mapping[str, Any]) -> Json:
        return {"view": {"id": f"V{next(self._turn)}", "type": "modal"}}

    def _home(self, asked: Mapping[str, Any]) -> Json:
        self.homes.append(str(asked.get("user_id", "")))
        return self._view(asked)

    def _file(self, asked: Mapping[str, Any]) -> Json:
        return {"upload_url": f"{self.url}/upload/{UPLOAD_TICKET}", "file_id": f"F{next(self._turn)}"}

    def _socket(self, asked: Mapping[str, Any]) -> Json:
        return {"url": self.socket.address()}

    async def _uploaded(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        return await self._beside(request, "upload", {"ok": True})

    async def _responded(self, request: web.Request) -> web.StreamResponse:
        self.responses.append(json.loads(await request.read()))
        return await self._beside(request, "response_url", {"ok": True})

    async def _beside(self, request: web.Request, name: str, answer: Json) -> web.StreamResponse:
        call = Asked(name, self.now(), "", "")
        self.asked.append(call)
        try:
            return await self._played(request, call, lambda: answer)
        finally:
            call.ended = self.now()


def _as_read(message: Posted) -> Json:
    metadata = {"event_type": "signpost_delivery", "event_payload": {"key": message.key}}
    thread = {"thread_ts": message.thread} if message.thread else {}
    return {"type": "message", "ts": message.ts, "text": message.text, "metadata": metadata, **thread}


_METHODS: Mapping[str, Callable[[SlackApiDouble, Mapping[str, Any]], Json]] = {
    "auth.test": SlackApiDouble._test,
    "users.info": SlackApiDouble._user,
    "conversations.open": SlackApiDouble._opened,
    "conversations.history": SlackApiDouble._history,
    "chat.postMessage": SlackApiDouble._post,
    "chat.update": SlackApiDouble._update,
    "views.open": SlackApiDouble._view,
    "views.push": SlackApiDouble._view,
    "views.update": SlackApiDouble._view,
    "views.publish": SlackApiDouble._home,
    "files.getUploadURLExternal": SlackApiDouble._file,
    "apps.connections.open": SlackApiDouble._socket,
}


@asynccontextmanager
async def slack_api(**settings: Any) -> AsyncIterator[SlackApiDouble]:
    """A running one; what it holds back is let go at the end."""
    api = SlackApiDouble(**settings)
    runner = web.AppRunner(api.app(), access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        api.socket.base = api.url.replace("http", "ws", 1)
        yield api
    finally:
        api.faults.clear()
        await api.socket.close()
        await runner.cleanup()
