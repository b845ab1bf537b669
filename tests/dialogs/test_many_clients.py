"""A firm with very many clients: nobody waits for all of them to be weighed, and none is hidden."""

import pytest

from bot.domain.client import Client
from bot.messages import ClientsSought
from bot.notices.parts import Page, Table
from tests.dialogs.house import OWNER, House, number, read, told

MANY = 60


@pytest.fixture
async def house() -> House:
    house = House()
    await house.opens("anna")
    async with house.store.write() as unit:
        for turn in range(MANY):
            await unit.clients.save(Client(id=f"c{turn}", name=f"Firm {turn:04}"))
        await unit.commit()
    return house


async def test_gravest_are_shown_and_the_others_counted(house: House) -> None:
    await house.says("anna", "/client-flag firm 0059 crowding_out:2 took the whole team")
    shown = read(told(await house.says(OWNER, "/client-status")))
    assert "Firm 0059 · talk" in shown
    assert "10 more clients" in shown
    home = await house.page(OWNER)
    assert isinstance(home, Page)
    (table,) = [block for section in home.sections for block in section.blocks if isinstance(block, Table)]
    assert len(table.rows) == MANY - 10
    assert "10 more clients" in read(home)


async def test_exact_name_is_found_among_many_and_a_typing_error_is_forgiven(house: House) -> None:
    assert number(await house.says("anna", "/client-flag firm 0042 disrespect:1 a rude mail")) == 1
    assert (await house.incident(1)).client == "c42"
    options = await house.front.clients(ClientsSought(house.by("anna"), "0042"))
    assert [option.label for option in options] == ["Firm 0042"]
    near = await house.front.clients(ClientsSought(house.by("anna"), "frim 0042"))
    assert "Firm 0042" in [option.label for option in near]
