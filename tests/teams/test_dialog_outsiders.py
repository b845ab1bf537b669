"""Guests, people of other firms, and those of whom Teams does not say who they are."""

import asyncio
from datetime import timedelta

import pytest

from tests.slack.faults import hang
from tests.teams.activities import CHANNEL
from tests.teams.connector import person, refused
from tests.teams.firm import OTHER_TENANT, Firm
from tests.teams.reading import reads


@pytest.mark.parametrize("name", ["gus", "erik"])
@pytest.mark.parametrize("place", ["personal", "group", "channel"])
async def test_outsiders_learn_nothing_and_report_nothing(firm: Firm, name: str, place: str) -> None:
    outsider = firm.person(name)
    for line in ("client-flag acme disrespect:3 rude", "client-status acme", "home", "client-setup", "hello"):
        seen = await outsider.types(line, place)
        reads(seen, "You are a guest here or belong to another firm", "-Acme")
        assert seen.openly == []
    form = await outsider.invokes("composeExtension/fetchTask", {"commandId": "flag_message"}, place)
    reads(form, "You are a guest here", "-Acme")
    searched = await outsider.invokes("application/search", {"dataset": "clients", "queryText": ""}, place)
    assert searched.body["value"]["results"] == []
    assert await firm.reports() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"userRole": "guest"},
        {"userRole": "anonymous"},
        {"tenantId": OTHER_TENANT},
        {"userPrincipalName": "ben_other.example#EXT#@firm.example"},
        {"userRole": None, "tenantId": None, "userPrincipalName": "ben@firm.example"},
        {"userRole": "something new"},
    ],
)
async def test_who_is_not_shown_to_be_of_the_firm_is_external(firm: Firm, changes: dict[str, str | None]) -> None:
    ben = firm.person("ben")
    told = {name: value for name, value in (person(ben.user, "ben") | changes).items() if value is not None}
    firm.connector.members |= {f"29:{ben.user}": told, ben.user: told}
    reads(await ben.types("client-flag acme disrespect:3 rude"), "You are a guest here")


async def test_guest_stays_a_guest_while_teams_does_not_answer(firm: Firm) -> None:
    gus, alice = firm.person("gus"), firm.person("alice")
    await gus.types("help")
    firm.connector.members.clear()
    firm.clock.move(timedelta(minutes=11))
    reads(await gus.types("client-flag acme disrespect rude"), "You are a guest here")
    reads(await alice.types("client-flag acme disrespect rude"), "#1 is kept", "-Who backs you")


async def test_report_of_somebody_unknown_waits_until_teams_says_who_it_is(firm: Firm) -> None:
    ben = firm.person("ben")
    firm.connector.faults.always("member", hang())
    seen = await ben.types("client-flag acme disrespect:3 rude on the phone")
    reads(seen, "#1 is kept", "[Right]")
    firm.connector.faults.clear()
    await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == "profile"))
    firm.clock.move(timedelta(minutes=11))
    reads((await ben.presses("Right", on=seen.message)).card, "Recorded as #1: Acme GmbH, Disrespect")


async def test_somebody_without_the_app_is_told_so_and_nothing_else_is_said_openly(firm: Firm) -> None:
    alice, gus = firm.person("alice"), firm.person("gus")
    firm.may_speak_openly = True
    firm.forgiven.add("after_failed")
    firm.connector.without_app |= {alice.user, gus.user}
    seen = await alice.types("client-flag acme disrespect:3 rude", "channel")
    assert seen.messages == []
    [openly] = seen.openly
    reads(openly, "Signpost answers in private only", "-Acme", "-#1", "-recorded", "-Disrespect")
    assert await firm.reports() == 1, "it is filed all the same"
    assert (await gus.types("client-status acme", "channel")).openly == [], "outsiders get no word at all"
    firm.connector.without_app.clear()


async def test_bots_and_people_without_an_account_are_not_answered(firm: Firm) -> None:
    alice = firm.person("alice")
    for sender in ({"id": "28:another-bot", "name": "Bot"}, {"id": "29:guest-of-a-meeting", "name": "Somebody"}):
        sent = alice.says("client-flag acme disrespect rude") | {"from": sender}
        seen = await alice.sends(sent)
        assert (seen.status, seen.messages, seen.openly) == (200, [], [])
    assert await firm.reports() == 0


async def test_foreign_tenant_is_refused_before_anything_is_kept(firm: Firm) -> None:
    erik = firm.person("erik")
    sent = erik.says("client-flag acme disrespect rude") | {"channelData": {"tenant": {"id": OTHER_TENANT}}}
    assert (await erik.sends(sent)).status == 403
    async with firm.whole.store.read() as unit:
        assert await unit.references.latest_of("teams", OTHER_TENANT) is None


async def test_guest_who_joins_a_bound_group_chat_is_told_to_the_lead(firm: Firm) -> None:
    lena, gus = firm.person("lena"), firm.person("gus")
    await lena.types("client-setup bind acme", "group")
    sent = lena.says("", "group") | {"type": "conversationUpdate", "membersAdded": [{"id": f"29:{gus.user}"}]}
    assert (await lena.sends(sent)).status == 200
    reads(await lena.receives("is shared with another firm now"), "Acme GmbH")


async def test_whoever_binds_a_channel_reads_that_guests_read_along(firm: Firm) -> None:
    lena = firm.person("lena")
    people = [firm.person(name).user for name in ("lena", "alice", "ben", "gus")]
    channel, words = CHANNEL.partition(";")[0], "People from outside read along here."
    for roster, told in ((people[:3], f"-{words}"), (people, words)):
        firm.connector.rosters[channel] = roster
        reads((await lena.types("client-setup bind acme", "channel")).message, "is about Acme GmbH now.", told)
    firm.connector.faults.always("roster", refused(403, "BotNotInConversationRoster"))
    reads((await lena.types("client-setup bind acme", "channel")).message, "is about Acme GmbH now.", f"-{words}")
    firm.connector.faults.clear()
