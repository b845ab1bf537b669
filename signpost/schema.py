"""Whether the database has the tables that this version knows; asked before any command touches the record."""

import asyncio

from adapters.jobs import apply_schema
from bot.errors import ConfigurationError
from bot.settings import Settings
from storage.migrate import current, head, upgrade
from storage.url import place_of

_PLACE = "storage.url"


def schema_problem(settings: Settings) -> str | None:
    """What is wrong, and the command that mends it; None when all is well. Raises ``NotRecorded`` if unreachable."""
    found = current(settings.storage.url.reveal())
    if found is None:
        return "the database has no tables yet; run `signpost db upgrade`"
    if found != head():
        return f"the database is at version {found}, Signpost needs {head()}; run `signpost db upgrade`"
    return None


def refuse_unless_current(settings: Settings) -> None:
    problem = schema_problem(settings)
    if problem:
        raise ConfigurationError(_PLACE, problem)


async def upgraded(settings: Settings) -> tuple[str | None, str]:
    """Bring the tables up to date, the job engine's on PostgreSQL too; the versions before and after.

    Makes the folder of an SQLite file where it is missing.
    """
    url = settings.storage.url.reveal()
    file = place_of(url).file
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    before = await asyncio.to_thread(current, url)
    await asyncio.to_thread(upgrade, url)
    if file is None:
        await apply_schema(url)
    return before, head()
