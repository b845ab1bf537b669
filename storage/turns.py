"""Whose turn it is to write, where a database has one writer at a time."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PATIENCE_SECONDS = 0.5
"""So long work in the background lets people go first; then it is its turn, however many of them there are."""


class Turns:
    """First come, first served among people who wait for an answer, and among what nobody waits for; people first."""

    def __init__(self) -> None:
        self._taken = False
        self._people: deque[asyncio.Future[None]] = deque()
        self._background: deque[tuple[float, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def turn(self, *, background: bool, seconds: float) -> AsyncIterator[None]:
        """Raises ``TimeoutError`` after so many seconds without a turn."""
        await self._acquire(background, seconds)
        try:
            yield
        finally:
            self._pass_on()

    async def _acquire(self, background: bool, seconds: float) -> None:
        if not self._taken:
            self._taken = True
            return
        mine = asyncio.get_running_loop().create_future()
        if background:
            self._background.append((time.monotonic() + PATIENCE_SECONDS, mine))
        else:
            self._people.append(mine)
        try:
            async with asyncio.timeout(seconds):
                await mine
        except BaseException:
            if mine.done() and not mine.cancelled():
                # The turn came in the same moment: it belongs to the next one.
                self._pass_on()
            else:
                mine.cancel()
            raise

    def _pass_on(self) -> None:
        while waiting := self._next():
            if not waiting.done():
                waiting.set_result(None)
                return
        self._taken = False

    def _next(self) -> asyncio.Future[None] | None:
        overdue = self._background and self._background[0][0] <= time.monotonic()
        if self._people and not overdue:
            return self._people.popleft()
        return self._background.popleft()[1] if self._background else None
