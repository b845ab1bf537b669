"""A process that closes what is due and is killed on the way: ``python -m tests.attack.closing URL KEYS NOW POINT``."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.vault.rounds import KeyDirectory
from bot.work.rounds import Rounds
from storage.checkins import SqlCheckins
from storage.store import SqlStore, open_store
from tests.attack.linkgame import Firm
from tests.attack.spies import Spy

POINTS = ("counted", "published", "committed", "destroyed", "scoured", "never")


def _killed(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _after(function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def then(*arguments: Any, **options: Any) -> Any:
        await function(*arguments, **options)
        _killed()

    return then


def plant(point: str) -> None:
    """Be killed right after that step."""
    match point:
        case "counted":
            Rounds._counted = _after(Rounds._counted)  # type: ignore[method-assign, assignment]
        case "published":
            SqlCheckins.publish = _after(SqlCheckins.publish)  # type: ignore[method-assign, assignment]
        case "committed":
            KeyDirectory.destroy = _killed  # type: ignore[method-assign, assignment]
        case "destroyed":
            SqlStore.scour = _killed  # type: ignore[method-assign, assignment]
        case "scoured":
            SqlStore.scour = _after(SqlStore.scour)  # type: ignore[method-assign, assignment]


class Blind:
    """Nobody looks here."""

    log: Any = None


async def main(url: str, folder: str, now: str, point: str) -> None:
    plant(point)
    blind: Spy = Blind()  # type: ignore[assignment]
    firm = Firm(open_store(url), KeyDirectory(Path(folder)), blind)
    firm.clock.set(datetime.fromisoformat(now))
    await firm.rounds.attend()
    await firm.store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
