"""The engine of many processes on PostgreSQL, by procrastinate.

A job is a wake-up and holds ids alone. What keeps order and what heals:
- ``lock`` is the person, so that messages to one person go out one after the other, whichever replica sends them. A
  job that waits for a later moment would hold up all that come after it under the same lock: such a wait is a job
  *without* a lock (``wake``), which enqueues the delivery when its time has come.
- ``queueing_lock`` is the delivery: it waits at most once in the queue.
- ``tick`` comes once a minute and cluster, and enqueues whatever the rows say is due: a lost job costs a minute.
- A dead replica's jobs are given back after its heartbeat has stopped (see ``healing``).
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException
from procrastinate.jobs import Job
from procrastinate.worker import Worker

from adapters.common.cancelled import heed_cancellation
from adapters.jobs.cutoff import CutOff, RunningWorker
from adapters.jobs.engine import settle
from adapters.jobs.healing import heal
from adapters.jobs.schema import conninfo
from bot.domain.delivery import Delivery
from bot.errors import StoreFailed
from bot.ports import Clock, Log, Work

EVERY_MINUTE = "* * * * *"  # five fields: with six, procrastinate takes the last one for seconds
DAILY = "17 3 * * *"
KEPT_HOURS = 24
QUEUE = "signpost"
CONCURRENCY = 8
# Under one lock the next job is found by polling only: procrastinate notifies of new jobs, not of locks set free.
POLL_SECONDS = 0.25
_AHEAD = timedelta(minutes=10)
_FAILURES_UNTIL_TICK = 5
_LONGEST_TROUBLE_SECONDS = 30.0


class ProcrastinateJobs:
    """An ``Engine`` for N replicas. ``heartbeat_seconds``: a replica silent for three of them counts as dead."""

    def __init__(
        self, url: str, clock: Clock, log: Log, *, cron: str = EVERY_MINUTE, heartbeat_seconds: float = 10.0
    ) -> None:
        self._clock = clock
        self._log = log
        self._heartbeat_seconds = heartbeat_seconds
        self._connector = PsycopgConnector(conninfo=conninfo(url), min_size=1, max_size=CONCURRENCY + 2)
        self._app = App(connector=self._connector)
        self._deliver_task = self._app.task(name="deliver", queue=QUEUE, retry=CutOff())(self._deliver)
        self._wake_task = self._app.task(name="wake", queue=QUEUE, retry=CutOff())(self._wake)
        tick = self._app.task(name="tick", queue=QUEUE, lock="tick", queueing_lock="tick")(self._tick)
        prune = self._app.task(name="prune", queue=QUEUE, queueing_lock="prune")(self._prune)
        self._app.periodic(cron=cron)(tick)
        self._app.periodic(cron=DAILY)(prune)
        self._wanted = asyncio.Event()
        self._stopping = asyncio.Event()
        self._work: Work | None = None
        self._worker: RunningWorker | None = None
        self._running: asyncio.Task[None] | None = None

    def bind(self, work: Work) -> None:
        self._work = work

    async def enqueue(self, connection: object, deliveries: Sequence[Delivery]) -> None:
        """Raises ``StoreFailed``; a delivery that waits in the queue already leaves the transaction whole."""
        if not isinstance(connection, psycopg.AsyncConnection):
            raise TypeError("the engine on PostgreSQL takes part in transactions of psycopg only")
        for job in filter(None, map(self._job, deliveries)):
            try:
                await connection.execute("SAVEPOINT wake_up")
                try:
                    await self._app.job_manager.defer_job_async(job, connection=connection)
                except AlreadyEnqueued:
                    await connection.execute("ROLLBACK TO SAVEPOINT wake_up")
                await connection.execute("RELEASE SAVEPOINT wake_up")
            except (ProcrastinateException, psycopg.Error) as error:
                raise StoreFailed from error

    def committed(self) -> None:
        """Nothing to do: PostgreSQL notifies the replicas when the transaction commits."""

    def wake(self) -> None:
        self._wanted.set()

    async def run(self) -> None:
        if self._work is None:
            raise RuntimeError("bind the work before running the engine")
        self._running = asyncio.current_task()
        trouble = 0
        try:
            while not self._stopping.is_set():
                try:
                    await self._run_worker()
                    trouble = 0
                except Exception as error:
                    trouble += 1
                    self._log.error("jobs.worker_failed", error=error, in_a_row=trouble)
                await self._pause(min(0.5 * 2 ** min(trouble, 10), _LONGEST_TROUBLE_SECONDS))
        finally:
            self._running = None

    async def stop(self, deadline_seconds: float = 8.0) -> None:
        self._stopping.set()
        if self._worker is not None:
            self._worker.shutdown_graceful_timeout = deadline_seconds
            self._worker.stop()
        if self._running is not None and self._running is not asyncio.current_task():
            _, late = await asyncio.wait([self._running], timeout=deadline_seconds + 1)
            for task in late:
                task.cancel()
                await asyncio.wait([task], timeout=1)

    async def settle(self) -> int:
        return await settle(self._bound, self._log)

    @property
    def _bound(self) -> Work:
        if self._work is None:
            raise RuntimeError("bind the work before running the engine")
        return self._work

    async def _run_worker(self) -> None:
        """Until the worker ends: because it was told to, or because one of its connections broke."""
        async with self._app.open_async():
            worker: RunningWorker = Worker(
                self._app,
                queues=[QUEUE],
                concurrency=CONCURRENCY,
                fetch_job_polling_interval=POLL_SECONDS,
                install_signal_handlers=False,
                update_heartbeat_interval=self._heartbeat_seconds,
                stalled_worker_timeout=3 * self._heartbeat_seconds,
            )
            self._worker = worker
            attending = asyncio.create_task(self._attend(), name="attend to stalled jobs")
            try:
                self._log.info("jobs.running", engine="procrastinate")
                if not self._stopping.is_set():
                    await worker.run()
            finally:
                self._worker = None
                attending.cancel()
                await asyncio.wait([attending])

    async def _attend(self) -> None:
        """Outside the queue, which a stalled job may block: give back what dead replicas had in hand."""
        while True:
            try:
                async with asyncio.timeout(self._heartbeat_seconds):
                    await self._wanted.wait()
            except TimeoutError:
                pass
            try:
                if self._wanted.is_set():
                    self._wanted.clear()
                    await self._tick()
                await heal(self._connector, self._app.job_manager, 3 * self._heartbeat_seconds, self._log)
            except Exception as error:
                self._log.error("jobs.healing_failed", error=error)
            heed_cancellation()

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return

    # --- What the jobs do --------------------------------------------------------------------------------------

    async def _tick(self, timestamp: int = 0) -> None:
        try:
            await self._bound.tick()
        except Exception as error:
            self._log.error("jobs.tick_failed", error=error)
        try:
            for delivery in await self._bound.due():
                await self._defer(self._delivery_job(delivery.id, delivery.person, int(delivery.urgency), 0))
        except Exception as error:
            self._log.error("jobs.enqueueing_failed", error=error)

    async def _deliver(self, delivery: str, person: str, urgency: int, failures: int = 0) -> None:
        try:
            again_at = await self._bound.deliver(delivery)
        except Exception as error:
            failures += 1
            self._log.error("jobs.delivery_failed", delivery=delivery, failures=failures, error=error)
            if failures >= _FAILURES_UNTIL_TICK:
                return
            again_at = self._clock.now() + timedelta(seconds=2 ** (failures - 1))
        else:
            failures = 0
        if again_at is not None and (job := self._wake_job(delivery, person, urgency, failures, again_at)):
            await self._defer(job)

    async def _wake(self, delivery: str, person: str, urgency: int, failures: int = 0) -> None:
        await self._defer(self._delivery_job(delivery, person, urgency, failures))

    async def _prune(self, timestamp: int = 0) -> None:
        await self._app.job_manager.delete_old_jobs(
            KEPT_HOURS, queue=QUEUE, include_failed=True, include_cancelled=True, include_aborted=True
        )

    # --- Jobs --------------------------------------------------------------------------------------------------

    def _job(self, delivery: Delivery) -> Job | None:
        urgency = int(delivery.urgency)
        if delivery.due_at > self._clock.now():
            return self._wake_job(delivery.id, delivery.person, urgency, 0, delivery.due_at)
        return self._delivery_job(delivery.id, delivery.person, urgency, 0)

    def _delivery_job(self, delivery: str, person: str, urgency: int, failures: int) -> Job:
        return self._deliver_task.configure(
            lock=f"person:{person}",
            queueing_lock=f"deliver:{delivery}",
            priority=-urgency,
            task_kwargs={"delivery": delivery, "person": person, "urgency": urgency, "failures": failures},
        ).job

    def _wake_job(self, delivery: str, person: str, urgency: int, failures: int, at: datetime) -> Job | None:
        """None for what lies further ahead: the tick of that minute finds it."""
        wait = at - self._clock.now()
        if wait > _AHEAD:
            return None
        return self._wake_task.configure(
            queueing_lock=f"wake:{delivery}",
            schedule_in={"milliseconds": max(ceil(wait.total_seconds() * 1_000), 0)},
            task_kwargs={"delivery": delivery, "person": person, "urgency": urgency, "failures": failures},
        ).job

    async def _defer(self, job: Job) -> None:
        try:
            await self._app.job_manager.defer_job_async(job)
        except AlreadyEnqueued:
            return
