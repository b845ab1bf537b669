"""The core with the real detector of this machine: what is proposed for a line, and what is noticed in the demo."""

import os
from collections.abc import Mapping

import pytest

from adapters.practice.workspace import Line
from bot.domain.incident import IncidentState
from bot.ports import Detector
from bot.replies import Asked
from signpost.detecting import local_detector
from signpost.sample import LISTENED, WORKSPACE
from tests.dialogs.house import House, read, told
from tests.unit.locale.test_marks import EXAMPLES


@pytest.fixture(scope="module")
def detector() -> Detector:
    return local_detector(os.environ)


@pytest.fixture
async def house(detector: Detector) -> House:
    house = House(detector=detector)  # type: ignore[arg-type]
    await house.opens("ben", "clara", "yuki", "marco", "lena")
    await house.has_client("Acme Outdoor", "lena", aliases="Acme")
    return house


@pytest.mark.parametrize("line", [english for english in EXAMPLES if ":" not in english])
async def test_examples_of_the_help_get_the_right_sign(house: House, line: str) -> None:
    for written in (line, EXAMPLES[line]):
        reply = told(await house.says("ben", written))
        assert "Acme Outdoor, Extra demands?" in read(reply), written


PROPOSED: Mapping[str, str] = {
    "called our estimate a joke and us amateurs": "disrespect",
    "hat die Rechnung seit sechs Wochen nicht bezahlt": "late_payment",
    "will schon wieder zwanzig Prozent Rabatt": "price_pressure",
}


@pytest.mark.parametrize("words", PROPOSED)
async def test_sign_is_proposed_and_waits_for_a_click(house: House, words: str) -> None:
    await house.says("ben", f"/client-flag acme {words}")
    incident = await house.incident(1)
    assert (incident.sign, incident.state) == (PROPOSED[words], IncidentState.SUSPECTED)


async def test_newcomer_finds_one_suspicion_and_no_more(house: House) -> None:
    await house.says("lena", "/client-setup bind acme", place=LISTENED)
    form = await house.says("tarik", "/client-setup listen", place=LISTENED)
    assert isinstance(form, Asked)
    await house.submits("tarik", form.form, {}, place=LISTENED)
    await house.settles()
    lines: list[Line] = [line for line in WORKSPACE.opening if line.channel == LISTENED]
    assert len(lines) > 3
    for line in lines:
        await house.writes(line.author, LISTENED, line.text)
    async with house.store.read() as unit:
        (noticed,) = await unit.incidents.everything()
    assert noticed.sign == "price_pressure" and noticed.quote in next(one.text for one in lines if one.author == "ben")
