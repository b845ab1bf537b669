"""How the databases are opened, and that nothing of them shows outside."""

import os
import traceback
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import ConfigurationError, StoreFailed
from storage.engine import service_engine
from storage.migrate import maintenance, upgrade
from storage.store import SqlStore, open_store
from storage.url import place_of
from tests.contract.store_samples import client, delivery, incident

CANARY = "canary-7f3a"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("trusted_schema", 0)],
)
async def test_sqlite_is_opened_for_durability(sqlite_url: str, pragma: str, value: object) -> None:
    engine = service_engine(place_of(sqlite_url))
    async with engine.connect() as connection:
        assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == value
    await engine.dispose()
    with maintenance(sqlite_url) as waiting:
        assert waiting.execute(text(f"PRAGMA {pragma}")).scalar() == value


@pytest.mark.postgres
async def test_postgresql_gives_up_locks_in_time_and_speaks_utc(postgres_url: str) -> None:
    engine = service_engine(place_of(postgres_url))
    async with engine.connect() as connection:
        for setting, value in (("lock_timeout", "1500ms"), ("TimeZone", "UTC"), ("statement_timeout", "15s")):
            assert (await connection.execute(text(f"SHOW {setting}"))).scalar() == value
    await engine.dispose()


async def test_errors_quote_no_value(database: SqlStore) -> None:
    async with database.write() as unit:
        await unit.deliveries.save(delivery("m1", key=CANARY))
        with pytest.raises(StoreFailed) as failure:
            await unit.deliveries.save(delivery("m2", key=CANARY, error=CANARY))
    shown = "".join(traceback.format_exception(failure.value))
    assert CANARY not in shown
    assert "sqlalchemy" not in str(failure.value).lower()


async def test_naive_moment_is_no_error_of_the_database(database: SqlStore) -> None:
    async with database.write() as unit:
        await unit.clients.save(client())
        with pytest.raises(ValueError, match="naive"):
            moment = incident(1).reported_at.replace(tzinfo=None)
            await unit.incidents.save(incident(1, reported_at=moment))


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://root:secret@host/db", "sqlite://", "sqlite:///:memory:", "postgresql://a:secret@h:x/d"],
)
def test_url_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        open_store(url)
    assert refusal.value.place == "storage.url"
    assert "sqlite:///path" in refusal.value.reason
    assert "secret" not in str(refusal.value)


async def test_missing_file_is_not_made_by_opening_it(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'missing.db'}")
    with pytest.raises(StoreFailed):
        async with store.write():
            pass
    await store.close()
    assert os.listdir(tmp_path) == []


async def test_database_without_tables_fails_as_a_store(bare_url: str) -> None:
    with maintenance(bare_url):
        pass
    store = open_store(bare_url)
    with pytest.raises(StoreFailed):
        async with store.read() as unit:
            await unit.clients.all()
    await store.close()


async def test_odd_path_is_opened_and_private(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "50% #1?.db"
    url = f"sqlite:///{file}".replace("%", "%25").replace("?", "%3F")
    upgrade(url)
    made = [path for path in file.parent.iterdir() if path.suffix == ".db"]
    assert [path.stat().st_mode & 0o777 for path in made] == [0o600]
    store = open_store(url)
    async with store.write() as unit:
        await unit.clients.save(client())
        await unit.commit()
    await store.close()
