"""The bench itself: a small Bolt app stands for Signpost, and people use it."""

import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.slack import payloads
from tests.slack.emulator import Slack
from tests.slack.filling import REQUIRED
from tests.slack.reading import shown
from tests.slack.seed import agency, other_firm
from tests.slack.tiny import Tiny, over_http, over_socket
from tests.slack.transports import FORM, HttpTransport, sign, signed

pytestmark = pytest.mark.node


@pytest_asyncio.fixture
async def tiny(slack: Slack) -> AsyncIterator[Tiny]:
    async with over_http(slack) as running:
        yield running
    slack.assert_clean()


@pytest_asyncio.fixture(params=["http", "socket"])
async def either(request: pytest.FixtureRequest, slack: Slack) -> AsyncIterator[Tiny]:
    """Over HTTP and over a socket: the same dialogs."""
    async with over_http(slack) if request.param == "http" else over_socket(slack) as running:
        yield running
    slack.assert_clean()


async def test_command_when_it_is_answered_privately(slack: Slack, either: Tiny) -> None:
    alice = slack.person("alice")
    seen = await alice.types("/hi a < b & c", channel="acme")
    assert seen.answer.status == 200
    assert seen.text == "Hello, you said: a &lt; b &amp; c\n[Press]", "what Slack passes on is escaped"
    body = either.heard[0][1]
    assert (body["user_id"], body["channel_id"], body["channel_name"]) == ("U01ALICE", "C0ACME", "acme")
    assert alice.ephemerals() == seen.messages and slack.person("ben").ephemerals() == []
    pressed = await alice.presses("Press", on=seen.message)
    assert pressed.messages == seen.messages and seen.message.text == "Pressed", "the answer took the message's place"
    assert "message" not in either.heard[1][1]


async def test_modal_when_it_is_filled_in_step_by_step(slack: Slack, either: Tiny) -> None:
    alice = slack.person("alice")
    modal = (await alice.types("/form")).modal
    assert modal.text.startswith("Report\nClient:\nSign: Late payment") and alice.modal is modal
    assert await alice.searches(modal, "client", "ac") == ["Acme", "Accord"]
    lacking = await alice.submits(modal, {"client": "Acme"})
    assert lacking.errors == {"summary": REQUIRED} and "submission" not in either.kinds()
    refused = await alice.submits(modal, {"summary": "bad", "people": ["ben", "lena"], "consent": True})
    assert refused.errors == {"summary": "Not so, please."} and alice.modal is modal
    sent = await alice.submits(modal, {"summary": "Rude", "sign": "Disrespect", "day": "2026-03-04"})
    assert sent.closed and alice.modal is None
    values = either.heard[-1][1]["view"]["state"]["values"]
    assert values["client"]["clients"]["selected_option"]["value"] == "acme"
    assert values["sign"]["value"]["selected_option"]["value"] == "disrespect"
    assert values["summary"]["value"] == {"type": "plain_text_input", "value": "Rude"}
    assert values["day"]["value"]["selected_date"] == "2026-03-04"
    assert values["people"]["value"]["selected_users"] == ["U01BEN", "U01LENA"]
    assert [one["value"] for one in values["consent"]["value"]["selected_options"]] == ["yes"]
    assert (await alice.receives("Filed: Rude")).buttons == ["Undo"]


async def test_modal_when_the_answer_changes_it(slack: Slack, tiny: Tiny) -> None:
    alice = slack.person("alice")
    modal = (await alice.types("/form")).modal
    before = modal.raw["hash"]
    changed = await alice.submits(modal, {"client": "Zeta", "summary": "change"})
    assert changed.view is modal and modal.title == "Report, changed" and modal.raw["hash"] != before
    pushed = (await alice.submits(modal, {"summary": "more"})).modal
    assert pushed.title == "One more" and pushed.raw["previous_view_id"] == modal.id and alice.modal is pushed
    await alice.closes(pushed)
    assert alice.modal is modal and tiny.heard[-1][0] == "view_closed"
    await alice.fills(modal, {"summary": "clear"})
    drafted = await alice.presses("Draft", on=modal)
    assert drafted.view is modal and modal.title == "Report, drafted"
    assert tiny.heard[-1][1]["view"]["state"]["values"]["summary"]["value"]["value"] == "clear"
    assert (await alice.submits(modal)).closed and alice.modal is None, "what was typed outlived the change"


