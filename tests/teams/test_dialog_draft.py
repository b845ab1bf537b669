"""A letter in Teams: from the nudge to an exit message that a second person has approved."""

from tests.teams.firm import Firm
from tests.teams.reading import reads


async def test_exit_message_goes_from_the_nudge_to_its_approval(firm: Firm) -> None:
    lena, olivia = firm.person("lena"), firm.person("olivia")
    await firm.files("alice", "acme ethics:2 wants us to fake invoices")
    nudge, heads = await lena.receives("stop and examine"), await olivia.receives("stop and examine")
    await olivia.presses("Confirm the facts", on=heads)
    letter = (await lena.presses("Open the exit message", on=await lena.reread(nudge))).form
    reads(letter, "Exit message: Acme GmbH", "Written by Signpost from a template", "[Ask for approval]", "-[Approve]")

    form = (await lena.presses("Edit", on=letter)).form
    reads(form, "Edit the draft", "Subject:", "Dear [contact person],")
    body = "Dear Ms Falk,\n\nWe end our contract on 30 June. <at>Dora</at> **thank you** for two good years."
    edited = (await lena.submits(form, {"body": body})).window
    assert edited is not None
    reads(edited, "Edited by lena, not approved yet.", "<at>Dora</at> **thank you**", "[Compare]")
    compared = (await lena.presses("Compare", on=edited)).window
    assert compared is not None
    reads(compared, "Version 1 and version 2", "Dear", "Ms Falk,", "[Take version 1]")

    again = (await lena.presses("Open the exit message", on=await lena.reread(nudge))).form
    ask = (await lena.presses("Ask for approval", on=again)).form
    reads(ask, "Ask for approval", "Who approves it")
    reads(await lena.submits(ask, {}), "olivia is asked to approve it")
    wanted = await olivia.receives("lena asks you to approve a letter to Acme GmbH")
    reads(wanted, "<at>Dora</at> **thank you**", "[Approve]", "[Ask for changes]")
    reads(await olivia.presses("Approve", on=wanted), "You approved it. Signpost sends nothing to clients")
    answer = await lena.receives("olivia approved the letter to Acme GmbH")
    reads(await lena.presses("Open the draft", on=answer), "Approved by olivia on", "-[Ask for approval]", "-[Approve]")


async def test_changes_are_asked_for_and_the_letter_has_a_page(firm: Firm) -> None:
    lena, dora = firm.person("lena"), firm.person("dora")
    await firm.files("alice", "acme disrespect:2 shouted at us")
    await firm.files("ben", "acme late_payment:3 invoice forty days late")
    nudge = await lena.receives("time for a talk")
    form = (await lena.presses("Draft message", on=nudge)).form
    draft = (await lena.submits(form, {"kind": "Exit message"})).window
    assert draft is not None
    ask = (await lena.presses("Ask for approval", on=draft)).form
    reads(await lena.submits(ask, {"approver": "dora"}), "dora is asked to approve it")
    wanted = await dora.receives("lena asks you to approve")
    note = (await dora.presses("Ask for changes", on=wanted)).form
    reads(await dora.submits(note, {"note": "Name the hand-over, please."}), "lena gets your note.")
    answer = await lena.receives("dora asks for changes in the letter to Acme GmbH")
    reads(answer, "Name the hand-over, please.")
    shown = (await lena.presses("Open the draft", on=answer)).form
    page = (await lena.presses("Page", on=shown)).window
    assert page is not None
    reads(page, "Exit message: Acme GmbH", "State", "The letter", "Dear [contact person],")
