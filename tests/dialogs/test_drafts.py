"""A letter from its first wording to the one that may leave: edited, compared, written anew, approved."""

from dataclasses import replace

import pytest

from bot.domain.draft import DraftKind
from bot.domain.sheet import LetterForm
from bot.messages import LetterFetched, Pressed
from bot.notices.parts import Notice, Page, Paragraph, Span, Style, plain
from bot.replies import Asked, File, Reply, Told
from bot.settings import Drafting
from tests.dialogs.house import House, asked, button, read, settings, told

EXIT = {"kind": "exit", "tone": "plain", "language": "en"}


async def firm(*, second: bool = True, **more: str) -> House:
    wanted = settings()
    if not second:
        wanted = replace(wanted, drafting=Drafting(second_person="waived"))
    house = House(settings=wanted)
    await house.opens("anna", "lena", "dora", "paul")
    await house.has_client("Acme Outdoor", "lena", "dora", aliases="Acme", **more)
    await house.has_client("Bergwerk", "paul")
    return house


async def written(house: House, who: str = "lena", **values: str) -> Notice:
    """The draft that somebody asks for through the form."""
    client = await house.client("Acme")
    return told(await house.submits(who, "draft", {"client": client.id, **EXIT, **values}))


async def edits(house: House, who: str, draft: Notice | Told, before: str = "", after: str = "") -> Reply:
    form = asked(await house.presses(who, "Edit", draft))
    text = next(field.value for field in form.fields if field.name == "body")
    return await house.submits(who, form, {"body": text.replace(before, after)})


def marked(notice: Notice | Told, style: Style) -> list[str]:
    shown = notice.notice if isinstance(notice, Told) else notice
    spans: list[Span] = [span for block in shown.blocks if isinstance(block, Paragraph) for span in block.text]
    return [span.text.strip() for span in spans if span.style is style and span.text.strip()]


def id_in(draft: Notice) -> str:
    return button(draft, "Edit").value.partition(":")[0]


async def test_a_draft_is_labelled_as_written_by_a_machine_until_a_person_edits_it() -> None:
    house = await firm()
    draft = await written(house)
    assert "Written by Signpost from a template" in read(draft) and "Edited by" not in read(draft)
    edited = told(await edits(house, "lena", draft, "Kind regards,", "Best wishes,"))
    assert "Edited by Lena" in read(edited) and "template" not in read(edited)
    assert "Best wishes," in read(edited)


async def test_an_edit_is_a_version_to_be_compared_and_taken_back() -> None:
    house = await firm()
    draft = await written(house)
    edited = told(await edits(house, "lena", draft, "Kind regards,", "Best wishes,"))
    compared = told(await house.presses("dora", "Compare", edited))
    assert marked(compared, Style.GONE) == ["Kind regards,"]
    assert marked(compared, Style.NEW) == ["Best wishes,"]
    back = told(await house.presses("dora", "Take version 1", compared))
    assert "Kind regards," in read(back) and "Written by Signpost from a template" in read(back)
    page = await house.page("lena", "draft", id_in(draft))
    assert "Version 3" in read(page) and "Version 2" in read(page) and "Version 1" in read(page)


async def test_an_edit_that_changes_nothing_is_no_version() -> None:
    house = await firm()
    draft = await written(house)
    same = told(await edits(house, "lena", draft))
    assert "Written by Signpost from a template" in read(same)
    assert "Compare" not in read(same)


async def test_two_people_edit_and_nobodys_text_is_lost() -> None:
    house = await firm()
    draft = await written(house)
    lenas, doras = [asked(await house.presses(who, "Edit", draft)) for who in ("lena", "dora")]
    await house.submits("lena", lenas, {"body": "Dear Ms Falk,\n\nLena wrote this."})
    late = told(await house.submits("dora", doras, {"body": "Dear Ms Falk,\n\nDora wrote that."}))
    assert "Lena was quicker" in read(late)
    assert marked(late, Style.GONE) == ["Dora wrote that."] and marked(late, Style.NEW) == ["Lena wrote this."]
    now = told(await house.presses("lena", "Open the draft", late))
    assert "Lena wrote this." in read(now) and "Dora wrote" not in read(now)
    hers = told(await house.presses("dora", "Take version 3", late))
    assert "Dora wrote that." in read(hers) and "Edited by Dora" in read(hers)


async def test_the_same_edit_twice_is_one_version() -> None:
    house = await firm()
    draft = await written(house)
    form = asked(await house.presses("lena", "Edit", draft))
    for _ in range(2):
        await house.submits("lena", form, {"body": "Dear all, once."}, key="twice")
    async with house.store.read() as unit:
        assert len(await unit.drafts.versions_of(id_in(draft))) == 2