async def test_modal_when_pushed_and_closed_many_times(slack: Slack, tiny: Tiny) -> None:
    alice = slack.person("alice")
    modal = (await alice.types("/form")).modal
    for _ in range(5):
        await alice.closes((await alice.submits(modal, {"client": "Acme", "summary": "more"})).modal)
    assert alice.modal is modal


async def test_shortcuts_when_on_a_message_and_anywhere(slack: Slack, either: Tiny) -> None:
    alice, ben = slack.person("alice"), slack.person("ben")
    slack.workspace.patience = 0.1
    wrote = await ben.writes("You idiots & <!channel>", "acme")
    assert "message" not in either.kinds(), "the bot is not in acme"
    assert (await alice.flags(wrote)).modal.title == "Report"
    flagged = either.heard[-1][1]
    assert flagged["message"]["text"] == "You idiots &amp; &lt;!channel&gt;" and flagged["channel"]["name"] == "acme"
    assert (await alice.shortcut()).modal.title == "Report" and "channel" not in either.heard[-1][1]


async def test_home_when_opened_and_a_button_there_is_pressed(slack: Slack, either: Tiny) -> None:
    alice = slack.person("alice")
    page = await alice.opens_home()
    assert page is not None and page.text == "Your clients\n[Renew]"
    assert (await alice.opens_home()) is page and "view" in either.heard[-1][1]["event"]
    assert slack.person("ben").home is None


async def test_message_events_when_in_the_bots_chat_and_channels(slack: Slack, either: Tiny) -> None:
    alice = slack.person("alice")
    wrote = await alice.writes_to_bot("hello")
    answer = await alice.receives("Try /hi")
    [own] = await alice.inbox()
    assert own.ts == wrote.ts and [reply.ts for reply in own.replies] == [answer.ts]
    assert answer.raw["bot_id"] == "B0SIGNPOST"
    await alice.mentions_bot("general", "what can you do?")
    assert [one.text for one in alice.ephemerals()] == ["Try /hi"]
    assert either.kinds() == ["message", "app_mention", "message"]
    await alice.writes("good morning", "general")
    assert either.heard[-1][1]["event"]["channel_type"] == "channel"


async def test_button_in_a_direct_message_when_pressed(slack: Slack, tiny: Tiny) -> None:
    alice = slack.person("alice")
    await tiny.client.chat_postMessage(channel=alice.id, text="Nudge", blocks=_pressable("Acknowledge"))
    [nudge] = await alice.inbox()
    with pytest.raises(AssertionError, match=r"0 buttons 'Dismiss'; there are \['Acknowledge'\]"):
        await alice.presses("Dismiss", on=nudge)
    await alice.presses("Acknowledge", on=nudge)
    assert tiny.heard[-1][1]["message"]["ts"] == nudge.ts and tiny.heard[-1][1]["channel"]["name"] == "directmessage"
    after = await alice.reread(nudge)
    assert after is not None and after.text == "Pressed" and after.raw["edited"]


async def test_event_when_it_is_told_again(slack: Slack, tiny: Tiny) -> None:
    delivered = await slack.workspace.event({"type": "app_mention", "channel": "C0GENERAL", "user": "U01BEN"})
    assert delivered.answer.status == 200
    assert (await slack.workspace.again(delivered, 2, "http_error")).status == 200
    assert tiny.heard[0][1]["event_id"] == tiny.heard[1][1]["event_id"]


async def test_channel_when_it_is_shared_and_no_more(slack: Slack, tiny: Tiny) -> None:
    workspace = slack.workspace
    await workspace.adds("signpost", "acme")
    await workspace.shares("acme")
    told = await tiny.client.conversations_info(channel="C0ACME")
    assert told["channel"]["is_ext_shared"] and tiny.heard[0][1]["is_ext_shared_channel"]
    await workspace.person("erik").writes("hi", "acme")
    event = tiny.heard[-1][1]
    assert event["event"]["user_team"] == "T09ACME" and event["authorizations"][0]["team_id"] == "T01TEST"
    assert "U0901ERIK" in (await tiny.client.conversations_members(channel="C0ACME"))["members"]
    await workspace.unshares("acme")
    told = await tiny.client.conversations_info(channel="C0ACME")
    assert not told["channel"]["is_ext_shared"] and tiny.kinds()[-1] == "channel_unshared"


