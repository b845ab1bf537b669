"""A nudge in Teams: its card with the chart, every button, and what the others then see."""

from tests.teams.firm import Firm
from tests.teams.reading import Card, reads


async def nudged(firm: Firm, who: str = "lena", title: str = "Acme GmbH: time for a talk") -> Card:
    """Two people's reports have brought Acme to `talk`; all messages are out."""
    await firm.files("alice", "acme disrespect:2 shouted at us")
    await firm.files("ben", "acme late_payment:3 invoice forty days late")
    return await firm.person(who).receives(title)


async def test_nudge_comes_with_its_chart_and_can_be_acknowledged(firm: Firm) -> None:
    lena, firm.between.draws = firm.person("lena"), True
    nudge = await nudged(firm)
    reads(nudge, "talk", "Late payment", "invoice forty days late", "Disrespect", "2 people reported")
    reads(nudge, "(picture: Score of Acme GmbH over time: 20.0 today, stage talk)", "What to try first: Late payment")
    assert {"Acknowledge", "Snooze", "Record talk", "Draft message", "Dismiss"} <= set(nudge.buttons)
    seen = await lena.presses("Acknowledge", on=nudge)
    reads(seen.card, "lena: acknowledged", "(picture:", "-[Acknowledge]")
    after = await lena.reread(nudge)
    reads(after, "lena: acknowledged", "-[Acknowledge]")
    await firm.passes(days=4)
    assert [card.message for card in lena.inbox()] == [nudge.message], "the ladder rests"


async def test_snooze_asks_for_day_and_reason_in_a_window(firm: Firm) -> None:
    lena = firm.person("lena")
    nudge = await nudged(firm)
    form = (await lena.presses("Snooze", on=nudge)).window
    assert form is not None
    reads(form, "Snooze", "Until: 2026-03-09", "At the latest 30 Mar 2026", "Reason:")
    assert (await lena.submits(form)).lacking == ("reason",)
    far = (await lena.submits(form, {"until": "2026-03-31", "reason": "they are on holiday"})).form
    reads(far, "⚠ That is too far away: at most four weeks", "they are on holiday")
    reads((await lena.submits(far, {"until": "2026-03-05"})).window, "lena: snoozed", "Reason: they are on holiday")
    reads(await lena.reread(nudge), "lena: snoozed", "-[Snooze]")


async def test_talk_that_a_deputy_records_changes_everybodys_message(firm: Firm) -> None:
    lena, dora, olivia, alice = (firm.person(name) for name in ("lena", "dora", "olivia", "alice"))
    nudge = await nudged(firm)
    await firm.passes(days=4)
    own, heads = await dora.receives("time for a talk"), await olivia.receives("time for a talk")
    form = (await dora.presses("Record talk", on=own)).form
    reads(form, "Record a talk", "Client: Acme GmbH")
    outcome = {"day": "2026-03-05", "outcome": "agreed: there is an agreement"}
    reads(await dora.submits(form, outcome), "The talk with Acme GmbH is recorded.")
    for person, message in ((lena, nudge), (dora, own), (olivia, heads)):
        reads(await person.reread(message), "dora: done", "-[Acknowledge]")
    reads(await alice.receives("The lead has talked to Acme GmbH."), "Thank you: it was heard.", "-dora")
    told = await lena.presses("Acknowledge", on=nudge)
    reads(told, "There has been a change in the meantime.", "dora has taken the next step already")


async def test_message_is_drafted_from_the_nudge_and_again_from_its_window(firm: Firm) -> None:
    lena = firm.person("lena")
    form = (await lena.presses("Draft message", on=await nudged(firm))).form
    reads(form, "Draft a message", "Signpost never sends anything to a client.", "Client: Acme GmbH")
    draft = (await lena.submits(form, {"tone": "warm"})).window
    assert draft is not None
    reads(draft, "Invite to a talk: Acme GmbH", "tone warm", "Subject:", "Dear [contact person],", "[Write anew]")
    again = (await lena.presses("Write anew", on=draft)).form
    reads(again, "Write it anew", "Tone: warm")
    reads((await lena.submits(again, {"tone": "firm"})).form, "Invite to a talk: Acme GmbH", "tone firm")


async def test_client_page_opens_in_a_window_with_chart_and_note(firm: Firm) -> None:
    lena, firm.between.draws = firm.person("lena"), True
    page = (await lena.presses("Client page", on=await nudged(firm))).window
    assert page is not None
    reads(page, "Acme GmbH", "20.00 points · leads: lena", "Why the score is what it is", "shouted at us")
    note = (await lena.presses("Add a note", on=page)).form
    reads(await lena.submits(note, {"text": "called them on Monday"}), "Your note on Acme GmbH is kept.")
    reads(await lena.presses("Acknowledge", on=page), "lena: acknowledged")


async def test_without_windows_everything_happens_in_the_chat(firm: Firm) -> None:
    lena = firm.person("lena")
    lena.windows = False
    nudge = await nudged(firm)
    form = (await lena.presses("Record talk", on=nudge)).message
    reads(form, "Record a talk", "[Save] [Cancel]")
    reads((await lena.submits(form, {"outcome": "agreed"})).card, "The talk with Acme GmbH is recorded.")
    reads(await lena.reread(form), "The talk with Acme GmbH is recorded.", "-[Save]")
    reads(await lena.reread(nudge), "lena: done")
    page = (await lena.presses("Client page", on=nudge)).message
    reads(page, "Acme GmbH", "Why the score is what it is")


async def test_breach_of_ethics_is_locked_until_the_owner_has_confirmed_the_facts(firm: Firm) -> None:
    lena, olivia = firm.person("lena"), firm.person("olivia")
    await firm.files("alice", "acme ethics:2 wants us to fake invoices")
    nudge, heads = await lena.receives("stop and examine"), await olivia.receives("stop and examine")
    reads(await lena.presses("Open the exit message", on=nudge), "It stays locked until an owner has confirmed")
    confirmed = await olivia.presses("Confirm the facts", on=heads)
    reads(confirmed, "The facts about Acme GmbH are confirmed; the exit message is open.")
    letter = await lena.presses("Open the exit message", on=await lena.reread(nudge))
    reads(letter, "Exit message: Acme GmbH", "Dear [contact person],")
    form = (await lena.presses("Begin the parting", on=await lena.reread(nudge))).form
    reads(await lena.submits(form, {"reason": "the facts are clear"}), "Acme GmbH is now: parting.")
    reads(await lena.reread(nudge), "lena: done")


async def test_lead_who_has_set_teams_to_german_reads_and_does_all_in_german(firm: Firm) -> None:
    lena = firm.person("lena")
    lena.locale = "de-DE"
    await lena.types("hilfe")
    nudge = await nudged(firm, title="Acme GmbH: Zeit für ein Gespräch")
    reads(nudge, "reden", "Zahlungsausfälle", "invoice forty days late", "Was du zuerst versuchen kannst")
    reads((await lena.presses("Übernehmen", on=nudge)).card, "lena", "-[Übernehmen]")
    form = (await lena.presses("Nachricht entwerfen", on=await lena.reread(nudge))).form
    letter = await lena.submits(form, {"language": "Deutsch", "tone": "sachlich"})
    reads(letter.form, "Einladung zum Gespräch", "Betreff:")
    talk = (await lena.types("client-talk acme")).message
    reads(talk, "Gespräch", "[Speichern] [Abbrechen]")
    home = (await lena.types("home")).message
    reads(home, "Acme GmbH", "Meldungen")
