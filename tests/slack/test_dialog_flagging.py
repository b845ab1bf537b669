"""``/client-flag``: one line, the form, help; what the reporter keeps, and how it stays true."""

import pytest

from tests.slack import payloads
from tests.slack.filling import REQUIRED
from tests.slack.house import House, both_ways, reads

pytestmark = pytest.mark.node


@both_ways
async def test_line_with_a_sign_is_filed_and_kept_in_the_reporters_chat(house: House) -> None:
    alice, ben = house.person("alice"), house.person("ben")
    seen = await alice.types("/client-flag acme disrespect:3 called the team <idiots> & <!channel>", "acme")
    reads(seen, "Recorded as #1: Acme GmbH, Disrespect", "What: called the team <idiots> & <!channel>")
    reads(seen, "What you can say now", "Who backs you", "For this client that is lena.", "[Change] [Undo]")
    assert seen.answer.body["response_type"] == "ephemeral" and seen.message.ephemeral
    reads(await alice.receives("Report #1"), "Disrespect, severe", "State: counts", "Reported by: you")
    await house.settles()
    assert len(await alice.inbox()) == 1 and ben.ephemerals() == []


@both_ways
async def test_line_without_a_sign_waits_for_a_click_and_changes_in_place(house: House) -> None:
    alice = house.person("alice")
    seen = await alice.types("/client-flag acme wants a third free revision")
    reads(seen, "#1 is kept. Is this right: Acme GmbH, Extra demands?", "[Right] [Change] [Undo]")
    kept = await alice.receives("Report #1")
    reads(kept, "State: waiting for your click", "[Right] [Change] [Undo]")
    pressed = await alice.presses("Right", on=seen.message)
    assert pressed.messages == seen.messages, "the answer takes the question's place"
    reads(seen.message, "Recorded as #1: Acme GmbH, Extra demands", "-[Right]")
    await house.settles()
    reads(await alice.reread(kept), "State: counts", "-[Right]")

    form = (await alice.presses("Change", on=kept)).modal
    reads(form, "Correct a report", "Client: Acme GmbH", "Extra demands", "wants a third free revision")
    corrected = await alice.submits(form, {"summary": "wants a fourth", "severity": "severe"})
    reads(corrected, "Recorded as #1", "Extra demands, severe", "What: wants a fourth")
    await house.settles()
    reads(await alice.reread(kept), "Extra demands, severe", "What: wants a fourth", "State: counts")

    await alice.presses("Undo", on=kept)
    await house.settles()
    reads(await alice.reread(kept), "withdrawn", "-[Undo]")
    assert len(await alice.inbox()) == 1
    stale = await alice.presses("Undo", on=kept)
    reads(stale, "There has been a change in the meantime.", "The report has been withdrawn since.")


async def test_form_among_thousands_of_clients_is_searched_and_loses_nothing(house: House) -> None:
    await house.has_many_clients(3_000)
    alice = house.person("alice")
    form = (await alice.types("/client-flag")).modal
    reads(form, "Report what a client did", "Client:", "What kind of thing was it?", "When it happened: 2026-03-02")
    assert len(await alice.searches(form, "client", "")) == 20, "something to choose from before a letter is typed"
    assert await alice.searches(form, "client", "2999") == ["Firm 2999"]
    assert "Acme GmbH" in await alice.searches(form, "client", "akme"), "typing errors are forgiven"
    typed = {"client": "Firm 2999", "sign": "Late payment", "summary": "invoice 4711", "quote": "we never pay"}
    refused = await alice.submits(form, typed | {"link": "x.example", "consent": True, "occurred_on": "2026-03-05"})
    assert list(refused.errors) == ["link"] and alice.modal is form
    refused = await alice.submits(form, {"link": "https://x.example/4711"})
    assert list(refused.errors) == ["occurred_on"] and "still to come" in refused.errors["occurred_on"]
    filed = await alice.submits(form, {"occurred_on": "2026-03-01"})
    reads(filed, "Recorded as #1: Firm 2999, Late payment", "Happened: 1 Mar 2026", "What: invoice 4711")
    reads(filed, "The lead may know your name.")
    reads(await alice.receives("Report #1"), "> we never pay")


