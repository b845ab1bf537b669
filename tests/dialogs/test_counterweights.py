"""Good deeds of a client and misses of our own: beside the incidents, and without any weight."""

import pytest

from bot.errors import NotAllowed
from bot.messages import Pressed, RemoveCounterweight, Submitted
from bot.notices.parts import Action, Page
from tests.dialogs.house import House, asked, read, told
from tests.dialogs.test_ladder import at

GOOD = {"kind": "good_deed", "day": "2026-02-20", "deed": "Paid the whole sum in advance"}
NOTE = "Note a good deed or our own miss"


async def page(house: House, who: str = "lena") -> Page:
    shown = await house.page(who, "client", (await house.client("Acme")).id)
    assert isinstance(shown, Page)
    return shown


async def noted(house: House, who: str = "lena", **changes: str) -> str:
    form = asked(await house.presses(who, NOTE, await page(house, who)))
    return read(told(await house.submits(who, form, {**GOOD, **changes})))


async def test_good_deed_stands_on_page_guide_and_sheet_and_moves_no_score(house: House) -> None:
    await house.files("anna", "Acme", "late_payment", 3)
    before = await house.score("Acme")
    assert "It stands beside the incidents and changes no score." in await noted(house)
    assert await house.score("Acme") == before
    line = "20 Feb 2026 · a good deed of the client: Paid the whole sum in advance"
    assert f"{line} (Lena)" in read(await page(house, "dora"))
    client = (await house.client("Acme")).id
    assert line in read(await house.page("olivia", "talk", client))
    assert line in read(await house.page("olivia", "decision", client))


async def test_own_miss_names_nobody_of_the_team(house: House) -> None:
    client = (await house.client("Acme")).id
    form = asked(await house.presses("lena", NOTE, await page(house)))
    for text in ("Anna sent the draft two days late", "Lena was late"):
        again = asked(await house.submits("lena", form, {**GOOD, "kind": "own_miss", "deed": text}))
        assert "No colleague's name here" in again.fields[2].error and again.fields[2].value == text
    assert "changes no score" in await noted(house, kind="own_miss", deed="We sent the draft two days late")
    assert "a miss of our own: We sent the draft" in read(await house.page("lena", "talk", client))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"day": "2026-03-03"}, "still to come"),
        ({"day": "2025-02-01"}, "longer ago"),
        ({"deed": ""}, "fill"),
        ({"deed": "x" * 1001}, "At most 1000 characters; these are 1001."),
    ],
)
async def test_impossible_notes_keep_the_form_open(house: House, changes: dict[str, str], error: str) -> None:
    form = asked(await house.presses("lena", NOTE, await page(house)))
    again = asked(await house.submits("lena", form, {**GOOD, **changes}))
    assert any(error in field.error for field in again.fields)


async def test_delicate_note_is_kept_with_a_warning(house: House) -> None:
    assert "Notes must be showable" in await noted(house, deed="They called me an idiot, then paid early")


async def test_only_its_author_changes_and_removes_a_note(house: House) -> None:
    await noted(house)
    assert "[Change: 20 Feb 2026]" not in read(await page(house, "dora"))
    shown = await page(house)
    (change,) = [
        action
        for section in shown.sections
        for action in section.actions
        if isinstance(action, Action) and action.name == "counterweight.edit"
    ]
    refused = await house.answers(Pressed(house.by("dora"), change.name, change.value))
    assert "somebody else wrote it" in read(told(refused))
    form = asked(await house.presses("lena", "Change: 20 Feb 2026", shown))
    assert form.fields[2].value == GOOD["deed"]
    told(await house.submits("lena", form, {"deed": "Paid half of it in advance"}))
    assert "Paid half of it in advance" in read(await page(house)) and "whole sum" not in read(await page(house))
    stolen = Submitted(house.by("olivia"), "counterweight", {**GOOD, "remove": "yes"}, form.state)
    assert "somebody else wrote it" in read(told(await house.answers(stolen)))
    gone = told(await house.submits("lena", form, {"remove": "yes"}))
    assert "your note is gone" in read(gone)
    assert "Paid half of it in advance" not in read(await page(house))
    again = await house.answers(Submitted(house.by("lena"), "counterweight", {"remove": "yes"}, form.state))
    assert "This note is not there any more" in read(told(again))


async def test_note_goes_with_the_time_that_reports_are_kept(house: House) -> None:
    await noted(house, day="2025-03-10")
    await house.until(at("03-10 12:00"))
    assert "Paid the whole sum" in read(await page(house))
    await house.until(at("03-11 12:00"))
    assert "Paid the whole sum" not in read(await page(house))


async def test_author_who_leads_no_more_cannot_reach_it(house: House) -> None:
    await noted(house, "dora")
    client = await house.client("Acme")
    async with house.store.read() as unit:
        (note,) = await unit.counterweights.of_client(client.id)
    ids = {"leads": await house.id_of("lena"), "deputies": ""}
    form = asked(await house.says("olivia", "/client-setup Acme"))
    told(await house.submits("olivia", form, ids))
    with pytest.raises(NotAllowed):
        await house.bus.handle(RemoveCounterweight(house.by("dora"), note.id))
