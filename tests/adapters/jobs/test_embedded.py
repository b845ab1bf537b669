import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adapters.jobs import EmbeddedJobs
from adapters.jobs.lanes import AT_ONCE, LANES
from bot.domain.delivery import Delivery, Urgency
from bot.errors import StoreBusy
from tests.adapters.jobs.rows import delivery
from tests.fakes.clock import FakeClock
from tests.fakes.log import RecordingLog

DUE_AT_ONCE = 30


class MemoryWork:
    """The port ``Work`` over a list, by a clock that stands; ``due_ticks`` are moments at which ``tick`` adds one."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.rows: dict[str, Delivery] = {}
        self.sent: list[str] = []
        self.tried: list[str] = []
        self.ticks: list[datetime] = []
        self.due_ticks: list[datetime] = []
        self.busy = 0
        self.most_at_once = 0
        self.at_once = 0
        self.failures = 0

    def add(self, id: str, person: str = "anna", *, hours: float = 0, urgency: Urgency = Urgency.NUDGE) -> None:
        self.rows[id] = delivery(id, person, due_at=self.clock.now() + timedelta(hours=hours), urgency=urgency)

    async def tick(self) -> None:
        if self.busy:
            self.busy -= 1
            raise StoreBusy
        now = self.clock.now()
        self.ticks.append(now)
        for moment in [moment for moment in self.due_ticks if moment <= now]:
            self.due_ticks.remove(moment)
            self.add(f"step-{len(self.ticks)}")

    async def due(self, busy: Collection[str] = ()) -> Sequence[Delivery]:
        due = [row for row in self.rows.values() if row.due_at <= self.clock.now() and row.person not in busy]
        return sorted(due, key=lambda row: (row.urgency, row.due_at, row.id))[:DUE_AT_ONCE]

    async def next_due(self) -> datetime | None:
        return min([row.due_at for row in self.rows.values()] + self.due_ticks, default=None)

    async def deliver(self, delivery: str) -> datetime | None:
        if self.failures:
            self.failures -= 1
            raise ValueError(delivery)
        self.tried.append(delivery)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.02)
        self.at_once -= 1
        if self.rows.pop(delivery, None):
            self.sent.append(delivery)
        return None


class Bench:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.log = RecordingLog()
        self.work = MemoryWork(self.clock)
        self.engine = EmbeddedJobs(self.clock, self.log)
        self.engine.bind(self.work)

    async def until_sent(self, count: int) -> list[str]:
        async with asyncio.timeout(3):
            while True:
                if len(self.work.sent) >= count:
                    return self.work.sent
                await asyncio.sleep(0.01)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    task = asyncio.create_task(bench.engine.run())
    yield bench
    await bench.engine.stop()
    await task


async def test_moved_clock_takes_effect_at_once(bench: Bench) -> None:
    bench.work.add("tomorrow", hours=24)
    bench.work.due_ticks.append(bench.clock.now() + timedelta(hours=30))
    await asyncio.sleep(0.1)
    assert bench.work.sent == []
    bench.clock.move(hours=24)
    bench.engine.wake()
    assert await bench.until_sent(1) == ["tomorrow"]
    bench.clock.move(hours=6)
    bench.engine.wake()
    assert (await bench.until_sent(2))[1].startswith("step-")


async def test_commits_alone_do_not_tick(bench: Bench) -> None:
    for n in range(5):
        bench.work.add(f"d{n}")
        bench.engine.committed()
        await bench.until_sent(n + 1)
    # One at the start, and one because the first row came due after it.
    assert len(bench.work.ticks) <= 2


async def test_clock_that_went_back_ticks_and_doubles_nothing(bench: Bench) -> None:
    bench.work.add("d1")
    bench.engine.committed()
    await bench.until_sent(1)
    bench.clock.move(timedelta(minutes=-10))
    bench.engine.wake()
    bench.work.add("d2")
    bench.engine.committed()
    assert await bench.until_sent(2) == ["d1", "d2"]


async def test_right_of_attention_decides_the_order_and_lanes_are_bounded(bench: Bench) -> None:
    bench.work.add("edit", urgency=Urgency.EDIT)
    bench.work.add("fast", urgency=Urgency.FAST_TRACK)
    bench.work.add("nudge", urgency=Urgency.NUDGE)
    for n in range(3 * LANES):
        bench.work.add(f"x{n:02}", f"p{n}", urgency=Urgency.FATE)
    bench.engine.committed()
    sent = await bench.until_sent(3 * LANES + 3)
    assert [one for one in sent if one[0] != "x"] == ["fast", "nudge", "edit"]
    assert 2 <= bench.work.most_at_once <= LANES


async def test_long_list_of_one_person_holds_up_neither_others_nor_what_is_urgent(bench: Bench) -> None:
    for n in range(2 * DUE_AT_ONCE):
        bench.work.add(f"a{n:03}", "anna")
    bench.engine.committed()
    await bench.until_sent(1)
    bench.work.add("z", "ben")
    bench.work.add("urgent", "anna", urgency=Urgency.FAST_TRACK)
    bench.engine.committed()
    sent = await bench.until_sent(3 * AT_ONCE)
    assert {"z", "urgent"} <= set(sent[: 3 * AT_ONCE])


async def test_busy_store_is_waited_for(bench: Bench) -> None:
    bench.work.busy = 1
    bench.work.add("d1")
    bench.engine.wake()
    assert await bench.until_sent(1) == ["d1"]
    assert bench.log.events("error") == ["jobs.round_failed"]


async def test_failed_delivery_rests_by_the_injected_clock(bench: Bench) -> None:
    bench.work.failures = 1
    bench.work.add("d1")
    bench.engine.committed()
    await asyncio.sleep(0.2)
    assert bench.work.sent == []
    bench.clock.move(seconds=1)
    bench.engine.wake()
    assert await bench.until_sent(1) == ["d1"]


async def test_settle_runs_beside_the_loop_without_doubling(bench: Bench) -> None:
    for n in range(10):
        bench.work.add(f"d{n}", f"p{n % 3}")
    bench.engine.committed()
    await asyncio.sleep(0.03)
    await bench.engine.settle()
    assert sorted(bench.work.tried) == sorted(bench.work.sent) == sorted(f"d{n}" for n in range(10))


async def test_settle_leaves_what_keeps_failing(bench: Bench) -> None:
    bench.work.add("d1")
    bench.work.add("d2", "ben")
    bench.work.failures = 1
    assert await bench.engine.settle() == 2
    assert bench.work.sent == ["d2"]
    assert bench.log.events("error") == ["jobs.delivery_failed"]


async def test_stop_cuts_off_what_outlasts_the_deadline() -> None:
    class Hanging(MemoryWork):
        async def deliver(self, delivery: str) -> datetime | None:
            await asyncio.sleep(3600)
            return None

    clock, log = FakeClock(), RecordingLog()
    engine = EmbeddedJobs(clock, log)
    work = Hanging(clock)
    work.add("d1")
    engine.bind(work)
    task = asyncio.create_task(engine.run())
    await asyncio.sleep(0.1)
    async with asyncio.timeout(2):
        await engine.stop(0.2)
        await task
    assert log.events("warning") == ["jobs.cut_off"]


async def test_cancelled_runner_frees_the_lock_and_the_next_takes_over(tmp_path: Path) -> None:
    clock, log = FakeClock(), RecordingLog()
    engines = [EmbeddedJobs(clock, log, tmp_path / "var" / "run.lock", lock_retry_seconds=0.05) for _ in range(3)]
    works = [MemoryWork(clock) for _ in engines]
    tasks = []
    for engine, work in zip(engines, works, strict=True):
        engine.bind(work)
        tasks.append(asyncio.create_task(engine.run()))
        await asyncio.sleep(0.1)
    assert [len(work.ticks) for work in works] == [1, 0, 0]
    tasks[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    await asyncio.sleep(0.2)
    assert sorted(len(work.ticks) for work in works[1:]) == [0, 1], "exactly one of those that wait takes over"
    assert log.events("warning") == ["jobs.another_process_runs"] * 2
    assert log.events("info") == ["jobs.running", "jobs.took_over", "jobs.running"]
    for engine, task in list(zip(engines, tasks, strict=True))[1:]:
        async with asyncio.timeout(1):
            await engine.stop()
            await task


async def test_running_unbound_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="bind"):
        await EmbeddedJobs(FakeClock(), RecordingLog()).run()
