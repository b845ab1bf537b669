"""The ports ``Store`` and ``Unit``: all or nothing, isolated, over after the commit, and the engine woken after it."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.domain.delivery import Delivery
from bot.errors import StoreBusy, StoreFailed
from bot.ports import Store
from storage.store import SqlStore, open_store
from tests.contract.store_samples import client, delivery, person
from tests.fakes.memory import MemoryStore


async def names(store: Store) -> list[str]:
    async with store.read() as unit:
        return [one.name for one in await unit.clients.all()]


async def test_without_commit_nothing_is_kept(store: Store) -> None:
    async with store.write() as unit:
        await unit.clients.save(client())
        assert await unit.clients.by_id("c1") is not None
    assert await names(store) == []


async def test_after_an_error_nothing_is_kept_and_the_store_goes_on(store: Store) -> None:
    with pytest.raises(KeyError):
        async with store.write() as unit:
            await unit.clients.save(client())
            raise KeyError
    async with store.write() as unit:
        await unit.clients.save(client("c2", "Beta"))
        await unit.commit()
    assert await names(store) == ["Beta"]


async def test_cancelled_unit_keeps_nothing_and_gives_its_turn_back(store: Store) -> None:
    entered = asyncio.Event()

    async def work() -> None:
        async with store.write() as unit:
            await unit.clients.save(client())
            entered.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with store.write() as unit:
        await unit.clients.save(client("c2", "Acme"))
        await unit.commit()
    assert await names(store) == ["Acme"]


async def test_reader_sees_nothing_of_an_open_unit_and_one_moment_only(store: Store) -> None:
    async with store.write() as writer, store.read() as reader:
        await writer.clients.save(client())
        assert list(await reader.clients.all()) == []
        await writer.commit()
        assert list(await reader.clients.all()) == []
    assert await names(store) == ["Acme"]


async def test_read_unit_cannot_write(store: Store) -> None:
    async with store.read() as unit:
        with pytest.raises(RuntimeError, match="read unit"):
            await unit.clients.save(client())
        with pytest.raises(RuntimeError, match="read unit"):
            await unit.lock_client("c1")
        with pytest.raises(RuntimeError, match="read unit"):
            await unit.commit()


async def test_unit_is_over_after_its_commit_and_after_its_end(store: Store) -> None:
    async with store.write() as unit:
        await unit.commit()
        with pytest.raises(RuntimeError, match="over"):
            await unit.clients.all()
        with pytest.raises(RuntimeError, match="over"):
            await unit.commit()
    async with store.read() as reader:
        pass
    with pytest.raises(RuntimeError, match="over"):
        await reader.clients.all()


async def test_failed_statement_spoils_nothing_but_its_unit(store: Store) -> None:
    async with store.write() as unit:
        with pytest.raises(StoreFailed):
            await unit.deliveries.save(delivery("m1"))
            await unit.deliveries.save(delivery("m2", key="key-m1"))
    async with store.write() as unit:
        await unit.people.save(person("anna"))
        await unit.commit()
    async with store.read() as unit:
        assert await unit.people.by_id("anna") is not None
        assert await unit.deliveries.by_id("m1") is None


async def test_two_organizations_in_one_database_see_nothing_of_each_other(database_url: str) -> None:
    first, second = open_store(database_url), open_store(database_url, organization="other")
    for store in (first, second):
        async with store.write() as unit:
            await unit.clients.save(client())
            assert await unit.incidents.next_number() == 1
            await unit.commit()
    async with second.write() as unit:
        await unit.clients.save(client(name="Renamed"))
        await unit.commit()
    assert (await names(first), await names(second)) == (["Acme"], ["Renamed"])
    await first.close()
    await second.close()


class WatchingJobs:
    """The port ``Jobs``: notes what is visible to others at each call."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.calls: list[tuple[str, list[str]]] = []
        self.fails = fails
        self.connection: object = None

    async def enqueue(self, connection: object, deliveries: Sequence[Delivery]) -> None:
        self.connection = connection
        self.calls.append(("enqueue", [one.id for one in deliveries]))
        if self.fails:
            raise self.fails

    def committed(self) -> None:
        self.calls.append(("committed", []))


async def test_added_deliveries_are_enqueued_before_and_announced_after_the_commit(database_url: str) -> None:
    jobs = WatchingJobs()
    store = open_store(database_url, jobs=jobs)
    async with store.write() as unit:
        await unit.deliveries.add(delivery("m1"))
        await unit.deliveries.add(delivery("m2", key="key-m1"))
        await unit.deliveries.save(delivery("m3"))
        await unit.deliveries.add(delivery("m4"))
        assert jobs.calls == []
        await unit.commit()
    assert jobs.calls == [("enqueue", ["m1", "m4"]), ("committed", [])]
    drivers = {"sqlite": "aiosqlite", "postgresql": "psycopg"}
    assert type(jobs.connection).__module__.partition(".")[0] == drivers[database_url.partition(":")[0]]
    await store.close()


async def test_without_deliveries_or_commit_no_engine_is_woken(database_url: str) -> None:
    jobs = WatchingJobs()
    for store in (open_store(database_url, jobs=jobs), MemoryStore(jobs=jobs)):
        async with store.write() as unit:
            await unit.people.save(person("anna"))
            await unit.commit()
        async with store.write() as unit:
            await unit.deliveries.add(delivery("m1"))
        await store.close()
    assert jobs.calls == []


@pytest.mark.parametrize("error", [ValueError("boom"), StoreFailed("down"), StoreBusy("queue")])
async def test_engine_that_fails_undoes_the_unit(database_url: str, error: Exception) -> None:
    store = open_store(database_url, jobs=WatchingJobs(error))
    with pytest.raises(StoreBusy if isinstance(error, StoreBusy) else StoreFailed):
        async with store.write() as unit:
            await unit.deliveries.add(delivery("m1"))
            await unit.commit()
    async with store.read() as unit:
        assert await unit.deliveries.by_id("m1") is None
    await store.close()


async def test_hundred_writers_at_once_are_all_served_in_their_order(
    store: Store, request: pytest.FixtureRequest
) -> None:
    order: list[int] = []
    one_writer = "postgres" not in request.node.name

    async def write(number: int) -> None:
        async with store.write() as unit:
            await unit.clients.save(client(f"c{number}", f"Client {number}"))
            order.append(number)
            await unit.commit()

    await asyncio.gather(*(write(number) for number in range(100)))
    assert len(await names(store)) == 100
    if one_writer:
        assert order == list(range(100))


async def test_on_sqlite_people_write_before_the_background(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    behind, order = store.in_background(), list[str]()

    async def write(at: SqlStore, name: str) -> None:
        async with at.write() as unit:
            order.append(name)
            await unit.commit()

    async with asyncio.TaskGroup() as group, store.write():
        for number in range(3):
            group.create_task(write(behind, f"delivery {number}"))
        for number in range(3):
            group.create_task(write(store, f"report {number}"))
        await asyncio.sleep(0.05)
    await store.close()
    assert order == [f"{what} {number}" for what in ("report", "delivery") for number in range(3)]


async def test_writer_behind_one_that_does_not_finish_gives_up_in_time(store: Store) -> None:
    """PostgreSQL: two that want the same client; elsewhere there is one writer at a time anyway."""
    loop = asyncio.get_running_loop()
    async with store.write() as first:
        await first.lock_client("c1")
        started = loop.time()
        with pytest.raises(StoreBusy):
            async with store.write() as second:
                await second.lock_client("c1")
        assert 1.0 < loop.time() - started < 2.5
    async with store.write() as third:
        await third.lock_client("c1")
