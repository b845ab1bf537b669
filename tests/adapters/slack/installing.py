"""A Signpost to be installed, a Slack that grants it, and browsers; all over real HTTP on loopback."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from aiohttp import web
from prometheus_client import CollectorRegistry

from adapters.http.server import HttpServer, build_app
from adapters.slack.oauth import OAuth
from adapters.slack.state import States
from adapters.slack.tokens import Installed
from adapters.system.real import SystemIds
from adapters.vault.sealing import Sealer
from bot.domain.installation import Installation
from bot.ports import Store
from bot.settings import Secret
from tests.adapters.slack.answering import Answer, AnsweringSlack, Question, serving
from tests.fakes.clock import FakeClock
from tests.fakes.log import RecordingLog
from tests.fakes.memory import MemoryStore

KEY = "secret-key-canary-" + "k" * 30
TOKEN, CODE, CLIENT_SECRET = "xoxb-token-canary", "code-canary.1", "client-secret-canary"
SCOPES = ("commands", "chat:write")


def granted(**changes: Any) -> Answer:
    """``oauth.v2.access`` of a workspace that agreed, as Slack documents it."""
    body = {
        "ok": True,
        "access_token": TOKEN,
        "token_type": "bot",
        "scope": "commands,chat:write",
        "bot_user_id": "U01BOT",
        "app_id": "A01APP",
        "team": {"id": "T01TEST", "name": "Acme Agency"},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": "U01ALICE"},
    }
    return Answer({**body, **changes})


def page(_: web.Request, key: str, status: int) -> web.Response:
    return web.Response(text=key, status=status)


@dataclass
class Browser:
    session: aiohttp.ClientSession
    address: str

    async def begin(self) -> Mapping[str, str]:
        """Click on the link; what Slack's page is then asked for."""
        async with self.session.get(f"{self.address}/slack/install", allow_redirects=False) as answer:
            assert answer.status == 302
            return {name: value for name, (value,) in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    async def back(self, method: str = "GET", **query: str) -> tuple[int, str]:
        """Slack sends the browser back."""
        url = f"{self.address}/slack/oauth_redirect"
        async with self.session.request(method, url, params=query) as answer:
            return answer.status, await answer.text()

    async def install(self) -> tuple[int, str]:
        return await self.back(code=CODE, state=(await self.begin())["state"])


@dataclass
class Bench:
    """``slack.answers`` may be changed at any time; ``replica`` is another Signpost over a store."""

    slack: AnsweringSlack
    api_url: str
    store: Store
    clock: FakeClock = field(default_factory=FakeClock)
    log: RecordingLog = field(default_factory=RecordingLog)

    def oauth(self, store: Store | None = None, public_url: str = "http://127.0.0.1:8080", key: str = KEY) -> OAuth:
        own, vault = store or self.store, Sealer(Secret(key))
        return OAuth(
            client_id="1.2",
            client_secret=Secret(CLIENT_SECRET),
            scopes=SCOPES,
            public_url=public_url,
            api_url=self.api_url,
            installed=Installed(own, vault, allowed=("T01TEST",), clock=self.clock, log=self.log),
            states=States(store=own, vault=vault, ids=SystemIds(), clock=self.clock),
            log=self.log,
            page=page,
        )

    @asynccontextmanager
    async def replica(self, oauth: OAuth | None = None) -> AsyncIterator[str]:
        async def ready() -> list[str]:
            return []

        routes = (oauth or self.oauth()).routes()
        app = build_app(routes=routes, log=self.log, ready=ready, registry=CollectorRegistry())
        async with HttpServer(app, "127.0.0.1", 0) as server:
            yield server.address

    async def stored(self) -> list[Installation]:
        async with self.store.read() as unit:
            return list(await unit.installations.all("slack"))

    def asked(self, method: str) -> list[Question]:
        return [question for question in self.slack.asked if question.method == method]


@asynccontextmanager
async def bench(store: Store | None = None) -> AsyncIterator[Bench]:
    slack = AnsweringSlack({"oauth.v2.access": granted(), "auth.revoke": Answer({"ok": True, "revoked": True})})
    async with serving(slack) as address:
        yield Bench(slack, f"{address}/api/", store or MemoryStore())


@asynccontextmanager
async def browser(address: str) -> AsyncIterator[Browser]:
    """One with a cookie jar of its own."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(session, address)
