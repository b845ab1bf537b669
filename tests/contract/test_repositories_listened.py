"""The port ``Listened``, and what was heard in those channels."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.incident import Incident, IncidentState
from bot.domain.listening import ListeningState, Pause
from bot.errors import StoreFailed
from bot.ports import Organization, Store
from storage.backup import backup, restore
from storage.store import SqlStore, open_store
from tests.contract.store_samples import (
    HOUR,
    NOW,
    channel,
    client,
    delivery,
    full_listening,
    heard,
    incident,
    listening,
    person,
    suspicion,
)


@pytest.fixture
async def record(store: Store) -> Store:
    async with store.write() as unit:
        for one in (client("c1", "Acme"), client("c2", "Beta")):
            await unit.clients.save(one)
        await unit.commit()
    return store


async def keep(store: Store, *incidents: Incident) -> None:
    async with store.write() as unit:
        for one in incidents:
            await unit.incidents.save(one)
        await unit.commit()


def answered(number: int, hours: int, state: IncidentState = IncidentState.CONFIRMED) -> Incident:
    told = heard(f"17.{number}", answered_at=NOW + hours * HOUR)
    return suspicion(number, state=state, heard=told)


async def test_switch_comes_back_whole_and_is_replaced(record: Store) -> None:
    async with record.write() as unit:
        for one in (full_listening(), listening("b"), listening("a")):
            await unit.listened.save(one)
        await unit.commit()
    async with record.read() as unit:
        assert await unit.listened.of_channel(channel("z")) == full_listening()
        assert await unit.listened.of_channel(channel("other")) is None
        assert await unit.listened.all() == [listening("a"), listening("b"), full_listening()]
    paused = replace(listening("a"), state=ListeningState.PAUSED, pause=Pause.WISHED, client="c2")
    async with record.write() as unit:
        await unit.listened.save(paused)
        await unit.commit()
    async with record.read() as unit:
        assert await unit.listened.of_channel(channel("a")) == paused


async def test_switch_ends_once(record: Store) -> None:
    async with record.write() as unit:
        await unit.listened.save(listening("a"))
        assert await unit.listened.end(channel("a"))
        assert not await unit.listened.end(channel("a"))
        await unit.commit()
    async with record.read() as unit:
        assert await unit.listened.all() == []


async def test_switch_needs_a_client(store: Store) -> None:
    async with store.write() as unit:
        with pytest.raises(StoreFailed):
            await unit.listened.save(listening("a", client="nobody"))


async def test_message_has_one_suspicion_at_most(record: Store) -> None:
    await keep(record, suspicion(1))
    async with record.write() as unit:
        with pytest.raises(StoreFailed):
            await unit.incidents.save(suspicion(2, heard=heard("17.1")))
    await keep(record, suspicion(3, heard=heard("17.1", channel=channel("b"))), incident(4), incident(5))
    async with record.read() as unit:
        assert await unit.incidents.of_message(channel("a"), "17.1") == suspicion(1)
        assert await unit.incidents.of_message(channel("a"), "17.3") is None
        assert await unit.incidents.of_message(channel("c"), "17.1") is None


async def test_open_suspicions_are_found_by_who_is_asked_and_where_they_were_heard(record: Store) -> None:
    over = [suspicion(n, state=state) for n, state in enumerate(IncidentState, 10) if state != IncidentState.SUSPECTED]
    await keep(record, *over, suspicion(3), suspicion(1), suspicion(2, "p2", "b"), incident(4))
    guess = incident(5, state=IncidentState.SUSPECTED, guessed=True)
    await keep(record, guess)
    async with record.read() as unit:
        assert [one.number for one in await unit.incidents.asked_of("p1")] == [1, 3]
        assert [one.number for one in await unit.incidents.asked_of("p2")] == [2]
        assert await unit.incidents.asked_of("p3") == []
        assert [one.number for one in await unit.incidents.unanswered_in(channel("a"))] == [1, 3]
        assert [one.number for one in await unit.incidents.unanswered_in(channel("b"))] == [2]


async def test_answers_come_newest_first_and_only_real_ones(record: Store) -> None:
    await keep(record, answered(1, 1), answered(2, 3, IncidentState.DISMISSED), answered(3, 2))
    await keep(record, answered(4, 9, IncidentState.WITHDRAWN), suspicion(5), incident(6))
    async with record.read() as unit:
        assert [one.number for one in await unit.incidents.answered(10)] == [2, 3, 1]
        assert [one.number for one in await unit.incidents.answered(2)] == [2, 3]
        assert [one.number for one in await unit.incidents.answered(10, NOW + HOUR)] == [2, 3]
        assert await unit.incidents.answered(10, NOW + 3 * HOUR) == []


async def test_link_of_an_unanswered_suspicion_finds_nothing(record: Store) -> None:
    await keep(record, suspicion(1, link="l"), answered(2, 1, IncidentState.DISMISSED))
    async with record.read() as unit:
        assert await unit.incidents.by_link("c1", "disrespect", "l") is None
    await keep(record, replace(answered(3, 1), link="l"))
    async with record.read() as unit:
        found = await unit.incidents.by_link("c1", "disrespect", "l")
    assert found is not None and found.number == 3


async def test_person_who_is_asked_may_turn_out_to_be_another(record: Store) -> None:
    async with record.write() as unit:
        await unit.people.save(person("p1"))
        await unit.people.save(person("p2"))
        await unit.incidents.save(suspicion(1, "p2"))
        await unit.people.take_over(person("p1"), "p2")
        await unit.commit()
    async with record.read() as unit:
        assert [one.number for one in await unit.incidents.asked_of("p1")] == [1]


async def test_whispers_are_counted_and_do_not_use_up_the_days_messages(record: Store) -> None:
    def sent(id: str, to: str = "p1", **more: object) -> Delivery:
        return delivery(id, to, state=DeliveryState.SENT, sent_at=NOW, **more)

    async with record.write() as unit:
        await unit.deliveries.add(sent("w1", channel=channel("a")))
        await unit.deliveries.add(sent("w2", channel=channel("a"), created_at=NOW - HOUR))
        await unit.deliveries.add(sent("w3", "p2", channel=channel("a")))
        await unit.deliveries.add(sent("post", "", channel=channel("a")))
        await unit.deliveries.add(sent("plain"))
        await unit.commit()
    async with record.read() as unit:
        assert await unit.deliveries.whispers_since("p1", NOW - HOUR) == 1
        assert await unit.deliveries.whispers_since("p1", NOW - HOUR - timedelta(seconds=1)) == 2
        assert await unit.deliveries.whispers_since("p3", NOW - HOUR) == 0
        assert await unit.deliveries.sent_between("p1", NOW - HOUR, NOW + HOUR) == 1


async def test_caution_is_kept(store: Store) -> None:
    careful = Organization(id="main", live_since=NOW, caution=2, caution_since=NOW + HOUR)
    async with store.write() as unit:
        await unit.journal.save_organization(careful)
        await unit.commit()
    async with store.read() as unit:
        assert await unit.journal.organization() == careful


async def test_restore_switches_nothing_on_again(database: SqlStore, database_url: str, tmp_path: Path) -> None:
    """It may have been switched off since that backup."""
    async with database.write() as unit:
        await unit.clients.save(client("c1", "Acme"))
        await unit.listened.save(listening("a"))
        await unit.listened.save(listening("b", state=ListeningState.AGREED))
        await unit.commit()
    backup(database_url, tmp_path / "kept")
    target = f"sqlite:///{tmp_path / 'target.db'}"
    restore(target, tmp_path / "kept")
    restored = open_store(target)
    async with restored.read() as unit:
        assert [one.state for one in await unit.listened.all()] == [ListeningState.PAUSED, ListeningState.AGREED]
    await restored.close()
