"""The port ``Incidents``."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.assessment import Record
from bot.domain.incident import Incident, IncidentState, Reporter
from bot.errors import StoreFailed
from bot.ports import Store
from bot.record import record_from
from storage.store import SqlStore
from tests.contract.store_samples import DAY, ELSEWHERE, HOUR, NOW, client, full_incident, incident

YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
async def record(store: Store) -> Store:
    async with store.write() as unit:
        await unit.clients.save(client("c1", "Acme"))
        await unit.clients.save(client("c2", "Beta"))
        await unit.commit()
    return store


async def keep(store: Store, *incidents: Incident) -> None:
    async with store.write() as unit:
        for one in incidents:
            await unit.incidents.save(one)
        await unit.commit()


def numbers(found: Sequence[Incident]) -> list[int]:
    return [one.number for one in found]


async def test_incident_comes_back_whole(record: Store) -> None:
    await keep(record, full_incident())
    async with record.read() as unit:
        assert await unit.incidents.by_id("i-full") == full_incident()
        assert await unit.incidents.by_number(7) == full_incident()
        assert await unit.incidents.by_id("i1") is None
        assert await unit.incidents.by_number(1) is None


async def test_saving_again_replaces_it_with_its_reporters(record: Store) -> None:
    first, second = full_incident().reporters
    changed = replace(
        full_incident(),
        client="c2",
        state=IncidentState.CONFIRMED,
        reporters=(first, replace(second, consent=True), Reporter(person="p3", joined_at=NOW)),
    )
    await keep(record, full_incident(), changed)
    async with record.read() as unit:
        assert await unit.incidents.by_id("i-full") == changed


async def test_numbers_count_from_one_and_a_rollback_leaves_no_gap(store: Store) -> None:
    async with store.write() as unit:
        assert [await unit.incidents.next_number() for _ in range(2)] == [1, 2]
        await unit.commit()
    async with store.write() as unit:
        assert await unit.incidents.next_number() == 3
    async with store.write() as unit:
        assert await unit.incidents.next_number() == 3


async def test_numbers_taken_at_once_are_all_different(database: SqlStore) -> None:
    async def take() -> int:
        async with database.write() as unit:
            number = await unit.incidents.next_number()
            await unit.commit()
        return number

    assert sorted(await asyncio.gather(*(take() for _ in range(20)))) == list(range(1, 21))


async def test_number_of_another_incident_is_refused(record: Store) -> None:
    await keep(record, incident(1))
    async with record.write() as unit:
        with pytest.raises(StoreFailed):
            await unit.incidents.save(incident(1, id="other"))


async def test_incident_of_an_unknown_client_is_refused(record: Store) -> None:
    async with record.write() as unit:
        with pytest.raises(StoreFailed):
            await unit.incidents.save(incident(1, "nobody"))


async def test_incidents_of_a_client_come_newest_day_first(record: Store) -> None:
    await keep(
        record,
        incident(1),
        incident(2, occurred_on=YESTERDAY, state=IncidentState.WITHDRAWN),
        incident(3),
        incident(4, "c2"),
    )
    async with record.read() as unit:
        assert numbers(await unit.incidents.of_client("c1")) == [3, 1, 2]
        assert numbers(await unit.incidents.of_client("c3")) == []


async def test_only_confirmed_incidents_are_counted(record: Store) -> None:
    states = enumerate(IncidentState, start=1)
    await keep(record, *(incident(number, state=state) for number, state in states if state != "waiting"))
    await keep(record, incident(20, None, state=IncidentState.WAITING), incident(21), incident(22, "c2"))
    async with record.read() as unit:
        counted = await unit.incidents.counted_of("c1")
        assert [(one.state, one.client) for one in counted] == [(IncidentState.CONFIRMED, "c1")] * 2
        assert numbers(await unit.incidents.suspected_of("c1")) == [2]
        assert numbers(await unit.incidents.waiting()) == [20]


async def test_record_is_what_the_policy_weighs_of_the_counted(record: Store) -> None:
    await keep(
        record,
        incident(1, by=("p1", "p2", "p3")),
        incident(2, by=(), by_lead=True, counted_on=None, severity=3),
        incident(3, "c2"),
        incident(4, state=IncidentState.SUSPECTED),
        incident(5, sign="ethics", occurred_on=YESTERDAY, counted_on=DAY, released_on=DAY, about_oneself=True),
    )
    async with record.read() as unit:
        found = await unit.incidents.record_of("c1")
        wanted = record_from(await unit.incidents.counted_of("c1"), ())
        nothing = await unit.incidents.record_of("c3")
    assert sorted(found.incidents, key=lambda one: one.id) == sorted(wanted.incidents, key=lambda one: one.id)
    assert len(found.incidents) == 3 and found.released == wanted.released == {"i5": DAY}
    assert found.talks == () and nothing == Record()


@pytest.mark.parametrize("over", [IncidentState.WITHDRAWN, IncidentState.DISMISSED, IncidentState.EXPIRED])
async def test_same_link_finds_the_oldest_that_lives(record: Store, over: IncidentState) -> None:
    await keep(
        record,
        incident(1, link="https://x/1", state=over),
        incident(2, link="https://x/1", sign="ethics"),
        incident(3, "c2", link="https://x/1"),
        incident(4, link="https://x/1"),
        incident(5, link="https://x/1"),
        incident(6, link=""),
    )
    async with record.read() as unit:
        found = await unit.incidents.by_link("c1", "disrespect", "https://x/1")
        assert found is not None and found.number == 4
        assert await unit.incidents.by_link("c1", "disrespect", "https://x/2") is None
        assert await unit.incidents.by_link("c1", "disrespect", "") is None


async def test_same_day_finds_the_oldest_confirmed_one_of_others(record: Store) -> None:
    await keep(
        record,
        incident(1, occurred_on=YESTERDAY),
        incident(2, sign="ethics"),
        incident(3, state=IncidentState.SUSPECTED),
        incident(4, "c2"),
        incident(5, to_owner=True),
        incident(8, by=("anna", "ben")),
        incident(7, by=("anna",)),
        incident(6, by=("ben", "carl")),
    )
    async with record.read() as unit:
        same = "c1", "disrespect", DAY
        for person, number in ("anna", 6), ("ben", 7), ("dora", 6):
            found = await unit.incidents.of_others(*same, person)
            assert found is not None and found.number == number
        secret = await unit.incidents.of_others(*same, "dora", to_owner=True)
        assert secret is not None and secret.number == 5
        assert await unit.incidents.of_others("c2", "disrespect", YESTERDAY, "dora") is None


async def test_own_reports_come_newest_first_witnessed_ones_too(record: Store) -> None:
    await keep(
        record,
        incident(1, by=("anna",)),
        incident(2, by=("ben",)),
        incident(3, None, by=("ben", "anna"), state=IncidentState.WAITING),
        incident(4, by=("anna",), reported_at=NOW - HOUR),
    )
    async with record.read() as unit:
        assert numbers(await unit.incidents.reported_by("anna")) == [3, 1, 4]
        assert numbers(await unit.incidents.reported_by("anna", limit=2)) == [3, 1]
        assert (await unit.incidents.reported_by("anna"))[0].reporters[0].person == "ben"


async def test_everything_comes_by_number_with_reporters(record: Store) -> None:
    kept = [incident(3), incident(1, by=("p1", "p2")), incident(2, None, by=(), state=IncidentState.WAITING)]
    await keep(record, *kept)
    async with record.read() as unit:
        assert await unit.incidents.everything() == sorted(kept, key=lambda one: one.number)


async def test_moment_of_another_zone_is_kept_to_the_microsecond(record: Store) -> None:
    await keep(record, incident(1, reported_at=ELSEWHERE))
    async with record.read() as unit:
        found = await unit.incidents.by_number(1)
    assert found is not None and found.reported_at == NOW


async def test_naive_moment_is_refused(record: Store) -> None:
    async with record.write() as unit:
        with pytest.raises(ValueError, match="naive"):
            await unit.incidents.save(incident(1, reported_at=NOW.replace(tzinfo=None)))


async def test_what_no_database_can_hold_is_replaced_not_lost(record: Store) -> None:
    await keep(record, incident(1, summary="before\0after\ud800", quote="😀 \u202e ok"))
    async with record.read() as unit:
        found = await unit.incidents.by_number(1)
    assert found is not None
    assert (found.summary, found.quote) == ("before\ufffdafter\ufffd", "😀 \u202e ok")


async def test_long_texts_are_kept_whole(record: Store) -> None:
    long = incident(1, summary="ä" * 2_000, quote="€" * 3_000, link="https://x/" + "é" * 1_990)
    await keep(record, long)
    async with record.read() as unit:
        assert await unit.incidents.by_number(1) == long
        assert await unit.incidents.by_link("c1", "disrespect", long.link) == long


async def test_old_incidents_and_older_quotes_are_forgotten(record: Store) -> None:
    first, second, third = date(2025, 1, 1), date(2025, 6, 1), date(2025, 12, 1)
    await keep(
        record,
        incident(1, occurred_on=first, quote="one"),
        incident(2, occurred_on=second, quote="two"),
        incident(3, occurred_on=third, quote="three"),
    )
    async with record.write() as unit:
        assert await unit.incidents.forget(second, third) == 1
        await unit.commit()
    async with record.read() as unit:
        left = await unit.incidents.everything()
        assert [(one.number, one.quote, len(one.reporters)) for one in left] == [(2, "", 1), (3, "three", 1)]


async def test_confirmed_ones_of_a_period_are_found_oldest_first_and_read_a_part_at_a_time(record: Store) -> None:
    await keep(
        record,
        incident(1, occurred_on=DAY),
        incident(2, occurred_on=YESTERDAY),
        incident(3, occurred_on=YESTERDAY, by=("p1", "p2")),
        incident(4, occurred_on=DAY + timedelta(days=1)),
        incident(5, occurred_on=YESTERDAY - timedelta(days=1)),
        incident(6, occurred_on=DAY, state=IncidentState.WITHDRAWN),
        incident(7, "c2", occurred_on=DAY),
    )
    async with record.read() as unit:
        found = await unit.incidents.confirmed_between("c1", YESTERDAY, DAY)
        whole = await unit.incidents.by_ids(found)
        assert numbers(whole) == [2, 3, 1]
        assert [len(one.reporters) for one in whole] == [1, 2, 1]
        assert numbers(await unit.incidents.by_ids([found[2], "unknown", found[0]])) == [1, 2]
        assert list(await unit.incidents.by_ids([])) == []
        assert list(await unit.incidents.confirmed_between("c1", DAY, YESTERDAY)) == []
