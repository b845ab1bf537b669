"""Requests that leave no trace: no line in a log, no count in the metrics, no row beside what they are about.

Whoever serves a request opens ``request()`` around it; the core says ``keep_quiet`` as soon as it knows what is asked;
whatever counts, logs or shows afterwards asks ``is_quiet`` first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Request:
    """One request, shared by all tasks that work on it."""

    quiet: bool = False


_current: ContextVar[Request | None] = ContextVar("signpost_request", default=None)


@contextmanager
def request() -> Iterator[Request]:
    """The request that is being served; within one it is the same."""
    known = _current.get()
    if known is not None:
        yield known
        return
    opened = Request()
    token = _current.set(opened)
    try:
        yield opened
    finally:
        _current.reset(token)


def keep_quiet() -> None:
    known = _current.get()
    if known is not None:
        known.quiet = True


def is_quiet() -> bool:
    known = _current.get()
    return known is not None and known.quiet