async def test_an_edit_that_cannot_be_kept_comes_back_with_everything_typed() -> None:
    house = await firm()
    draft = await written(house)
    form = asked(await house.presses("lena", "Edit", draft))
    again = await house.submits("lena", form, {"body": "", "subject": "My subject"})
    assert isinstance(again, Asked)
    values = {field.name: (field.value, bool(field.error)) for field in again.form.fields}
    assert values == {"subject": ("My subject", False), "body": ("", True)}
    assert again.form.state == form.state


# --- What it rests on --------------------------------------------------------------------------------------------


async def test_a_fact_withdrawn_after_drafting_leaves_a_sentence_on_nothing() -> None:
    house = await firm(contract_start="2024-03-01", clause="§ 9")
    client = await house.client("Acme")
    await house.submits(
        "lena", "talk", {"client": client.id, "day": house.kit.today().isoformat(), "outcome": "agreed"}
    )
    filed = await house.files("anna", "Acme", "late_payment", 2)
    draft = await written(house)
    assert "not true any more" not in read(draft)
    reason = "On the commercial side we have not found an arrangement that works for both of us."
    assert reason in read(draft)
    await house.presses("anna", "Undo", told(filed))
    async with house.store.write() as unit:
        moved = replace(await house.client("Acme"), contract=replace(client.contract, clause="§ 11"))
        await unit.clients.save(moved)
        await unit.commit()
    again = read(told(await house.presses("dora", "Open the draft", told(await edits_then_asks(house, draft)))))
    assert "not true any more" in again
    loose = again.split("not true any more")[1].split("Subject:")[0]
    assert reason in loose and "The notice is given under § 9." in loose
    assert "1 March 2024" not in loose, "the contract's date stands"
    page = await house.page("lena", "draft", id_in(draft))
    assert "not true any more" in read(page)


async def edits_then_asks(house: House, draft: Notice) -> Reply:
    """Edited by a person elsewhere in the text, and sent for approval: what was loose is loose still."""
    edited = await edits(house, "lena", draft, "Kind regards,", "Best wishes,")
    form = asked(await house.presses("lena", "Ask for approval", told(edited)))
    return await house.submits("lena", form, {})


# --- A second person ---------------------------------------------------------------------------------------------


async def test_an_exit_message_is_approved_by_a_second_person() -> None:
    house = await firm()
    draft = await written(house)
    edited = told(await edits(house, "lena", draft, "Kind regards,", "Best wishes,"))
    form = asked(await house.presses("lena", "Ask for approval", edited))
    assert [option.label for option in form.fields[0].options] == ["Olivia", "Dora"]  # type: ignore[attr-defined]
    sent = told(await house.submits("lena", form, {}))
    assert "Olivia is asked to approve it" in read(sent)
    await house.settles()
    (wanted,) = [notice for notice in house.hears("olivia") if notice.kind == "draft.approval"]
    assert "Lena asks you to approve a letter to Acme Outdoor" in read(wanted) and "Best wishes," in read(wanted)
    compared = told(await house.presses("olivia", "Compare", wanted))
    assert marked(compared, Style.NEW) == ["Best wishes,"]
    await house.presses("olivia", "Approve", wanted)
    await house.settles()
    (answer,) = [notice for notice in house.hears("lena") if notice.kind == "draft.answered"]
    assert "Olivia approved the letter to Acme Outdoor" in read(answer)
    shown = told(await house.presses("lena", "Open the draft", answer))
    assert "Approved by Olivia" in read(shown)
    async with house.store.read() as unit:
        acts = [act.act for act in await unit.journal.acts() if act.act.startswith("draft")]
    assert acts == ["draft_approved", "draft_approval_asked"]


@pytest.mark.parametrize("kind", ["exit", "boundary"])
async def test_whoever_wrote_it_approves_no_exit_message(kind: str) -> None:
    house = await firm()
    draft = await written(house, kind=kind)
    if kind == "boundary":
        assert "You approved it" in read(told(await house.presses("lena", "Approve", draft)))
        return
    assert "[Approve]" not in read(draft)
    value = button(draft, "Edit").value
    refused = await presses_approve(house, "lena", value)
    assert "This wording is yours" in read(told(refused))
    assert "You approved it" in read(told(await presses_approve(house, "dora", value)))


async def presses_approve(house: House, who: str, value: str) -> Reply:
    return await house.answers(Pressed(house.by(who), "draft.approve", value))


