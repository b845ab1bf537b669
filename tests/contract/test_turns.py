"""Who writes next: people before what nobody waits for, neither of them for ever, and no turn is lost."""

import asyncio

import pytest

from storage.turns import PATIENCE_SECONDS, Turns

LONG = 30.0


@pytest.fixture
def turns() -> Turns:
    return Turns()


async def _written(turns: Turns, log: list[str], name: str, *, background: bool = False) -> None:
    async with turns.turn(background=background, seconds=LONG):
        log.append(name)
        await asyncio.sleep(0)


async def test_people_go_first_and_each_kind_in_order(turns: Turns) -> None:
    log: list[str] = []
    async with asyncio.TaskGroup() as group, turns.turn(background=True, seconds=LONG):
        for name in ("b1", "b2"):
            group.create_task(_written(turns, log, name, background=True))
        for name in ("p1", "p2", "p3"):
            group.create_task(_written(turns, log, name))
        await asyncio.sleep(0)
    assert log == ["p1", "p2", "p3", "b1", "b2"]


async def test_background_does_not_wait_for_ever(turns: Turns) -> None:
    """People keep coming: after its patience the work in the background is let in between them."""
    log: list[str] = []

    async def people(end: asyncio.Event) -> None:
        while not end.is_set():
            async with turns.turn(background=False, seconds=LONG):
                await asyncio.sleep(0.01)

    end = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(people(end))
        await asyncio.sleep(0)
        started = asyncio.get_running_loop().time()
        await _written(turns, log, "b", background=True)
        waited = asyncio.get_running_loop().time() - started
        end.set()
    assert log == ["b"] and waited >= PATIENCE_SECONDS - 0.05


async def test_whoever_gave_up_takes_no_turn(turns: Turns) -> None:
    log: list[str] = []
    async with asyncio.TaskGroup() as group:
        async with turns.turn(background=False, seconds=LONG):
            with pytest.raises(TimeoutError):
                async with turns.turn(background=False, seconds=0.01):
                    log.append("never")
            cut = group.create_task(_written(turns, log, "cut"))
            group.create_task(_written(turns, log, "next"))
            await asyncio.sleep(0)
            cut.cancel()
        await asyncio.sleep(0)
    assert log == ["next"]


async def test_turn_that_came_as_its_taker_was_cancelled_is_passed_on(turns: Turns) -> None:
    log: list[str] = []
    async with asyncio.TaskGroup() as group:
        async with turns.turn(background=False, seconds=LONG):
            late = group.create_task(_written(turns, log, "late"))
            group.create_task(_written(turns, log, "next"))
            await asyncio.sleep(0)
        late.cancel()
    assert log == ["next"]
    async with asyncio.timeout(1):
        await _written(turns, log, "afterwards")
    assert log == ["next", "afterwards"]
