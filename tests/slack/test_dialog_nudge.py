"""A nudge in Slack: message, chart in its thread, every button, and what the others then see."""

import pytest

from tests.slack import faults
from tests.slack.house import PICTURE, House, both_ways, reads
from tests.slack.reading import Message

pytestmark = pytest.mark.node


async def nudged(house: House, who: str = "lena") -> Message:
    """Two people's reports have brought Acme to `talk`; all messages are out."""
    await house.files("alice", "acme disrespect:2 shouted at us")
    await house.files("ben", "acme late_payment:3 invoice forty days late")
    await house.settles()
    return await house.person(who).receives("Acme GmbH: time for a talk")


async def escalated(house: House, to: str) -> Message:
    """Nobody has acted: after two working days the deputy is told, after four the owner."""
    await house.passes(days={"dora": 2, "olivia": 4}[to])
    return await house.person(to).receives("Acme GmbH: time for a talk")


@both_ways
async def test_nudge_comes_with_its_chart_in_the_thread_and_can_be_acknowledged(house: House) -> None:
    lena, house.between.draws = house.person("lena"), True
    nudge = await nudged(house)
    reads(nudge, "talk", "12.00 · Late payment (severe, 1 person) · 2 Mar 2026 · invoice forty days late")
    reads(nudge, "8.00 · Disrespect", "20.00 · Sum", "2 people reported", "Score of Acme GmbH over time: 20.0 today")
    reads(nudge, "What to try first: Late payment", "1. Check your own side first")
    assert nudge.buttons == [
        "Acknowledge",
        "Snooze",
        "Prepare the talk",
        "Record talk",
        "Draft message",
        "Dismiss",
        "Client page",
    ]
    [chart] = nudge.replies
    assert chart.files[0]["alt_txt"] == "Score of Acme GmbH over time: 20.0 today, stage talk"
    drawn = await house.workspace.file(chart.files[0]["id"])
    assert drawn.startswith(PICTURE) and len(drawn) > 1_000

    await lena.presses("Acknowledge", on=nudge)
    await house.settles()
    after = await lena.reread(nudge)
    reads(after, "lena: acknowledged", "20.00 · Sum", "-[Acknowledge]")
    await house.passes(days=4)
    [only] = await lena.inbox()
    assert after is not None and only.ts == after.ts and len(only.replies) == 1, "the ladder rests"


async def test_reminder_comes_into_the_thread_and_is_brief(house: House) -> None:
    lena = house.person("lena")
    nudge = await nudged(house)
    await house.passes(days=1)
    reminded = await lena.reread(nudge)
    assert reminded is not None
    chart, reminder = reminded.replies
    reads(reminder, "Acme GmbH: time for a talk", "A reminder: nobody has acknowledged this yet.", "[Acknowledge]")
    reads(reminder, "-Sum", "-What to try first", "-Score of")
    assert house.slack.shim.of("chat.postMessage")[-1].arguments["reply_broadcast"], "it shows in the chat as well"
    await lena.presses("Acknowledge", on=reminder)
    await house.settles()
    everything = await lena.reread(nudge)
    assert everything is not None
    reads(everything, "lena: acknowledged", "Sum")
    reads(everything.replies[1], "lena: acknowledged", "-[Acknowledge]", "-Sum")


async def test_snooze_asks_for_day_and_reason_and_wakes(house: House) -> None:
    lena = house.person("lena")
    nudge = await nudged(house)
    form = (await lena.presses("Snooze", on=nudge)).modal
    reads(form, "Snooze", "Until: 2026-03-09", "At the latest 30 Mar 2026", "Reason:")
    past = await lena.submits(form, {"until": "2026-03-02", "reason": "they are on holiday"})
    assert past.errors == {"until": "This day is over. Choose a later one."}
    far = await lena.submits(form, {"until": "2026-03-31"})
    assert far.errors == {"until": "That is too far away: at most four weeks, and never past a legal deadline."}
    reads(await lena.submits(form, {"until": "2026-03-05"}), "lena: snoozed", "Reason: they are on holiday")
    await house.settles()
    reads(await lena.reread(nudge), "lena: snoozed", "Reason: they are on holiday", "-[Snooze]")
    await house.passes(days=3)
    woken = await lena.reread(nudge)
    reads(woken, "-snoozed", "[Acknowledge] [Snooze]")
    assert woken is not None
    reads(woken.replies[-1], "The snooze is over.", "[Acknowledge]")


async def test_talk_that_a_deputy_records_changes_everybodys_message(house: House) -> None:
    lena, dora, olivia, alice = (house.person(name) for name in ("lena", "dora", "olivia", "alice"))
    nudge = await nudged(house)
    heads, own = await escalated(house, "olivia"), await dora.receives("time for a talk")
    reads(own, "This comes to you because nobody has acknowledged it so far.", "Sum")
    stale = await lena.reread(nudge)
    assert stale is not None
    form = (await dora.presses("Record talk", on=own)).modal
    reads(form, "Record a talk", "Client: Acme GmbH", "Day of the talk: 2026-03-06")
    future = await dora.submits(
        form, {"day": "2026-03-09", "outcome": "agreed: there is an agreement; it still has to hold"}
    )
    assert list(future.errors) == ["day"]
    reads(
        await dora.submits(form, {"day": "2026-03-05"}), "The talk with Acme GmbH is recorded.", "2 people who reported"
    )
    await house.settles()
    for person, message in ((lena, nudge), (dora, own), (olivia, heads)):
        reads(await person.reread(message), "dora: done", "-[Acknowledge]", "-Sum")
    reads(await alice.receives("The lead has talked to Acme GmbH."), "Thank you: it was heard.", "-dora")
    told = await lena.presses("Acknowledge", on=stale)
    reads(told, "There has been a change in the meantime.", "dora has taken the next step already")


