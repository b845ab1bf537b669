"""A firm on each database, with an attacker looking."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.vault.rounds import KeyDirectory
from storage.store import open_store
from tests.attack.linkgame import Firm
from tests.attack.spies import PostgresSpy, SqliteSpy
from tests.postgres import Postgres


@pytest.fixture
def keys(tmp_path: Path) -> KeyDirectory:
    return KeyDirectory(tmp_path / "keys")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def firm(request: pytest.FixtureRequest, keys: KeyDirectory) -> AsyncIterator[Firm]:
    url: str = request.getfixturevalue(f"{request.param}_url")
    store = open_store(url)
    if request.param == "sqlite":
        spy: SqliteSpy | PostgresSpy = SqliteSpy(Path(url.removeprefix("sqlite:///")))
    else:
        server: Postgres = request.getfixturevalue("postgres")
        spy = PostgresSpy(url, server.folder)
    opened = Firm(store, keys, spy, url)
    await opened.opens()
    yield opened
    await store.close()
    if isinstance(spy, PostgresSpy):
        spy.close()
