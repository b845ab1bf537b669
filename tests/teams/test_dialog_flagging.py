"""``client-flag``: one line, the form, help; what the reporter keeps, and how it stays true."""

import pytest

from tests.teams.firm import Firm
from tests.teams.reading import reads

SPOKEN = [("personal", False), ("group", True), ("channel", True), ("channel", False)]


async def test_line_with_a_sign_is_filed_and_answered_in_the_chat(firm: Firm) -> None:
    alice = firm.person("alice")
    seen = await alice.types("/client-flag acme disrespect:3 called the team <b>idiots</b> & **worse**")
    reads(seen, "Recorded as #1: Acme GmbH, Disrespect", "What: called the team <b>idiots</b> & **worse**")
    reads(seen, "What you can say now", "Who backs you", "For this client that is lena.", "[Change] [Undo]")
    assert seen.status == 200 and seen.body is None
    await firm.settles()
    assert len(alice.inbox()) == 1, "the answer stays, so nothing is sent beside it"


@pytest.mark.parametrize("slash", ["/", ""])
@pytest.mark.parametrize(("place", "mention"), SPOKEN)
async def test_commands_with_and_without_slash_and_mention(firm: Firm, slash: str, place: str, mention: bool) -> None:
    alice = firm.person("alice")
    seen = await alice.types(f"{slash}client-flag acme late_payment:1 three days late", place, mention=mention)
    reads(seen.message, "Recorded as #1: Acme GmbH, Late payment")
    hint = "Everybody in that chat can read what you typed: please delete your message there."
    reads(seen.message, hint if place != "personal" else f"-{hint}")
    assert seen.openly == [], "nothing of it is said where others read along"
    assert await firm.reports() == 1


@pytest.mark.parametrize("text", ["the client-flag was great", "home", "help", "/shrug", "client-flags", ""])
async def test_talk_among_people_is_left_alone(firm: Firm, text: str) -> None:
    alice = firm.person("alice")
    asked = len(firm.connector.asked)
    seen = await alice.types(text, "channel", mention=False)
    assert (seen.status, seen.messages, seen.openly) == (200, [], [])
    assert len(firm.connector.asked) == asked, "nobody is even asked who that was"


async def test_line_without_a_sign_waits_for_a_click_and_changes_in_place(firm: Firm) -> None:
    alice = firm.person("alice")
    seen = await alice.types("client-flag acme wants a third free revision")
    asked = seen.message
    reads(asked, "#1 is kept. Is this right: Acme GmbH, Extra demands?", "[Right] [Change] [Undo]")
    pressed = await alice.presses("Right", on=asked)
    reads(pressed.card, "Recorded as #1: Acme GmbH, Extra demands", "-[Right]")
    assert pressed.messages == []
    reads(await alice.reread(asked), "Recorded as #1: Acme GmbH, Extra demands", "[Change] [Undo]", "-[Right]")

    form = (await alice.presses("Change", on=await alice.reread(asked))).window
    assert form is not None
    reads(form, "Correct a report", "Client: Acme GmbH", "Extra demands", "wants a third free revision")
    corrected = await alice.submits(form, {"summary": "wants a fourth", "severity": "severe"})
    reads(corrected.window, "Recorded as #1", "Extra demands, severe", "What: wants a fourth")

    undone = await alice.presses("Undo", on=await alice.reread(asked))
    reads(undone, "withdrawn")
    stale = await alice.presses("Undo", on=asked)
    reads(stale, "There has been a change in the meantime.", "The report has been withdrawn since.")


