"""The workspace's time machine: moves the clock and resets the sample data, one at a time, and shows that it works."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Literal, get_args

from adapters.practice.board import Board

Step = Literal["hour", "next_working_day", "week"]
STEPS: tuple[Step, ...] = get_args(Step)
Advance = Callable[[Step], Awaitable[None]]
Reset = Callable[[], Awaitable[None]]
Opening = Callable[[], Awaitable[None]]
_TELL_EVERY_SECONDS = 0.25


class TimeMachine:
    """``advance`` moves the core's clock and ticks until nothing is due; ``reset`` puts the sample data back, and
    ``opening`` the first conversation.
    """

    def __init__(self, board: Board, advance: Advance, reset: Reset, opening: Opening) -> None:
        self._board = board
        self._opening = opening
        self._advance = advance
        self._reset = reset
        self._lock = asyncio.Lock()

    @property
    def busy(self) -> bool:
        return self._lock.locked()

    async def move(self, step: Step) -> None:
        async with self._lock:
            await self._shown(self._advance(step), step)

    async def reset(self) -> None:
        """The log is emptied first: what the new sample data sends belongs to the new log."""
        async with self._lock:
            await self._shown(self._begin_anew(), "reset")
            self._board.hub.publish("reset", {})

    async def _begin_anew(self) -> None:
        await self._board.log.clear()
        await self._reset()
        await self._opening()

    async def _shown(self, work: Awaitable[None], doing: str) -> None:
        """Run it, and let every page see the clock go."""
        task = asyncio.ensure_future(work)
        try:
            while not task.done():
                self._tell(doing)
                await asyncio.wait({task}, timeout=_TELL_EVERY_SECONDS)
            await task
        finally:
            self._tell("")

    def _tell(self, doing: str) -> None:
        now = self._board.local(self._board.clock.now())
        self._board.hub.publish("clock", {"now": now, "doing": doing})
