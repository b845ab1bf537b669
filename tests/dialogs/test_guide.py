"""Preparing a talk: facts that may be said, nobody's name, protection first where somebody was hurt."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.incident import IncidentState
from bot.messages import Pressed
from bot.notices.parts import Notice, Page, PageLink
from tests.dialogs.house import House, asked, read, told
from tests.dialogs.test_ladder import at, talk_entered


async def guide(house: House, who: str = "lena") -> Page:
    shown = await house.page(who, "talk", (await house.client("Acme")).id)
    assert isinstance(shown, Page), read(shown)
    return shown


def part(page: Page | Notice, heading: str) -> str:
    """One section of the page, or None of it."""
    assert isinstance(page, Page)
    return "\n".join(read(section) for section in page.sections if section.heading == heading)


async def test_nudge_leads_to_the_guide_as_a_card_and_from_there_to_a_page(house: House) -> None:
    await talk_entered(house)
    card = told(await house.presses("lena", "Prepare the talk", house.nudged("lena")[0]))
    words = read(card)
    assert words.startswith("Acme Outdoor: preparing the talk")
    assert "2 Mar 2026 · Late payment: it happened" in words and "2 Mar 2026 · Disrespect: it happened" in words
    assert "What we ask for: “Please settle the open invoices" in words, "of the strongest sign"
    assert "What we ask for: “Tell us plainly" not in words, "the card is short"
    (link,) = [action for action in card.actions if isinstance(action, PageLink)]
    assert link.path == f"talks/{(await house.client('Acme')).id}"


async def test_page_has_everything_for_all_strongest_signs(house: House) -> None:
    await talk_entered(house)
    page = await guide(house)
    assert page.title == "Acme Outdoor: preparing the talk"
    assert "Prepared on 2 Mar 2026 for whoever leads the talk. Not to be handed over." in read(page)
    said = part(page, "What you can say")
    assert "What it does to us: “We pay wages" in said and "What it does to us: “Words like these hurt" in said
    assert "If nothing changes: “Otherwise we will work against payment in advance" in said
    assert "Which day and which amounts can you keep for certain?" in part(page, "Questions that look for the cause")
    assert "Were our invoices on time" in part(page, "Questions that look for the cause")
    assert "Check your own side first" in part(page, "What to try first")
    assert "First of all: protect" not in read(page) and "Before any talk" not in read(page)


@pytest.mark.parametrize("line", ["/client-talk prepare acme", "/client-talk vorbereiten AO"])
async def test_guide_is_typed_as_well(house: House, line: str) -> None:
    assert read(told(await house.says("lena", line))).startswith("Acme Outdoor: preparing the talk")
    assert "Only this client's leads" in read(told(await house.says("anna", line)))


async def test_guide_in_the_clients_channel_needs_no_name_and_elsewhere_says_how(house: House) -> None:
    await house.says("lena", "/client-setup bind acme", place="acme-web")
    assert "preparing the talk" in read(told(await house.says("lena", "/client-talk prepare", place="acme-web")))
    assert "`" not in read(told(await house.says("lena", "/client-talk prepare")))
    assert "/client-talk prepare acme" in read(told(await house.says("lena", "/client-talk prepare")))
    assert "I know no client called" in read(told(await house.says("lena", "/client-talk prepare nobody")))


async def test_calm_client_can_be_talked_to_as_well(house: House) -> None:
    page = await guide(house)
    assert "Nothing is on record that could be said to the client." in read(page)
    assert "How to hold it" in read(page)


async def test_nobody_is_named_and_no_time_or_severity_is_said(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3, "called us amateurs", consent="yes", quote="You amateurs!")
    await house.settles()
    words = read(await guide(house))
    assert "2 Mar 2026 · Disrespect: called us amateurs · in their words: “You amateurs!”" in words
    assert "Anna" not in words and "severe" not in words and "points" not in words


async def test_own_words_and_links_of_a_reporter_need_consent(house: House) -> None:
    flagged = asked(await house.flags_message("anna", "my private words", "https://own.example/1", own=True))
    more = {"client": (await house.client("Acme")).id, "sign": "disrespect", "summary": "shouted"}
    await house.submits("anna", flagged, more)
    words = read(await guide(house))
    assert "shouted" in words and "private words" not in words and "own.example" not in words
    mine = told(await house.says("anna", "/client-flag mine"))
    form = asked(await house.presses("anna", "Change", told(await house.presses("anna", "Open #1", mine))))
    await house.submits("anna", form, {"consent": "yes"})
    words = read(await guide(house))
    assert "private words" in words and "https://own.example/1" in words and "Anna" not in words


async def test_clients_words_are_quoted_and_its_link_only_with_consent(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 2, "shouted", quote="You fools", link="https://chat.example/1")
    words = read(await guide(house))
    assert "“You fools”" in words and "chat.example" not in words


async def test_quote_ends_with_its_retention_and_facts_with_theirs(house: House) -> None:
    old = (house.kit.today() - timedelta(days=179)).isoformat()
    await house.files("anna", "Acme", "ethics", 1, "took a cut", quote="Fifty-fifty?", occurred_on=old)
    assert "Fifty-fifty?" in read(await guide(house))
    # By the clock alone: the daily check, which deletes, has not come by yet.
    house.clock.set(house.clock.now() + timedelta(days=2))
    words = read(await guide(house))
    assert "took a cut" in words and "Fifty-fifty?" not in words
    house.clock.set(house.clock.now() + timedelta(days=185))
    assert "took a cut" not in read(await guide(house))


async def test_what_the_owner_was_told_is_not_for_the_leads_talk(house: House) -> None:
    await house.files("anna", "Acme", "late_payment", 2, "two invoices")
    await house.files("ben", "Acme", "disrespect", 2, "secret story", to_owner="yes")
    words = read(await guide(house))
    assert "secret story" not in words and "Words like these hurt" not in words
    assert "1 more was told straight to the owner: it is not for this talk." in words
    assert "secret story" in read(await guide(house, "olivia"))


async def test_severe_disrespect_begins_with_protection(house: House) -> None:
    await house.files("anna", "Acme", "disrespect", 3, "threatened us")
    await house.settles()
    page = await guide(house)
    assert page.sections[0].heading == "First of all: protect"
    first = read(page.sections[0])
    assert "§ 12(4) AGG" in first and "You reported this yourself" not in first


async def test_lead_who_was_hurt_is_told_not_to_lead_the_talk(house: House) -> None:
    await house.files("lena", "Acme", "disrespect", 3, "threatened me")
    await house.settles()
    assert read((await guide(house)).sections[0]).splitlines()[1] == (
        "You reported this yourself: somebody else leads this talk, not you."
    )
    assert "You reported this yourself" not in read(await guide(house, "dora"))


async def test_breach_of_ethics_is_examined_before_any_talk(house: House) -> None:
    await house.files("anna", "Acme", "ethics", 1, "asked for a forged date")
    page = await guide(house)
    assert page.sections[0].heading == "Before any talk"
    assert "Stop and examine" in read(page.sections[0])


async def test_next_talk_begins_with_what_was_agreed(house: House) -> None:
    form = asked(await house.says("lena", "/client-talk acme"))
    point = {"point": "Two rounds, no more", "point_due": "2026-03-05", "point_whose": "theirs"}
    told(await house.submits("lena", form, {"outcome": "agreed", **point}))
    await house.until(at("03-09 12:00"))
    lines = part(await guide(house), "What was agreed so far").splitlines()
    assert lines[1:3] == ["Talk on 2 Mar 2026: agreed", "Two rounds, no more (the client's, 5 Mar 2026): overdue"]


async def test_same_day_and_sign_is_said_once_and_withdrawn_reports_not_at_all(house: House) -> None:
    for who in ("anna", "ben"):
        await house.files(who, "Acme", "late_payment", 2, f"late, says {who}")
    await house.files("carl", "Acme", "price_pressure", 2, "wants a discount")
    incident = await house.incident(3)
    async with house.store.write() as unit:
        await unit.incidents.save(replace(incident, state=IncidentState.WITHDRAWN))
        await unit.commit()
    facts = part(await guide(house), "What happened")
    assert facts.count("Late payment") == 1 and "wants a discount" not in facts


async def test_long_record_is_cut_on_card_and_page(house: House) -> None:
    for day in range(25):
        await house.files("anna", "Acme", "extra_demands", 1, occurred_on=str(date(2026, 3, 1) - timedelta(days=day)))
    assert "5 older ones are left out." in read(await guide(house))
    card = told(await house.answers(Pressed(house.by("lena"), "client.guide", (await house.client("Acme")).id)))
    assert "22 older ones are left out." in read(card)


async def test_guide_is_written_in_the_readers_language(house: House) -> None:
    german = House(language="de")
    await german.opens("anna", "lena", "dora")
    await german.has_client("Acme Outdoor", "lena", "dora", aliases="Acme")
    await german.files("anna", "Acme", "late_payment", 2, "zwei Rechnungen")
    words = read(await guide(german))
    assert "Gespräch vorbereiten" in words and "Worum wir bitten: „Bitte begleichen Sie" in words
