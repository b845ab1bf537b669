"""App Home: for a member, a lead and an admin; its buttons; renewed by whatever somebody does there."""

import pytest

from tests.slack import faults
from tests.slack.emulator import Node, slack_emulator
from tests.slack.house import House, both_ways, reads, signpost
from tests.slack.seed import BOT_SCOPES

pytestmark = pytest.mark.node


@both_ways
async def test_home_of_a_member_shows_the_own_reports_and_follows_what_is_done(house: House) -> None:
    alice = house.person("alice")
    home = await alice.opens_home()
    reads(home, "Good to see you, alice.", "You have reported nothing so far.", "[Report something]", "-You are here")
    reads(home, "-Your clients", "-The installation")
    assert home is not None
    await alice.presses("Report something", on=home)
    form = alice.modal
    reads(form, "Report what a client did")
    assert form is not None
    filled = {"client": "Acme GmbH", "sign": "Disrespect", "severity": "mild", "summary": "rude on the phone"}
    await alice.submits(form, filled)
    reads(form, "Recorded as #1: Acme GmbH, Disrespect")
    await house.settles()
    reads(home, "#1 · 2 Mar 2026 · Acme GmbH · Disrespect · counts", "[Change or withdraw]")
    await alice.closes(form)

    await alice.presses("Change or withdraw", on=home)
    mine = alice.modal
    reads(mine, "Your report", "[Open #1]")
    assert mine is not None
    await alice.presses("Open #1", on=mine)
    reads(mine, "Report #1", "What: rude on the phone", "[Change] [Undo]")
    await alice.presses("Undo", on=mine)
    await house.settles()
    reads(mine, "#1 is withdrawn.")
    reads(home, "Acme GmbH · Disrespect · withdrawn")


async def test_home_when_somebody_is_away_says_so(house: House) -> None:
    lena, dora = house.person("lena"), house.person("dora")
    home = await lena.opens_home()
    assert home is not None
    await lena.presses("I am away", on=home)
    form = lena.modal
    reads(form, "I am away", "Back on:", "Until then nudges go to the next person.")
    assert form is not None
    assert list((await lena.submits(form, {"until": "2026-03-02"})).errors) == ["until"]
    await lena.submits(form, {"until": "2026-03-09"})
    reads(form, "You are away until 9 Mar 2026")
    await house.settles()
    reads(home, "You are away until 9 Mar 2026; nudges go to the next person.")
    await house.files("alice", "acme crowding_out:2 takes the whole team")
    reads(await dora.receives("Acme GmbH: time for a talk"), "-nobody has acknowledged")
    assert await lena.inbox() == []


async def test_home_of_a_lead_shows_clients_and_open_nudges(house: House) -> None:
    lena = house.person("lena")
    await house.files("alice", "acme disrespect:3 threatened us")
    await house.settles()
    home = await lena.opens_home()
    reads(home, "Open nudges", "Acme GmbH · talk · open · since 2 Mar 2026", "[Acme GmbH]")
    reads(home, "Your clients", "Acme GmbH · talk · Score 16.0 · Last 30 days ↗ +16.0")
    await lena.presses("Acknowledge", on=await lena.receives("protect first"))
    await house.settles()
    reads(home, "Acme GmbH · talk · acknowledged")
    await house.has_client("Globex", "lena")
    home = await lena.opens_home()
    assert home is not None
    await lena.presses("Globex", on=home)
    reads(lena.modal, "Globex", "How it stands", "calm", "Nothing has been reported.")


async def test_home_of_an_admin_lets_a_guest_in_and_out(house: House) -> None:
    tarik, gus = house.person("tarik"), house.person("gus")
    refused = ("You cannot do that here.", "You are a guest here", "An admin can let you in.")
    reads(await gus.opens_home(), *refused)
    reads(await gus.types("/client-flag acme disrespect:1 rude", "acme"), *refused)
    home = await tarik.opens_home()
    reads(home, "The installation", "Policy:", "[Let in gus]", "-acme", "-Acme")
    assert home is not None
    await tarik.presses("Let in gus", on=home)
    reads(tarik.modal, "gus may use Signpost now.")
    await house.settles()
    reads(home, "[Shut out gus]")
    reads(await gus.types("/client-flag acme disrespect:1 rude", "acme"), "Recorded as #1")
    reads(await gus.types("/client-status acme", "acme"), "You cannot do that here.", "You can ask lena.")
    await tarik.presses("Shut out gus", on=home)
    await house.settles()
    reads(await gus.types("/client-flag mine", "acme"), *refused)


async def test_home_of_an_admin_shows_what_is_missing_and_what_failed(
    node: Node, sqlite_url: str, tmp_path: object
) -> None:
    scopes = [scope for scope in BOT_SCOPES if scope != "files:write"]
    async with slack_emulator(node=node, scopes=scopes) as slack, signpost(slack, tmp_path) as house:  # type: ignore[arg-type]
        tarik, lena = house.person("tarik"), house.person("lena")
        await house.has_client("Acme GmbH", "lena", aliases="Acme")
        slack.shim.faults.next("chat.postMessage", faults.refused("restricted_action"))
        await house.files("alice", "acme ethics:1 hides a defect")
        await house.settles()
        home = await tarik.opens_home()
        reads(home, "Slack: Signpost lacks the permission files:write. Add it to the app")
        reads(
            home, "A message to", "could not be delivered: a setting of the workspace forbids it", "restricted_action"
        )
        status = (await lena.types("/client-status acme")).message
        told = await lena.presses("Show the chart", on=status)
        reads(told, "The chart could not be shown.", "Signpost lacks a permission there", "missing_scope:files:write")
