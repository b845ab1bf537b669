"""The port ``Journal``: inbound keys, the organization, the audit log."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Table, delete, select, update

from bot.errors import StoreFailed
from bot.ports import Act, Organization, Store
from storage.migrate import maintenance
from storage.store import SqlStore
from storage.tables.work import acts, counters
from tests.contract.store_samples import HOUR, NOW

DAY = date(2026, 3, 2)
ACTS = [
    Act(at=NOW, by="p1", act="client_added", subject="c1"),
    Act(at=NOW + HOUR, by="p2", act="exported", detail={"incidents": "12", "b": "ü"}),
    Act(at=NOW + HOUR, by="cli", act="restored\0", subject="x"),
]


async def test_key_is_taken_once_and_keeps_its_result(store: Store) -> None:
    async with store.write() as unit:
        assert await unit.journal.seen("k1") is None
        assert await unit.journal.take("k1", NOW, "i1")
        assert not await unit.journal.take("k1", NOW + HOUR, "i2")
        assert await unit.journal.take("k2", NOW)
        await unit.commit()
    async with store.read() as unit:
        assert await unit.journal.seen("k1") == "i1"
        assert await unit.journal.seen("k2") == ""


async def test_key_of_a_rolled_back_unit_is_free(store: Store) -> None:
    async with store.write() as unit:
        await unit.journal.take("k1", NOW)
    async with store.write() as unit:
        assert await unit.journal.take("k1", NOW)


async def test_old_keys_are_forgotten(store: Store) -> None:
    async with store.write() as unit:
        for name, at in (("old", NOW - HOUR), ("edge", NOW), ("new", NOW + HOUR)):
            await unit.journal.take(name, at)
        assert await unit.journal.forget_keys_before(NOW) == 1
        assert await unit.journal.seen("old") is None
        assert await unit.journal.seen("edge") == ""


async def test_one_delivery_of_many_takes_the_key(database: SqlStore) -> None:
    async def deliver() -> bool:
        async with database.write() as unit:
            taken = await unit.journal.take("k1", NOW)
            await asyncio.sleep(0.02)
            await unit.commit()
        return taken

    assert sum(await asyncio.gather(*(deliver() for _ in range(8)))) == 1


async def test_organization_comes_back_whole(store: Store) -> None:
    whole = Organization(
        id="main",
        live_since=NOW,
        shadow_ended=True,
        daily_due_at=NOW + HOUR,
        digest_due_at=NOW + 2 * HOUR,
        held=True,
    )
    async with store.write() as unit:
        assert await unit.journal.organization() is None
        await unit.journal.save_organization(whole)
        assert await unit.journal.organization() == whole
        changed = replace(whole, held=False, digest_due_at=None)
        await unit.journal.save_organization(changed)
        await unit.commit()
    async with store.read() as unit:
        assert await unit.journal.organization() == changed


async def record(store: Store) -> None:
    for act in ACTS:
        async with store.write() as unit:
            await unit.journal.record(act)
            await unit.commit()


async def test_acts_come_newest_first(store: Store) -> None:
    await record(store)
    async with store.read() as unit:
        first, second, third = reversed(await unit.journal.acts())
        assert [first, second] == ACTS[:2]
        assert third == replace(ACTS[2], act="restored\ufffd")
        assert list(await unit.journal.acts(limit=1)) == [third]


async def test_log_without_entries_is_empty(store: Store) -> None:
    async with store.read() as unit:
        assert list(await unit.journal.acts()) == []


async def test_acts_at_once_make_one_chain(database: SqlStore) -> None:
    async def act(number: int) -> None:
        async with database.write() as unit:
            await unit.journal.record(replace(ACTS[0], subject=str(number)))
            await unit.commit()

    await asyncio.gather(*(act(number) for number in range(10)))
    async with database.read() as unit:
        assert {one.subject for one in await unit.journal.acts()} == {str(number) for number in range(10)}


def changes(table: Table) -> dict[str, object]:
    return {
        "a changed subject": update(table).where(table.c.seq == 1).values(subject="c2"),
        "a changed moment": update(table).where(table.c.seq == 2).values(at=NOW),
        "a changed detail": update(table).where(table.c.seq == 2).values(detail={"incidents": "13"}),
        "a removed entry": delete(table).where(table.c.seq == 2),
        "a removed beginning": delete(table).where(table.c.seq == 1),
        "a removed end": delete(table).where(table.c.seq == 3),
    }


@pytest.mark.parametrize("change", changes(acts))
async def test_tampering_is_found(database: SqlStore, database_url: str, change: str) -> None:
    await record(database)
    with maintenance(database_url) as connection:
        connection.execute(changes(acts)[change])  # type: ignore[call-overload]
    async with database.read() as unit:
        with pytest.raises(StoreFailed, match="audit log"):
            await unit.journal.acts()


# --- What may be spent a day --------------------------------------------------------------------------------------


async def spent(store: Store, day: date, limit: int = 3, budget: str = "openai") -> bool:
    async with store.write() as unit:
        taken = await unit.journal.spend(budget, day, limit)
        await unit.commit()
    return taken


async def test_budget_of_a_day_is_taken_one_by_one_until_it_is_used_up(store: Store) -> None:
    assert [await spent(store, DAY) for _ in range(5)] == [True, True, True, False, False]
    assert await spent(store, DAY + timedelta(days=1)), "the next day has its own"
    assert await spent(store, DAY, budget="other"), "and so has another budget"
    assert await spent(store, DAY, limit=4), "a higher limit counts what was taken"
    assert not await spent(store, DAY, limit=4)


@pytest.mark.parametrize("limit", [0, -1])
async def test_budget_of_nothing_allows_nothing(store: Store, limit: int) -> None:
    assert not await spent(store, DAY, limit)


async def test_request_of_a_rolled_back_unit_was_not_taken(store: Store) -> None:
    async with store.write() as unit:
        assert await unit.journal.spend("openai", DAY, 1)
    assert await spent(store, DAY, 1)


async def test_many_at_once_take_no_more_than_there_is(database: SqlStore) -> None:
    assert sum(await asyncio.gather(*(spent(database, DAY, 5) for _ in range(12)))) == 5


async def test_old_days_go_and_other_counters_stay(database: SqlStore) -> None:
    async with database.write() as unit:
        first = await unit.incidents.next_number()
        await unit.journal.record(Act(at=NOW, by="p1", act="client_added"))
        await unit.commit()
    for days in range(4):
        await spent(database, DAY + timedelta(days=days))
    async with database.read() as unit:
        rows = await unit._session.rows(select(counters).order_by(counters.c.name))  # type: ignore[attr-defined]
    kept = [f"openai {DAY + timedelta(days=days)}" for days in (2, 3)]
    assert [row["name"] for row in rows] == ["act", "incident", *kept]
    async with database.write() as unit:
        assert await unit.incidents.next_number() == first + 1
