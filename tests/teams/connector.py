"""The Connector on loopback: it remembers what the bot posts, knows who has the app, and plays failures.

Methods for ``faults``: ``post``, ``put``, ``open``, ``member``.
"""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.slack.faults import Fault, Faults
from tests.slack.shim import _as_response, _reset
from tests.teams.issuer import BOT_TOKEN, TENANT, serving

Json = dict[str, Any]


def refused(status: int, code: str) -> Fault:
    """An error as Teams tells it."""
    body = json.dumps({"error": {"code": code, "message": "in words that nobody should see"}})
    return Fault(status, body, (("Content-Type", "application/json"),))


def rate_limited(retry_after: int | None = 1) -> Fault:
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    return Fault(429, '{"error":{"code":"TooManyRequests"}}', headers)


@dataclass
class Asked:
    """One call. ``done``: it took effect; ``status``: of the answer, 0 for none; ``wait``: the Retry-After it got."""

    method: str
    conversation: str
    at: float
    token: str
    body: Json
    done: bool = False
    status: int = 0
    ended: float | None = None
    wait: float | None = None


@dataclass
class Posted:
    """``now`` is what stands there after all changes, ``first`` what was sent."""

    conversation: str
    id: str
    first: Json
    now: Json
    changes: int = 0


@dataclass
class Connector:
    """``members``: user id → what Teams tells of the person. ``rosters``: who is in a channel or chat.

    ``without_app``: people whom the bot cannot write to. ``token``: the bot's, without which everything is a 401; None
    asks for none. ``now``: seconds for times of calls.
    """

    token: str | None = BOT_TOKEN
    now: Callable[[], float] = time.monotonic
    slow: float = 0.0
    posted: list[Posted] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    members: dict[str, Json] = field(default_factory=dict)
    rosters: dict[str, list[str]] = field(default_factory=dict)
    without_app: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    faults: Faults = field(default_factory=Faults)
    url: str = ""
    _turn: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def service_url(self) -> str:
        return f"{self.url}/emea/"

    def said_in(self, conversation: str) -> list[Json]:
        """The bot's messages there, as they stand now, oldest first."""
        return [one.now for one in self.posted if one.conversation == conversation]

    def said_to(self, user: str) -> list[Json]:
        """In the 1:1 chat that was opened with somebody's object id."""
        return self.said_in(chat_with(user))

    def of(self, method: str) -> list[Asked]:
        return [call for call in self.asked if call.method == method]

    def statuses(self) -> Counter[int]:
        return Counter(call.status for call in self.asked)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=5_000_000)
        conversation = "/{region}/v3/conversations/{conversation}"
        app.add_routes(
            [
                web.post("/{region}/v3/conversations", self._open),
                web.post(f"{conversation}/activities", self._post),
                web.post(f"{conversation}/activities/{{above}}", self._post),
                web.put(f"{conversation}/activities/{{id}}", self._put),
                web.get(f"{conversation}/members/{{user}}", self._member),
                web.get(f"{conversation}/pagedmembers", self._roster),
            ]
        )
        return app

    # --- Calls ---

    async def _open(self, request: web.Request) -> web.StreamResponse:
        def act(body: Json) -> web.Response:
            (member,) = body["members"]
            user = str(member["id"]).removeprefix("29:")
            if user in self.without_app or not body["tenantId"] or body["isGroup"] is not False:
                return _error(403, "ForbiddenOperationException")
            self.gone.discard(chat_with(user))
            return web.json_response({"id": chat_with(user)}, status=201)

        return await self._called(request, "open", act)

    async def _post(self, request: web.Request) -> web.StreamResponse:
        conversation = request.match_info["conversation"]

        def act(body: Json) -> web.Response:
            if conversation in self.gone:
                return _error(403, "BotNotInConversationRoster")
            message = Posted(conversation, f"1:{next(self._turn):06}", body, body)
            self.posted.append(message)
            return web.json_response({"id": message.id}, status=201)

        return await self._called(request, "post", act)

    async def _put(self, request: web.Request) -> web.StreamResponse:
        def act(body: Json) -> web.Response:
            place = (request.match_info["conversation"], request.match_info["id"])
            message = next((one for one in self.posted if (one.conversation, one.id) == place), None)
            if message is None:
                return _error(404, "ActivityNotFoundInConversation")
            message.now, message.changes = body, message.changes + 1
            return web.json_response({"id": message.id})

        return await self._called(request, "put", act)

    async def _member(self, request: web.Request) -> web.StreamResponse:
        def act(_: Json) -> web.Response:
            found = self.members.get(request.match_info["user"])
            return web.json_response(found) if found else _error(404, "MemberNotFoundInConversation")

        return await self._called(request, "member", act)

    async def _roster(self, request: web.Request) -> web.StreamResponse:
        """Two on a page, so that somebody has to turn it."""

        def act(_: Json) -> web.Response:
            there = self.rosters.get(request.match_info["conversation"], [])
            if request.match_info["conversation"] not in self.rosters and self.rosters:
                return _error(404, "ConversationNotFound")
            begin = int(request.query.get("continuationToken", "0"))
            shown = [self.members[user] for user in there[begin : begin + 2]]
            more = {"continuationToken": str(begin + 2)} if begin + 2 < len(there) else {}
            return web.json_response({"members": shown, **more})

        return await self._called(request, "roster", act)

    async def _called(
        self, request: web.Request, method: str, act: Callable[[Json], web.Response]
    ) -> web.StreamResponse:
        body = json.loads(await request.read() or b"{}")
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        call = Asked(method, request.match_info.get("conversation", ""), self.now(), token, body)
        self.asked.append(call)
        try:
            return await self._played(request, call, lambda: act(body))
        finally:
            call.ended = self.now()

    async def _played(self, request: web.Request, call: Asked, act: Callable[[], web.Response]) -> web.StreamResponse:
        if self.token is not None and call.token != self.token:
            call.status = 401
            return _error(401, "Unauthorized")
        fault = self.faults.take(call.method)
        if self.slow:
            await asyncio.sleep(self.slow)
        if fault is None or fault.done:
            answer = act()
            call.done = answer.status < 300
            if fault is None:
                call.status = answer.status
                return answer
        if fault.seconds:
            await self.faults.wait(fault.seconds)
        if fault.lost:
            _reset(request)
            return web.Response()
        if fault.done and not fault.body:
            call.status = answer.status
            return answer
        call.status = fault.status
        told = dict(fault.headers).get("Retry-After", "")
        call.wait = float(told) if told.isdecimal() else None
        return _as_response(fault)


def chat_with(user: str) -> str:
    """The id of the 1:1 chat that opening one gives."""
    return f"a:{user}"


def person(user: str, name: str, **changes: Any) -> Json:
    """A member as Teams tells one; guests have another ``userRole``, external people another ``tenantId``."""
    told = {
        "id": f"29:{user}",
        "name": name,
        "objectId": user,
        "aadObjectId": user,
        "email": f"{name.lower()}@example.invalid",
        "userPrincipalName": f"{name.lower()}@example.invalid",
        "tenantId": TENANT,
        "userRole": "user",
    }
    return told | changes


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": "in words"}}, status=status)


@asynccontextmanager
async def connector(**settings: Any) -> AsyncIterator[Connector]:
    """A running one; what it holds back is let go at the end."""
    found = Connector(**settings)
    async with serving(found.app()) as url:
        found.url = url
        try:
            yield found
        finally:
            found.faults.clear()
