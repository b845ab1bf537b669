"""The port ``Partings``, and how many incidents each client has."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.incident import IncidentState
from bot.domain.parting import CheckedItem, Closed, Item, checklist
from bot.errors import NotRecorded, StoreFailed
from bot.ports import Store
from tests.contract.store_samples import (
    DAY,
    HOUR,
    NOW,
    checked,
    client,
    full_handover,
    full_parting,
    handover,
    incident,
    invoice,
    parting,
    person,
    step,
)


@pytest.fixture
async def record(store: Store) -> Store:
    async with store.write() as unit:
        for one in (client("c1", "Acme"), client("c2", "Beta")):
            await unit.clients.save(one)
        await unit.partings.save(parting("e1"))
        await unit.partings.save(parting("e2", "c2"))
        await unit.commit()
    return store


async def test_case_comes_back_whole_and_can_be_changed(record: Store) -> None:
    reopened = replace(full_parting(), client="c2", version=5, learnt="", hours=None)
    async with record.write() as unit:
        await unit.partings.save(full_parting())
        assert await unit.partings.by_id("e-full") == full_parting()
        assert await unit.partings.by_id("other") is None
        await unit.partings.save(reopened)
        assert await unit.partings.by_id("e-full") == reopened


async def test_a_client_has_one_open_case_and_any_number_of_closed_ones(record: Store) -> None:
    async with record.write() as unit:
        found, new = await unit.partings.open_or_get(parting("e9"))
        assert (found.id, new) == ("e1", False)
        await unit.partings.save(parting("e1", closed=Closed.TAKEN_BACK, closed_at=NOW, closed_by="p1"))
        assert await unit.partings.open_of("c1") is None
        found, new = await unit.partings.open_or_get(parting("e3", opened_at=NOW + HOUR))
        assert (found.id, new) == ("e3", True)
        assert [case.id for case in await unit.partings.of_client("c1")] == ["e3", "e1"]
        assert (await unit.partings.open_of("c1") or parting()).id == "e3"


async def test_a_second_open_case_is_refused(record: Store) -> None:
    async with record.write() as unit:
        with pytest.raises(NotRecorded):
            await unit.partings.save(parting("e9"))


async def test_parts_come_back_whole_and_each_to_its_case(record: Store) -> None:
    async with record.write() as unit:
        await unit.partings.save_item(checked())
        await unit.partings.save_item(checked(Item.DATA, "e2"))
        await unit.partings.save_handover(full_handover())
        await unit.partings.save_handover(handover("h2", "e2"))
        await unit.partings.save_invoice(invoice())
        await unit.partings.save_invoice(invoice("v2", "e2"))
        assert await unit.partings.items_of("e1") == [checked()]
        assert await unit.partings.handovers_of("e1") == [full_handover()]
        assert await unit.partings.handover("h-full") == full_handover()
        assert await unit.partings.invoices_of("e1") == [invoice()]
        assert await unit.partings.invoice("v1") == invoice()
        assert (await unit.partings.handover("other"), await unit.partings.invoice("other")) == (None, None)


async def test_an_item_is_replaced_and_the_list_is_always_whole(record: Store) -> None:
    later = replace(checked(), note="Again.", version=4)
    async with record.write() as unit:
        await unit.partings.save_item(checked())
        await unit.partings.save_item(later)
        listed = checklist(await unit.partings.items_of("e1"), "e1")
    assert [one.item for one in listed] == list(Item)
    assert listed[list(Item).index(Item.COUNSEL)] == later
    assert listed[0] == CheckedItem(case="e1", item=Item.CONTRACT)


async def test_lists_come_by_due_day(record: Store) -> None:
    async with record.write() as unit:
        for id, days in (("a", 3), ("b", 1), ("c", 2)):
            await unit.partings.save_handover(handover(id, due_on=DAY + timedelta(days=days)))
            await unit.partings.save_invoice(invoice(id, due_on=DAY + timedelta(days=days)))
        assert [one.id for one in await unit.partings.handovers_of("e1")] == ["b", "c", "a"]
        assert [one.id for one in await unit.partings.invoices_of("e1")] == ["b", "c", "a"]


async def test_steps_are_numbered_within_their_case(record: Store) -> None:
    async with record.write() as unit:
        for case, act in (("e1", "opened"), ("e2", "opened"), ("e1", "item")):
            await unit.partings.add_step(step(case, act))
        assert await unit.partings.steps_of("e1") == [
            replace(step("e1", "opened"), seq=1),
            replace(step("e1", "item"), seq=2),
        ]


async def test_what_is_due_comes_oldest_first_and_the_next_moment_is_known(record: Store) -> None:
    async with record.write() as unit:
        assert await unit.partings.next_due() is None
        for id, hours in (("a", 3), ("b", 1), ("c", 2)):
            await unit.partings.save_handover(handover(id, remind_at=NOW + hours * HOUR))
        await unit.partings.save(parting("e1", look_back_at=NOW + 4 * HOUR))
        await unit.partings.save(parting("e2", "c2", look_back_at=NOW))
        assert await unit.partings.next_due() == NOW
        assert [one.id for one in await unit.partings.reminders_due(NOW + 2 * HOUR)] == ["b", "c"]
        assert [one.id for one in await unit.partings.reminders_due(NOW + 3 * HOUR, limit=1)] == ["b"]
        assert [one.id for one in await unit.partings.look_backs_due(NOW + HOUR)] == ["e2"]
        await unit.partings.save(parting("e2", "c2"))
        assert await unit.partings.next_due() == NOW + HOUR


@pytest.mark.parametrize("part", ["case", "item", "handover", "invoice", "step"])
async def test_nothing_hangs_on_an_unknown_client_or_case(record: Store, part: str) -> None:
    async with record.write() as unit:
        with pytest.raises(StoreFailed):
            match part:
                case "case":
                    await unit.partings.save(parting("e9", "nobody"))
                case "item":
                    await unit.partings.save_item(checked(case="none"))
                case "handover":
                    await unit.partings.save_handover(handover(case="none"))
                case "invoice":
                    await unit.partings.save_invoice(invoice(case="none"))
                case _:
                    await unit.partings.add_step(step("none"))


async def test_two_people_who_are_one_stay_in_every_part(record: Store) -> None:
    async with record.write() as unit:
        for one in (person("p1"), person("p2")):
            await unit.people.save(one)
        await unit.partings.save(replace(full_parting(), client="c2"))
        await unit.partings.save_item(checked())
        await unit.partings.save_handover(full_handover())
        await unit.partings.save_invoice(invoice())
        await unit.partings.add_step(step())
        await unit.people.take_over(person("p1", "p1", "p2"), "p2")
        case, done = await unit.partings.by_id("e-full"), await unit.partings.handover("h-full")
        assert case is not None and done is not None
        assert (case.opened_by, case.closed_by) == ("p1", "p1")
        assert (done.owner, done.added_by, done.done_by) == ("p1", "p1", "p1")
        assert [one.by for one in await unit.partings.items_of("e1")] == ["p1"]
        assert [one.added_by for one in await unit.partings.invoices_of("e1")] == ["p1"]
        assert [one.by for one in await unit.partings.steps_of("e1")] == ["p1"]


async def test_incidents_are_counted_by_client_from_a_day_on(record: Store) -> None:
    async with record.write() as unit:
        for one in (
            incident(1, "c1", state=IncidentState.CONFIRMED),
            incident(2, "c1", occurred_on=DAY - timedelta(days=1), state=IncidentState.CONFIRMED),
            incident(3, "c2", state=IncidentState.CONFIRMED),
            incident(4, "c2", state=IncidentState.WITHDRAWN),
            incident(5, None, state=IncidentState.WAITING),
        ):
            await unit.incidents.save(one)
        assert dict(await unit.incidents.counts_since(DAY)) == {"c1": 1, "c2": 1}
        assert dict(await unit.incidents.counts_since(DAY - timedelta(days=1))) == {"c1": 2, "c2": 1}
        assert dict(await unit.incidents.counts_since(DAY + timedelta(days=1))) == {}