async def test_users_info_when_they_are_guests_or_of_another_firm(slack: Slack, tiny: Tiny) -> None:
    slack.person("ben").account.locale = "de-DE"

    async def info(user: str) -> dict[str, object]:
        return dict((await tiny.client.users_info(user=user, include_locale=True))["user"])

    ben, gus, erik = [await info(user) for user in ("U01BEN", "U01GUS", "U0901ERIK")]
    assert ben["locale"] == "de-DE" and ben["tz"] == "Europe/Berlin" and not ben["is_restricted"]
    assert gus["is_restricted"] and "is_stranger" not in gus
    assert erik["is_stranger"] and erik["team_id"] == "T09ACME"
    assert "locale" not in (await tiny.client.users_info(user="U01BEN"))["user"]


async def test_acknowledgement_when_the_app_fails_is_what_slack_shows(slack: Slack) -> None:
    async with HttpTransport("http://127.0.0.1:9", slack.signing_secret) as nowhere:
        slack.workspace.connect(nowhere)
        seen = await slack.person("alice").types("/hi")
    assert seen.answer.status == 0 and slack.person("alice").ephemerals()[0].text.endswith("“operation_timeout”")
    assert slack.shim.watch.violations == ["/hi: acknowledged never, not within 3 s"]


async def test_signature_when_it_or_the_time_is_wrong(slack: Slack, tiny: Tiny) -> None:
    # The example of https://docs.slack.dev/authentication/verifying-requests-from-slack
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name="
        "foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2F"
        "hooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47"
        "445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    assert sign("8f742231b10e8888abcd99yyyzzz85a5", 1531420618, body) == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )
    async with HttpTransport(tiny.url, slack.signing_secret) as http:
        assert (await http.raw("command=%2Fnothing", signed("wrong", "command=%2Fnothing", FORM))).status == 401
        late = signed(slack.signing_secret, "x=1", FORM, int(time.time()) - 400)
        assert (await http.raw("x=1", late)).status == 401
    assert tiny.heard == []


async def test_workspaces_when_there_are_two(slack: Slack, tiny: Tiny) -> None:
    other = await slack.add(other_firm())
    await slack.redirects_to("http://127.0.0.1:1/slack/oauth_redirect")
    assert other.person("alice").id == "U02OTHERALICE" and other.seed.team_id == "T02OTHER"
    told = await tiny.client.auth_test()
    assert (told["team_id"], told["user_id"], told["bot_id"]) == ("T01TEST", "U0SIGNPOST", "B0SIGNPOST")
    assert told.headers["x-oauth-scopes"].split(",") == sorted(agency().scopes)


def test_shown_when_there_is_something_of_everything() -> None:
    rich = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "by "}, {"type": "user", "user_id": "U1"}]},
        {"type": "rich_text_list", "style": "ordered", "elements": [_line("one"), _line("two")]},
        {"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://x.example", "text": "there"}]},
    ]
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Acme &amp; Co"}},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "A &amp; B"},
            "fields": [{"type": "mrkdwn", "text": "c"}],
        },
        {"type": "rich_text", "elements": rich},
        {"type": "divider"},
        {
            "type": "context",
            "elements": [{"type": "image", "alt_text": "a chart"}, {"type": "mrkdwn", "text": "by rule"}],
        },
        {"type": "mystery"},
    ]
    assert shown({"text": "not shown", "blocks": blocks, "files": [{"title": "score.png"}]}).split("\n") == [
        "Acme &amp; Co",
        "A & B",
        "c",
        "by @U1",
        "1. one",
        "2. two",
        "> there",
        "---",
        "(image: a chart) by rule",
        "(mystery)",
        "(file: score.png)",
    ]
    assert shown({"text": "5 &lt; 6"}) == "5 < 6" and payloads.escaped('5 < "6"') == '5 &lt; "6"'


def _line(words: str) -> dict[str, object]:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}


def _pressable(label: str) -> list[dict[str, object]]:
    button = {"type": "button", "action_id": "do|0|press", "text": {"type": "plain_text", "text": label}, "value": "1"}
    return [{"type": "actions", "elements": [button]}]
