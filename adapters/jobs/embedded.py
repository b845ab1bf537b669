"""The engine of one process: an asyncio loop over the due columns of the store.

Nothing is remembered here that matters: every deadline is a column, read again after each wake-up, so a moved clock
and a killed process make no difference. Process timers only say when to look again.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from adapters.jobs.engine import settle
from adapters.jobs.lanes import Lanes
from adapters.jobs.runner_lock import RunnerLock
from bot.domain.delivery import Delivery
from bot.ports import Clock, Log, Work

TICK_EVERY = timedelta(seconds=60)
_LEAST_PAUSE = timedelta(milliseconds=100)
_LONGEST_TROUBLE_SECONDS = 30.0


class EmbeddedJobs:
    """An ``Engine`` for SQLite. ``lock_file``: held by the one process that runs; the others wait for their turn."""

    def __init__(
        self,
        clock: Clock,
        log: Log,
        lock_file: Path | None = None,
        *,
        tick_every: timedelta = TICK_EVERY,
        lock_retry_seconds: float = 1.0,
    ) -> None:
        self._clock = clock
        self._log = log
        self._tick_every = tick_every
        self._lock = RunnerLock(lock_file, log, lock_retry_seconds)
        self._lanes = Lanes(clock, log, self._look)
        self._wanted = asyncio.Event()
        self._turn = asyncio.Lock()
        self._running: asyncio.Task[None] | None = None
        self._work: Work | None = None
        self._ticked_at: datetime | None = None
        self._tick_wanted = True
        self._looping = False
        self._stopping = False

    def bind(self, work: Work) -> None:
        self._work = work

    async def enqueue(self, connection: object, deliveries: Sequence[Delivery]) -> None:
        """Nothing to do: the rows are in the transaction already, and ``committed`` wakes the loop."""

    def committed(self) -> None:
        self._look()

    def wake(self) -> None:
        self._tick_wanted = True
        self._look()

    async def run(self) -> None:
        if self._work is None:
            raise RuntimeError("bind the work before running the engine")
        self._running = asyncio.current_task()
        try:
            await self._lock.acquire()
            self._log.info("jobs.running", engine="embedded")
            self._looping = True
            await self._loop(self._work)
            await self._lanes.idle()
        except asyncio.CancelledError:
            if not self._stopping:
                await self._lanes.close(0)
                raise
        finally:
            self._looping = False
            self._lock.release()
            self._running = None

    async def stop(self, deadline_seconds: float = 8.0) -> None:
        self._stopping = True
        self._look()
        await asyncio.gather(self._lanes.close(deadline_seconds), self._end_loop(deadline_seconds))

    async def _end_loop(self, deadline_seconds: float) -> None:
        """The loop ends by itself after its round; waiting for the lock it is cut off at once."""
        running = self._running
        if running is None or running is asyncio.current_task():
            return
        if self._looping:
            await asyncio.wait([running], timeout=deadline_seconds + 1)
        running.cancel()
        await asyncio.wait([running])

    async def settle(self) -> int:
        if self._work is None:
            raise RuntimeError("bind the work before running the engine")
        async with self._turn:
            await self._lanes.idle()
            self._ticked_at = self._clock.now()
            return await settle(self._work, self._log)

    async def _loop(self, work: Work) -> None:
        trouble = 0
        while not self._stopping:
            self._wanted.clear()
            try:
                async with self._turn:
                    pause = await self._round(work)
                trouble = 0
            except Exception as error:
                trouble += 1
                self._log.error("jobs.round_failed", error=error, in_a_row=trouble)
                self._tick_wanted = True
                pause = min(0.5 * 2 ** min(trouble, 10), _LONGEST_TROUBLE_SECONDS)
            await self._sleep(pause)

    async def _round(self, work: Work) -> float:
        """Tick if something came due since the last one, start what is due, and say how many seconds to sleep."""
        now, next_due = self._clock.now(), await work.next_due()
        if self._tick_wanted or self._is_tick_due(next_due, now):
            self._tick_wanted = False
            await work.tick()
            self._ticked_at, next_due = now, await work.next_due()
        if not self._lanes.full:
            self._lanes.start(work, await work.due(self._lanes.busy))
        return self._pause(next_due).total_seconds()

    def _is_tick_due(self, next_due: datetime | None, now: datetime) -> bool:
        last = self._ticked_at
        if last is None or now < last or now - last >= self._tick_every:
            return True
        return next_due is not None and last < next_due <= now

    def _pause(self, next_due: datetime | None) -> timedelta:
        """Until the next tick, the next due moment or the end of a rest, whichever comes first."""
        now = self._clock.now()
        moments = [(self._ticked_at or now) + self._tick_every]
        if next_due is not None and next_due > now:
            moments.append(next_due)
        if (rested := self._lanes.next_rested) is not None:
            moments.append(rested)
        return min(max(min(moments) - now, _LEAST_PAUSE), self._tick_every)

    async def _sleep(self, seconds: float) -> None:
        # Under load commits come by the dozen: one look serves them all.
        await asyncio.sleep(_LEAST_PAUSE.total_seconds())
        try:
            async with asyncio.timeout(seconds):
                await self._wanted.wait()
        except TimeoutError:
            return

    def _look(self) -> None:
        self._wanted.set()
