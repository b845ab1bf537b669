"""Another process holds the lock: an answer in time that nothing was recorded, and recovery by itself (guarantee 7)."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from bot.errors import StoreBusy, StoreFailed
from bot.ports import Store
from storage.store import open_store
from tests.contract.store_samples import client, incident
from tests.postgres import Postgres
from tests.requirements import proving

HELD_SECONDS = 10.0 if proving() else 4.0
ANSWER_SECONDS = 2.5
WRITERS = 5
_HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@asynccontextmanager
async def held_file(url: str) -> AsyncIterator[None]:
    """The write lock of a SQLite file, in a process of its own."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLDER, url.removeprefix("sqlite:///"), stdin=pipe, stdout=pipe
    )
    assert process.stdin is not None and process.stdout is not None
    await process.stdout.readline()
    try:
        yield
    finally:
        process.stdin.close()
        await process.wait()


@asynccontextmanager
async def held_table(url: str) -> AsyncIterator[None]:
    """A table of PostgreSQL, locked by somebody's maintenance."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.execute("LOCK TABLE incidents IN ACCESS EXCLUSIVE MODE")
        yield


async def flag(store: Store, number: int) -> float:
    """Try to record, each a little later than the one before; how long the refusal took."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(number % WRITERS * 0.04)
    started = loop.time()
    with pytest.raises(StoreBusy):
        async with store.write() as unit:
            await unit.incidents.save(incident(number))
            await unit.commit()
    return loop.time() - started


async def test_held_lock_is_told_in_time_and_recovered_from(database_url: str) -> None:
    store = open_store(database_url)
    async with store.write() as unit:
        await unit.clients.save(client())
        await unit.commit()
    hold = held_file if database_url.startswith("sqlite") else held_table
    loop = asyncio.get_running_loop()
    async with hold(database_url):
        until = loop.time() + HELD_SECONDS
        number = 1
        while loop.time() < until:
            answers = await asyncio.gather(*(flag(store, number + turn) for turn in range(WRITERS)))
            assert max(answers) < ANSWER_SECONDS
            number += WRITERS
        async with store.read() as unit:
            assert await unit.clients.by_id("c1") == client()
    async with store.write() as unit:
        await unit.incidents.save(incident(1))
        await unit.commit()
    async with store.read() as unit:
        assert [one.number for one in await unit.incidents.everything()] == [1]
    await store.close()


async def test_lock_given_back_in_time_is_waited_for(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    async with held_file(sqlite_url):
        writing = asyncio.create_task(save_client(store))
        await asyncio.sleep(0.5)
        assert not writing.done()
    await writing
    await store.close()


async def save_client(store: Store) -> None:
    async with store.write() as unit:
        await unit.clients.save(client())
        await unit.commit()


@pytest.mark.postgres
async def test_cut_connections_are_replaced(postgres: Postgres, postgres_url: str) -> None:
    store = open_store(postgres_url)
    await save_client(store)
    with pytest.raises(StoreFailed):
        async with store.write() as unit:
            await unit.incidents.next_number()
            postgres.cut_connections()
            await unit.incidents.next_number()
    async with store.write() as unit:
        assert await unit.incidents.next_number() == 1
    await store.close()


@pytest.mark.postgres
async def test_server_that_is_not_there_is_told_in_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = open_store(f"postgresql://postgres@/nothing?host={tmp_path_factory.mktemp('nowhere')}")
    loop = asyncio.get_running_loop()
    started = loop.time()
    with pytest.raises(StoreFailed):
        async with store.write():
            pass
    assert loop.time() - started < ANSWER_SECONDS
    await store.close()
