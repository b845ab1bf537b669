"""A talk in Teams: prepared from the nudge, recorded with a point, remembered when due; and a question to reporters."""

from tests.teams.firm import Firm
from tests.teams.reading import reads
from tests.teams.test_dialog_nudge import nudged

POINT = {"point": "Invoices within two weeks", "point_due": "2026-03-12"}


async def test_talk_is_prepared_recorded_and_remembered(firm: Firm) -> None:
    lena, dora = firm.person("lena"), firm.person("dora")
    nudge = await nudged(firm)
    guide = await lena.presses("Prepare the talk", on=nudge)
    reads(guide, "Acme GmbH: preparing the talk", "invoice forty days late", "shouted at us")
    reads(guide, "What we ask for", "“Please settle the open invoices", "-alice", "-ben")
    card = guide.message
    page = (await lena.presses("The whole guide", on=card)).window
    reads(page, "preparing the talk", "Not to be handed over.", "Words like these hurt", "Which day and which amounts")
    form = (await lena.presses("Record talk", on=card)).form
    reads(form, "Record a talk", "Client: Acme GmbH", "Agreed point", "Due on", "Whose turn: the client's")
    recorded = await lena.submits(form, {"outcome": "agreed: there is an agreement", **POINT})
    reads(recorded, "The talk with Acme GmbH is recorded.", "[Add an agreed point]")
    await firm.passes(days=10)
    due = await lena.receives("Acme GmbH: a point that the client agreed to is due")
    reads(due, "Agreed", "Invoices within two weeks", "[Kept] [Not kept] [Move] [Client page]")
    moved = (await lena.presses("Move", on=due)).form
    reads(moved, "An agreed point", "12 Mar 2026 · Invoices within two weeks", "It was moved", "New day")
    reads(await lena.submits(moved, {"point_due": "2026-03-19"}), "an agreed point is due on 19 Mar 2026")
    reads(await lena.reread(due), "an agreed point is due on 19 Mar 2026", "Moved 1 time so far.")
    await firm.passes(days=7)
    again = lena.inbox()[-1]
    reads(again, "Acme GmbH: a point that the client agreed to is due")
    reads(await lena.presses("Kept", on=again), "an agreed point was kept", "lena: kept", "-[Kept]")
    status = (await dora.types("client-status acme")).message
    shown = (await dora.presses("Client page", on=status)).window
    reads(shown, "Invoices within two weeks (the client's, 19 Mar 2026): kept · moved 1 time")


async def test_reporters_answer_a_leads_question_without_a_name(firm: Firm) -> None:
    lena, alice, ben = (firm.person(name) for name in ("lena", "alice", "ben"))
    page = (await lena.presses("Client page", on=await nudged(firm))).window
    assert page is not None
    form = (await lena.presses("Ask the reporters", on=page)).form
    reads(form, "Ask the reporters", "In a small team an answer can still be guessed", "About", "Your question")
    asked = {"incident": "#1 · 2 Mar 2026 · Disrespect", "question": "Who of theirs was there?"}
    reads(await lena.submits(form, asked), "Your question about #1 goes to those who reported it.")
    await firm.passes(hours=1)
    put = await alice.receives("A question about #1, Acme GmbH")
    reads(put, "lena asks those who reported it:", "Who of theirs was there?", "You need not answer")
    assert not [card for card in ben.inbox() if "A question about" in card.text]
    answering = (await alice.presses("Answer", on=put)).form
    reads(answering, "Answer", "lena asks:", "Your answer")
    reads(
        await alice.submits(answering, {"answer": "Only Ms Falk."}), "Your answer about #1 is kept, without your name."
    )
    await firm.passes(days=1)
    reads(await lena.receives("Acme GmbH, #1: an answer to your question"), "Answer: Only Ms Falk.", "-alice")


async def test_good_deed_is_noted_and_weighed_before_the_decision(firm: Firm) -> None:
    lena = firm.person("lena")
    page = (await lena.presses("Client page", on=await nudged(firm))).window
    assert page is not None
    form = (await lena.presses("Note a good deed or our own miss", on=page)).form
    deed = {"kind": "a good deed of the client", "deed": "praised the new shop"}
    reads(await lena.submits(form, deed), "Acme GmbH: your note is kept.")
    sheet = (await lena.types("client-exit weigh acme")).message
    reads(sheet, "Acme GmbH: before the decision", "What is at stake", "When it can end")
    reads(sheet, "a good deed of the client: praised the new shop", "No talk is on record.", "the decision is yours")
    whole = (await lena.presses("The whole sheet", on=sheet)).window
    reads(whole, "before the decision", "praised the new shop")
