"""Progress of long work: a bar on stderr, only where a person is looking at it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress


@contextmanager
def counted(title: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A bar over ``total`` steps (None: not known); the value is what to call after each."""
    with measured(title) as done:
        count = 0

        def step() -> None:
            nonlocal count
            count += 1
            done(count, total)

        done(0, total)
        yield step


@contextmanager
def measured(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar for work that says how far it is: (done, of how many)."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
