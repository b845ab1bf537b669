"""The port ``Checkins``."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect

from bot.domain.checkin import RoundState, Sealed, Seat
from bot.errors import StoreFailed
from bot.ports import Store
from storage import migrate
from storage.store import SqlStore, open_store
from tests.contract.store_samples import HOUR, NOW, client, person, published, round_of, schedule

OVER: dict[str, Any] = {"state": RoundState.PUBLISHED, "ended_at": NOW}


@pytest.fixture
async def record(store: Store) -> Store:
    async with store.write() as unit:
        for one in (client("c1", "Acme"), client("c2", "Beta")):
            await unit.clients.save(one)
        await unit.commit()
    return store


async def test_round_comes_back_whole_and_changes(record: Store) -> None:
    async with record.write() as unit:
        assert await unit.checkins.open(round_of())
        assert await unit.checkins.open(round_of("r2", None))
        await unit.commit()
    async with record.read() as unit:
        assert await unit.checkins.by_id("r1") == round_of()
        assert await unit.checkins.by_id("r3") is None
        assert await unit.checkins.open_of(None) == round_of("r2", None)
        assert await unit.checkins.open_of("c2") is None
        assert {one.id for one in await unit.checkins.unfinished()} == {"r1", "r2"}
    over = round_of(**OVER)
    async with record.write() as unit:
        await unit.checkins.save(over)
        await unit.checkins.save(round_of("r2", None, **OVER, swept=True))
        await unit.commit()
    async with record.read() as unit:
        assert await unit.checkins.by_id("r1") == over
        assert await unit.checkins.open_of("c1") is None
        assert [one.id for one in await unit.checkins.unfinished()] == ["r1"]


async def test_client_has_one_open_round_and_any_number_of_others(record: Store) -> None:
    async with record.write() as unit:
        assert await unit.checkins.open(round_of("r1"))
        assert not await unit.checkins.open(round_of("r2"))
        assert await unit.checkins.by_id("r2") is None
        assert await unit.checkins.open(round_of("r3", "c2"))
        await unit.checkins.save(round_of("r1", **OVER))
        assert await unit.checkins.open(round_of("r2"))
        await unit.commit()


async def test_round_needs_its_client(store: Store) -> None:
    async with store.write() as unit:
        with pytest.raises(StoreFailed):
            await unit.checkins.open(round_of())


async def test_answer_is_replaced_taken_back_and_destroyed(record: Store) -> None:
    first, second, other = Sealed("r1", b"\x01", b"a"), Sealed("r1", b"\x00", b"b"), Sealed("r2", b"\x01", b"c")
    async with record.write() as unit:
        for answer in (first, second, other, replace(first, content=b"d")):
            await unit.checkins.put_answer(answer)
        await unit.commit()
    async with record.read() as unit:
        assert await unit.checkins.answers_of("r1") == [second, replace(first, content=b"d")]
        assert await unit.checkins.answers_of("r3") == []
    async with record.write() as unit:
        await unit.checkins.take_back("r1", [b"\x00", b"\x07"])
        await unit.checkins.destroy_answers("r2")
        await unit.commit()
    async with record.read() as unit:
        assert [answer.slot for answer in await unit.checkins.answers_of("r1")] == [b"\x01"]
        assert await unit.checkins.answers_of("r2") == []


async def test_results_come_newest_first_with_those_who_were_asked(record: Store) -> None:
    async with record.write() as unit:
        for number, id in enumerate(("r1", "r2", "r3")):
            await unit.checkins.open(round_of(id, **OVER))
            await unit.checkins.publish(published(id, published_at=NOW + number * HOUR))
        await unit.checkins.open(round_of("r4", None, **OVER))
        await unit.checkins.publish(published("r4", None, counts=None, comments=()))
        await unit.checkins.publish(published("r3", published_at=NOW + 2 * HOUR, comments=("again",)))
        await unit.commit()
    async with record.read() as unit:
        found = await unit.checkins.results_of("c1")
        assert [one.round for one in found] == ["r3", "r2", "r1"]
        assert found[0] == published("r3", published_at=NOW + 2 * HOUR, comments=("again",))
        assert [one.round for one in await unit.checkins.results_of("c1", 1)] == ["r3"]
        assert await unit.checkins.results_of(None) == [published("r4", None, counts=None, comments=())]


async def test_old_rounds_go_with_their_results_and_seats_by_themselves(record: Store) -> None:
    async with record.write() as unit:
        for id, over in (("r1", True), ("r2", False), ("r3", True)):
            closes = NOW - timedelta(days=1) if id != "r3" else NOW + timedelta(days=1)
            await unit.checkins.open(round_of(id, **OVER, swept=over, closes_at=closes))
            await unit.checkins.publish(published(id))
        assert await unit.checkins.forget(NOW) == 1
        await unit.checkins.forget_seats("r2")
        await unit.commit()
    async with record.read() as unit:
        assert [one.round for one in await unit.checkins.results_of("c1")] == ["r2", "r3"]
        assert await unit.checkins.by_id("r1") is None
        left = await unit.checkins.by_id("r2")
    assert left is not None and left.seats == ()


async def test_schedule_is_one_a_client(record: Store) -> None:
    async with record.write() as unit:
        await unit.checkins.save_schedule(schedule(None, next_at=NOW + 3 * HOUR, people=()))
        await unit.checkins.save_schedule(schedule("c1"))
        await unit.checkins.save_schedule(schedule("c1", next_at=NOW + 2 * HOUR))
        await unit.commit()
    async with record.write() as unit:
        assert [one.client for one in await unit.checkins.schedules()] == ["c1", None]
        assert await unit.checkins.schedule_of("c1") == schedule("c1", next_at=NOW + 2 * HOUR)
        assert await unit.checkins.schedule_of("c2") is None
        assert await unit.checkins.end_schedule("c1")
        assert not await unit.checkins.end_schedule("c1")
        assert await unit.checkins.schedule_of(None) == schedule(None, next_at=NOW + 3 * HOUR, people=())


async def test_who_declines_is_kept(store: Store) -> None:
    async with store.write() as unit:
        for who in ("p1", "p2", "p1"):
            await unit.checkins.decline(who, declined=True)
        await unit.checkins.decline("p2", declined=False)
        assert await unit.checkins.declined(["p1", "p2", "p3"]) == {"p1"}
        assert await unit.checkins.declined([]) == frozenset()


async def test_two_people_who_are_one_keep_their_seats(record: Store) -> None:
    async with record.write() as unit:
        for id in ("p1", "p2"):
            await unit.people.save(person(id))
        await unit.checkins.open(round_of("r1"))
        await unit.checkins.open(round_of("r2", "c2", "p2", "p3", **OVER))
        await unit.checkins.publish(published("r2", "c2"))
        await unit.checkins.decline("p2", declined=True)
        await unit.people.take_over(person("p1"), "p2")
        await unit.commit()
    async with record.read() as unit:
        one = await unit.checkins.by_id("r1")
        assert one is not None and one.seats_of("p1") == ("p1", "p2")
        assert Seat("p2", "p1") in one.seats and one.roster == {"p1", "p3", "p4", "p5"}
        assert (await unit.checkins.results_of("c2"))[0].roster == {"p1", "p3"}
        assert await unit.checkins.declined(["p1", "p2"]) == {"p1"}


async def test_canary_is_kept(store: Store) -> None:
    async with store.write() as unit:
        assert await unit.checkins.canary() == ""
        await unit.checkins.save_canary("sings")
        await unit.checkins.save_canary("sings on")
        assert await unit.checkins.canary() == "sings on"


async def test_answers_table_has_a_round_a_slot_and_sealed_bytes_alone(database_url: str) -> None:
    with migrate.maintenance(database_url) as connection:
        found = inspect(connection)
        assert [column["name"] for column in found.get_columns("checkin_answers")] == ["round", "slot", "sealed"]
        assert found.get_pk_constraint("checkin_answers")["constrained_columns"] == ["round", "slot"]
        assert not [one for one in found.get_indexes("checkin_answers") if not one.get("duplicates_constraint")]
        if connection.dialect.name == "sqlite":
            sql = "SELECT wr FROM pragma_table_list WHERE name = 'checkin_answers'"
            assert connection.exec_driver_sql(sql).scalar_one() == 1


async def test_wiped_organization_leaves_no_answer_and_takes_none_of_others(database_url: str) -> None:
    mine, other = open_store(database_url, organization="a"), open_store(database_url, organization="b")
    for one, round in ((mine, "r1"), (other, "r2")):
        async with one.write() as unit:
            await unit.checkins.open(round_of(round, None))
            await unit.checkins.put_answer(Sealed(round, b"s", b"x"))
            await unit.commit()
    await mine.wipe()
    async with other.read() as unit:
        assert await unit.checkins.answers_of("r1") == []
        assert len(await unit.checkins.answers_of("r2")) == 1
    await mine.close()
    await other.close()


async def test_scoured_file_holds_nothing_that_was_deleted(database: SqlStore, database_url: str) -> None:
    marked = b"a mark that stays in a file" * 50
    async with database.write() as unit:
        await unit.checkins.open(round_of("r1", None))
        await unit.checkins.put_answer(Sealed("r1", b"s", marked))
        await unit.commit()
    async with database.write() as unit:
        await unit.checkins.destroy_answers("r1")
        await unit.commit()
    assert await database.scour()
    if database_url.startswith("sqlite:///"):
        file = database_url.removeprefix("sqlite:///")
        for name in (file, f"{file}-wal"):
            with open(name, "rb") as opened:  # noqa: ASYNC230
                assert marked not in opened.read()


async def test_scouring_waits_for_whoever_reads_an_older_moment(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    async with store.read() as reader:
        await reader.checkins.canary()
        async with store.write() as unit:
            await unit.checkins.save_canary("x")
            await unit.commit()
        assert not await store.scour()
    assert await store.scour()
    await store.close()
