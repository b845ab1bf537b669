"""Flag → record → stage → nudge → talk → exit → draft: the whole idea as a conversation."""

import pytest

from bot.domain.assessment import Stage
from bot.replies import Told
from tests.dialogs.house import House, asked, read, told


@pytest.fixture
async def house() -> House:
    house = House()
    await house.opens("anna", "ben", "lena", "dora")
    await house.has_client("Acme Outdoor", "lena", "dora", aliases="Acme")
    return house


async def test_two_people_report_and_the_lead_is_nudged(house: House) -> None:
    first = await house.says("anna", "/client-flag acme disrespect:2 called the estimate a joke")
    assert isinstance(first, Told) and first.recorded == 1
    assert "Recorded as #1: Acme Outdoor, Disrespect" in read(first.notice)
    assert "What you can say now" in read(first.notice)
    second = await house.says("ben", "/client-flag acme disrespect:3 shouted at the developer")
    assert isinstance(second, Told) and second.recorded == 2
    await house.settles()
    (nudge,) = house.hears("lena")
    assert "Acme Outdoor: protect first, then talk" in read(nudge)
    assert "16.00" in read(nudge)


async def test_refused_talk_and_going_on_leads_to_exit_with_a_draft(house: House) -> None:
    await house.says("anna", "/client-flag acme disrespect:2 called the estimate a joke")
    await house.says("ben", "/client-flag acme late_payment:3 invoice 7 is two months late")
    await house.settles()
    (nudge,) = house.hears("lena")
    assert "time for a talk" in read(nudge)
    acknowledged = told(await house.presses("lena", "Acknowledge", nudge))
    assert "Lena: acknowledged" in read(acknowledged)
    form = asked(await house.presses("lena", "Record talk", nudge))
    recorded = told(await house.submits("lena", form, {"outcome": "refused", "note": "would not listen"}))
    assert "2 people who reported hear that you talked" in read(recorded)
    await house.settles()
    assert "Lena: done" in read(house.hears("lena")[0])
    assert house.titles("anna") == ["The lead has talked to Acme Outdoor."]
    await house.passes(days=1)
    await house.says("anna", "/client-flag acme disrespect:2 laughed at the plan")
    await house.settles()
    assert (await house.client("Acme")).standing.stage is Stage.EXIT
    exit_nudge = house.hears("lena")[-1]
    assert "time to think about parting" in read(exit_nudge)
    draft = told(await house.presses("lena", "Open the exit message", exit_nudge))
    assert "Acme Outdoor" in read(draft)
    assert "anna" not in read(draft).lower()
