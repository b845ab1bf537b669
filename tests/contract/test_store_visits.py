"""SQLite's own way of running statements: its thread is visited where something may wait, and nothing is lost."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing

import aiosqlite
import pytest
from sqlalchemy import bindparam, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import service_engine
from storage.session import Session
from storage.store import SqlStore, open_store
from storage.tables.record import incident_reporters
from storage.tables.work import counters
from storage.url import place_of
from tests.contract.store_samples import NOW, client, incident

COUNTERS = [{"organization_id": "main", "name": name, "value": at} for at, name in enumerate(("a", "b", "c"))]
VALUES = text("SELECT value FROM counters ORDER BY value")
# Some ten seconds, if nobody ends it.
SLOW = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000000) SELECT count(*) FROM n")


@pytest.fixture
async def connection(sqlite_url: str) -> AsyncIterator[AsyncConnection]:
    engine = service_engine(place_of(sqlite_url))
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


@pytest.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[SqlStore]:
    opened = open_store(sqlite_url)
    yield opened
    await opened.close()


async def driver_of(connection: AsyncConnection) -> aiosqlite.Connection:
    driver = (await connection.get_raw_connection()).driver_connection
    assert type(driver) is aiosqlite.Connection
    return driver


@pytest.fixture
def visits(caplog: pytest.LogCaptureFixture) -> Callable[[], int]:
    """How often the connection's thread was given something to do."""
    caplog.set_level(logging.DEBUG, "aiosqlite")
    return lambda: [record.msg for record in caplog.records if record.name == "aiosqlite"].count("executing %s")


async def test_statements_of_a_transaction_that_has_begun_need_no_thread(
    connection: AsyncConnection, visits: Callable[[], int]
) -> None:
    await connection.execute(VALUES)
    before = visits()
    await connection.execute(counters.insert(), COUNTERS)
    assert list((await connection.execute(VALUES)).scalars()) == [0, 1, 2]
    assert visits() == before
    await connection.execute(counters.update().values(value=7))
    assert visits() == before + 1
    await connection.commit()
    assert visits() == before + 2


async def test_reading_needs_no_thread(sqlite: SqlStore, visits: Callable[[], int]) -> None:
    async with sqlite.write() as unit:
        await unit.clients.save(client())
        await unit.commit()
    async with sqlite.read() as unit:
        await unit.clients.all()
    before = visits()
    async with sqlite.read() as unit:
        assert [one.id for one in await unit.clients.all()] == ["c1"]
    assert visits() == before


async def test_writing_needs_the_thread_for_the_commit_alone(sqlite: SqlStore, visits: Callable[[], int]) -> None:
    for number in (1, 2):
        before = visits()
        async with sqlite.write() as unit:
            await unit.incidents.save(incident(number, None))
            await unit.commit()
    assert visits() == before + 1


async def test_writer_that_meets_another_process_waits_in_the_thread(
    sqlite: SqlStore, visits: Callable[[], int]
) -> None:
    async with sqlite.write() as unit:
        await unit.commit()
    file, before = str(sqlite._engine.url.database), visits()

    async def written() -> None:
        async with sqlite.write() as unit:
            await unit.clients.save(client())
            await unit.commit()

    with closing(sqlite3.connect(file, isolation_level=None)) as rival:
        rival.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(written())
        await asyncio.sleep(0.2)
        assert not writing.done() and visits() == before + 1
        rival.execute("ROLLBACK")
        await writing
    async with sqlite.read() as unit:
        assert await unit.clients.by_id("c1")


async def test_result_knows_its_columns_and_counts_rows(connection: AsyncConnection) -> None:
    await connection.execute(counters.insert(), COUNTERS)
    found = await connection.execute(VALUES)
    assert (list(found.keys()), found.fetchone(), found.fetchmany(1), found.fetchall()) == (
        ["value"],
        (0,),
        [(1,)],
        [(2,)],
    )
    assert (await connection.execute(text("UPDATE counters SET value = value + 1 WHERE value > 0"))).rowcount == 2
    returned = await connection.execute(text("DELETE FROM counters RETURNING name"))
    assert sorted(returned.scalars()) == ["a", "b", "c"]
    assert (await connection.execute(VALUES)).all() == []


