"""Failures on demand: what a call gets instead of its answer, or before it.

A method is named as in the Web API (``chat.postMessage``), by the beginning of its name with a star (``chat.*``), or
``*``; ``response_url`` and ``upload`` are names too.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Fault:
    """``done``: whether the call still takes effect. ``lost``: the connection is reset instead of an answer."""

    status: int = 200
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    done: bool = False
    lost: bool = False
    seconds: float = 0
    """How long the answer takes. With ``done`` and no body it is the true answer, late."""


def rate_limited(retry_after: int = 1) -> Fault:
    return Fault(429, '{"ok":false,"error":"ratelimited"}', (("Retry-After", str(retry_after)),))


def server_error(status: int = 500) -> Fault:
    return Fault(status, "upstream connect error")


def reset_before() -> Fault:
    """The connection breaks; nothing was done."""
    return Fault(lost=True)


def reset_after() -> Fault:
    """The call was done; its answer is lost."""
    return Fault(done=True, lost=True)


def hang(seconds: float = 30, done: bool = False) -> Fault:
    """No answer for that long, then 504; ``done``: the call is done at once, and its true answer comes late."""
    if done:
        return Fault(done=True, seconds=seconds)
    return Fault(504, "timeout", seconds=seconds)


def broken_json(done: bool = False) -> Fault:
    return Fault(200, '{"ok":tru', (("Content-Type", "application/json"),), done=done)


def refused(error: str, **more: str) -> Fault:
    return Fault(200, json.dumps({"ok": False, "error": error} | more), (("Content-Type", "application/json"),))


Plan = Callable[[str, int], Fault | None]
"""Method and how manieth call of that method (from 1) → its failure."""


@dataclass
class Faults:
    """What fails next, and what fails always. ``played``: how many failures were played, by method."""

    played: dict[str, int] = field(default_factory=dict)
    _queues: dict[str, deque[Fault | None]] = field(default_factory=dict)
    _rules: dict[str, Fault] = field(default_factory=dict)
    _plan: Plan | None = None
    _counts: dict[str, int] = field(default_factory=dict)
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    def next(self, method: str, *faults: Fault | None) -> None:
        """The next calls of the method fail so, one after the other; None lets one through."""
        self._queues.setdefault(method, deque()).extend(faults)

    def always(self, method: str, fault: Fault) -> None:
        """Until ``clear``; a queue of ``next`` comes first."""
        self._rules[method] = fault

    def plan(self, plan: Plan | None) -> None:
        """For long runs: decides for each call for which neither queue nor rule stands."""
        self._plan = plan

    def clear(self) -> None:
        """No more failures; answers that are being held back come now."""
        self._queues.clear()
        self._rules.clear()
        self._plan = None
        self._stopped.set()
        self._stopped = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many failures of the queues have not been played yet."""
        return sum(len(queue) for queue in self._queues.values())

    def take(self, method: str) -> Fault | None:
        self._counts[method] = self._counts.get(method, 0) + 1
        fault = next(self._found(method), None)
        if fault is not None:
            self.played[method] = self.played.get(method, 0) + 1
        return fault

    def _found(self, method: str) -> Iterator[Fault | None]:
        for pattern, queue in self._queues.items():
            if queue and fnmatchcase(method, pattern):
                yield queue.popleft()
        yield from (fault for pattern, fault in self._rules.items() if fnmatchcase(method, pattern))
        if self._plan is not None:
            yield self._plan(method, self._counts[method])

    async def wait(self, seconds: float) -> None:
        """Until the time is over or ``clear`` is called."""
        try:
            async with asyncio.timeout(seconds):
                await self._stopped.wait()
        except TimeoutError:
            return