async def test_dismissal_needs_a_reason_and_a_stale_button_says_who_did_it(house: House) -> None:
    lena, dora = house.person("lena"), house.person("dora")
    nudge = await nudged(house)
    own = await escalated(house, "dora")
    form = (await dora.presses("Dismiss", on=own)).modal
    reads(form, "Dismiss", "Reason:", "After three dismissals for one client the owner is told.")
    assert list((await dora.submits(form, {})).errors) == ["reason"]
    before = await lena.reread(nudge)
    reads(await dora.submits(form, {"reason": "a misunderstanding"}), "dora: dismissed", "Reason: a misunderstanding")
    await house.settles()
    reads(await lena.reread(nudge), "dora: dismissed", "Reason: a misunderstanding", "-[Dismiss]")
    assert before is not None
    reads(await lena.presses("Acknowledge", on=before), "There has been a change", "dora has dismissed it.")
    reads(await lena.reread(nudge), "dora: dismissed")


async def test_message_is_drafted_from_the_nudge(house: House) -> None:
    lena = house.person("lena")
    nudge = await nudged(house)
    form = (await lena.presses("Draft message", on=nudge)).modal
    reads(
        form, "Draft a message", "Signpost never sends anything to a client.", "Client: Acme GmbH", "Invite to a talk"
    )
    draft = await lena.submits(form, {"tone": "warm"})
    reads(draft, "Invite to a talk: Acme GmbH", "tone warm", "Subject:", "Dear [contact person],", "[Write anew]")
    again = await lena.presses("Write anew", on=draft.modal)
    reads(again, "Write it anew", "Tone: warm")
    reads(await lena.submits(again.modal, {"tone": "firm"}), "Invite to a talk: Acme GmbH", "tone firm")


async def test_client_page_opens_in_a_window_with_chart_and_note(house: House) -> None:
    lena = house.person("lena")
    nudge = await nudged(house)
    page = (await lena.presses("Client page", on=nudge)).modal
    reads(page, "Acme GmbH", "20.00 points · leads: lena", "Why the score is what it is", "Record", "shouted at us")
    reads(await lena.presses("Show the chart", on=page), "The chart is in your chat with Signpost.")
    reads(await lena.receives("(file: Score of Acme GmbH over time)"))
    assert lena.modal is not page and lena.modal is not None
    await lena.closes(lena.modal)
    note = (await lena.presses("Add a note", on=page)).modal
    reads(await lena.submits(note, {"text": "called them on Monday"}), "Your note on Acme GmbH is kept.")
    await lena.closes(note)
    assert lena.modal is page
    acknowledged = await lena.presses("Acknowledge", on=page)
    reads(acknowledged, "lena: acknowledged")
    await house.settles()
    reads(await lena.reread(nudge), "lena: acknowledged")


async def test_breach_of_ethics_is_locked_until_the_owner_has_confirmed_the_facts(house: House) -> None:
    lena, olivia, alice = house.person("lena"), house.person("olivia"), house.person("alice")
    await house.files("alice", "acme ethics:2 wants us to fake invoices")
    await house.settles()
    nudge, heads = await lena.receives("stop and examine"), await olivia.receives("stop and examine")
    reads(nudge, "exit", "14 days left to decide on notice without a term", "-[Confirm the facts]")
    reads(await lena.presses("Open the exit message", on=nudge), "It stays locked until an owner has confirmed")
    confirmed = await olivia.presses("Confirm the facts", on=heads)
    reads(confirmed, "The facts about Acme GmbH are confirmed; the exit message is open.")
    await house.settles()
    reads(await lena.reread(nudge), "-stays locked")
    letter = await lena.presses("Open the exit message", on=nudge)
    reads(letter, "Exit message: Acme GmbH", "notice of termination", "Dear [contact person],", "no legal advice")
    assert letter.message.ephemeral
    form = (await lena.presses("Begin the parting", on=nudge)).modal
    reads(form, "The record advises: exit.", "Step: Begin the parting", "Reason:")
    reads(await lena.submits(form, {"reason": "the facts are clear"}), "Acme GmbH is now: parting.")
    await house.settles()
    for person, message in ((lena, nudge), (olivia, heads)):
        reads(await person.reread(message), "lena: done", "-[Acknowledge]")
    reads(await alice.receives("The firm is parting from Acme GmbH."))


async def test_click_while_the_messages_are_still_going_out_changes_them_all(house: House) -> None:
    lena, olivia, shim = house.person("lena"), house.person("olivia"), house.slack.shim
    shim.faults.always("files.getUploadURLExternal", faults.hang())
    await house.files("alice", "acme disrespect:3 threatened us")
    nudge, heads = await lena.receives("protect first"), await olivia.receives("protect first")
    await lena.presses("Acknowledge", on=nudge)
    shim.faults.clear()
    await house.settles()
    for person, message in ((lena, nudge), (olivia, heads)):
        reads(await person.reread(message), "lena: acknowledged", "-[Acknowledge]")
