"""The schema's versions: nothing drifts, and a filled database goes up, down and up again (guarantee 9)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Barrier

from sqlalchemy import Index, inspect
from sqlalchemy.schema import ColumnCollectionConstraint

from bot.domain.nudge import Rung
from storage import migrate
from storage.portable import counts
from storage.store import SqlStore
from storage.tables import metadata
from tests.contract.store_filled import fill_store
from tests.contract.store_samples import full_client, full_delivery, full_nudge

# An older version has no place for them: they are made, learned or switched on again, or lost to it.
MADE_AGAIN = ("installations", "chat_references", "listened_channels", *(t for t in metadata.tables if "parting" in t))
LOST = (
    "agreements",
    "counterweights",
    "reporter_questions",
    "reporter_answers",
    "web_sessions",
    "dossier_requests",
    *(t for t in metadata.tables if "checkin" in t),
)


def test_migrations_make_exactly_the_tables_of_the_code(database_url: str) -> None:
    assert migrate.drift(database_url) == []


def test_names_of_constraints_are_those_of_the_code(database_url: str) -> None:
    with migrate.maintenance(database_url) as connection:
        found = inspect(connection)
        for table in metadata.tables.values():
            assert found.get_pk_constraint(table.name)["name"] == table.primary_key.name
            foreign = {part["name"] for part in found.get_foreign_keys(table.name)}
            assert foreign == {part.name for part in table.foreign_key_constraints}
            indexes = {part["name"] for part in found.get_indexes(table.name) if not part.get("duplicates_constraint")}
            assert indexes == {part.name for part in table.indexes}


def test_organization_comes_first_in_every_key_and_index() -> None:
    # Who answered what must not even be told by an organization: docs/adr/0036.
    for table in [table for table in metadata.tables.values() if table.name != "checkin_answers"]:
        keys: list[ColumnCollectionConstraint | Index] = [*table.indexes]
        keys += [part for part in table.constraints if isinstance(part, ColumnCollectionConstraint)]
        for key in keys:
            assert [column.name for column in key.columns][0] == "organization_id", key.name
            assert key.name


def test_version_is_told_and_nothing_is_made_by_asking(bare_url: str) -> None:
    assert migrate.current(bare_url) is None
    assert not migrate.is_current(bare_url)
    migrate.upgrade(bare_url, "0001")
    assert migrate.current(bare_url) == "0001"
    assert not migrate.is_current(bare_url)
    migrate.upgrade(bare_url)
    assert migrate.is_current(bare_url)
    assert migrate.current(bare_url) == migrate.head()


def test_second_upgrade_changes_nothing(bare_url: str) -> None:
    migrate.upgrade(bare_url)
    migrate.upgrade(bare_url)
    assert migrate.drift(bare_url) == []


async def test_filled_database_goes_down_and_up_without_losing_a_row(database: SqlStore, database_url: str) -> None:
    await fill_store(database)
    await database.close()
    before = await asyncio.to_thread(count, database_url)
    assert all(before.values())
    await asyncio.to_thread(migrate.downgrade, database_url, "0001")
    await asyncio.to_thread(migrate.upgrade, database_url)
    lost = dict.fromkeys((*MADE_AGAIN, *LOST), 0)
    assert await asyncio.to_thread(count, database_url) == {**before, **lost, "parting_cases": 1}
    assert await asyncio.to_thread(migrate.drift, database_url) == []
    async with database.read() as unit:
        assert await unit.clients.by_id("c-full") == full_client()
        case = await unit.partings.open_of("c-full")
        assert case and (case.opened_by, case.reason, case.is_open) == ("", "", True)
        assert await unit.nudges.by_id("n-full") == full_nudge()
        assert await unit.deliveries.by_id("m-full") == replace(full_delivery(), channel=None)
        assert len(await unit.journal.acts()) == 2
        assert {telling.rung for telling in full_nudge().tellings} == {Rung.LEAD, Rung.REMINDER}


def count(url: str) -> dict[str, int]:
    with migrate.maintenance(url) as connection:
        return counts(connection)


def test_down_to_the_ground_and_up_again(bare_url: str) -> None:
    migrate.upgrade(bare_url)
    migrate.downgrade(bare_url, "base")
    with migrate.maintenance(bare_url) as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(bare_url)
    assert migrate.drift(bare_url) == []


def test_replicas_that_start_together_upgrade_once(bare_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate.upgrade, [bare_url] * 4))
    assert migrate.is_current(bare_url)
    assert migrate.drift(bare_url) == []


def test_processes_that_meet_a_new_file_together_all_open_it(tmp_path: Path) -> None:
    # The change to write-ahead logging knows no patience of SQLite's own: one meeting in eight failed for somebody.
    for number in range(60):
        open_it = partial(_at_once, Barrier(4), f"sqlite:///{tmp_path / f'{number}.db'}")
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(open_it, range(4))) == [None] * 4


def _at_once(meeting: Barrier, url: str, _number: int) -> str | None:
    meeting.wait()
    with migrate.maintenance(url) as connection:
        return migrate.revision_of(connection)