async def test_form_when_the_line_is_not_clear_opens_with_what_was_typed(house: House) -> None:
    alice = house.person("alice")
    form = (await alice.types("/client-flag acme disrespekt:2 called us amateurs")).modal
    reads(form, "Client: Acme GmbH", "Disrespect", "I know no sign called “disrespekt”", "called us amateurs")
    assert (await alice.submits(form, {"summary": None})).errors == {"summary": REQUIRED}
    reads(await alice.submits(form, {"summary": "called us amateurs"}), "Recorded as #1: Acme GmbH, Disrespect")
    form = (await alice.types("/client-flag acme hello there")).modal
    reads(form, "Client: Acme GmbH", "What happened: hello there")


async def test_unknown_client_is_kept_and_those_who_can_add_it_hear_of_it(house: House) -> None:
    alice, olivia, tarik = (house.person(name) for name in ("alice", "olivia", "tarik"))
    reads(await alice.types("/client-flag globex disrespect rude"), "#1 is kept. I know no client called “globex” yet.")
    for head in (olivia, tarik):
        reads(await head.receives("“globex”, which is no client yet"), "/client-setup globex", "-rude")
    kept = await alice.receives("Report #1")
    reads(kept, "State: waiting for its client")
    form = (await tarik.types("/client-setup globex")).modal
    reads(form, "Add a client", "Name: globex")
    reads(await tarik.submits(form), "globex is added.", "1 waiting report is filed now.")
    await house.settles()
    reads(await alice.reread(kept), "Client: globex", "State: counts")


async def test_words_that_are_no_report(house: House) -> None:
    alice = house.person("alice")
    reads(await alice.types("/client-flag help"), "/client-flag opens the form.", "The ten signs", "Strategic misfit")
    reads(await alice.types("/client-flag privacy"), "Who sees what", "confidential, not anonymous")
    reads(await alice.types("/client-flag mine"), "You have reported nothing so far.")
    reads(await alice.types("/client-dance acme"), "What you can do here", "/client-flag – report what a client did")
    await alice.types("/client-flag acme late_payment:1 paid three days late")
    mine = await alice.types("/client-flag mine")
    reads(mine, "Your report", "#1 · 2 Mar 2026 · Acme GmbH · Late payment · counts", "[Open #1]")
    opened = await alice.presses("Open #1", on=mine.message)
    reads(opened, "Report #1", "What: paid three days late", "[Change] [Undo]")


async def test_german_for_who_has_set_slack_to_german(house: House) -> None:
    ben = house.person("ben")
    ben.account.locale = "de-DE"
    seen = await ben.types("/client-flag acme will noch eine Korrekturrunde gratis")
    reads(seen, "#1 ist notiert. Stimmt das: Acme GmbH, Überzogene Erwartungen?", "[Stimmt] [Ändern] [Zurückziehen]")
    await ben.presses("Stimmt", on=seen.message)
    reads(seen.message, "#1: Acme GmbH, Überzogene Erwartungen", "Was du jetzt sagen kannst", "-[Stimmt]")
    reads(await ben.receives("Meldung #1"), "Kunde: Acme GmbH", "Gemeldet von: dir")
    form = (await ben.types("/client-flag")).modal
    reads(form, "Kundenvorfall melden", "Worum ging es?", "Was passiert ist", "[Abbrechen] [Melden]")
    refused = await ben.submits(form, {"client": "Acme GmbH", "sign": "late_payment", "summary": "x", "link": "y"})
    assert list(refused.errors) == ["link"] and "http" in refused.errors["link"]


async def test_same_delivery_twice_is_one_report(house: House) -> None:
    alice, transport = house.person("alice"), house.workspace.transport
    seed, triggers = house.workspace.seed, house.slack.shim.watch.triggers
    line = "/client-flag acme disrespect:2 rude on the phone"
    fields = payloads.command(seed, alice.account, line, "C0GENERAL", "general", "", triggers.mint(alice.id))
    first, second = await transport.command(fields), await transport.command(fields)
    assert "Recorded as #1" in first.body["text"] and "recorded already, as #1" in second.body["text"]

    form = (await alice.types("/client-flag")).modal
    await alice.fills(form, {"client": "Acme GmbH", "sign": "late_payment", "summary": "three weeks late"})
    state = alice._typed[form.id]
    for _ in range(2):
        sent = payloads.submission(seed, alice.account, form, state, triggers.mint(alice.id, form.id))
        assert "#2" in str((await transport.interaction(sent)).body)
    await house.settles()
    assert len(await alice.inbox()) == 2
