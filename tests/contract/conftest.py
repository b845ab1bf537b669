"""Every store that the suite holds to the same contract."""

from collections.abc import AsyncIterator

import pytest

from bot.ports import Store
from storage.store import SqlStore, open_store
from tests.fakes.memory import MemoryStore


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    opened = open_store(request.getfixturevalue(f"{request.param}_url"))
    yield opened
    await opened.close()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[SqlStore]:
    """Both real stores, for what only a database can show."""
    opened = open_store(database_url)
    yield opened
    await opened.close()
