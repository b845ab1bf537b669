"""Our pages as a real deployment serves them: a record, signed links, sessions, a server on loopback."""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import aiohttp
from aiohttp import web
from prometheus_client import CollectorRegistry

from adapters.http.pages import Pages
from adapters.http.server import HttpServer, build_app
from adapters.http.sessions import Sessions
from adapters.system import SystemIds
from adapters.vault.links import SignedLinks
from adapters.vault.sealing import Sealer
from bot.ports import Door, Store
from bot.settings import Secret
from tests.adapters.http.fakes import ListLog
from tests.dialogs.house import SECRET_KEY as KEY
from tests.dialogs.house import House, ref
from tests.fakes.clock import FakeClock

HTML = {"Accept": "text/html"}


@dataclass
class Site:
    """One server; ``own`` is what a browser says of its own forms."""

    url: str
    origin: str
    links: SignedLinks
    sessions: Sessions
    app: web.Application
    session: aiohttp.ClientSession

    @property
    def own(self) -> dict[str, str]:
        return {"Origin": self.origin, "Sec-Fetch-Site": "same-origin", **HTML}

    def token(self, who: str, path: str = "home") -> str:
        return token_of(self.links.address(ref(who), path))

    async def get(self, path: str, cookie: str = "", method: str = "GET") -> tuple[int, str]:
        headers = {**HTML, **self._with(cookie)}
        async with self.session.request(method, self.url + path, headers=headers, allow_redirects=False) as response:
            return response.status, await response.text(errors="replace")

    async def post(
        self, path: str, fields: dict[str, str], cookie: str = "", headers: dict[str, str] | None = None
    ) -> aiohttp.ClientResponse:
        sent = {**(self.own if headers is None else headers), **self._with(cookie)}
        async with self.session.post(self.url + path, data=fields, headers=sent, allow_redirects=False) as response:
            await response.read()
            return response

    async def comes_in(self, who: str, path: str = "home") -> str:
        """What the browser holds afterwards, as a Cookie header's value."""
        response = await self.post("/app/open", {"t": self.token(who, path)})
        assert response.status == 303, response.status
        return response.headers["Set-Cookie"].partition(";")[0]

    async def mark(self, cookie: str) -> str:
        """What the forms of that session carry."""
        _, html = await self.get("/app/home", cookie)
        return html.partition('name="mark" value="')[2].partition('"')[0]

    def _with(self, cookie: str) -> dict[str, str]:
        return {"Cookie": cookie} if cookie else {}


def token_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["t"][0]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@asynccontextmanager
async def served(
    door: Door, store: Store, clock: FakeClock, public_url: str = "", port: int = 0
) -> AsyncIterator[Site]:
    """``public_url``: what the deployment calls itself, where that is not the loopback address."""
    port = port or free_port()
    url, log, vault = f"http://127.0.0.1:{port}", ListLog(), Sealer(Secret(KEY))
    origin = public_url or url
    links = SignedLinks(public_url=origin, vault=vault, clock=clock, ids=SystemIds())
    sessions = Sessions(public_url=origin, store=store, links=links, vault=vault, clock=clock, ids=SystemIds(), log=log)
    pages = Pages(door=door, visitors=sessions, ids=SystemIds())

    async def ready() -> Sequence[str]:
        return []

    app = build_app(routes=[*sessions.routes(), *pages.routes()], log=log, ready=ready, registry=CollectorRegistry())
    async with HttpServer(app, "127.0.0.1", port), aiohttp.ClientSession() as session:
        yield Site(url, origin, links, sessions, app, session)


async def a_firm(store: Store, house: House | None = None) -> House:
    house = house or House(store=store)
    await house.opens("anna", "lena", "dora", "paul")
    await house.has_client("Acme", "lena", "dora")
    return house
