"""The same thing reported twice: witnesses, the same-day question, corrections and withdrawals of what others share."""

from dataclasses import replace

from bot.domain.incident import IncidentState
from bot.replies import Told
from tests.dialogs.house import House, asked, number, read, told

LINK = "https://chat.example/1"


async def test_same_link_joins_as_witness_with_the_number(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", link=LINK)
    reply = await house.files("ben", "Acme", "disrespect", link=LINK)
    assert isinstance(reply, Told) and reply.recorded == 1
    assert "You have joined #1: Acme Outdoor, Disrespect." in read(reply.notice)
    assert len((await house.incident(1)).reporters) == 2
    assert await house.score("Acme") == 8


async def test_same_link_by_the_same_person_is_recorded_already(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", link=LINK)
    reply = await house.files("anna", "Acme", "disrespect", link=LINK)
    assert isinstance(reply, Told) and reply.recorded == 1
    assert "This is recorded already, as #1." in read(reply.notice)
    assert len((await house.incident(1)).reporters) == 1


async def test_same_link_under_another_sign_is_another_incident(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", link=LINK)
    assert number(await house.files("ben", "Acme", "late_payment", link=LINK)) == 2


async def test_same_link_confirms_what_was_only_guessed(house: House) -> None:
    await house.says("anna", f"/client-flag acme wants a third free revision {LINK}")
    notice = told(await house.says("anna", "/client-flag acme wants a fourth free revision"))
    form = asked(await house.presses("anna", "Change", notice))
    assert form.kind == "correct"
    async with house.store.write() as unit:
        await unit.incidents.save(replace(await house.incident(2), link=LINK))
        await unit.commit()
    reply = await house.files("ben", "Acme", "extra_demands", link=LINK)
    assert isinstance(reply, Told) and reply.recorded == 2
    assert (await house.incident(2)).state is IncidentState.CONFIRMED
    assert await house.score("Acme") == 4


async def test_lead_who_joins_a_misfit_makes_it_count(house: House) -> None:
    await house.files("anna", "Acme", "strategic_misfit", link=LINK)
    await house.files("lena", "Acme", "strategic_misfit", link=LINK)
    assert await house.score("Acme") == 5


async def test_report_to_the_owner_never_merges_with_an_open_one(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", link=LINK)
    reply = await house.files("ben", "Acme", "disrespect", link=LINK, to_owner="yes")
    assert isinstance(reply, Told) and reply.recorded == 2
    assert "Is it the same thing?" not in read(reply.notice)
    third = await house.files("carl", "Acme", "disrespect")
    assert isinstance(third, Told) and "Is it the same thing?" in read(third.notice)


async def test_same_day_is_asked_and_joined(house: House) -> None:
    first = told(await house.files("anna", "Acme", "disrespect", 1))
    assert "same thing" not in read(first)
    second = told(await house.files("ben", "Acme", "disrespect", 3))
    assert "Somebody has already reported this sign for that day. Is it the same thing?" in read(second)
    assert await house.score("Acme") == 16
    joined = told(await house.presses("ben", "The same thing", second))
    assert "You have joined #1" in read(joined)
    assert (await house.incident(2)).state is IncidentState.WITHDRAWN
    assert await house.score("Acme") == 16, "joining takes no points away"
    again = told(await house.presses("ben", "The same thing", second))
    assert "The report has been withdrawn since." in read(again)


async def test_same_day_counts_once_for_the_highest_severity_unjoined(house: House) -> None:
    for person, severity in (("anna", 1), ("ben", 2), ("carl", 1)):
        await house.files(person, "Acme", "disrespect", severity)
    assert await house.score("Acme") == 8
    async with house.store.read() as unit:
        assert len(await unit.incidents.counted_of((await house.client("Acme")).id)) == 3


async def test_other_day_or_own_report_is_not_asked_about(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", occurred_on="2026-03-01")
    assert "same thing" not in read(told(await house.files("ben", "Acme", "disrespect")))
    assert "same thing" not in read(told(await house.files("ben", "Acme", "disrespect")))


async def test_withdrawing_from_a_shared_report_leaves_it_to_the_others(house: House) -> None:
    notice = told(await house.files("anna", "Acme", "disrespect", link=LINK, consent="yes"))
    await house.files("ben", "Acme", "disrespect", link=LINK)
    left = told(await house.presses("anna", "Undo", notice))
    assert "You have withdrawn from #1." in read(left)
    incident = await house.incident(1)
    assert incident.state is IncidentState.CONFIRMED and len(incident.reporters) == 1
    assert not incident.names_consented
    assert await house.score("Acme") == 8


async def test_own_message_goes_with_its_author(house: House) -> None:
    form = asked(await house.flags_message("anna", "my own words", LINK, own=True))
    more = {"client": (await house.client("Acme")).id, "sign": "disrespect", "summary": "shouted"}
    notice = told(await house.submits("anna", form, more))
    await house.files("ben", "Acme", "disrespect", link=LINK, consent="yes")
    await house.presses("anna", "Undo", notice)
    assert (await house.incident(1)).quote == "" and (await house.incident(1)).link == ""


async def test_witness_cannot_correct_the_report_of_another(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", link=LINK)
    await house.files("ben", "Acme", "disrespect", link=LINK)
    mine = told(await house.says("ben", "/client-flag mine"))
    detail = told(await house.presses("ben", "Open #1", mine))
    assert "[Change]" not in read(detail)
    assert "you and 1 more" in read(detail)


async def test_correction_moves_a_report_to_another_client(house: House) -> None:
    notice = told(await house.files("anna", "Acme", "disrespect"))
    form = asked(await house.presses("anna", "Change", notice))
    changed = await house.submits("anna", form, {"client": (await house.client("Bergwerk")).id})
    assert isinstance(changed, Told) and changed.recorded == 1
    assert (await house.score("Acme"), await house.score("Bergwerk")) == (0, 8)


async def test_correcting_the_wording_does_not_nudge_again(house: House) -> None:
    notice = told(await house.files("anna", "Acme", "disrespect", 3, summary="shouted at teh team"))
    await house.settles()
    before = house.count()
    form = asked(await house.presses("anna", "Change", notice))
    await house.submits("anna", form, {"summary": "shouted at the team"})
    await house.settles()
    assert house.count() == before
    assert "shouted at the team" in read(house.hears("lena")[0]), "the nudge is edited in place"


async def test_correction_to_severe_nudges(house: House) -> None:
    notice = told(await house.files("anna", "Acme", "disrespect", 2))
    await house.settles()
    assert house.hears("lena") == []
    form = asked(await house.presses("anna", "Change", notice))
    await house.submits("anna", form, {"severity": "3"})
    await house.settles()
    assert "protect first, then talk" in house.titles("lena")[0]


async def test_correction_with_an_error_keeps_what_was_typed(house: House) -> None:
    notice = told(await house.files("anna", "Acme", "disrespect", 2))
    form = asked(await house.presses("anna", "Change", notice))
    again = asked(await house.submits("anna", form, {"occurred_on": "2026-03-05", "summary": "a better text"}))
    values = {field.name: field.value for field in again.fields}
    assert (values["occurred_on"], values["summary"]) == ("2026-03-05", "a better text")
    assert again.state["subject"] == form.state["subject"]


async def test_correcting_a_withdrawn_report_is_stale(house: House) -> None:
    notice = told(await house.files("anna", "Acme", "disrespect", 2))
    form = asked(await house.presses("anna", "Change", notice))
    await house.presses("anna", "Undo", notice)
    assert "The report has been withdrawn since." in read(told(await house.submits("anna", form, {})))


async def test_correcting_a_waiting_report_files_it(house: House) -> None:
    notice = told(await house.says("anna", "/client-flag globex disrespect:2 shouted"))
    form = asked(await house.presses("anna", "Change", notice))
    reply = await house.submits("anna", form, {"client": (await house.client("Acme")).id})
    assert isinstance(reply, Told) and reply.recorded == 1
    assert await house.score("Acme") == 8
