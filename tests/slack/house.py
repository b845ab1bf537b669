"""A running Signpost for the dialogs: ``app.yaml`` and environment are read, then all is put together as by ``run``.

Only the clock is ours: it runs on from a Monday morning, and a test may move it. ``has_client`` and ``files`` prepare a
record through the core's own front desk, without a detour over Slack; everything else is done by people in Slack.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from prometheus_client import CollectorRegistry

from adapters.http.server import HttpServer, build_app
from bot.domain.client import Client
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import SignpostError, StoreBusy
from bot.front import Front
from bot.messages import ChartAsked, DoorMessage, From, PageAsked, Submitted, Typed
from bot.notices.errors import refusal
from bot.ports import Chat, Door
from bot.replies import Reply, Told
from signpost.assembly import Whole, assembled
from signpost.composition import kit_of
from signpost.configuration import read_settings
from signpost.environment import read_secrets
from signpost.slackdoor import SlackOpened, open_slack
from signpost.voices import voices
from tests.fakes.clock import START
from tests.fakes.detector import FakeDetector
from tests.fakes.log import Line, RecordingLog
from tests.slack.emulator import Slack
from tests.slack.people import Person, Seen
from tests.slack.reading import Message, View
from tests.slack.transports import HttpTransport, SocketTransport
from tests.slack.watch import Pace
from tests.slack.workspace import Workspace

PICTURE = b"\x89PNG\r\n\x1a\n"
SECRET_KEY = "a-key-of-the-tests-that-is-long-enough"
FIRM: Mapping[str, Any] = {"people": {"owners": ["slack:T01TEST/U01OLIVIA"], "admins": ["slack:T01TEST/U01TARIK"]}}


class RunningClock:
    """The port ``Clock``: real seconds, counted from a Monday at 10:00 in Berlin, and whatever it was moved by."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._moved = timedelta(0)

    def now(self) -> datetime:
        return START + timedelta(seconds=time.monotonic() - self._began) + self._moved

    def move(self, by: timedelta) -> None:
        self._moved += by

    def seconds(self) -> float:
        """Since 1970, for signatures."""
        return self.now().timestamp()


@dataclass
class Between:
    """Stands between Slack's door and the core. Answers come ``seconds`` later; charts are all one and the same small
    picture unless it ``draws``: matplotlib takes a second to start. While it ``breaks``, everything is refused so.
    """

    door: Door
    seconds: float = 0
    draws: bool = False
    breaks: SignpostError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.door, name)

    async def answer(self, message: DoorMessage) -> Reply:
        await asyncio.sleep(self.seconds)
        if self.breaks is not None:
            return Told(refusal(voices()("en"), self.breaks, {}))
        return await self.door.answer(message)

    async def chart(self, asked: ChartAsked) -> bytes | Told:
        if self.draws:
            return await self.door.chart(asked)
        page = await self.door.page(PageAsked(asked.by, "client", asked.client))
        return page if isinstance(page, Told) else PICTURE