async def test_a_draft_that_nobody_asked_for_needs_somebody_who_asks() -> None:
    """The exit message that a nudge brings: the lead alone is no second person to it."""
    house = await firm()
    draft = await written(house)
    async with house.store.write() as unit:
        kept = await unit.drafts.by_id(id_in(draft))
        assert kept is not None
        await unit.drafts.save(replace(kept, version=replace(kept.version, author="")))
        await unit.commit()
    value = button(draft, "Edit").value
    assert "needs two people" in read(told(await presses_approve(house, "lena", value)))
    form = asked(await house.presses("lena", "Ask for approval", draft))
    await house.submits("lena", form, {})
    assert "This wording is yours" in read(told(await presses_approve(house, "lena", value)))
    assert "You approved it" in read(told(await presses_approve(house, "olivia", value)))


async def test_two_accounts_of_one_name_are_no_two_people() -> None:
    house = await firm()
    draft = await written(house)
    async with house.store.write() as unit:
        dora = await unit.people.by_id(await house.id_of("dora"))
        assert dora is not None
        await unit.people.save(replace(dora, name="Lena"))
        await unit.commit()
    by = house.by("dora")
    reply = await house.answers(Pressed(replace(by, name="Lena"), "draft.approve", button(draft, "Edit").value))
    assert "under another account" in read(told(reply))


async def test_a_change_after_approval_voids_it() -> None:
    house = await firm()
    draft = await written(house)
    await presses_approve(house, "dora", button(draft, "Edit").value)
    form = asked(await house.presses("lena", "Edit", draft))
    assert isinstance(form.intro[0], Paragraph)
    assert "has to be approved once more" in plain(form.intro[0].text)
    edited = told(await house.submits("lena", form, {"body": "Dear all, anew."}))
    assert "Approved" not in read(edited) and "[Ask for approval]" in read(edited)
    refused = await presses_approve(house, "dora", button(draft, "Edit").value)
    assert "The wording has changed since" in read(told(refused))


async def test_changes_are_asked_for_with_a_note() -> None:
    house = await firm()
    draft = await written(house)
    form = asked(await house.presses("lena", "Ask for approval", draft))
    await house.submits("lena", form, {"approver": await house.id_of("dora")})
    await house.settles()
    (wanted,) = [notice for notice in house.hears("dora") if notice.kind == "draft.approval"]
    note = asked(await house.presses("dora", "Ask for changes", wanted))
    assert "Lena gets your note" in read(told(await house.submits("dora", note, {"note": "Name the hand-over."})))
    await house.settles()
    (answer,) = [notice for notice in house.hears("lena") if notice.kind == "draft.answered"]
    assert "Dora asks for changes" in read(answer) and "Name the hand-over." in read(answer)


async def asked_to_approve(house: House, draft: Notice, who: str) -> Notice:
    form = asked(await house.presses("lena", "Ask for approval", draft))
    await house.submits("lena", form, {"approver": await house.id_of(who)})
    await house.settles()
    return card(house, who)


def card(house: House, who: str) -> Notice:
    """The newest message in which somebody is, or was, asked to approve."""
    return [notice for notice in house.hears(who) if notice.kind.startswith(("draft.approval", "draft.locked"))][-1]


async def test_once_answered_the_message_that_asked_says_so_where_it_stands() -> None:
    house = await firm()
    draft = await written(house)
    wanted = await asked_to_approve(house, draft, "olivia")
    before = house.count()
    await house.presses("olivia", "Approve", wanted)
    await house.settles()
    over = card(house, "olivia")
    assert "Olivia approved it on 2 Mar 2026." in read(over) and "[Approve]" not in read(over)
    assert house.count() == before + 1, "the answer to Lena alone is a new message"
    edited = told(await edits(house, "lena", draft, "Kind regards,", "Best wishes,"))
    await house.settles()
    assert "The wording has changed since you were asked" in read(card(house, "olivia"))
    again = await asked_to_approve(house, edited, "olivia")
    assert "[Approve]" in read(again) and "Best wishes," in read(again)


async def test_whoever_was_asked_before_somebody_else_has_no_buttons_left() -> None:
    house = await firm()
    draft = await written(house)
    await asked_to_approve(house, draft, "olivia")
    assert "[Approve]" in read(await asked_to_approve(house, draft, "dora"))
    assert "Dora is asked now." in read(card(house, "olivia")) and "[Approve]" not in read(card(house, "olivia"))
    assert "[Approve]" in read(await asked_to_approve(house, draft, "olivia")), "asked anew about the same version"
    assert "Olivia is asked now." in read(card(house, "dora"))


async def test_asked_for_changes_and_asked_again() -> None:
    house = await firm()
    draft = await written(house)
    note = asked(await house.presses("dora", "Ask for changes", await asked_to_approve(house, draft, "dora")))
    await house.submits("dora", note, {"note": "Name the hand-over."})
    await house.settles()
    assert "Dora asked for changes." in read(card(house, "dora")) and "[Approve]" not in read(card(house, "dora"))


