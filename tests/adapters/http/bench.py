"""A server with pages on a free port, and a way to talk to it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from prometheus_client import CollectorRegistry

from adapters.http.pages import Pages
from adapters.http.server import HttpServer, build_app
from adapters.http.visitors import Identified
from bot.domain.person import PersonRef
from bot.messages import From
from bot.settings import Secret
from tests.adapters.http.fakes import CountingIds, ListLog, PageDoor


@dataclass
class Bench:
    session: aiohttp.ClientSession
    url: str
    door: PageDoor
    log: ListLog
    missing: list[str]

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(self.url + path, headers=headers) as response:
            return response.status, await response.text()

    async def form(self, path: str, fields: list[tuple[str, str]], **headers: str) -> tuple[int, str]:
        sent = {"Sec-Fetch-Site": "same-origin", **headers}
        data = aiohttp.FormData(fields)
        async with self.session.post(self.url + path, data=data, headers=sent) as response:
            return response.status, await response.text()


def identify(request: web.Request) -> From | None:
    user = request.query.get("as")
    if not user:
        return None
    return From(who=PersonRef("practice", "demo", user), key="", name="Lena", language=request.query.get("lang", "en"))


async def fails(_: web.Request) -> web.Response:
    raise RuntimeError("somebody's secret words")


@asynccontextmanager
async def bench(
    door: PageDoor | None = None, token: str = "", routes: Sequence[web.RouteDef] = ()
) -> AsyncIterator[Bench]:
    core, log, missing = door or PageDoor(), ListLog(), list[str]()

    async def ready() -> Sequence[str]:
        return missing

    pages = Pages(door=core, visitors=Identified(identify), ids=CountingIds(), carry=("as", "lang"), back="/")
    app = build_app(
        routes=[*pages.routes(), web.get("/fails", fails), *routes],
        log=log,
        ready=ready,
        registry=CollectorRegistry(),
        metrics_token=Secret(token),
    )
    async with HttpServer(app, "127.0.0.1", 0) as server, aiohttp.ClientSession() as session:
        yield Bench(session, server.address, core, log, missing)
