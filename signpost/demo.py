"""``signpost demo``: the practice workspace with sample data, on this machine only, with a clock that can be moved."""

import asyncio
import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from adapters.http.pages import Pages
from adapters.http.visitors import Identified
from adapters.practice.app import PracticeDoor
from adapters.practice.board import Board
from adapters.practice.clock import PracticeClock
from adapters.practice.hub import Hub
from adapters.practice.log import ChatLog
from adapters.practice.machine import Step
from adapters.practice.outbound import PracticeChat
from adapters.system import JsonLog, SystemClock, SystemIds
from bot.kit import Kit
from bot.ports import Calendar
from bot.settings import Checkins, Detection, People, PolicySettings, Secret, Settings, StorageSettings
from policies.policy import DEFAULT_FILE
from signpost.application import ready_detector, say, serve_whole
from signpost.assembly import Whole, assembled
from signpost.composition import calendar_of, policy_of
from signpost.sample import ADMIN, OWNER, WORKSPACE, fill
from signpost.voices import voices

HOST = "127.0.0.1"
FIRST_HOUR = timedelta(hours=10)
LEAST_STEP = timedelta(minutes=1)


def settings_for(folder: Path, port: int) -> Settings:
    """The practice workspace reads no ``app.yaml``: nothing of a real deployment is touched."""
    owner, admin = WORKSPACE.person_ref(OWNER), WORKSPACE.person_ref(ADMIN)
    return replace(
        Settings(),
        organization=WORKSPACE.name,
        public_url=f"http://{HOST}:{port}",
        storage=StorageSettings(url=Secret(f"sqlite:///{folder / 'demo.db'}")),
        people=People(owners=(owner,), admins=(admin,)),
        policy=PolicySettings(file=DEFAULT_FILE),
        detection=Detection(mode="ask"),
        checkins=Checkins(key_dir=folder.with_name(f"{folder.name}-keys"), show_to="team"),
    )


async def serve(port: int, folder: Path | None = None) -> None:
    """Serve until Ctrl+C. ``folder`` keeps ``demo.db`` and the chat log (default ``var`` in the current folder)."""
    os.umask(0o077)
    folder = (folder or Path("var")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    demo = await Demo.opened(folder, port)
    await demo.door.start()
    visitors = Identified(demo.door.identify)
    pages = Pages(door=demo.whole.front, visitors=visitors, ids=SystemIds(), carry=("as", "lang"), back="/")
    await serve_whole(
        demo.whole,
        routes=[*demo.door.routes(), *pages.routes()],
        host=HOST,
        port=port,
        hello=lambda address: say(f"Signpost's practice workspace is open: {address}  (Ctrl+C ends it)"),
        closing=[demo.door.close],
    )


class Demo:
    """The workspace's parts, and what its header's buttons do."""

    def __init__(self, whole: Whole, clock: PracticeClock, board: Board) -> None:
        self.whole = whole
        self._clock = clock
        self._moving = asyncio.Lock()
        self.door = PracticeDoor(
            door=whole.front, board=board, advance=self.advance, reset=self.reset, log=whole.kit.log
        )

    @classmethod
    async def opened(cls, folder: Path, port: int) -> "Demo":
        settings, log = settings_for(folder, port), JsonLog()
        clock = PracticeClock(folder / "demo-chat.db", SystemClock())
        calendar = calendar_of(settings)
        fresh = clock.is_new
        if fresh:
            clock.restart(first_morning(calendar, SystemClock().now()))
        board = Board(ChatLog(folder / "demo-chat.db"), Hub(), WORKSPACE, clock)
        kit = Kit(
            clock=clock,
            ids=SystemIds(),
            policy=policy_of(settings),
            calendar=calendar,
            settings=settings,
            voices=voices(default=settings.language),
            log=log,
            shadow=False,
        )
        whole = await assembled(kit, {"practice": PracticeChat(board)}, await ready_detector(settings))
        demo = cls(whole, clock, board)
        await fill(whole.store, kit)
        await whole.ears.renew()
        return demo

    async def advance(self, step: Step) -> None:
        """Move the clock, stopping wherever something is due on the way, so that all happens at its own time."""
        async with self._moving:
            await self._advance_to(self._target(step))

    def _target(self, step: Step) -> datetime:
        now, calendar = self._clock.now(), self.whole.kit.calendar
        if step == "hour":
            return now + timedelta(hours=1)
        return calendar.next_morning(now) if step == "next_working_day" else now + timedelta(days=7)

    async def _advance_to(self, target: datetime) -> None:
        await self.whole.engine.settle()
        while (due := await self.whole.work.next_due()) and due <= target:
            moment = max(due, self._clock.now() + LEAST_STEP)
            if moment > target:
                break
            self._clock.move_to(moment)
            await self.whole.engine.settle()
        self._clock.move_to(target)
        await self.whole.engine.settle()

    async def reset(self) -> None:
        """The sample data as on the first day, and the clock with it."""
        async with self._moving:
            await self.whole.store.wipe()
            self._clock.restart(first_morning(self.whole.kit.calendar, SystemClock().now()))
            await fill(self.whole.store, self.whole.kit)
            await self.whole.ears.renew()


def first_morning(calendar: Calendar, now: datetime) -> datetime:
    """10:00 of the next working day."""
    return calendar.starts(calendar.day(calendar.next_morning(now))) + FIRST_HOUR