async def test_streamed_result_and_many_returned_rows_come_whole(connection: AsyncConnection) -> None:
    many = [{**COUNTERS[0], "name": str(at), "value": at} for at in range(1500)]
    returned = await connection.execute(counters.insert().returning(counters.c.value), many)
    assert sorted(returned.scalars()) == list(range(1500))
    async with connection.stream(VALUES) as streamed:
        assert [row.value async for row in streamed] == list(range(1500))


async def test_refused_statement_leaves_the_connection_as_it_was(connection: AsyncConnection) -> None:
    await connection.execute(counters.insert(), COUNTERS[:1])
    for refused in (COUNTERS[:1], COUNTERS):
        with pytest.raises(IntegrityError):
            await connection.execute(counters.insert(), refused)
    with pytest.raises(OperationalError):
        await connection.execute(text("SELECT nothing FROM nowhere"))
    assert (await connection.execute(VALUES)).scalars().all() == [0]


async def test_cancelled_statement_takes_only_its_connection(sqlite_url: str) -> None:
    engine = service_engine(place_of(sqlite_url))
    async with engine.connect() as connection:
        driver = await driver_of(connection)
        running = asyncio.create_task(connection.execute(SLOW))
        await asyncio.sleep(0.2)
        running.cancel()
        asyncio.get_running_loop().call_later(0.2, driver._conn.interrupt)
        with pytest.raises(asyncio.CancelledError):
            await running
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar() == 1
    await engine.dispose()


async def test_cancelled_wait_for_another_writer_leaves_nothing_begun(sqlite: SqlStore) -> None:
    """The statement that waits goes on in the thread, and gets its turn when nobody wants it any more."""
    async with sqlite.write() as unit:
        await unit.commit()

    async def write() -> None:
        async with sqlite.write() as unit:
            await unit.commit()

    file = str(sqlite._engine.url.database)
    with closing(sqlite3.connect(file, isolation_level=None)) as rival:
        rival.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(write())
        await asyncio.sleep(0.2)
        waiting.cancel()
        rival.execute("ROLLBACK")
        with pytest.raises(asyncio.CancelledError):
            await waiting
        rival.execute("BEGIN IMMEDIATE")
        rival.execute("ROLLBACK")
    await write()


async def test_used_connection_that_was_closed_is_an_operational_error(connection: AsyncConnection) -> None:
    await (await driver_of(connection)).close()
    with pytest.raises(OperationalError):
        await connection.execute(VALUES)


async def test_new_parts_are_written_without_deleting_any(database: SqlStore) -> None:
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "incident_reporters" in statement and not statement.startswith("SELECT"):
            written.append(statement.partition(" ")[0])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        async with database.write() as unit:
            await unit.clients.save(client())
            await unit.incidents.save(incident(1, by=("p1",)))
            await unit.incidents.save(incident(1, by=("p1",)))
            assert written == ["INSERT"]
            await unit.incidents.save(incident(1, by=("p1", "p2")))
            assert written == ["INSERT", "DELETE", "INSERT"]
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_value_of_a_question_has_the_type_of_its_column(database: SqlStore) -> None:
    """Else PostgreSQL would be given text for a moment, and SQLite a moment that does not sort."""
    async with database.write() as unit:
        await unit.clients.save(client())
        await unit.incidents.save(incident(1, by=("p1",)))
        await unit.commit()
    joined = incident_reporters.c.joined_at
    async with database._engine.connect() as connection:
        session = Session(connection, "main", writable=False)
        for condition in (joined <= bindparam("now"), joined.in_(bindparam("now", expanding=True))):
            bound = condition.right
            assert type(bound.type) is type(joined.type), condition
        with pytest.raises(ValueError, match="naive"):
            query = incident_reporters.select().where(joined <= bindparam("now"))
            await session.rows(query, {"now": NOW.replace(tzinfo=None)})
