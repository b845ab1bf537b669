"""What is done after the acknowledgement and may be lost: showing an answer in place, renewing Home.

Whatever must not be lost is a row and goes out as a delivery.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.errors import ChatError
from bot.ports import Log

STOP_SECONDS = 3.0
MOST = 500


class Afterwards:
    """Keeps the tasks, logs what fails, and lets them finish when the server stops."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, object], what: str) -> bool:
        """Whether it is under way: while the platform hangs, what is too much is dropped. ``what``: for the log."""
        if len(self._running) >= MOST:
            work.close()
            self._log.warning("after_dropped", what=what)
            return False
        task = asyncio.create_task(self._guarded(work, what), name=what)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return True

    async def close(self) -> None:
        if self._running:
            _, late = await asyncio.wait(list(self._running), timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def idle(self) -> None:
        """Until nothing is under way."""
        while self._running:
            await asyncio.wait(list(self._running))

    async def _guarded(self, work: Coroutine[Any, Any, object], what: str) -> None:
        try:
            await work
        except ChatError as error:
            self._log.warning("after_failed", what=what, error=error)
        except Exception as error:
            self._log.error("after_failed", what=what, error=error)