async def test_form_in_the_chat_shows_what_is_wrong_and_loses_nothing(firm: Firm) -> None:
    alice = firm.person("alice")
    form = (await alice.types("/client-flag")).message
    reads(form, "Report what a client did", "Client:", "What kind of thing was it?", "When it happened: 2026-03-02")
    typed = {"client": "Acme", "sign": "Late payment", "summary": "invoice 4711", "quote": "we never pay"}
    assert (await alice.submits(form, {"summary": ""})).lacking
    refused = await alice.submits(form, typed | {"link": "x.example", "consent": True, "occurred_on": "2026-03-05"})
    again = refused.card
    reads(again, "Client: Acme GmbH", "invoice 4711", "we never pay", "Link: x.example", "⚠ A link starts with http")
    assert again is not None and again.message == form.message
    refused = await alice.submits(again, {"link": "https://x.example/4711"})
    assert refused.card is not None
    reads(refused.card, "⚠ This day is still to come", "[x] My lead may know my name")
    filed = await alice.submits(refused.card, {"occurred_on": "2026-03-01"})
    reads(filed.card, "Recorded as #1: Acme GmbH, Late payment", "Happened: 1 Mar 2026", "What: invoice 4711")
    reads(await alice.reread(form), "Recorded as #1: Acme GmbH, Late payment", "The lead may know your name.")
    assert len(alice.inbox()) == 1, "all of it happened in one card"


async def test_client_among_thousands_is_looked_up(firm: Firm) -> None:
    await firm.has_many_clients(3_000)
    alice = firm.person("alice")
    form = (await alice.types("/client-flag")).message
    assert len(await alice.searches(form, "client", "")) == 15, "something to choose from before a letter is typed"
    assert await alice.searches(form, "client", "2999") == ["Firm 2999"]
    assert "Acme GmbH – acme" in await alice.searches(form, "client", "akme"), "typing errors are forgiven"
    filed = await alice.submits(form, {"client": "Firm 2999", "sign": "Late payment", "summary": "invoice 4711"})
    reads(filed.card, "Recorded as #1: Firm 2999, Late payment")


async def test_form_that_is_sent_twice_is_one_report(firm: Firm) -> None:
    alice = firm.person("alice")
    form = (await alice.types("/client-flag")).message
    fields = {"client": "Acme", "sign": "Late payment", "summary": "invoice 4711"}
    reads(await alice.submits(form, fields), "Recorded as #1: Acme GmbH")
    reads(await alice.submits(form), "recorded already, as #1")
    assert await firm.reports() == 1


async def test_form_can_be_cancelled(firm: Firm) -> None:
    alice = firm.person("alice")
    form = (await alice.types("/client-flag")).message
    reads((await alice.presses("Cancel", on=form)).card, "Closed. Nothing was recorded.")
    reads(await alice.reread(form), "Closed.", "-[Report]")


async def test_form_for_a_client_without_windows_comes_as_a_card(firm: Firm) -> None:
    ben = firm.person("ben")
    ben.windows = False
    await ben.types("/client-flag acme late_payment:1 paid late")
    receipt = ben.inbox()[-1]
    form = (await ben.presses("Change", on=receipt)).message
    reads(form, "Correct a report", "Client: Acme GmbH", "paid late", "[Save] [Cancel]")
    reads((await ben.submits(form, {"summary": "paid three days late"})).card, "Recorded as #1", "paid three days late")


async def test_form_when_the_line_is_not_clear_opens_with_what_was_typed(firm: Firm) -> None:
    alice = firm.person("alice")
    form = (await alice.types("/client-flag acme disrespekt:2 called us amateurs")).message
    reads(form, "Client: Acme GmbH", "Disrespect", "I know no sign called “disrespekt”", "called us amateurs")
    form = (await alice.types("/client-flag acme hello there", "channel")).message
    reads(form, "please delete your message there", "Client: Acme GmbH", "What happened: hello there")


async def test_unknown_client_is_kept_and_those_who_can_add_it_hear_of_it(firm: Firm) -> None:
    alice, olivia, tarik = (firm.person(name) for name in ("alice", "olivia", "tarik"))
    reads(await alice.types("/client-flag globex disrespect rude"), "#1 is kept. I know no client called “globex” yet.")
    for head in (olivia, tarik):
        reads(await head.receives("“globex”, which is no client yet"), "/client-setup globex", "-rude")
    form = (await tarik.types("/client-setup globex")).message
    reads(form, "Add a client", "Name: globex")
    reads(await tarik.submits(form), "globex is added.", "1 waiting report is filed now.")


