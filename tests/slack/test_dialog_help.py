"""Whoever mentions the bot or writes to it gets help, in the chat with it, once; it never talks to bots."""

from typing import Any

import pytest

from tests.slack import payloads
from tests.slack.house import House, both_ways, reads
from tests.slack.workspace import Delivered

pytestmark = pytest.mark.node


async def told_again(house: House, delivered: Delivered) -> None:
    """Slack did not see the answer: at once, after a minute, after five."""
    for number in (1, 2, 3):
        assert (await house.workspace.again(delivered, number)).status == 200


@both_ways
async def test_mention_is_answered_in_the_chat_with_the_bot_and_once(house: House) -> None:
    alice, ben = house.person("alice"), house.person("ben")
    await alice.mentions_bot("general", "what can you do?")
    reads(await alice.receives("What you can do here"), "/client-flag – report what a client did", "[Report something]")
    wrote = await ben.writes("hey", "general")
    delivered = await house.workspace.event(payloads.mentioned(ben.account, wrote))
    await told_again(house, delivered)
    await house.settles()
    assert len(await alice.inbox()) == 1 and len(await ben.inbox()) == 1
    assert alice.ephemerals() == []


@both_ways
async def test_direct_message_is_answered_with_help_whose_buttons_work(house: House) -> None:
    ben = house.person("ben")
    ben.account.locale = "de-DE"
    await ben.writes_to_bot("hallo?")
    answer = await ben.receives("Was du hier tun kannst")
    reads((await ben.presses("Etwas melden", on=answer)).modal, "Kundenvorfall melden")
    assert len(await ben.inbox()) == 2, "the question and the answer"


@pytest.mark.parametrize("kind", ["own", "other bot", "edited", "deleted", "mention by a bot"])
async def test_bots_and_changed_messages_are_not_answered(house: House, kind: str) -> None:
    alice, seed = house.person("alice"), house.workspace.seed
    event = payloads.written(seed, alice.account, await alice.writes("hi", "general"), "im") | {"channel": alice.dm}
    more: dict[str, dict[str, Any]] = {
        "own": {"user": seed.bot_user_id, "bot_id": seed.bot_id, "app_id": seed.app_id},
        "other bot": {"subtype": "bot_message", "bot_id": "B0OTHER", "user": None},
        "edited": {"subtype": "message_changed", "message": dict(event), "user": None},
        "deleted": {"subtype": "message_deleted", "deleted_ts": event["ts"], "user": None},
        "mention by a bot": {"type": "app_mention", "channel": "C0GENERAL", "bot_id": "B0OTHER"},
    }
    assert (await house.workspace.event(event | more[kind])).answer.status == 200
    await house.settles()
    assert await alice.inbox() == [] and house.slack.shim.of("chat.postMessage") == []


async def test_guest_reads_once_why_there_is_no_help(house: House) -> None:
    gus = house.person("gus")
    wrote = await gus.writes("hello?", "acme")
    delivered = await house.workspace.event(payloads.mentioned(gus.account, wrote))
    await house.settles()
    await told_again(house, delivered)
    await house.settles()
    [refused] = await gus.inbox()
    reads(refused, "You cannot do that here.", "An admin can let you in.")
    reads(await house.person("tarik").opens_home(), "[Let in gus]")
