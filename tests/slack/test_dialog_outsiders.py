"""Guests of the own workspace and people of another firm: no rights, and nothing about a client where they can read."""

import pytest

from tests.slack.house import House, reads

pytestmark = pytest.mark.node
REFUSED = ("You cannot do that here.", "You are a guest here or belong to another firm", "An admin can let you in.")
NOTHING = ("-Acme", "-threatened", "-lena", "-talk")


@pytest.mark.parametrize(("house", "who"), [("http", "gus"), ("socket", "erik")], indirect=["house"])
async def test_outsider_has_no_rights_at_any_entrance(house: House, who: str) -> None:
    outsider, alice, lena = house.person(who), house.person("alice"), house.person("lena")
    await house.workspace.adds("signpost", "acme")
    await house.workspace.shares("acme")
    await house.files("ben", "acme disrespect:3 threatened us")
    await house.settles()
    nudge = await lena.receives("protect first")
    for line in (
        "flag acme disrespect:3 rude",
        "flag",
        "flag mine",
        "status acme",
        "talk acme",
        "exit acme",
        "setup acme",
    ):
        seen = await outsider.types(f"/client-{line}", "acme")
        reads(seen, *REFUSED, *NOTHING)
        assert seen.view is None and seen.message.ephemeral
    wrote = await outsider.writes("hello", "acme")
    reads(await outsider.flags(wrote), *REFUSED, *NOTHING)
    reads(await outsider.shortcut(), *REFUSED, *NOTHING)
    assert outsider.modal is not None
    await outsider.closes(outsider.modal)
    reads(await outsider.opens_home(), *REFUSED, *NOTHING)
    for button in ("Acknowledge", "Snooze", "Draft message", "Client page"):
        reads(await outsider.presses(button, on=nudge), *REFUSED, *NOTHING)
    form = (await alice.types("/client-flag", "acme")).modal
    assert await outsider.searches(form, "client", "") == []
    await alice.fills(form, {"client": "Acme GmbH", "sign": "Disrespect", "summary": "rude"})
    outsider._typed[form.id] = alice._typed[form.id]
    refused = await outsider.submits(form)
    reads(refused, REFUSED[0], "You are a guest here", *NOTHING)
    house.workspace.patience = 0.1
    await outsider.mentions_bot("acme", "who is the lead of this client?")
    await outsider.writes_to_bot("and now?")
    await house.settles()
    answers = [message for message in await outsider.inbox() if message.text != "and now?"]
    assert len(answers) == (2 if who == "gus" else 0), "a guest reads why, another firm nothing"
    for answer in answers:
        reads(answer, *REFUSED, *NOTHING)
    reads(await lena.reread(nudge), "Acme GmbH: protect first", "[Acknowledge]")
    reads(await lena.types("/client-status acme"), "16.00 · Disrespect (severe, 1 person)", "16.00 · Sum")


async def test_report_from_a_shared_channel_is_answered_privately(house: House) -> None:
    alice, erik, ben = house.person("alice"), house.person("erik"), house.person("ben")
    await house.workspace.adds("signpost", "acme")
    await house.binds("acme", "Acme")
    await house.workspace.shares("acme")
    wrote = await erik.writes("You are all idiots", "acme")
    form = (await alice.flags(wrote)).modal
    reads(form, "Client: Acme GmbH", "Quote: You are all idiots")
    reads(await alice.submits(form, {"sign": "Disrespect", "summary": "insulted us"}), "Recorded as #1")
    seen = await alice.types("/client-flag late_payment:2 three weeks late", "acme")
    reads(seen, "Recorded as #2: Acme GmbH, Late payment")
    undone = await alice.presses("Undo", on=seen.message)
    reads(undone, "#2 is withdrawn.")
    reads(await alice.types("/client-setup", "acme"), "You cannot do that here.")
    await house.settles()
    assert erik.ephemerals() == ben.ephemerals() == [] and await erik.inbox() == []
    places = {call.arguments["channel"] for call in house.slack.shim.of("chat.postMessage")}
    assert places == {alice.dm, house.person("lena").dm}, "only in chats with the bot"
    assert house.slack.shim.of("chat.postEphemeral") == []


async def test_lead_hears_once_that_a_bound_channel_is_shared_and_no_more(house: House) -> None:
    lena, workspace = house.person("lena"), house.workspace
    await workspace.adds("signpost", "acme")
    await workspace.shares("acme")
    bound = await lena.types("/client-setup bind acme", "acme")
    reads(bound, "This channel is about Acme GmbH now.", "People from outside read along here.")
    assert await lena.inbox() == [], "while it was not bound nobody was told"
    for change in (workspace.unshares, workspace.shares):
        delivered = await change("acme")
        for number in (1, 2, 3):
            assert (await workspace.again(delivered, number)).status == 200
    await house.settles()
    closed, shared = await lena.inbox()
    reads(closed, "A channel of Acme GmbH is no longer shared with another firm.")
    reads(
        shared, "A channel of Acme GmbH is shared with another firm now.", "People from outside can read along there."
    )


async def test_admitted_guest_works_like_a_member(house: House) -> None:
    gus, tarik = house.person("gus"), house.person("tarik")
    await gus.types("/client-flag acme disrespect:1 rude", "acme")
    home = await tarik.opens_home()
    assert home is not None
    await tarik.presses("Let in gus", on=home)
    form = (await gus.shortcut()).modal
    assert await gus.searches(form, "client", "ac") == ["Acme GmbH"]
    filled = {"client": "Acme GmbH", "sign": "Disrespect", "summary": "rude on the phone"}
    reads(await gus.submits(form, filled), "Recorded as #1")
    reads(await gus.opens_home(), "Good to see you, gus.", "#1", "-Your clients")
    await gus.writes_to_bot("help?")
    reads(await gus.receives("What you can do here"))
    reads(await gus.types("/client-status acme", "acme"), "You cannot do that here.", "You can ask lena.")


async def test_member_who_becomes_a_guest_and_lead_who_leaves_are_noticed_at_once(house: House) -> None:
    ben, lena, dora, workspace = house.person("ben"), house.person("lena"), house.person("dora"), house.workspace
    reads(await ben.types("/client-flag mine"), "You have reported nothing so far.")
    for account, change in ((ben.account, "is_restricted"), (lena.account, "deleted")):
        setattr(account, change, True)
        user = {"id": account.user_id, "team_id": account.team_id, "name": account.name, change: True}
        await workspace.event({"type": "user_change", "user": user | {"profile": {"display_name": account.name}}})
    reads(await ben.types("/client-flag mine"), *REFUSED)
    await house.files("alice", "acme crowding_out:2 takes the whole team")
    reads(await dora.receives("Acme GmbH: time for a talk"), "-nobody has acknowledged")
    await house.settles()
    assert await lena.inbox() == []


async def test_bound_channel_that_moves_to_another_id_stays_bound(house: House) -> None:
    await house.binds("leads", "Acme")
    moved = {"type": "channel_id_changed", "old_channel_id": "C0LEADS", "new_channel_id": "C0ACME", "event_ts": "1.2"}
    await house.workspace.event(moved)
    form = (await house.person("alice").types("/client-flag", "acme")).modal
    reads(form, "Client: Acme GmbH")
