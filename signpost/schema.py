"""Whether the database has the tables that this version knows; asked before any command touches the record."""

import asyncio

from adapters.jobs import apply_schema
from bot.errors import ConfigurationError
from bot.settings import Settings
from storage.migrate import current, head, upgrade
from storage.url import place_of

NO_TABLES = "the database has no tables yet; run `signpost db upgrade`"
_PLACE = "storage.url"


def schema_problem(settings: Settings) -> str | None:
    """What is wrong, and the command that mends it; None when all is well. Raises ``NotRecorded`` if unreachable."""
    found = current(settings.storage.url.reveal())
    if found is None:
        return NO_TABLES
    if found != head():
        return f"the database is at version {found}, Signpost needs {head()}; run `signpost db upgrade`"
    return None


def refuse_unless_current(settings: Settings) -> None:
    problem = schema_problem(settings)
    if problem:
        raise ConfigurationError(_PLACE, problem)


def folder_made(url: str) -> None:
    """For an SQLite file: the folder it is to lie in."""
    file = place_of(url).file
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)


async def upgraded(settings: Settings) -> tuple[str | None, str]:
    """Bring the tables up to date, the job engine's on PostgreSQL too; the versions before and after."""
    url = settings.storage.url.reveal()
    folder_made(url)
    before = await asyncio.to_thread(current, url)
    await asyncio.to_thread(upgrade, url)
    if place_of(url).file is None:
        await apply_schema(url)
    return before, head()
