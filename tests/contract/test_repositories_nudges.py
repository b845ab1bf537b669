"""The port ``Nudges``: one unfinished per client and stage."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.assessment import Stage
from bot.domain.nudge import Nudge, NudgeState, Rung, Telling
from bot.errors import StoreFailed
from bot.ports import Store
from storage.store import SqlStore
from tests.contract.store_samples import HOUR, NOW, client, full_nudge, nudge

FINISHED = [state for state in NudgeState if not state.unfinished]
UNFINISHED = [state for state in NudgeState if state.unfinished]


@pytest.fixture
async def record(store: Store) -> Store:
    async with store.write() as unit:
        for number in range(1, 4):
            await unit.clients.save(client(f"c{number}", f"Client {number}"))
        await unit.commit()
    return store


def ids(found: Sequence[Nudge]) -> list[str]:
    return [one.id for one in found]


async def test_nudge_comes_back_whole(record: Store) -> None:
    async with record.write() as unit:
        assert await unit.nudges.open_or_get(full_nudge()) == (full_nudge(), True)
        await unit.commit()
    async with record.read() as unit:
        assert await unit.nudges.by_id("n-full") == full_nudge()
        assert await unit.nudges.by_id("other") is None


async def test_saving_again_replaces_it_with_its_tellings(record: Store) -> None:
    told = (*full_nudge().tellings, Telling("p3", Rung.DEPUTIES, NOW))
    changed = replace(full_nudge(), state=NudgeState.ACKNOWLEDGED, wakes_at=None, tellings=told, round=4)
    async with record.write() as unit:
        await unit.nudges.save(full_nudge())
        await unit.nudges.save(changed)
        assert await unit.nudges.by_id("n-full") == changed


@pytest.mark.parametrize("state", UNFINISHED)
async def test_second_of_a_client_and_stage_gets_the_unfinished_one(record: Store, state: NudgeState) -> None:
    first = replace(full_nudge(), state=state)
    async with record.write() as unit:
        await unit.nudges.open_or_get(first)
        assert await unit.nudges.open_or_get(nudge("other", stage=Stage.EXIT)) == (first, False)
        assert await unit.nudges.open_or_get(first) == (first, False)
        assert await unit.nudges.by_id("other") is None


@pytest.mark.parametrize("state", FINISHED)
async def test_finished_one_makes_room(record: Store, state: NudgeState) -> None:
    async with record.write() as unit:
        await unit.nudges.open_or_get(nudge("n1"))
        await unit.nudges.save(nudge("n1", state=state))
        _, new = await unit.nudges.open_or_get(nudge("n2"))
        assert new
        await unit.nudges.save(nudge("n2", state=state))
        assert ids(await unit.nudges.unfinished_of("c1")) == []


async def test_other_stages_and_clients_have_their_own(record: Store) -> None:
    async with record.write() as unit:
        opened = [nudge("n1"), nudge("n2", stage=Stage.EXIT), nudge("n3", "c2")]
        assert [(await unit.nudges.open_or_get(one))[1] for one in opened] == [True] * 3
        assert ids(await unit.nudges.unfinished_of("c1")) == ["n1", "n2"]


async def test_saving_a_second_unfinished_one_is_refused(record: Store) -> None:
    async with record.write() as unit:
        await unit.nudges.open_or_get(nudge("n1"))
        with pytest.raises(StoreFailed):
            await unit.nudges.save(nudge("n2"))


async def test_nudge_of_an_unknown_client_is_refused(record: Store) -> None:
    async with record.write() as unit:
        with pytest.raises(StoreFailed):
            await unit.nudges.open_or_get(nudge("n1", "nobody"))


async def test_all_of_a_client_come_newest_first(record: Store) -> None:
    done = NudgeState.DONE
    async with record.write() as unit:
        await unit.nudges.save(nudge("old", state=done))
        await unit.nudges.save(nudge("new", opened_at=NOW + HOUR))
        await unit.nudges.save(nudge("other", "c2"))
        assert ids(await unit.nudges.of_client("c1")) == ["new", "old"]


async def test_due_are_unfinished_ones_whose_time_has_come_oldest_first(record: Store) -> None:
    moments: dict[str, Any] = {"next_step_at": NOW, "wakes_at": NOW - HOUR, "overdue_at": NOW - 2 * HOUR}
    async with record.write() as unit:
        for number, (name, moment) in enumerate(moments.items(), start=1):
            await unit.nudges.save(nudge(f"n{number}", f"c{number}", **{name: moment}))
        await unit.nudges.save(nudge("later", stage=Stage.EXIT, next_step_at=NOW + HOUR))
        await unit.nudges.save(nudge("never", "c2", stage=Stage.EXIT))
        await unit.nudges.save(nudge("over", "c3", stage=Stage.EXIT, state=NudgeState.DONE, next_step_at=NOW - HOUR))
        assert ids(await unit.nudges.due(NOW)) == ["n3", "n2", "n1"]
        assert ids(await unit.nudges.due(NOW, limit=1)) == ["n3"]
        assert await unit.nudges.due(NOW - 3 * HOUR) == []
        assert await unit.nudges.next_due() == NOW - 2 * HOUR


async def test_without_unfinished_ones_nothing_is_due(record: Store) -> None:
    async with record.write() as unit:
        await unit.nudges.save(nudge("n1", state=NudgeState.STAGE_LEFT, wakes_at=NOW))
        assert await unit.nudges.next_due() is None


async def test_shadowed_are_those_opened_in_shadow_mode(record: Store) -> None:
    async with record.write() as unit:
        await unit.nudges.save(nudge("n1"))
        await unit.nudges.save(nudge("n2", "c2", shadow=True, state=NudgeState.DONE))
        await unit.nudges.save(nudge("n3", "c3", shadow=True, opened_at=NOW - HOUR))
        assert ids(await unit.nudges.shadowed()) == ["n3", "n2"]


async def test_opened_at_once_there_is_one(database: SqlStore) -> None:
    async with database.write() as unit:
        await unit.clients.save(client())
        await unit.commit()

    async def open_one(number: int) -> tuple[str, bool]:
        async with database.write() as unit:
            found, new = await unit.nudges.open_or_get(nudge(f"n{number}"))
            await asyncio.sleep(0.02)
            await unit.commit()
        return found.id, new

    opened = await asyncio.gather(*(open_one(number) for number in range(8)))
    assert sum(new for _, new in opened) == 1
    assert len({id for id, _ in opened}) == 1
