"""Deliveries in the embedded engine: one lane a person, so that messages keep their order, a few lanes at a time."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.domain.delivery import Delivery
from bot.ports import Clock, Log, Work

LANES = 12
AT_ONCE = 10
"""Deliveries of a person that a lane takes: then whatever is more urgent by now comes first."""
REST = timedelta(seconds=1)
LONGEST_REST = timedelta(seconds=60)


class Lanes:
    """Runs what is due. ``freed`` is called whenever a lane has become free.

    A delivery that was just tried rests: until the moment its work asked for, after an exception for 1, 2, 4 … 60
    seconds, else for a second, so that a row which stays due by mistake costs a try a second and not a whole core.
    """

    def __init__(self, clock: Clock, log: Log, freed: Callable[[], None]) -> None:
        self._clock = clock
        self._log = log
        self._freed = freed
        self._running: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._closing = False

    def start(self, work: Work, due: Sequence[Delivery]) -> None:
        """Give the deliveries that do not rest to free lanes; what finds none is due again when one is freed."""
        now = self._clock.now()
        self._resting = {delivery: until for delivery, until in self._resting.items() if until > now}
        by_person: dict[str, list[str]] = {}
        for delivery in due:
            if delivery.id not in self._resting:
                by_person.setdefault(delivery.person, []).append(delivery.id)
        for person, deliveries in by_person.items():
            if not self._closing and person not in self._running and len(self._running) < LANES:
                lane = asyncio.create_task(self._run(work, deliveries[:AT_ONCE]), name=f"deliveries of {person}")
                self._running[person] = lane
                lane.add_done_callback(partial(self._end, person))

    @property
    def busy(self) -> frozenset[str]:
        """People whose lane runs: what else is due for them is looked at when it has ended."""
        return frozenset(self._running)

    @property
    def full(self) -> bool:
        """No lane is free: what is due is looked at when one is."""
        return len(self._running) >= LANES

    @property
    def next_rested(self) -> datetime | None:
        return min(self._resting.values(), default=None)

    async def idle(self) -> None:
        """Until no lane runs."""
        if self._running:
            await asyncio.wait(list(self._running.values()))

    async def close(self, deadline_seconds: float) -> None:
        """Finish what is in hand, begin nothing new; what outlasts the deadline is cut off."""
        self._closing = True
        lanes = list(self._running.values())
        if not lanes:
            return
        _, late = await asyncio.wait(lanes, timeout=deadline_seconds)
        for lane in late:
            lane.cancel()
        if late:
            self._log.warning("jobs.cut_off", deliveries=len(late))
            await asyncio.wait(late, timeout=1)

    async def _run(self, work: Work, deliveries: Sequence[str]) -> None:
        for delivery in deliveries:
            if self._closing:
                return
            self._resting[delivery] = await self._deliver(work, delivery)

    async def _deliver(self, work: Work, delivery: str) -> datetime:
        try:
            again_at = await work.deliver(delivery)
        except Exception as error:
            failures = self._failures[delivery] = self._failures.get(delivery, 0) + 1
            self._log.error("jobs.delivery_failed", delivery=delivery, failures=failures, error=error)
            return self._clock.now() + min(REST * (1 << min(failures - 1, 6)), LONGEST_REST)
        self._failures.pop(delivery, None)
        return again_at or self._clock.now() + REST

    def _end(self, person: str, _lane: asyncio.Task[None]) -> None:
        del self._running[person]
        self._freed()