async def test_a_letter_that_is_locked_goes_from_where_its_approval_was_asked() -> None:
    house = await firm()
    draft = await written(house)
    assert "Kind regards," in read(await asked_to_approve(house, draft, "dora"))
    await house.files("anna", "Acme", "ethics", 3, "offered us money under the table")
    await house.settles()
    assert "Kind regards," not in read(card(house, "dora")) and "stays locked" in read(card(house, "dora"))


async def test_a_firm_of_one_waives_the_second_person() -> None:
    house = await firm(second=False)
    draft = await written(house)
    assert "[Ask for approval]" not in read(draft)
    assert "You approved it" in read(told(await house.presses("lena", "Approve", draft)))


async def test_a_locked_letter_shows_no_text_and_opens_no_form() -> None:
    house = await firm()
    draft = await written(house)
    await house.files("anna", "Acme", "ethics", 3)
    value = button(draft, "Edit").value
    for label in ("Edit", "Write anew", "Ask for approval"):
        assert "locked" in read(told(await house.presses("lena", label, draft)))
    assert "locked" in read(told(await presses_approve(house, "dora", value)))
    page = await house.page("lena", "draft", id_in(draft))
    assert "contract" not in read(page).lower() and "locked" in read(page)
    await house.answers(_confirms(house, (await house.client("Acme")).id))
    assert "You approved it" in read(told(await presses_approve(house, "dora", value)))


def _confirms(house: House, client: str) -> Pressed:
    return Pressed(house.by("olivia"), "client.facts", client)


async def test_a_draft_is_written_anew_from_what_is_known_now() -> None:
    house = await firm()
    draft = await written(house)
    form = asked(await house.presses("lena", "Write anew", draft))
    assert [field.name for field in form.fields] == ["tone"], "templates follow no wish"
    async with house.store.write() as unit:
        client = await house.client("Acme")
        await unit.clients.save(replace(client, contract=replace(client.contract, clause="§ 12 (3)")))
        await unit.commit()
    anew = told(await house.submits("lena", form, {"tone": "firm"}))
    assert "§ 12 (3)" in read(anew) and "tone firm" in read(anew)
    again = told(await house.submits("lena", form, {"tone": "warm"}))
    assert "The wording has changed since" in read(again)


async def test_every_kind_of_draft_is_shown_by_its_page() -> None:
    house = await firm()
    for kind in DraftKind:
        await written(house, kind=kind.value)
    async with house.store.read() as unit:
        drafts = await unit.drafts.of_client((await house.client("Acme")).id)
    for draft in drafts:
        page = read(await house.page("dora", "draft", draft.id))
        assert draft.body in page and draft.subject in page
        refused = await house.page("paul", "draft", draft.id)
        assert isinstance(refused, Told) and draft.body not in read(refused)


@pytest.mark.parametrize("form", ["txt", "docx", "eml", "pdf"])
async def test_an_approved_exit_message_is_downloaded_by_whoever_sends_it(form: LetterForm) -> None:
    house = await firm()
    draft = await written(house)
    early = await house.front.letter(LetterFetched(house.by("lena"), id_in(draft), form))
    assert isinstance(early, Told) and "once a second person has approved it" in read(early)
    page = await house.page("lena", "draft", id_in(draft))
    assert isinstance(page, Page) and "[PDF]" not in read(page)
    await presses_approve(house, "dora", button(draft, "Edit").value)
    made = await house.front.letter(LetterFetched(house.by("lena"), id_in(draft), form))
    assert isinstance(made, File)
    with made.content as content:
        assert (content.read(), made.name) == (form.encode(), f"letter.{form}")
    assert "[PDF] [Word (.docx)]" in read(await house.page("lena", "draft", id_in(draft)))
    refused = await house.front.letter(LetterFetched(house.by("paul"), id_in(draft), form))
    assert isinstance(refused, Told)
    async with house.store.read() as unit:
        assert [act.act for act in await unit.journal.acts(1)] == ["letter_fetched"]


async def test_the_end_that_was_settled_for_the_parting_stands_in_the_letter() -> None:
    house = await firm()
    before = read(await written(house))
    assert "[end date, respecting the notice period]" in before
    form = asked(await house.says("lena", "/client-exit acme"))
    await house.submits("lena", form, {"state": "parting", "reason": "so"})
    client = await house.client("Acme")
    plan = asked(await house.answers(Pressed(house.by("lena"), "parting.plan", client.id)))
    await house.submits("lena", plan, {"ends_on": "2026-06-30"})
    after = read(await written(house))
    assert "to end on 30 Jun 2026" in after or "30 June 2026" in after
    assert "[end date" not in after
