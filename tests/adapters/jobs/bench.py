"""A store of two lines around an engine, for the contract suite: rows and wake-ups in one transaction."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from adapters.jobs import EmbeddedJobs, Engine, ProcrastinateJobs, apply_schema
from adapters.system import SystemClock
from bot.domain.delivery import Delivery, Urgency
from tests.adapters.jobs.rows import PostgresRows, Rows, RowWork, SqliteRows, delivery
from tests.fakes.log import RecordingLog

TICK = timedelta(seconds=1)


class JobsBench(ABC):
    """``kind`` and ``address`` let a process of its own build the same bench."""

    kind: str
    address: str
    rows: Rows

    def __init__(self) -> None:
        self.clock = SystemClock()
        self.log = RecordingLog()
        self._running: list[tuple[Engine, asyncio.Task[None]]] = []

    @abstractmethod
    def engine(self) -> Engine:
        """A new engine on the same database, as another process would have it; ticks every second, bound."""

    @abstractmethod
    async def prepare(self) -> None:
        """Create the tables."""

    def work(self) -> RowWork:
        return RowWork(self.rows, self.clock)

    def new(self, id: str, person: str = "anna", script: str = "plain", *, seconds: float = 0) -> Delivery:
        return delivery(id, person, script, due_at=self.clock.now() + timedelta(seconds=seconds), urgency=Urgency.NUDGE)

    async def start(self) -> Engine:
        engine = self.engine()
        self._running.append((engine, asyncio.create_task(engine.run())))
        await asyncio.sleep(0)
        return engine

    async def commit(self, engine: Engine, *deliveries: Delivery, wakes: int = 1, planted: bool = False) -> None:
        """Insert rows and wake the engine; ``planted``: the wake-up is lost, ``wakes``: how often it comes."""
        async with self.rows.transaction() as connection:
            for one in deliveries:
                await self.rows.add(connection, one)
            for _ in range(0 if planted else wakes):
                await engine.enqueue(connection, deliveries)
        for _ in range(0 if planted else wakes):
            engine.committed()

    async def abandon(self, engine: Engine, *deliveries: Delivery) -> None:
        """The same, rolled back."""
        with suppress(ZeroDivisionError):
            async with self.rows.transaction() as connection:
                for one in deliveries:
                    await self.rows.add(connection, one)
                await engine.enqueue(connection, deliveries)
                raise ZeroDivisionError

    async def until(self, holds: Callable[[list[str]], bool], seconds: float = 5) -> list[str]:
        """What was sent, as soon as that fulfils the condition; fails when it does not in time."""
        async with asyncio.timeout(seconds):
            while True:
                sent = await self.rows.sent()
                if holds(sent):
                    return sent
                await asyncio.sleep(0.02)

    async def stop(self, engine: Engine) -> None:
        (task,) = [task for one, task in self._running if one is engine]
        self._running.remove((engine, task))
        await engine.stop()
        await task

    async def close(self) -> None:
        for engine, _ in list(self._running):
            await self.stop(engine)


class EmbeddedBench(JobsBench):
    kind = "embedded"

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self._lock_file = Path(address).with_suffix(".lock")
        self.rows = SqliteRows(Path(address))

    def engine(self) -> Engine:
        engine = EmbeddedJobs(self.clock, self.log, self._lock_file, tick_every=TICK, lock_retry_seconds=0.1)
        engine.bind(self.work())
        return engine

    async def prepare(self) -> None:
        await self.rows.create()


class ProcrastinateBench(JobsBench):
    """Beats fast, so that a killed replica is missed within two seconds."""

    kind = "procrastinate"

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.rows = PostgresRows(address)

    def engine(self) -> Engine:
        every_second = "* * * * * */1"
        engine = ProcrastinateJobs(self.address, self.clock, self.log, cron=every_second, heartbeat_seconds=0.4)
        engine.bind(self.work())
        return engine

    async def prepare(self) -> None:
        await apply_schema(self.address)
        await self.rows.create()


BENCHES: dict[str, Callable[[str], JobsBench]] = {"embedded": EmbeddedBench, "procrastinate": ProcrastinateBench}
