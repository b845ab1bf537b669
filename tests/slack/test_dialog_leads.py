"""``/client-status``, ``/client-talk``, ``/client-exit``: for those who look after a client, and for nobody else."""

import pytest

from tests.slack.house import House, both_ways, reads

pytestmark = pytest.mark.node
REFUSED = ("You cannot do that here.", "Only this client's leads and deputies, and the owners", "You can ask lena.")


async def test_member_is_refused_and_told_whom_to_ask(house: House) -> None:
    alice, tarik = house.person("alice"), house.person("tarik")
    await house.files("ben", "acme disrespect:2 shouted at us")
    for command in ("/client-status acme", "/client-talk acme", "/client-exit acme"):
        for person in (alice, tarik):
            seen = await person.types(command, "acme")
            reads(seen, *REFUSED, "-shouted", "-8.0")
            assert seen.view is None and seen.message.ephemeral
    reads(await alice.types("/client-status"), "You do not look after any client here.")
    reads(await alice.types("/client-talk"), "You cannot do that here.", "You can ask olivia.")


async def test_status_for_lead_and_owner(house: House) -> None:
    lena, olivia = house.person("lena"), house.person("olivia")
    await house.files("alice", "acme disrespect:2 shouted at us")
    await house.has_client("Globex", "dora")
    seen = await lena.types("/client-status", "general")
    reads(seen, "Your clients", "Acme GmbH · calm · 8.0 points", "-Globex", "[Home]")
    reads(await lena.presses("Home", on=seen.message), "Good to see you, lena.", "Your clients")
    await house.binds("acme", "Acme")
    reads(await lena.types("/client-status", "acme"), "Acme GmbH: 8.00 points", "8.00 · Disrespect (clear, 1 person)")
    reads(await olivia.types("/client-status"), "Acme GmbH · calm", "Globex · calm")
    reads(await lena.types("/client-status globix"), "You cannot do that here.", "You can ask dora.")
    reads(await lena.types("/client-status initech"), "I know no client called “initech”.")


async def test_chart_of_the_status_goes_into_the_chat_with_the_bot(house: House) -> None:
    lena, ben = house.person("lena"), house.person("ben")
    await house.files("alice", "acme disrespect:2 shouted at us")
    status = (await lena.types("/client-status acme", "general")).message
    reads(await lena.presses("Show the chart", on=status), "The chart is in your chat with Signpost.")
    reads(await lena.receives("(file: Score of Acme GmbH over time)"))
    assert ben.ephemerals() == []


@both_ways
async def test_talk_is_recorded_by_the_lead(house: House) -> None:
    lena, alice = house.person("lena"), house.person("alice")
    await house.files("alice", "acme disrespect:2 shouted at us")
    form = (await lena.types("/client-talk acme")).modal
    reads(form, "Record a talk", "Client: Acme GmbH", "Day of the talk: 2026-03-02", "What came of it:")
    assert await lena.searches(form, "client", "") == ["Acme GmbH"]
    assert set((await lena.submits(form)).errors) == {"outcome"}
    outcome = "resolved: the cause is out of the way"
    future = await lena.submits(form, {"outcome": outcome, "day": "2026-03-09", "note": "two rounds, no more"})
    assert list(future.errors) == ["day"]
    saved = await lena.submits(form, {"day": "2026-03-02"})
    reads(saved, "The talk with Acme GmbH is recorded.", "1 person who reported hears that you talked")
    reads(await alice.receives("The lead has talked to Acme GmbH."), "-two rounds")
    status = (await lena.types("/client-status acme")).message
    reads(status, "halved by a talk")
    reads(await lena.presses("Client page", on=status), "Talk on 2 Mar 2026: resolved (lena) · two rounds, no more")


async def test_parting_begins_and_is_taken_back(house: House) -> None:
    lena = house.person("lena")
    form = (await lena.types("/client-exit acme")).modal
    reads(form, "Part from a client", "The record advises: calm.", "Step: Begin the parting", "Reason:")
    assert list((await lena.submits(form)).errors) == ["reason"]
    reads(await lena.submits(form, {"reason": "we go another way"}), "Acme GmbH is now: parting.")
    card = (await lena.types("/client-exit acme")).message
    reads(card, "Acme GmbH: the parting", "Checklist: 0 of 11 settled", "no legal advice")
    again = (await lena.presses("Close or take back", on=card)).modal
    reads(again, "Step: We have parted")
    back = await lena.submits(again, {"state": "Take it back: we go on together", "reason": "we talked"})
    reads(back, "You go on together with Acme GmbH.")
    reads(await lena.types("/client-exit help"), "/client-exit acme begins a parting")
