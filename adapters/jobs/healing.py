"""Jobs of dead replicas. procrastinate leaves them in state ``doing`` for ever (its issues 740, 1408, 1518)."""

from procrastinate import PsycopgConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from bot.ports import Log

_HEALING = 0x5369676E_6865616C  # advisory lock key, "Signheal"


async def heal(connector: PsycopgConnector, jobs: JobManager, silent_seconds: float, log: Log) -> None:
    """Put the jobs of replicas without a heartbeat back into the queue.

    One replica at a time does it: a second one, late with the same list, would put a job back that runs again by now.
    """
    async with connector.pool.connection() as connection:
        tried = await connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (_HEALING,))
        if await tried.fetchone() != (True,):
            return
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=silent_seconds):
            log.warning("jobs.given_back", job=job.id, task=job.task_name)
            await _give_back(jobs, job)


async def _give_back(jobs: JobManager, job: Job) -> None:
    """A tick may have enqueued the same delivery meanwhile: two that wait under one ``queueing_lock`` are refused.

    Then the younger one goes, so that the delivery keeps its place. It cannot be running: the stalled job holds the
    lock of both.
    """
    try:
        await jobs.retry_job(job)
    except UniqueViolation:
        for waiting in await jobs.list_jobs_async(queueing_lock=job.queueing_lock, status=Status.TODO.value):
            if waiting.id is not None:
                await jobs.cancel_job_by_id_async(waiting.id, delete_job=True)
        await jobs.retry_job(job)
