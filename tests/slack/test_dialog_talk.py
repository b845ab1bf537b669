"""A talk in Slack: prepared from the nudge, recorded with a point, remembered when due; and a question to reporters."""

import pytest

from tests.slack.house import House, reads
from tests.slack.test_dialog_nudge import nudged

pytestmark = pytest.mark.node
AGREED = {"outcome": "agreed: there is an agreement; it still has to hold"}
POINT = {"point": "Invoices within two weeks", "point_due": "2026-03-12"}


async def test_talk_is_prepared_recorded_and_remembered(house: House) -> None:
    lena, dora = house.person("lena"), house.person("dora")
    nudge = await nudged(house)
    guide = await lena.presses("Prepare the talk", on=nudge)
    reads(guide, "Acme GmbH: preparing the talk", "invoice forty days late", "shouted at us")
    reads(guide, "What we ask for: “Please settle the open invoices", "[Record talk]", "[The whole guide]")
    reads(guide, "-alice", "-ben")
    assert guide.message.ephemeral
    page = (await lena.presses("The whole guide", on=guide.message)).modal
    reads(page, "preparing the talk", "Not to be handed over.", "Words like these hurt", "Which day and which amounts")
    await lena.closes(page)
    form = (await lena.presses("Record talk", on=guide.message)).modal
    reads(form, "Record a talk", "Client: Acme GmbH", "Agreed point:", "Due on:", "Whose turn: the client's")
    past = await lena.submits(form, {**AGREED, **POINT, "point_due": "2026-03-01"})
    assert past.errors == {"point_due": "This is before the talk. Choose a later day."}
    recorded = await lena.submits(form, POINT)
    reads(recorded, "The talk with Acme GmbH is recorded.", "[Add an agreed point]")
    await house.passes(days=10)
    due = await lena.receives("Acme GmbH: a point that the client agreed to is due")
    reads(due, "Agreed: Invoices within two weeks", "[Kept] [Not kept] [Move] [Client page]")
    moved = (await lena.presses("Move", on=due)).modal
    reads(moved, "An agreed point", "12 Mar 2026 · Invoices within two weeks", "It was moved", "New day:")
    reads(await lena.submits(moved, {"point_due": "2026-03-19"}), "an agreed point is due on 19 Mar 2026")
    await house.settles()
    reads(await lena.reread(due), "an agreed point is due on 19 Mar 2026", "Moved 1 time so far.")
    await house.passes(days=7)
    again = await lena.receives("Acme GmbH: a point that the client agreed to is due")
    await lena.presses("Kept", on=again)
    await house.settles()
    reads(await lena.reread(again), "an agreed point was kept", "lena: kept", "-[Kept]")
    status = (await dora.types("/client-status acme")).message
    shown = (await dora.presses("Client page", on=status)).modal
    reads(shown, "Invoices within two weeks (the client's, 19 Mar 2026): kept · moved 1 time")
    reads(shown, "Incidents per 30 days, in the 60 days before and after each talk:")


async def test_reporters_answer_a_leads_question_without_a_name(house: House) -> None:
    lena, alice, ben = (house.person(name) for name in ("lena", "alice", "ben"))
    nudge = await nudged(house)
    page = (await lena.presses("Client page", on=nudge)).modal
    form = (await lena.presses("Ask the reporters", on=page)).modal
    reads(form, "Ask the reporters", "In a small team an answer can still be guessed", "About:", "Your question:")
    [about] = [label for label in ("#1 · 2 Mar 2026 · Disrespect",)]
    asked = await lena.submits(form, {"incident": about, "question": "Who of theirs was there?"})
    reads(asked, "Your question about #1 goes to those who reported it.")
    await house.settles()
    put = await alice.receives("A question about #1, Acme GmbH")
    reads(put, "lena asks those who reported it:", "Who of theirs was there?", "You need not answer")
    reads(put, "[Answer] [Rather not]")
    assert not [message for message in await ben.inbox() if "A question about" in message.text]
    answering = (await alice.presses("Answer", on=put)).modal
    reads(answering, "Answer", "lena asks:", "Your answer:")
    reads(
        await alice.submits(answering, {"answer": "Only Ms Falk."}), "Your answer about #1 is kept, without your name."
    )
    await house.passes(days=1)
    reads(await lena.receives("Acme GmbH, #1: an answer to your question"), "Answer: Only Ms Falk.", "-alice")


async def test_good_deed_is_noted_changed_and_weighed_before_the_decision(house: House) -> None:
    lena = house.person("lena")
    nudge = await nudged(house)
    page = (await lena.presses("Client page", on=nudge)).modal
    form = (await lena.presses("Note a good deed or our own miss", on=page)).modal
    reads(form, "For a fair picture", "What is it?", "no colleague's name")
    deed = {"kind": "a good deed of the client", "deed": "praised the new shop"}
    reads(await lena.submits(form, deed), "Acme GmbH: your note is kept.")
    sheet = await lena.types("/client-exit weigh acme")
    reads(sheet, "Acme GmbH: before the decision", "What is at stake", "When it can end", "20.00 · Sum")
    reads(sheet, "a good deed of the client: praised the new shop", "No talk is on record.", "the decision is yours")
    assert sheet.message.ephemeral
    whole = (await lena.presses("The whole sheet", on=sheet.message)).modal
    reads(whole, "before the decision", "praised the new shop", "[Prepare the talk]")
