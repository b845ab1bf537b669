"""What people read when something does not work: Teams, the record, or what comes from a client."""

import asyncio
from typing import Any

import pytest

from adapters.common import after
from bot.errors import StoreFailed
from tests.slack import faults
from tests.teams.activities import CHANNEL
from tests.teams.connector import rate_limited, refused
from tests.teams.firm import Firm
from tests.teams.reading import reads


async def test_confirmation_that_could_not_be_shown_comes_by_itself_later(firm: Firm) -> None:
    alice = firm.person("alice")
    firm.forgiven.add("after_failed")
    firm.connector.faults.always("post", faults.server_error())
    seen = await alice.types("/client-flag acme disrespect:2 rude on the phone")
    assert (seen.status, seen.messages) == (200, [])
    firm.connector.faults.clear()
    await firm.passes(hours=1)
    reads(await alice.receives("Report #1"), "Disrespect", "State: counts")
    assert len(alice.inbox()) == 1


async def test_confirmation_for_which_there_was_no_room_comes_by_itself_later(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Teams hangs, only so many answers may be under way."""
    alice = firm.person("alice")
    firm.forgiven.add("after_dropped")
    monkeypatch.setattr(after, "MOST", 0)
    seen = await alice.types("/client-flag acme disrespect:2 rude on the phone")
    assert (seen.status, seen.messages) == (200, [])
    await firm.settles()
    reads(await alice.receives("Report #1"), "Disrespect", "State: counts")


async def test_answer_is_tried_again_where_teams_asks_for_it(firm: Firm) -> None:
    alice = firm.person("alice")
    firm.connector.faults.next("post", rate_limited(0), refused(412, "PreconditionFailed"))
    reads(await alice.types("/client-flag acme disrespect:2 rude"), "Recorded as #1")
    assert len(alice.inbox()) == 1 and await firm.reports() == 1


async def test_button_and_form_say_that_nothing_was_recorded_while_the_record_fails(firm: Firm) -> None:
    alice = firm.person("alice")
    asked = (await alice.types("client-flag acme wants a third free revision")).message
    chat = (await alice.types("client-flag")).message
    form = (await alice.flags({"body": {"contentType": "html", "content": "no"}}, "personal")).form
    fields = {"client": "Acme", "sign": "Disrespect", "summary": "called us names in the weekly call"}
    firm.between.breaks = StoreFailed()
    pressed = await alice.presses("Right", on=asked)
    assert pressed.status == 200
    reads(pressed, "This was not recorded.")
    sent = await alice.submits(chat, fields)
    reads(sent, "This was not recorded.", "Please keep your text")
    assert sent.body["statusCode"] == 400 and sent.card is None, "the card stays, with all that was typed"
    reads(await alice.submits(form, fields), "This was not recorded.", "called us names in the weekly call")
    reads(await alice.types("client-flag acme disrespect rude"), "This was not recorded.")
    firm.between.breaks = None
    reads(await alice.submits(form), "Recorded as")


async def test_two_clicks_at_the_same_time_are_one(firm: Firm) -> None:
    alice = firm.person("alice")
    asked = (await alice.types("client-flag acme wants a third free revision")).message
    both = await asyncio.gather(*(alice.presses("Right", on=asked) for _ in range(2)))
    assert [seen.status for seen in both] == [200, 200]
    assert any("Recorded as #1" in seen.text for seen in both)
    assert await firm.reports() == 1


@pytest.mark.parametrize(
    "name",
    ["composeExtension/query", "signin/verifyState", "fileConsent/invoke", "actionableMessage/executeAction", "x", ""],
)
async def test_invoke_that_nobody_listens_to_is_a_400(firm: Firm, name: str) -> None:
    seen = await firm.person("alice").invokes(name, {})
    assert (seen.status, seen.body) == (400, {"error": "unknown_invoke"})


@pytest.mark.parametrize("name", ["adaptiveCard/action", "task/fetch", "task/submit", "composeExtension/submitAction"])
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"signpost": {}},
        {"signpost": {"do": 7}},
        {"signpost": []},
        {"signpost": {"pick": "x"}, "x": "no json"},
        {"signpost": {"pick": "x"}, "x": "[1]"},
        {"signpost": {"form": "flag", "state": []}},
        {"signpost": {"form": "flag", "channel": "a b/c"}},
        {"signpost": {"form": "flag"}, "summary": {"a": 1}},
    ],
)
async def test_data_that_is_none_of_ours_is_a_400(firm: Firm, name: str, data: Any) -> None:
    value = {"action": {"data": data}} if name.startswith("adaptive") else {"data": data}
    assert (await firm.person("alice").invokes(name, value)).status == 400
    assert await firm.reports() == 0


async def test_button_that_is_not_known_any_more_says_so(firm: Firm) -> None:
    alice = firm.person("alice")
    for own in ({"do": "gone.long_ago", "value": "1"}, {"do": "nudge.acknowledge", "value": "1"}):
        seen = await alice.invokes("task/fetch", {"data": {"signpost": own}})
        assert seen.window is not None
    reads(await alice.invokes("task/fetch", {"data": {"signpost": {"page": "clients/none"}}}), "not found")


async def test_card_of_ours_in_a_group_chat_answers_in_private(firm: Firm) -> None:
    lena = firm.person("lena")
    client = (await firm.client("Acme GmbH")).id
    for own in ({"do": "client.talk", "value": client}, {"do": "mine", "value": ""}):
        value = {"action": {"type": "Action.Execute", "verb": own["do"], "data": {"signpost": own}}}
        seen = await lena.invokes("adaptiveCard/action", value, "group", replyToId="1:1")
        assert seen.card is None and seen.openly == [] and len(seen.messages) == 1


async def test_edited_messages_reactions_and_the_like_do_nothing(firm: Firm) -> None:
    alice = firm.person("alice")
    kinds = ("messageUpdate", "messageDelete", "messageReaction", "typing", "event", "endOfConversation", "handoff")
    for kind in kinds:
        sent = alice.says("client-flag acme disrespect rude") | {"type": kind}
        seen = await alice.sends(sent)
        assert (seen.status, seen.messages) == (200, []), kind
    assert await firm.reports() == 0


async def test_thread_of_a_channel_is_the_channel(firm: Firm) -> None:
    lena, alice = firm.person("lena"), firm.person("alice")
    await lena.types("client-setup bind acme", "channel")
    there = {"conversationType": "channel", "isGroup": True, "id": f"{CHANNEL.partition(';')[0]};messageid=177249"}
    sent = alice.says("client-flag disrespect:1 rude", "channel", mention=True) | {"conversation": there}
    reads((await alice.sends(sent)).message, "Recorded as #1: Acme GmbH")
