"""What all commands share: settings read once, data to stdout, one sentence to stderr when something fails.

Exit status: 0; 1 for a failure; 2 for wrong usage (Typer's own).
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

from bot.errors import ConfigurationError, ImportRefused, NotRecorded, SignpostError, StoreBusy, UnknownClient
from bot.kit import Kit
from bot.settings import Settings
from signpost.configuration import read_environment, read_settings
from signpost.environment import Secrets, read_secrets

if TYPE_CHECKING:
    from storage.store import SqlStore

T = TypeVar("T")


@dataclass
class Shell:
    """The deployment that the command line is about; ``config`` is what ``--config`` said."""

    config: Path | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @cached_property
    def settings(self) -> Settings:
        return read_settings(self.config, self.environ)

    @cached_property
    def secrets(self) -> Secrets:
        return read_secrets(read_environment(self.config, self.environ))

    @cached_property
    def kit(self) -> Kit:
        from signpost.composition import kit_of

        return kit_of(self.settings)

    @asynccontextmanager
    async def store(self) -> AsyncIterator["SqlStore"]:
        """The record, for one command; refuses a database that is not there or of another version."""
        from signpost.composition import open_store_of
        from signpost.schema import refuse_unless_current

        await asyncio.to_thread(refuse_unless_current, self.settings)
        store = open_store_of(self.settings)
        try:
            yield store
        finally:
            await store.close()


def shell_of(context: typer.Context) -> Shell:
    shell = context.find_root().obj
    assert isinstance(shell, Shell)
    return shell


def waited(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def say(line: str = "") -> None:
    """Data, to stdout."""
    typer.echo(line)


def say_all(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def remark(line: str) -> None:
    """About the work, to stderr, so that stdout holds nothing but data."""
    typer.echo(line, err=True)


def fail(sentence: str) -> NoReturn:
    """End with status 1."""
    remark(sentence)
    raise typer.Exit(1)


def guarded(work: Callable[[], T]) -> T:
    """Run a command; whatever it raises becomes one sentence and status 1, never a traceback."""
    try:
        result = work()
        sys.stdout.flush()
        return result
    except (typer.Exit, typer.Abort, typer.TyperException):
        raise
    except BrokenPipeError:
        # Whoever reads our output (`head`, a pager) has seen enough.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lives as long as the process
        raise typer.Exit(0) from None
    except SignpostError as error:
        fail(sentence_of(error))
    except OSError as error:
        fail(f"Signpost could not go on: {error.strerror or error} ({error.filename or 'no file'}).")
    except Exception as error:
        from adapters.system.log import failure

        where = failure(error)
        fail(f"Signpost met something it did not foresee: {where['type']} at {where['where']}. Please report this.")


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Around an import: a refused row ends it, and the sentence says that none of the file was taken."""
    try:
        yield
    except ImportRefused as error:
        fail(f"Nothing was imported: {error}")


def sentence_of(error: SignpostError) -> str:
    """What a person at the shell reads of one of our errors."""
    match error:
        case ConfigurationError():
            return f"{error.place}: {error.reason}"
        case StoreBusy():
            return "The database is busy: somebody else has been writing for too long. Nothing was changed; try again."
        case NotRecorded():
            return f"The database cannot be used ({error}). Nothing was changed; `signpost check` tells more."
        case UnknownClient():
            from signpost.filing.names import unknown_client

            return unknown_client(error, any_known=True)
    return str(error)