async def test_words_that_are_no_report(firm: Firm) -> None:
    alice = firm.person("alice")
    reads(await alice.types("/client-flag help"), "/client-flag opens the form.", "The ten signs", "Strategic misfit")
    for words in ("privacy", "/privacy", "Datenschutz", "client-flag privacy"):
        reads(await alice.types(words), "Who sees what", "confidential, not anonymous")
    reads(await alice.types("mine"), "You have reported nothing so far.")
    for words in ("help", "hello", "/client-dance acme", ""):
        reads(await alice.types(words), "What you can do here", "/client-flag – report what a client did")
    reads(alice.inbox()[-1], "choose “Flag this message” at a message, or write to Signpost here")
    await alice.types("/client-flag acme late_payment:1 paid three days late")
    mine = await alice.types("mine")
    reads(mine, "Your report", "#1 · 2 Mar 2026 · Acme GmbH · Late payment · counts", "[Open #1]")
    reads(await alice.presses("Open #1", on=mine.message), "Report #1", "What: paid three days late", "[Change]")


async def test_help_in_a_channel_is_given_in_private(firm: Firm) -> None:
    alice = firm.person("alice")
    for words in ("", "hello", "help"):
        seen = await alice.types(words, "channel")
        reads(seen.message, "What you can do here", "-please delete your message")
        assert seen.openly == []


async def test_words_without_a_command_are_said_to_be_recorded_nowhere(firm: Firm) -> None:
    alice = firm.person("alice")
    seen = await alice.types("acme called us idiots again", "channel")
    reads(seen.message, "What you can do here", "please delete your message", "nothing was recorded")
    seen = await alice.types("acme called us idiots again")
    reads(seen.message, "What you can do here", "nothing was recorded", "-please delete your message")


async def test_colon_behind_the_mention_or_the_command_is_no_hindrance(firm: Firm) -> None:
    for words in (": client-flag acme disrespect:2 rude", "/ client-flag: acme disrespect:2 rude again"):
        reads((await firm.person("alice").types(words, "channel")).message, "Recorded as #", "Acme GmbH, Disrespect")


async def test_page_asked_for_in_a_channel_needs_no_deleting(firm: Firm) -> None:
    reads((await firm.person("alice").types("client-flag mine", "channel")).message, "-please delete your message")


async def test_german_for_who_has_set_teams_to_german(firm: Firm) -> None:
    ben = firm.person("ben")
    ben.locale = "de-AT"
    seen = await ben.types("/client-flag acme will noch eine Korrekturrunde gratis", "group")
    reads(
        seen.message, "#1 ist notiert. Stimmt das: Acme GmbH, Überzogene Erwartungen?", "Bitte lösche deine Nachricht"
    )
    reads(seen.message, "[Stimmt] [Ändern] [Zurückziehen]")
    reads((await ben.presses("Stimmt", on=seen.message)).card, "#1: Acme GmbH", "Was du jetzt sagen kannst")
    form = (await ben.types("client-flag")).message
    reads(form, "Kundenvorfall melden", "Worum ging es?", "Was passiert ist", "[Melden] [Abbrechen]")
    refused = await ben.submits(form, {"client": "Acme", "sign": "Zahlungs", "summary": "x", "link": "y"})
    reads(refused.card, "⚠", "http")
    reads(await ben.types("hilfe"), "Was du hier tun kannst", "„Nachricht melden“")
    ben.locale = "en-US"
    reads(await ben.types("help"), "What you can do here")


async def test_same_delivery_twice_is_one_report(firm: Firm) -> None:
    alice = firm.person("alice")
    sent = alice.says("/client-flag acme disrespect:2 rude on the phone")
    reads(await alice.sends(sent), "Recorded as #1")
    reads(await alice.sends(sent), "recorded already, as #1")
    elsewhere = alice.says("/client-flag acme disrespect:2 rude again", "group") | {"id": sent["id"]}
    reads((await alice.sends(elsewhere)), "Recorded as #2")
    assert await firm.reports() == 2
