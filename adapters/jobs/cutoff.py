"""How procrastinate's worker is stopped, and what becomes of the jobs that do not end in time."""

import asyncio
from typing import Protocol

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job


class CutOff(BaseRetryStrategy):
    """A job that is cut off when its replica stops goes back into the queue at once."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        return RetryDecision() if isinstance(exception, asyncio.CancelledError) else None


class RunningWorker(Protocol):
    """What is used of procrastinate's worker, whose own methods have no types."""

    shutdown_graceful_timeout: float | None

    async def run(self) -> None: ...
    def stop(self) -> None: ...