@dataclass
class House:
    """``forgiven``: names of error lines in the log that a test provokes on purpose. ``speaks_in``: the channels in
    which it says something to everybody; only the dialogs of listening have any."""

    slack: Slack
    whole: Whole
    between: Between
    opened: SlackOpened
    url: str
    clock: RunningClock
    log: RecordingLog
    database: Path
    forgiven: set[str] = field(default_factory=set)
    speaks_in: set[str] = field(default_factory=set)
    _nonce: int = 0

    @property
    def workspace(self) -> Workspace:
        return self.slack.workspace

    def person(self, name: str) -> Person:
        return self.slack.person(name)

    # --- A record to begin with ---

    def by(self, name: str) -> From:
        """As Slack's door would say it, but lasting: nothing is kept as a message beside the answer."""
        account = self.person(name).account
        self._nonce += 1
        who = PersonRef("slack", account.team_id, account.user_id)
        return From(who=who, key=f"house-{self._nonce}", name=account.name, language=account.locale)

    async def asks(self, message: DoorMessage) -> Reply:
        return await self.whole.front.answer(message)

    async def has_client(self, name: str, lead: str, *deputies: str, **values: str) -> Client:
        """A client that the owner has set up."""
        people = {who: self.by(who) for who in (lead, *deputies)}
        written = ",".join(str(people[who].who) for who in deputies)
        filled = {"name": name, "language": "en", "leads": str(people[lead].who), "deputies": written, **values}
        reply = await self.asks(Submitted(self.by("olivia"), "client", filled, {}, tuple(people.values())))
        assert isinstance(reply, Told) and reply.notice.kind == "client.saved", reply
        return await self.client(name)

    async def files(self, who: str, line: str) -> Reply:
        """A report in one line, ``acme disrespect:2 called us names``."""
        reply = await self.asks(Typed(self.by(who), "client-flag", line))
        assert isinstance(reply, Told) and reply.recorded, reply
        return reply

    async def has_many_clients(self, number: int) -> None:
        """``Firm 0000`` and so on: rows like those of the first one, for which the record itself would take long."""
        await self.has_client("Firm 0000", "lena")
        await asyncio.to_thread(multiplied, self.database, number)

    async def binds(self, channel: str, client: str) -> None:
        """The channel is about the client."""
        place = ChannelRef("slack", self.workspace.seed.team_id, self.workspace.channel(channel).channel_id)
        reply = await self.asks(Typed(replace(self.by("olivia"), channel=place), "client-setup", f"bind {client}"))
        assert isinstance(reply, Told) and reply.notice.kind == "client.bound", reply

    async def client(self, name: str) -> Client:
        async with self.whole.store.read() as unit:
            found = await unit.clients.by_name(name)
        assert found is not None, name
        return found

    # --- Time ---

    async def settles(self) -> None:
        """Everything that is due is sent, and whatever follows an acknowledgement is shown."""
        await self.opened.door.settled()
        await self.whole.engine.settle()

    async def until(self, moment: datetime) -> None:
        """Time passes; whatever comes due on the way happens at its own time."""
        await self.settles()
        while (due := await self.whole.work.next_due()) and due <= moment:
            self.clock.move(max(due - self.clock.now(), timedelta(seconds=1)))
            await self.settles()
        self.clock.move(max(moment - self.clock.now(), timedelta(0)))
        await self.settles()

    async def passes(self, *, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        await self.until(self.clock.now() + timedelta(days=days, hours=hours, seconds=seconds))

    # --- At the end ---

    async def assert_in_order(self) -> None:
        """Slack's rules are kept, nothing stands in any channel, and no line of the log is an error.

        A busy record is none: on a shared machine that stands still for a second it happens, and is tried again.
        """
        self.slack.assert_clean()
        for workspace in self.slack.workspaces.values():
            for channel in workspace.seed.channels:
                own = [m for m in await workspace.messages(channel.name) if m.raw.get("bot_id")]
                assert own == [] or channel.name in self.speaks_in, f"posted in #{channel.name}"
        errors = [line for line in self.log.lines if line.level == "error" and not is_busy(line)]
        failed = [line for line in errors if line.event not in self.forgiven]
        assert failed == [], failed


def is_busy(line: Line) -> bool:
    return isinstance(line.values.get("error"), StoreBusy) or line.values.get("code") == StoreBusy.code


@asynccontextmanager
async def signpost(
    slack: Slack,
    folder: Path,
    *,
    mode: str = "http",
    config: Mapping[str, Any] = FIRM,
    environ: Mapping[str, str] | None = None,
) -> AsyncIterator[House]:
    """Signpost over the ``app.yaml`` that is written into the folder, on the database ``signpost.db`` there.

    Its first days, in which owners alone are told, are over.

    ``mode`` as in ``app.yaml``: http or socket; the workspace is connected to it. Where the test went well,
    everything is looked over at the end.
    """
    settled = {"slack": {"mode": mode}, "storage": {"url": "sqlite:///signpost.db"}} | dict(config)
    file = folder / "app.yaml"
    file.write_text(yaml.safe_dump(settled), "utf-8")
    given = slack.environment(socket=mode == "socket") if environ is None else dict(environ)
    settings = read_settings(file, given)
    clock, log = RunningClock(), RecordingLog()
    chats: dict[str, Chat] = {}
    whole = await assembled(replace(kit_of(settings, clock=clock), log=log, shadow=False), chats, FakeDetector())
    between = Between(whole.front)
    opened = open_slack(replace(whole, front=cast(Front, between)), read_secrets(given))
    chats[opened.chat.platform] = opened.chat
    app = build_app(
        routes=opened.routes, log=log, ready=whole.missing, registry=CollectorRegistry(), closing=[opened.close]
    )
    # A process does not know when another one sent its last message; Slack's 429 would tell it.
    slack.shim.watch.pace = Pace()
    tasks = [asyncio.create_task(work) for work in (whole.engine.run(), *opened.running())]
    http = None
    try:
        async with HttpServer(app, "127.0.0.1", settings.server.port if "server" in config else 0) as server:
            if mode == "http":
                http = HttpTransport(server.address, slack.signing_secret, now=clock.seconds)
                slack.workspace.connect(http)
            else:
                await slack.socket.connected()
                slack.workspace.connect(SocketTransport(slack.socket))
            house = House(slack, whole, between, opened, server.address, clock, log, folder / "signpost.db")
            yield house
            await house.settles()
            await house.assert_in_order()
    finally:
        if http:
            await http.close()
        for task in tasks[1:]:
            task.cancel()
        await whole.close()
        await asyncio.gather(*tasks, return_exceptions=True)
        await opened.hang_up()


def multiplied(database: Path, number: int) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.row_factory = sqlite3.Row
        for table in ("clients", "client_names"):
            _multiply(connection, table, number)


def _multiply(connection: sqlite3.Connection, table: str, number: int) -> None:
    owner = "id" if table == "clients" else "client_id"
    [row] = connection.execute(
        f"SELECT * FROM {table} WHERE {owner} = (SELECT client_id FROM client_names WHERE name = 'Firm 0000')"
    ).fetchall()
    names = row.keys()
    rows = [[f"{turn:032}" if key == owner else _named(row[key], turn) for key in names] for turn in range(1, number)]
    connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", rows)


def _named(value: object, turn: int) -> object:
    return value.replace("0000", f"{turn:04}") if isinstance(value, str) and "0000" in value else value


def reads(shown: Seen | Message | View | None, *words: str) -> None:
    """The words stand in what somebody sees, in this order; ``-`` before words: they stand nowhere in it."""
    text = rest = shown.text if shown else ""
    for one in words:
        if one.startswith("-"):
            assert one[1:] not in text, f"{one[1:]!r} should not stand in\n{text}"
        else:
            _, found, rest = rest.partition(one)
            assert found, f"{one!r} does not follow; there is\n{text}"


both_ways = pytest.mark.parametrize("house", ["http", "socket"], indirect=True)
