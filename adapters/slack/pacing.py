"""One message a second and chat, in order (https://docs.slack.dev/apis/web-api/rate-limits)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

SECONDS = 1.0
KEPT = 5_000


@dataclass
class _Lane:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    waiting: int = 0


class Pacer:
    """For this process; where several send into one chat, Slack's 429 says so and the delivery comes again."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """Whoever comes first goes first; the next may go a second after the one before has been sent."""
        loop = asyncio.get_running_loop()
        lane = self._lanes.setdefault(chat, _Lane())
        lane.waiting += 1
        try:
            async with lane.turn:
                await asyncio.sleep(max(0.0, lane.free_at - loop.time()))
                try:
                    yield
                finally:
                    lane.free_at = loop.time() + self._seconds
        finally:
            lane.waiting -= 1
            self._forget(loop.time())

    def _forget(self, now: float) -> None:
        if len(self._lanes) > KEPT:
            idle = [chat for chat, lane in self._lanes.items() if not lane.waiting and lane.free_at <= now]
            for chat in idle:
                del self._lanes[chat]
