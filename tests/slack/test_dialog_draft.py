"""A letter in Slack: from the nudge to an exit message that a second person has approved."""

import pytest

from tests.slack.house import House, both_ways, reads

pytestmark = pytest.mark.node


@both_ways
async def test_exit_message_goes_from_the_nudge_to_its_approval(house: House) -> None:
    lena, olivia = house.person("lena"), house.person("olivia")
    await house.files("alice", "acme ethics:2 wants us to fake invoices")
    await house.settles()
    nudge, heads = await lena.receives("stop and examine"), await olivia.receives("stop and examine")
    await olivia.presses("Confirm the facts", on=heads)
    letter = await lena.presses("Open the exit message", on=nudge)
    reads(letter, "Exit message: Acme GmbH", "Written by Signpost from a template", "[Ask for approval]", "-[Approve]")

    form = (await lena.presses("Edit", on=letter.message)).modal
    reads(form, "Edit the draft", "Subject:", "Dear [contact person],")
    body = "Dear Ms Falk,\n\nWe end our contract on 30 June. <!channel> *thank you* for two good years."
    edited = await lena.submits(form, {"body": body})
    reads(edited, "Edited by lena, not approved yet.", "<!channel> *thank you* for two good years.", "[Compare]")
    compared = await lena.presses("Compare", on=edited.modal)
    reads(compared, "Version 1 and version 2", "Dear", "Ms Falk,", "[Take version 1]")

    stale = await lena.presses("Ask for approval", on=letter.message)
    reads(stale, "There has been a change in the meantime.", "The wording has changed since.")
    again = await lena.presses("Open the exit message", on=nudge)
    ask = (await lena.presses("Ask for approval", on=again.message)).modal
    reads(ask, "Ask for approval", "Who approves it: olivia")
    reads(await lena.submits(ask, {}), "olivia is asked to approve it")
    await house.settles()

    wanted = await olivia.receives("lena asks you to approve a letter to Acme GmbH")
    reads(wanted, "<!channel> *thank you* for two good years.", "[Approve] [Ask for changes]", "[Compare]")
    reads(await olivia.presses("Approve", on=wanted), "You approved it. Signpost sends nothing to clients")
    await house.settles()
    answer = await lena.receives("olivia approved the letter to Acme GmbH")
    shown = await lena.presses("Open the draft", on=answer)
    reads(shown, "Approved by olivia on", "Dear Ms Falk,", "-[Ask for approval]", "-[Approve]")


@both_ways
async def test_changes_are_asked_for_and_the_letter_has_a_page(house: House) -> None:
    lena, dora = house.person("lena"), house.person("dora")
    await house.files("alice", "acme disrespect:2 shouted at us")
    await house.files("ben", "acme late_payment:3 invoice forty days late")
    await house.settles()
    nudge = await lena.receives("time for a talk")
    form = (await lena.presses("Draft message", on=nudge)).modal
    draft = await lena.submits(form, {"kind": "Exit message"})
    ask = (await lena.presses("Ask for approval", on=draft.modal)).modal
    reads(await lena.submits(ask, {"approver": "dora"}), "dora is asked to approve it")
    await house.settles()
    wanted = await dora.receives("lena asks you to approve")
    note = (await dora.presses("Ask for changes", on=wanted)).modal
    reads(await dora.submits(note, {"note": "Name the hand-over, please."}), "lena gets your note.")
    await house.settles()
    answer = await lena.receives("dora asks for changes in the letter to Acme GmbH")
    reads(answer, "Name the hand-over, please.")
    shown = await lena.presses("Open the draft", on=answer)
    page = (await lena.presses("Page", on=shown.message)).modal
    reads(page, "Exit message: Acme GmbH", "State", "The letter", "Dear [contact person],")
