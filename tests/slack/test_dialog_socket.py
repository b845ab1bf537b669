"""Socket Mode: acknowledgements that carry the answer, connections that come and go, envelopes that come again."""

import asyncio

import pytest

from bot.notices.pages import Trouble
from tests.slack import faults, payloads
from tests.slack.house import House, reads

pytestmark = pytest.mark.node
over_socket = pytest.mark.parametrize("house", ["socket"], indirect=True)
LINE = "/client-flag acme disrespect:2 rude on the phone"


@over_socket
async def test_command_is_answered_in_the_acknowledgement_itself(house: House) -> None:
    seen = await house.person("alice").types(LINE)
    assert seen.answer.body["response_type"] == "ephemeral" and "Recorded as #1" in seen.answer.body["text"]
    assert [envelope["type"] for envelope in house.slack.socket.sent] == ["slash_commands"]
    await house.settles()
    assert house.slack.shim.posts == [] and house.slack.socket.strays == [], "one answer, and nothing beside it"


@over_socket
async def test_connection_is_renewed_when_slack_asks_and_when_it_breaks(house: House) -> None:
    alice, socket = house.person("alice"), house.slack.socket
    for cut in (socket.disconnect, socket.drop):
        before = socket.connections_so_far
        await cut()
        await socket.reconnected(before)
        reads(await alice.types(LINE), "Recorded as #")
    assert socket.strays == []


async def shown(house: House, *troubles: Trouble) -> None:
    async with asyncio.timeout(20):
        while True:
            if tuple(house.whole.doors.troubles()) == troubles:
                return
            await asyncio.sleep(0.05)


@over_socket
async def test_admin_reads_that_slack_refuses_the_app_token(house: House) -> None:
    socket = house.slack.socket
    house.slack.shim.faults.always("apps.connections.open", faults.refused("invalid_auth"))
    await socket.drop()
    await shown(house, Trouble("Slack", "socket_refused", "invalid_auth"))
    before = socket.connections_so_far
    house.slack.shim.faults.clear()
    await socket.reconnected(before)
    await shown(house)


@over_socket
async def test_envelope_whose_acknowledgement_was_lost_comes_again_and_is_one_report(house: House) -> None:
    alice, socket, workspace = house.person("alice"), house.slack.socket, house.workspace
    trigger = house.slack.shim.watch.triggers.mint(alice.id)
    fields = payloads.command(workspace.seed, alice.account, LINE, "C0GENERAL", "general", "", trigger)
    lost = await socket.send("slash_commands", fields, wants_payload=True)
    assert "Recorded as #1" in lost.payload["text"]
    again = await socket.resend(lost.envelope)
    assert "recorded already, as #1" in again.payload["text"]
    wrote = await alice.writes("hello", "general")
    event = payloads.envelope(workspace.seed, payloads.mentioned(alice.account, wrote))
    first = await socket.send("events_api", event)
    assert first.payload is None
    await socket.resend(first.envelope)
    await house.settles()
    assert sorted(message.text.split("\n")[0] for message in await alice.inbox()) == [
        "Report #1",
        "What you can do here",
    ]
