"""How fast messages may follow each other (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit).

Into one conversation 7 in a second and 60 in 30 seconds; 50 in a second for the app in one tenant.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

PER_THREAD = ((7, 1.0), (60, 30.0))
PER_TENANT = ((50, 1.0),)
KEPT = 5_000


@dataclass
class _Lane:
    """``gone``: the moments of the last sends, as many as the widest window counts."""

    gone: deque[float]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Pacer:
    """For this process; where several send into one chat, Teams' 429 says so and the delivery comes again."""

    def __init__(
        self,
        per_thread: Sequence[tuple[int, float]] = PER_THREAD,
        per_tenant: Sequence[tuple[int, float]] = PER_TENANT,
    ) -> None:
        self._limits = {"thread": tuple(per_thread), "tenant": tuple(per_tenant)}
        self._lanes: dict[tuple[str, str, str], _Lane] = {}

    @asynccontextmanager
    async def turn(self, tenant: str, conversation: str = "") -> AsyncIterator[None]:
        """Whoever comes first goes first. Without a conversation (its creation, a look-up) the tenant's pace only."""
        if conversation:
            async with self._turn("thread", tenant, conversation), self._turn("tenant", tenant, ""):
                yield
        else:
            async with self._turn("tenant", tenant, ""):
                yield

    @asynccontextmanager
    async def _turn(self, kind: str, tenant: str, conversation: str) -> AsyncIterator[None]:
        loop, limits = asyncio.get_running_loop(), self._limits[kind]
        lane = self._lanes.setdefault((kind, tenant, conversation), _Lane(deque(maxlen=max(n for n, _ in limits))))
        lane.waiting += 1
        try:
            async with lane.turn:
                await asyncio.sleep(max(0.0, _wait(lane.gone, limits, loop.time())))
                lane.gone.append(loop.time())
            # Sending itself is not waited for: the limits count requests, not answers.
            yield
        finally:
            lane.waiting -= 1
            self._forget(loop.time())

    def _forget(self, now: float) -> None:
        if len(self._lanes) > KEPT:
            widest = max(seconds for limits in self._limits.values() for _, seconds in limits)
            idle = [
                name
                for name, lane in self._lanes.items()
                if not lane.waiting and (not lane.gone or lane.gone[-1] + widest <= now)
            ]
            for name in idle:
                del self._lanes[name]


def _wait(gone: deque[float], limits: Sequence[tuple[int, float]], now: float) -> float:
    """Seconds until one more send keeps within all windows."""
    return max((gone[-count] + seconds - now for count, seconds in limits if len(gone) >= count), default=0.0)
