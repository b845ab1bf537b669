"""A running Signpost with its door to Teams: ``app.yaml`` and environment are read, then all is put together as by
``run``, with a local Microsoft around it. Only the clock is ours.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp
import yaml
from prometheus_client import CollectorRegistry

from adapters.http.server import HttpServer, build_app
from adapters.teams.cloud import PUBLIC, Cloud
from bot.domain.client import Client
from bot.domain.person import PersonRef
from bot.front import Front
from bot.messages import DoorMessage, From, Submitted, Typed
from bot.ports import Chat
from bot.replies import Reply, Told
from signpost.assembly import Whole, assembled
from signpost.composition import kit_of
from signpost.configuration import read_settings
from signpost.environment import read_secrets
from signpost.links import links_of
from signpost.pagesdoor import page_routes
from signpost.teamsdoor import TeamsOpened, open_teams
from tests.adapters.teams.cards import problems
from tests.fakes.detector import FakeDetector
from tests.fakes.log import RecordingLog
from tests.slack.house import Between, RunningClock, is_busy, multiplied
from tests.teams.connector import Connector, connector, person
from tests.teams.issuer import APP_ID, PASSWORD, TENANT, Issuer, issuer
from tests.teams.people import Account, Person

Json = dict[str, Any]
OTHER_TENANT = "b0000000-0000-4000-8000-00000000000c"
ENVIRONMENT: Mapping[str, str] = {
    "MicrosoftAppId": APP_ID,
    "MicrosoftAppPassword": PASSWORD,
    "MicrosoftAppTenantId": TENANT,
}


def _user(number: int) -> str:
    return f"c0000000-0000-4000-8000-0000000000{number:02}"


ACCOUNTS = {
    name: Account(name, _user(number))
    for number, name in enumerate(("alice", "ben", "lena", "dora", "olivia", "tarik", "gus", "erik"), 1)
}
TEAM: Mapping[str, Any] = {
    "people": {
        "owners": [f"teams:{TENANT}/{ACCOUNTS['olivia'].user}"],
        "admins": [f"teams:{TENANT}/{ACCOUNTS['tarik'].user}"],
    }
}


@dataclass
class Firm:
    """``forgiven``: names of error lines in the log that a test provokes on purpose."""

    connector: Connector
    issuer: Issuer
    whole: Whole
    between: Between
    opened: TeamsOpened
    url: str
    session: aiohttp.ClientSession
    clock: RunningClock
    log: RecordingLog
    database: Path
    forgiven: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    may_speak_openly: bool = False
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        """alice, ben, lena, dora, olivia (owner), tarik (admin), gus (a guest), erik (of another firm)."""
        return self._people.setdefault(name, Person(ACCOUNTS[name], self))

    def new_id(self) -> str:
        return f"17724420{next(self._ids):05}"

    def check(self, shown: Json) -> None:
        """Whatever is shown is held against Teams' limits."""
        self.problems += problems({name: value for name, value in shown.items() if name not in ("id", "replyToId")})

    async def post(self, activity: Json) -> tuple[int, Any]:
        """Signed, to the door; status and JSON of the answer. The SDK looks at the machine's clock, we at ours."""
        began, ends = min(self.clock.seconds(), time.time()) - 60, max(self.clock.seconds(), time.time()) + 3_600
        token = self.issuer.token(self.connector.service_url, nbf=int(began), exp=int(ends))
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.post(f"{self.url}/api/messages", json=activity, headers=headers) as answer:
            body = await answer.read()
            return answer.status, await answer.json() if body else None

    # --- A record to begin with ---

    def by(self, name: str) -> From:
        account = ACCOUNTS[name]
        return From(who=PersonRef("teams", TENANT, account.user), key=f"firm-{next(self._ids)}", name=name)

    async def asks(self, message: DoorMessage) -> Reply:
        return await self.whole.front.answer(message)

    async def has_client(self, name: str, lead: str, *deputies: str, **values: str) -> Client:
        people = {who: self.by(who) for who in (lead, *deputies)}
        written = ",".join(str(people[who].who) for who in deputies)
        filled = {"name": name, "language": "en", "leads": str(people[lead].who), "deputies": written, **values}
        reply = await self.asks(Submitted(self.by("olivia"), "client", filled, {}, tuple(people.values())))
        assert isinstance(reply, Told) and reply.notice.kind == "client.saved", reply
        return await self.client(name)

    async def has_many_clients(self, number: int) -> None:
        """``Firm 0000`` and so on: rows like those of the first one."""
        await self.has_client("Firm 0000", "lena")
        await asyncio.to_thread(multiplied, self.database, number)

    async def files(self, who: str, line: str) -> Reply:
        reply = await self.asks(Typed(self.by(who), "client-flag", line))
        assert isinstance(reply, Told) and reply.recorded, reply
        return reply

    async def client(self, name: str) -> Client:
        async with self.whole.store.read() as unit:
            found = await unit.clients.by_name(name)
        assert found is not None, name
        return found

    async def reports(self) -> int:
        async with self.whole.store.read() as unit:
            return len(await unit.incidents.everything())

    # --- Time ---

    async def settles(self) -> None:
        await self.opened.door.settled()
        await self.whole.engine.settle()

    async def passes(self, *, days: float = 0, hours: float = 0) -> None:
        """Time passes; whatever comes due on the way happens at its own time."""
        moment = self.clock.now() + timedelta(days=days, hours=hours)
        await self.settles()
        while (due := await self.whole.work.next_due()) and due <= moment:
            self.clock.move(max(due - self.clock.now(), timedelta(seconds=1)))
            await self.settles()
        self.clock.move(max(moment - self.clock.now(), timedelta(0)))
        await self.settles()

    def assert_in_order(self) -> None:
        """Teams' limits are kept, nothing stands in any channel, and no line of the log is an error."""
        assert self.problems == []
        if not self.may_speak_openly:
            assert [one for one in self.connector.posted if not one.conversation.startswith("a:")] == []
        errors = [line for line in self.log.lines if line.level == "error" and not is_busy(line)]
        failed = [line for line in errors if line.event not in self.forgiven]
        assert failed == [], failed


