"""A scripted core behind the port ``Door``, a clock that stands, and the whole practice server around them."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry

from adapters.http.pages import Pages
from adapters.http.server import HttpServer, build_app
from adapters.http.visitors import Identified
from adapters.practice.app import PracticeDoor
from adapters.practice.board import Board
from adapters.practice.hub import Hub
from adapters.practice.log import ChatLog
from adapters.practice.machine import Step
from adapters.practice.outbound import PracticeChat
from adapters.practice.workspace import Workspace
from bot.domain.person import ChannelRef, PersonRef
from bot.messages import (
    ChartAsked,
    ClientsSought,
    DoorMessage,
    DoorNews,
    DossierFetched,
    LetterFetched,
    MessageFlagged,
    PageAsked,
    Pressed,
    Submitted,
    Typed,
)
from bot.notices.parts import Notice, Option, Page, Paragraph
from bot.ports import Door
from bot.replies import Asked, File, Replaced, Reply, Told
from tests.adapters.practice.samples import WORKSPACE, client_page, flag_form, home, nudge, recorded, t

CHART = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 300"><style>.l{{stroke:{ink};fill:none}}</style>
<rect width="720" height="300" style="fill:{paper}"/><path class="l" style="stroke-width:3" d="M20 260C200 250 300 180 420 190S620 60 700 40"/>
<path class="l" stroke-dasharray="6 6" d="M20 140H700"/><text x="24" y="132" style="fill:{ink};font:14px sans-serif">talk</text></svg>"""  # noqa: E501


class StandingClock:
    def __init__(self, now: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        self._now += by


class CountingIds:
    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def new(self) -> str:
        return f"{next(self._numbers):032x}"


@dataclass
class ListLog:
    lines: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def info(self, event: str, **values: object) -> None:
        self.lines.append((event, values))

    warning = error = info


@dataclass
class ScriptedDoor:
    """Answers like the core would, without remembering anything but what was asked. ``slow``: seconds per answer."""

    chat: PracticeChat | None = None
    asked: list[DoorMessage | PageAsked | ChartAsked | ClientsSought] = field(default_factory=list)
    slow: float = 0.0
    next_notice: Notice | None = None
    listened: frozenset[str] = frozenset()
    news: list[DoorNews] = field(default_factory=list)

    async def answer(self, message: DoorMessage) -> Reply:
        self.asked.append(message)
        await asyncio.sleep(self.slow)
        if self.next_notice is not None:
            return Told(self.next_notice)
        match message:
            case Typed(command="client-flag", text=""):
                return Asked(flag_form())
            case Typed(command="client-flag", text="help"):
                return Told(Notice("help", t("What Signpost can do"), (Paragraph(t("Report what a client did.")),)))
            case Typed() if "explode" in message.text:
                raise RuntimeError("the core fell over")
            case Typed() | Submitted(form="confirmed"):
                await self._nudge(message.by.key)
                return Told(recorded(), recorded=12)
            case MessageFlagged(quote=quote):
                return Asked(flag_form(quote=quote))
            case Submitted(values=values):
                return self._submitted(values.get("summary", ""))
            case Pressed(action="nudge.snooze"):
                return Asked(flag_form())
            case Pressed(action=action):
                return Replaced(Notice("pressed", t(f"Done: {action}")))

    def _submitted(self, summary: str) -> Reply:
        if not summary.strip():
            return Asked(flag_form(error="Please say what happened."))
        if len(summary) > 2000:
            return Asked(flag_form(summary=summary, error=f"At most 2,000 characters; these are {len(summary)}."))
        return Told(recorded(), recorded=12)

    async def _nudge(self, key: str) -> None:
        if self.chat is not None:
            await self.chat.send(WORKSPACE.person_ref("lena"), nudge(), f"nudge:{key}")

    async def page(self, asked: PageAsked) -> Page | Told:
        self.asked.append(asked)
        if asked.by.who.user == "gast":
            return Told(Notice("refused", t("Only the lead sees this.")))
        return home() if asked.page == "home" else client_page()

    async def letter(self, asked: LetterFetched) -> File | Told:
        return Told(Notice("refused", t("No such letter.")))

    async def dossier(self, asked: DossierFetched) -> File | Told:
        return Told(Notice("refused", t("No such dossier.")))

    async def chart(self, asked: ChartAsked) -> bytes | Told:
        self.asked.append(asked)
        if asked.client != "c1":
            return Told(Notice("refused", t("No such client.")))
        ink, paper = ("#55cdae", "#212a26") if asked.scheme == "dark" else ("#0b6b57", "#ffffff")
        return CHART.format(ink=ink, paper=paper).encode()

    async def clients(self, sought: ClientsSought) -> Sequence[Option]:
        self.asked.append(sought)
        names = ("Acme GmbH", "Nordwind Logistik", "Ölmühle Süd")
        return [Option(name, name) for name in names if sought.words.lower() in name.lower()]

    def listens(self, channel: ChannelRef) -> bool:
        return channel.channel in self.listened

    async def heard(self, news: DoorNews) -> bool:
        self.news.append(news)
        return True

    async def strangers(self, platform: str) -> Sequence[PersonRef]:
        return ()


@dataclass
class House:
    """A running practice workspace."""

    door: ScriptedDoor
    board: Board
    chat: PracticeChat
    clock: StandingClock
    log: ListLog
    server: HttpServer
    resets: list[str]

    @property
    def url(self) -> str:
        return self.server.address


@asynccontextmanager
async def house(
    folder: Path, workspace: Workspace = WORKSPACE, port: int = 0, door: ScriptedDoor | None = None
) -> AsyncIterator[House]:
    """Everything wired as ``signpost demo`` does it, with a scripted core."""
    clock, log, resets = StandingClock(), ListLog(), list[str]()
    board = Board(ChatLog(folder / "chat.db"), Hub(), workspace, clock)
    chat = PracticeChat(board)
    core = door or ScriptedDoor()
    core.chat = chat
    steps: dict[Step, timedelta] = {
        "hour": timedelta(hours=1),
        "next_working_day": timedelta(days=1),
        "week": timedelta(days=7),
    }

    async def advance(step: Step) -> None:
        await asyncio.sleep(0.05)
        clock.move(steps[step])

    async def reset() -> None:
        resets.append("reset")

    practice = PracticeDoor(door=core, board=board, advance=advance, reset=reset, log=log)
    await practice.start()
    app = _application(core, practice, log)
    try:
        async with HttpServer(app, "127.0.0.1", port) as server:
            yield House(core, board, chat, clock, log, server, resets)
    finally:
        await board.log.close()


def _application(core: Door, practice: PracticeDoor, log: ListLog) -> web.Application:
    async def ready() -> Sequence[str]:
        return []

    visitors = Identified(practice.identify)
    pages = Pages(door=core, visitors=visitors, ids=CountingIds(), carry=("as", "lang"), back="/")
    return build_app(
        routes=[*practice.routes(), *pages.routes()],
        log=log,
        ready=ready,
        registry=CollectorRegistry(),
        closing=[practice.close],
    )
