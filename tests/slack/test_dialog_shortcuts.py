"""The shortcuts: on somebody's message, on one's own, in a thread, and from anywhere."""

import pytest

from tests.slack.house import House, both_ways, reads

pytestmark = pytest.mark.node


@both_ways
async def test_message_of_another_is_flagged_with_quote_and_link(house: House) -> None:
    alice, ben = house.person("alice"), house.person("ben")
    await house.binds("acme", "Acme")
    wrote = await ben.writes("They said: you are <idiots> & <!channel>", "acme")
    form = (await alice.flags(wrote)).modal
    reads(form, "Client: Acme GmbH", "Quote: They said: you are <idiots> & <!channel>")
    reads(form, f"Link: https://example-agency.slack.com/archives/C0ACME/p{wrote.ts.replace('.', '')}")
    reads(form, "-It is your own message")
    filed = await alice.submits(form, {"sign": "Disrespect", "summary": "insulted in the channel"})
    reads(filed, "Recorded as #1: Acme GmbH, Disrespect")
    reads(await alice.receives("Report #1"), "> They said: you are <idiots> & <!channel>")


async def test_own_message_in_a_thread_stays_hidden_from_the_lead_without_consent(house: House) -> None:
    alice, ben, lena = house.person("alice"), house.person("ben"), house.person("lena")
    root = await ben.writes("The invoice?", "acme")
    own = await alice.writes("They never pay us", "acme", root.ts)
    form = (await alice.flags(own)).modal
    reads(form, "Quote: They never pay us", f"thread_ts={root.ts}&cid=C0ACME", "It is your own message")
    filled = {"client": "Acme GmbH", "sign": "late_payment", "summary": "forty days late", "severity": "severe"}
    reads(await alice.submits(form, filled), "Recorded as #1", "-The lead may know your name.")
    status = await lena.types("/client-status acme")
    page = await lena.presses("Client page", on=status.message)
    reads(page, "Record", "forty days late", "-They never pay us", "-alice", "-archives")


async def test_same_message_flagged_by_a_second_person_makes_a_witness(house: House) -> None:
    alice, ben, lena = house.person("alice"), house.person("ben"), house.person("lena")
    wrote = await lena.writes("They threaten to sue", "general")
    filled = {"client": "Acme GmbH", "sign": "Disrespect", "summary": "a threat"}
    first = (await alice.flags(wrote)).modal
    reads(await alice.submits(first, filled), "Recorded as #1")
    second = (await ben.flags(wrote)).modal
    reads(await ben.submits(second, filled), "You have joined #1", "a further person who reported it")
    await house.settles()
    reads(await alice.receives("Report #1"), "Reported by: you")


@both_ways
async def test_shortcut_from_anywhere_opens_the_form(house: House) -> None:
    alice = house.person("alice")
    form = (await alice.shortcut()).modal
    reads(form, "Report what a client did", "Client:", "Quote:", "-https://")
    filed = await alice.submits(form, {"client": "Acme GmbH", "sign": "Late payment", "summary": "late again"})
    reads(filed, "Recorded as #1: Acme GmbH, Late payment")
