"""Signpost as a process of its own: the whole over any database, with the practice door, on a loopback port.

``python -m tests.faults.server URL PORT FOLDER``; port 0 finds a free one. Its address is told on stderr.
FOLDER keeps the chat log: the platform's part, which several servers may share. SIGUSR1 gives back its connections to
the database, as a long night does.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from adapters.practice.app import PracticeDoor
from adapters.practice.board import Board
from adapters.practice.hub import Hub
from adapters.practice.log import ChatLog
from adapters.practice.outbound import PracticeChat
from adapters.system import SystemClock
from bot.domain.person import PersonRef
from bot.notices.parts import Notice
from bot.ports import Sent
from signpost.application import serve_whole
from signpost.assembly import assembled
from signpost.composition import kit_of
from tests.fakes.detector import FakeDetector
from tests.faults.firm import WORKSPACE, settings_of
from tests.faults.planted import FAULTS


class Ahead:
    """The real clock, so many seconds ahead: what a claim waits for need not be waited for by the tests."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return SystemClock().now() + self._ahead


class SlowChat(PracticeChat):
    """A platform that takes its time before and after it has taken a message, so that a kill finds sends in hand."""

    def __init__(self, board: Board, seconds: float) -> None:
        super().__init__(board)
        self._seconds = seconds

    async def send(self, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None) -> Sent:
        await asyncio.sleep(self._seconds / 2)
        sent = await super().send(person, notice, key, follows)
        await asyncio.sleep(self._seconds / 2)
        return sent


async def _nothing(*_: object) -> None:
    """The time machine and the reset belong to the demo."""


def _announce(address: str) -> None:
    sys.stderr.write(f"The practice workspace answers at {address}.\n")
    sys.stderr.flush()


async def serve(url: str, port: int, folder: Path, *, ahead: float, slow: float) -> None:
    clock = Ahead(ahead)
    board = Board(ChatLog(folder / "chat.db"), Hub(), WORKSPACE, clock)
    kit = replace(kit_of(settings_of(url), clock=clock), shadow=False)
    whole = await assembled(kit, {"practice": SlowChat(board, slow)}, FakeDetector())
    reconnecting: set[asyncio.Task[None]] = set()

    def reconnect() -> None:
        task = asyncio.ensure_future(whole.store.close())
        reconnecting.add(task)
        task.add_done_callback(reconnecting.discard)

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, reconnect)
    nothing: Callable[..., Awaitable[None]] = _nothing
    door = PracticeDoor(door=whole.front, board=board, advance=nothing, reset=nothing, log=kit.log)
    await serve_whole(whole, routes=door.routes(), host="127.0.0.1", port=port, hello=_announce, closing=[door.close])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ahead", type=float, default=0.0, help="seconds by which the clock is ahead")
    parser.add_argument("--slow", type=float, default=0.0, help="seconds that the platform takes for a message")
    parser.add_argument("--fault", choices=sorted(FAULTS), help="a fault to plant")
    asked = parser.parse_args(arguments)
    if asked.fault:
        FAULTS[asked.fault]()
    os.umask(0o077)
    asyncio.run(serve(asked.url, asked.port, asked.folder, ahead=asked.ahead, slow=asked.slow))


if __name__ == "__main__":
    main()