@dataclass
class Running:
    """Signpost as a process would run it, but for the clock and the log."""

    whole: Whole
    between: Between
    opened: TeamsOpened
    url: str
    clock: RunningClock
    log: RecordingLog

    async def settles(self) -> None:
        await self.opened.door.settled()
        await self.whole.engine.settle()


@asynccontextmanager
async def running(
    folder: Path, config: Mapping[str, Any], environ: Mapping[str, str], clock: RunningClock, cloud: Cloud = PUBLIC
) -> AsyncIterator[Running]:
    """Its first days, in which owners alone are told, are over."""
    settled = {"teams": {"mode": "http"}, "storage": {"url": "sqlite:///signpost.db"}} | dict(config)
    file = folder / "app.yaml"
    file.write_text(yaml.safe_dump(settled), "utf-8")
    settings, log = read_settings(file, environ), RecordingLog()
    chats: dict[str, Chat] = {}
    secrets = read_secrets(environ)
    kit = replace(kit_of(settings, clock=clock), log=log, shadow=False, links=links_of(settings, secrets, clock))
    whole = await assembled(kit, chats, FakeDetector())
    between = Between(whole.front)
    opened = open_teams(replace(whole, front=cast(Front, between)), secrets, cloud)
    chats[opened.chat.platform] = opened.chat
    app = build_app(
        routes=[*opened.routes, *page_routes(whole, secrets)],
        log=log,
        ready=whole.missing,
        registry=CollectorRegistry(),
        closing=[opened.close],
    )
    tasks = [asyncio.create_task(work) for work in (whole.engine.run(), *opened.running())]
    try:
        async with HttpServer(app, "127.0.0.1", 0) as server:
            yield Running(whole, between, opened, server.address, clock, log)
    finally:
        for task in tasks[1:]:
            task.cancel()
        await whole.close()
        await asyncio.gather(*tasks, return_exceptions=True)
        await opened.hang_up()


@asynccontextmanager
async def signpost(
    folder: Path, *, config: Mapping[str, Any] = TEAM, environ: Mapping[str, str] = ENVIRONMENT
) -> AsyncIterator[Firm]:
    """With a local Microsoft around it. Where the test went well, all is looked over at the end."""
    clock = RunningClock()
    async with AsyncExitStack() as stack:
        microsoft = await stack.enter_async_context(issuer(now=clock.seconds))
        wire = await stack.enter_async_context(connector())
        _meet(wire)
        one = await stack.enter_async_context(running(folder, config, environ, clock, microsoft.cloud(wire.url)))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        firm = Firm(
            wire,
            microsoft,
            one.whole,
            one.between,
            one.opened,
            one.url,
            session,
            clock,
            one.log,
            folder / "signpost.db",
        )
        yield firm
        await firm.settles()
        firm.assert_in_order()


def _meet(wire: Connector) -> None:
    """Teams knows everybody: a guest by role and name, somebody of another firm by the tenant."""
    others: dict[str, Json] = {
        "gus": {"userRole": "guest", "userPrincipalName": "gus_agency.example#EXT#@firm.example"},
        "erik": {"tenantId": OTHER_TENANT},
    }
    for name, account in ACCOUNTS.items():
        told = person(account.user, name, **others.get(name, {}))
        wire.members |= {account.user: told, f"29:{account.user}": told}
