"""The port ``Deliveries``."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import Delivery, DeliveryState, Urgency
from bot.errors import StoreFailed
from bot.ports import Store
from tests.contract.store_samples import HOUR, NOW, delivery, full_delivery

SENT = DeliveryState.SENT


async def add(store: Store, *deliveries: Delivery) -> None:
    async with store.write() as unit:
        for one in deliveries:
            assert await unit.deliveries.add(one)
        await unit.commit()


def ids(found: Sequence[Delivery]) -> list[str]:
    return [one.id for one in found]


async def test_delivery_comes_back_whole(store: Store) -> None:
    await add(store, full_delivery())
    async with store.read() as unit:
        assert await unit.deliveries.by_id("m-full") == full_delivery()
        assert await unit.deliveries.by_id("other") is None


async def test_key_that_is_there_adds_nothing(store: Store) -> None:
    await add(store, delivery("m1"))
    async with store.write() as unit:
        assert not await unit.deliveries.add(delivery("m2", key="key-m1"))
        assert await unit.deliveries.add(delivery("m3"))
        await unit.commit()
    async with store.read() as unit:
        assert ids(await unit.deliveries.of_person("p1")) == ["m3", "m1"]


async def test_saving_replaces_it(store: Store) -> None:
    changed = replace(full_delivery(), state=SENT, attempts=5, about={}, error="", sent_at=None)
    await add(store, full_delivery())
    async with store.write() as unit:
        await unit.deliveries.save(changed)
        assert await unit.deliveries.by_id("m-full") == changed
        with pytest.raises(StoreFailed):
            await unit.deliveries.save(delivery("m2", key=full_delivery().key))


async def test_waiting_edit_of_a_message_is_found(store: Store) -> None:
    await add(
        store,
        delivery("first", state=SENT),
        delivery("gone", edits="first", state=SENT),
        delivery("going", edits="first", state=DeliveryState.SENDING),
        delivery("other", edits="second"),
    )
    async with store.read() as unit:
        assert await unit.deliveries.edit_due("first") is None
    await add(store, delivery("waiting", edits="first"))
    async with store.read() as unit:
        found = await unit.deliveries.edit_due("first")
        assert found is not None and found.id == "waiting"
        by_key = await unit.deliveries.by_key("key-other")
        assert by_key is not None and by_key.id == "other"
        assert await unit.deliveries.by_key("key-none") is None


async def test_due_come_by_urgency_then_time(store: Store) -> None:
    await add(
        store,
        delivery("late", due_at=NOW),
        delivery("early", due_at=NOW - HOUR, state=DeliveryState.SENDING),
        delivery("urgent", urgency=Urgency.FAST_TRACK),
        delivery("fate", urgency=Urgency.FATE, due_at=NOW - 9 * HOUR),
        delivery("later", due_at=NOW + timedelta(microseconds=1)),
        *(delivery(state, state=state) for state in DeliveryState if state not in ("due", "sending")),
    )
    async with store.read() as unit:
        assert ids(await unit.deliveries.due(NOW)) == ["urgent", "early", "late", "fate"]
        assert ids(await unit.deliveries.due(NOW, limit=2)) == ["urgent", "early"]
        assert ids(await unit.deliveries.due(NOW, busy={"nobody", "else"})) == ["urgent", "early", "late", "fate"]
        assert ids(await unit.deliveries.due(NOW, busy=["busy", "p1"])) == []
        assert await unit.deliveries.next_due() == NOW - 9 * HOUR


async def test_nothing_is_due_when_all_is_sent(store: Store) -> None:
    await add(store, delivery("m1", state=SENT), delivery("m2", state=DeliveryState.BUNDLED))
    async with store.read() as unit:
        assert await unit.deliveries.next_due() is None
        assert await unit.deliveries.due(NOW) == []


async def test_messages_of_a_nudge_are_the_sent_ones_without_edits(store: Store) -> None:
    about = {"nudge": "n1"}
    await add(
        store,
        delivery("second", state=SENT, about=about, sent_at=NOW + HOUR),
        delivery("first", state=SENT, about={**about, "more": "1"}, sent_at=NOW),
        delivery("edit", state=SENT, about=about, sent_at=NOW, edits="first", urgency=Urgency.EDIT),
        delivery("due", about=about),
        delivery("other", state=SENT, about={"nudge": "n2"}, sent_at=NOW),
        delivery("none", state=SENT, sent_at=NOW),
    )
    async with store.read() as unit:
        assert ids(await unit.deliveries.sent_of_nudge("n1")) == ["first", "second"]


async def test_cap_counts_sent_messages_of_the_span_outside_fast_tracks_and_edits(store: Store) -> None:
    await add(
        store,
        delivery("start", state=SENT, sent_at=NOW),
        delivery("inside", state=SENT, sent_at=NOW + HOUR, urgency=Urgency.DIGEST),
        delivery("end", state=SENT, sent_at=NOW + 2 * HOUR),
        delivery("before", state=SENT, sent_at=NOW - timedelta(microseconds=1)),
        delivery("fast", state=SENT, sent_at=NOW, urgency=Urgency.FAST_TRACK),
        delivery("edit", state=SENT, sent_at=NOW, urgency=Urgency.EDIT),
        delivery("failed", state=DeliveryState.FAILED, sent_at=NOW),
        delivery("other", "p2", state=SENT, sent_at=NOW),
    )
    async with store.read() as unit:
        assert await unit.deliveries.sent_between("p1", NOW, NOW + 2 * HOUR) == 2
        assert await unit.deliveries.sent_between("p3", NOW, NOW + 2 * HOUR) == 0


async def test_bundles_come_by_urgency_then_creation(store: Store) -> None:
    bundled = DeliveryState.BUNDLED
    await add(
        store,
        delivery("b", state=bundled, created_at=NOW + HOUR),
        delivery("a", state=bundled),
        delivery("first", state=bundled, urgency=Urgency.FAST_TRACK, created_at=NOW + HOUR),
        delivery("other", "p0", state=bundled),
        delivery("due"),
    )
    async with store.read() as unit:
        assert ids(await unit.deliveries.bundled_for("p1")) == ["first", "a", "b"]
        assert await unit.deliveries.with_bundles() == ["p0", "p1"]


async def test_those_of_a_person_and_the_failed_come_newest_first(store: Store) -> None:
    failed = DeliveryState.FAILED
    await add(
        store,
        delivery("old", state=failed),
        delivery("new", state=failed, created_at=NOW + HOUR),
        delivery("due", created_at=NOW + 2 * HOUR),
        delivery("other", "p2", state=failed, created_at=NOW - HOUR),
    )
    async with store.read() as unit:
        assert ids(await unit.deliveries.of_person("p1")) == ["due", "new", "old"]
        assert ids(await unit.deliveries.of_person("p1", limit=1)) == ["due"]
        assert ids(await unit.deliveries.failed()) == ["new", "old", "other"]
        assert ids(await unit.deliveries.failed(limit=2)) == ["new", "old"]
