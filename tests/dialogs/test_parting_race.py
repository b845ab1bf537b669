"""Two people at one parting in the same moment, on real databases: one saves, the other is shown both texts."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.domain.parting import Item
from bot.messages import Pressed
from bot.replies import Asked, Told
from storage.store import SqlStore, open_store
from tests.dialogs.house import House, asked


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[SqlStore]:
    opened = open_store(database_url)
    yield opened
    await opened.close()


async def test_of_two_who_save_at_once_one_is_asked_again_and_nothing_is_lost(database: SqlStore) -> None:
    house = House(store=database)
    await house.opens("lena", "dora")
    client = await house.has_client("Acme", "lena", "dora")
    await house.submits("lena", "exit", {"client": client.id, "state": "parting", "reason": "so"})
    for n, item in enumerate((Item.DATA, Item.COUNSEL, Item.NOTICE)):
        press = f"{client.id}:{item.value}"
        forms = [asked(await house.answers(Pressed(house.by(who), "parting.item", press))) for who in ("lena", "dora")]
        replies = await asyncio.gather(
            house.submits("lena", forms[0], {"state": "done", "note": f"Lena's {n}"}),
            house.submits("dora", forms[1], {"state": "open", "note": f"Dora's {n}"}),
        )
        assert sorted(type(reply).__name__ for reply in replies) == ["Asked", "Told"]
        (again,) = [reply.form for reply in replies if isinstance(reply, Asked)]
        late = "lena" if isinstance(replies[0], Asked) else "dora"
        assert isinstance(await house.submits(late, again, {}), Told)
        async with database.read() as unit:
            (case,) = await unit.partings.of_client(client.id)
            notes = [step.note for step in await unit.partings.steps_of(case.id) if step.about == item.value]
            assert sorted(notes) == [f"Dora's {n}", f"Lena's {n}"]
            numbers = [step.seq for step in await unit.partings.steps_of(case.id)]
        assert numbers == list(range(1, len(numbers) + 1))


async def test_two_who_begin_at_once_share_one_case(database: SqlStore) -> None:
    house = House(store=database)
    await house.opens("lena", "dora")
    client = await house.has_client("Acme", "lena", "dora")
    values = {"client": client.id, "state": "parting", "reason": "so"}
    await asyncio.gather(*(house.submits(who, "exit", values) for who in ("lena", "dora")))
    async with database.read() as unit:
        (case,) = await unit.partings.of_client(client.id)
        assert [step.act for step in await unit.partings.steps_of(case.id)] == ["begun"]
