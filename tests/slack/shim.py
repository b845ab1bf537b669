"""What stands at ``SLACK_API_URL``: emulate's Web API made stricter and fuller, every call kept, failures on demand."""

import base64
import json
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from tests.slack.answers import completed
from tests.slack.faults import Fault, Faults
from tests.slack.response_urls import ResponseUrls
from tests.slack.rules import Watch, error, refusal
from tests.slack.seed import JSON
from tests.slack.socketmode import SocketMode
from tests.slack.team import Team
from tests.slack.watch import Call, Triggers

_JSON_ARGUMENTS = ("blocks", "attachments", "metadata", "view", "files")
UPLOAD_BYTES = 50_000_000


class Shim:
    """One address for every workspace: a token says which one is meant.

    ``calls``: everything the app asked, in order; ``faults``: what goes wrong; ``watch``: what the app does wrong;
    ``posts``: uploads and uses of response_urls as (name, status).
    """

    def __init__(self, app_token: str, trigger_seconds: float = 3) -> None:
        self.calls: list[Call] = []
        self.posts: list[tuple[str, int]] = []
        self.faults = Faults()
        self.watch = Watch(Triggers(trigger_seconds))
        self.response_urls = ResponseUrls()
        self.socket = SocketMode()
        self.url = ""
        self._app_token = app_token
        self._teams: list[Team] = []
        self._tokens: dict[str, tuple[Team, frozenset[str]]] = {}
        self._codes: dict[str, Team] = {}
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    async def start(self) -> None:
        app = web.Application(client_max_size=UPLOAD_BYTES)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{name}", self._respond)
        app.router.add_post("/upload/v1/{file}", self._upload)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        app.router.add_get("/link", self.socket.connect)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.response_urls.base = self.url
        self.socket.base = self.url.replace("http", "ws", 1)

    async def close(self) -> None:
        self.faults.clear()
        await self.socket.close()
        if self._runner:
            await self._runner.cleanup()

    def admit(self, team: Team) -> None:
        self._teams.append(team)
        if team.seed.installed:
            self.know(team, team.seed.bot_token, team.seed.scopes)

    def know(self, team: Team, token: str, scopes: tuple[str, ...]) -> None:
        """A token that the app may use."""
        self._tokens[token] = (team, frozenset(scopes))

    def tokens(self, team: Team) -> list[str]:
        """The app's tokens in a workspace that are good."""
        return [token for token, (owner, _) in self._tokens.items() if owner is team and token not in team.revoked]

    def code_for(self, team: Team, code: str) -> None:
        """An OAuth code was given out in that workspace."""
        self._codes[code] = team

    def of(self, method: str) -> list[Call]:
        """The calls of a method so far."""
        return [call for call in self.calls if call.method == method]

    # --- Web API -----------------------------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        arguments = await arguments_of(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(arguments.pop("token", ""))
        call = Call(request.match_info["method"], arguments, token)
        self.calls.append(call)

        async def act() -> web.Response:
            call.answer = await self._answer(call)
            return self._reply(call)

        return await self._played(request, call.method, act)

    async def _answer(self, call: Call) -> JSON:
        match call.method:
            case "apps.connections.open":
                return self._connection(call)
            case "oauth.v2.access":
                return await self._grant(call)
        if not call.token:
            return error("not_authed")
        if call.token not in self._tokens:
            return error("invalid_auth")
        team, scopes = self._tokens[call.token]
        if call.token in team.revoked:
            return error("token_revoked")
        if call.method == "auth.revoke":
            team.revoked.add(call.token)
            return {"ok": True, "revoked": True}
        if refused := await refusal(team, call, self.watch, scopes):
            return refused
        answer = await team.upstream.call(call.method, call.arguments | call.forwarded, call.token)
        if answer.get("error") == "unknown_method":
            self.watch.violations.append(f"{call.method}: unknown to the bench")
        return await completed(team, call, answer, self.url)

    def _reply(self, call: Call) -> web.Response:
        headers = {}
        if call.token in self._tokens and call.answer is not None and call.answer.get("error") != "token_revoked":
            headers["x-oauth-scopes"] = ",".join(sorted(self._tokens[call.token][1]))
        return web.json_response(call.answer, headers=headers)

    def _connection(self, call: Call) -> JSON:
        if call.token != self._app_token:
            return error("not_allowed_token_type" if call.token in self._tokens else "invalid_auth")
        return {"ok": True, "url": self.socket.address()}

    async def _grant(self, call: Call) -> JSON:
        """https://docs.slack.dev/reference/methods/oauth.v2.access"""
        team = self._codes.get(str(call.arguments.get("code", "")))
        if team is None:
            return error("invalid_code")
        answer = await team.upstream.call(call.method, call.arguments | _credentials(call.token), "")
        if answer["ok"]:
            self.know(team, answer["access_token"], tuple(answer["scope"].split(",")))
        return answer

    # --- Beside it ---------------------------------------------------------------------------------------------------

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        async def act() -> web.Response:
            try:
                body = json.loads(await request.read())
            except ValueError:
                return web.Response(status=400, text="invalid_payload")
            status, text = await self.response_urls.post(request.match_info["name"], body, self.watch.problems)
            if status != 200:
                self.watch.violations.append(f"response_url: {text}")
            self.posts.append(("response_url", status))
            return web.Response(status=status, text=text)

        return await self._played(request, "response_url", act)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        async def act() -> web.Response:
            content, kind = await request.read(), request.headers.get("Content-Type", "application/octet-stream")
            file = request.match_info["file"]
            team = await self._uploading(file)
            if team is None:
                return web.Response(status=404, text="file_not_found")
            status, text = await team.upstream.upload(request.path, content, kind)
            self.posts.append(("upload", status))
            return web.Response(status=status, text=text)

        return await self._played(request, "upload", act)

    async def _uploading(self, file: str) -> Team | None:
        for team in self._teams:
            if await team.upstream.rows("fileUploadSessions", file_id=file):
                return team
        return None

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        """The page on which Slack asks whether the app may be installed: for a look; ``Person.installs`` presses."""
        status, text = await self._teams[0].upstream.page("/oauth/v2/authorize", request.query)
        return web.Response(status=status, text=text, content_type="text/html")

    async def _played(
        self, request: web.Request, method: str, act: Callable[[], Awaitable[web.Response]]
    ) -> web.StreamResponse:
        fault = self.faults.take(method)
        if fault is None:
            return await act()
        answer = await act() if fault.done else None
        if fault.seconds:
            await self.faults.wait(fault.seconds)
        if fault.lost:
            _reset(request)
        elif answer is not None and not fault.body:
            return answer
        return _as_response(fault)


def _credentials(authorization: str) -> JSON:
    """The app's id and secret, where they come as HTTP Basic instead of as arguments."""
    if not authorization.startswith("Basic "):
        return {}
    name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
    return {"client_id": name, "client_secret": secret}


def _as_response(fault: Fault) -> web.Response:
    headers = {"Content-Type": "text/plain"} | dict(fault.headers)
    return web.Response(status=fault.status, body=fault.body.encode(), headers=headers)


def _reset(request: web.Request) -> None:
    """Not closed but reset, as a broken network does: SO_LINGER of no seconds."""
    transport = request.transport
    if transport is None:
        return
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def arguments_of(request: web.Request) -> dict[str, Any]:
    """From query, form or JSON body; blocks, views and the like as values, whichever way they came."""
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.read() or b"{}")
        found |= body if isinstance(body, Mapping) else {}
    else:
        found |= dict(await request.post())
    for name in _JSON_ARGUMENTS:
        if isinstance(found.get(name), str):
            try:
                found[name] = json.loads(found[name])
            except ValueError:
                continue
    return found
