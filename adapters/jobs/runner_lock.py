"""One job runner per SQLite file: an advisory lock that the operating system drops when its holder dies.

flock(2): the lock belongs to the open file description, so a kill -9 frees it at once and no stale file matters.
POSIX only, as is the product.
"""

import asyncio
import fcntl
import os
from pathlib import Path

from bot.ports import Log

RETRY_SECONDS = 1.0


class RunnerLock:
    """``path`` None: nothing to share (databases in memory); then it is always had."""

    def __init__(self, path: Path | None, log: Log, retry_seconds: float = RETRY_SECONDS) -> None:
        self._path = path
        self._log = log
        self._retry_seconds = retry_seconds
        self._held: int | None = None

    async def acquire(self) -> None:
        """Wait for the lock; the log says so once, and again on taking over."""
        waited = False
        while not self._try():
            if not waited:
                self._log.warning("jobs.another_process_runs")
                waited = True
            await asyncio.sleep(self._retry_seconds)
        if waited:
            self._log.info("jobs.took_over")

    def release(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _try(self) -> bool:
        if self._path is None or self._held is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._held = file
        return True
