"""What a reviewer found: a line in a bound channel that names another firm, and a lead's own nudge beside a secret."""

import pytest

from bot.domain.assessment import Stage
from bot.replies import Asked
from tests.dialogs.house import House, read, read_form, ref, told


@pytest.fixture
async def house() -> House:
    house = House()
    await house.opens("anna", "ben", "lena")
    await house.has_client("Acme", "lena")
    await house.says("lena", "/client-setup bind Acme", "acme-room")
    return house


async def test_another_firm_named_in_a_bound_channel_is_not_taken_for_the_channels_client(house: House) -> None:
    reply = told(await house.says("anna", "/client-flag Globex disrespect:3 called us idiots", "acme-room"))
    assert "I know no client called “Globex” yet." in read(reply)
    async with house.store.read() as unit:
        (kept,) = await unit.incidents.waiting()
    assert (kept.client_words, kept.sign, kept.severity, kept.summary) == (
        "Globex", "disrespect", 3, "called us idiots",
    )  # fmt: skip


async def test_sentence_in_a_bound_channel_is_about_its_client(house: House) -> None:
    reply = told(await house.says("anna", "/client-flag wants a third free revision", "acme-room"))
    assert "Acme, Extra demands" in read(reply)


async def test_misspelt_sign_is_named_and_the_nearest_one_chosen(house: House) -> None:
    reply = await house.says("anna", "/client-flag acme disrespct:2 shouted")
    assert isinstance(reply, Asked)
    assert "I know no sign called “disrespct”" in read_form(reply)
    values = {entry.name: entry.value for entry in reply.form.fields}
    assert (values["sign"], values["summary"]) == ("disrespect", "shouted")


async def test_leads_own_nudge_goes_on_beside_a_confidential_fast_track(house: House) -> None:
    await house.says("anna", "/client-flag acme disrespect:2 shouted")
    await house.says("ben", "/client-flag acme disrespect:3 threatened us")
    await house.says("ben", "/client-flag acme extra_demands:3 nights and weekends, for free")
    await house.settles()
    assert len(house.hears("lena")) >= 1
    form = await house.says("anna", "/client-flag")
    assert isinstance(form, Asked)
    client = (await house.client("Acme")).id
    secret = {"client": client, "sign": "ethics", "severity": "2", "summary": "a bribe", "to_owner": "yes"}
    await house.submits("anna", form.form, secret)
    await house.settles()
    assert (await house.client("Acme")).standing.stage is Stage.EXIT
    talk = house.chat.seen_by(ref("lena"))[0]
    assert "[Acknowledge]" in read(talk)
    assert "bribe" not in read(talk)
    assert "time for a talk" in read(talk) or "protect first" in read(talk)
