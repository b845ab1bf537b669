"""Recorded activities of Teams, and the message that each becomes."""

from collections.abc import Callable
from typing import Any

import pytest

from adapters.common.shapes import Malformed
from adapters.teams import inbound
from adapters.teams.clicks import is_click
from bot.domain.person import ChannelRef, PersonRef
from bot.messages import From, MessageFlagged, MessageGone, MessageHeard, Pressed, Submitted, Typed
from tests.adapters.teams.payloads import names, payload

TENANT = "b0000000-0000-4000-8000-00000000000b"
ALICE = PersonRef("teams", TENANT, "c0000000-0000-4000-8000-000000000001")
BEN = "c0000000-0000-4000-8000-000000000002"
CHANNEL = ChannelRef("teams", TENANT, "19:253b1f341670408fb6fe51050b6e5ceb@thread.tacv2")
GROUP = ChannelRef("teams", TENANT, "19:0cdf8a3f@thread.v2")
LINK = (
    "https://teams.microsoft.com/l/message/19:253b1f341670408fb6fe51050b6e5ceb@thread.tacv2/1772441000000"
    "?tenantId=b0&createdTime=1772441000000"
)
FLAG = {
    "client": "c1",
    "sign": "disrespect",
    "severity": "2",
    "summary": "Called us names",
    "occurred_on": "2026-03-02",
    "quote": "",
    "link": "",
    "about_oneself": "no",
    "consent": "yes",
    "to_owner": "false",
}
Read = dict[str, Any]


def by(read: Read) -> From:
    return inbound.sender(read, name="Alice Meier", external=False)


def typed(read: Read) -> Typed | None:
    line = inbound.line_of(read)
    return line.typed(by(read)) if line else None


def acted(read: Read) -> object:
    """What a button or form brings."""
    data = inbound.data_of(read)
    own, who = inbound.own_of(data), by(read)
    found = inbound.pressed(own, who) or inbound.submitted(data, own, who) or inbound.page_of(own)
    return found or ("cancel" if inbound.is_cancelled(own) else None)


def said(command: str, text: str, channel: ChannelRef | None = None) -> Callable[[Read], Typed]:
    return lambda read: Typed(sender(read, channel), command, text)


def sender(read: Read, channel: ChannelRef | None = None, key: str = "") -> From:
    return From(
        who=ALICE,
        key=key or inbound.key_of(read),
        channel=channel,
        name="Alice Meier",
        language="de-DE",
        external=False,
        timezone="Europe/Berlin",
        overheard=True,
    )


def pressed(action: str, value: str) -> Callable[[Read], Pressed]:
    return lambda read: Pressed(sender(read), action, value)


def submitted(
    form: str, values: dict[str, str], state: dict[str, str] | None = None, channel: ChannelRef | None = None
) -> Callable[[Read], Submitted]:
    key = f"teams:{TENANT}:form:{ALICE.user}:0badcafe"
    return lambda read: Submitted(sender(read, channel, key), form, values, state or {})


def flagged(quote: str, link: str, channel: ChannelRef) -> Callable[[Read], MessageFlagged]:
    return lambda read: MessageFlagged(sender(read, channel), quote, link, own=False)


def overheard(read: Read) -> MessageHeard | None:
    """What is no command, in a channel that is listened to."""
    channel = inbound.channel_of(read)
    assert channel is not None and inbound.line_of(read) is None and inbound.is_from_somebody(read)
    return inbound.heard(read, channel, by(read))


def gone(read: Read) -> MessageGone:
    channel = inbound.channel_of(read)
    assert channel is not None
    return inbound.gone(read, channel)


def heard(
    words: str, message: str, channel: ChannelRef, link: str, parent: str = "", change: str = ""
) -> Callable[[Read], MessageHeard]:
    return lambda read: MessageHeard(
        by=sender(read, channel, f"{inbound.key_of(read)}:{change}" if change else ""),
        channel=channel,
        message=message,
        text=words,
        link=link,
        parent=parent,
        edited=change != "",
    )


def linked(message: str, *, group: bool = True) -> str:
    there = f"https://teams.microsoft.com/l/message/{CHANNEL.channel}/{message}?tenantId={TENANT}"
    team = "&groupId=d0000000-0000-4000-8000-00000000000d" if group else ""
    return f"{there}{team}&parentMessageId={ROOT}&createdTime={message}"


ROOT = "1772442000000"
IN_CHAT = (
    f"https://teams.microsoft.com/l/message/{GROUP.channel}/1772442000031?context=%7B%22contextType%22%3A%22chat%22%7D"
)
QUOTING = """> Ben Kurz
> What did they say?
@Ben Kurz, they called us a<b & "idiots" in `a = 1`
```
if late:
    wait()
```"""
EDITED = "editMessage:2026-03-02T09:05:00.1234567Z"
BACK = "undeleteMessage:2026-03-02T09:07:00.1234567Z"
NOBODY: Callable[[Read], object] = lambda read: inbound.is_from_somebody(read)  # noqa: E731
SOME_CHANNEL = ChannelRef("teams", TENANT, "19:253b@thread.tacv2")
CASES: dict[str, tuple[Callable[[Read], object], object]] = {
    "message_personal": (typed, said("client-flag", "acme disrespect:3 called us <names> & worse")),
    "message_personal_encoded": (typed, said("client-flag", "acme disrespect:3 called us <names> & worse")),
    "message_personal_lines": (typed, said("client-flag", "acme disrespect:3 first line\nsecond line")),
    "message_personal_xml": (typed, said("client-flag", "acme disrespect:3 a < b")),
    "message_channel_mention": (typed, said("client-flag", "acme late_payment Signpost waits", CHANNEL)),
    "message_channel_mention_last": (typed, said("client-status", "acme", CHANNEL)),
    "message_channel_mentions_others": (
        typed,
        said("client-flag", "acme disrespect @Ben Kurz was called names, see <at>Signpost</at>", CHANNEL),
    ),
    "message_channel_unmentioned": (typed, said("client-flag", "acme disrespect rude", CHANNEL)),
    "message_channel_talk": (
        overheard,
        heard("did somebody tell Signpost?", "1772442000009", CHANNEL, linked("1772442000009", group=False), ROOT),
    ),
    "message_channel_html": (
        overheard,
        heard(QUOTING, "1772442000030", CHANNEL, linked("1772442000030"), ROOT),
    ),
    "message_channel_post": (overheard, heard("A new week.", ROOT, CHANNEL, linked(ROOT))),
    "message_group_talk": (overheard, heard("they want it for free", "1772442000031", GROUP, IN_CHAT)),
    "message_channel_picture": (overheard, None),
    "message_channel_edited": (
        overheard,
        heard("did somebody tell them?", "1772442000009", CHANNEL, linked("1772442000009"), ROOT, EDITED),
    ),
    "message_channel_undeleted": (
        overheard,
        heard("did somebody tell them?", "1772442000009", CHANNEL, linked("1772442000009"), ROOT, BACK),
    ),
    "message_channel_deleted": (
        gone,
        lambda read: MessageGone(
            f"{inbound.key_of(read)}:softDeleteMessage:2026-03-02T09:06:00.1234567Z", CHANNEL, "1772442000009"
        ),
    ),
    "message_group_home": (inbound.line_of, inbound.Line("home")),
    "message_form": (acted, submitted("flag", FLAG, {"own": "yes"})),
    "message_button": (acted, pressed("client.talk", "c1")),
    "message_from_bot": (NOBODY, False),
    "message_from_meeting_guest": (NOBODY, False),
    "message_update": (NOBODY, True),
    "message_reaction": (NOBODY, True),
    "card_action_button": (acted, pressed("nudge.acknowledge", "n1")),
    "card_action_form": (
        acted,
        submitted(
            "talk",
            {"client": "c1", "day": "2026-03-01", "outcome": "agreed", "note": "Two\nlines"},
            channel=SOME_CHANNEL,
        ),
    ),
    "card_action_cancel": (acted, "cancel"),
    "card_action_pick": (acted, pressed("report.show", "i7")),
    "task_fetch_button": (acted, pressed("nudge.snooze", "n1")),
    "task_fetch_page": (acted, "clients/c1"),
    "task_submit_form": (
        acted,
        submitted(
            "client",
            {
                "name": "Acme GmbH",
                "aliases": "acme",
                "language": "de",
                "leads": f"teams:{TENANT}/{BEN},0123456789abcdef0123456789abcdef",
                "deputies": "",
                "bind": "yes",
            },
            {"subject": "c1", "channel": str(SOME_CHANNEL)},
        ),
    ),
    "extension_fetch_message": (
        lambda read: inbound.flagged(read, by(read)),
        flagged("You are idiots & worse, Alice", LINK, CHANNEL),
    ),
    "extension_fetch_compose": (lambda read: inbound.flagged(read, by(read)), None),
    "extension_submit": (
        acted,
        submitted(
            "flag",
            {
                "client": "c1",
                "sign": "ethics",
                "severity": "3",
                "summary": "x",
                "occurred_on": "2026-03-02",
                "consent": "no",
            },
            channel=CHANNEL,
        ),
    ),
    "search_clients": (inbound.sought, ("clients.led", "ac")),
    "search_people": (inbound.sought, ("graph.microsoft.com/users", "be")),
    "installation_add": (lambda read: (inbound.action_of(read), inbound.is_personal(read)), ("add", True)),
    "installation_add_team": (lambda read: (inbound.action_of(read), inbound.is_personal(read)), ("add", False)),
    "installation_remove": (inbound.action_of, "remove"),
    "members_added_bot": (lambda read: inbound.members(read, "membersAdded"), []),
    "members_added": (lambda read: inbound.members(read, "membersAdded"), ["29:ben"]),
    "channel_renamed": (lambda read: inbound.members(read, "membersAdded"), []),
    "playground_extension_fetch": (
        lambda read: (flag := inbound.flagged(read, by(read))) and (flag.quote, flag.link, flag.own),
        ("You are idiots, says the client", "", False),
    ),
    "playground_installation": (inbound.action_of, "add"),
}


@pytest.mark.parametrize("name", CASES)
def test_activity_becomes_its_message(name: str) -> None:
    ask, wanted = CASES[name]
    read = payload(name)
    assert ask(read) == (wanted(read) if callable(wanted) else wanted)


def test_every_recorded_activity_has_a_case() -> None:
    assert sorted(CASES) == names()


def test_buttons_are_told_from_words() -> None:
    clicks = {name for name in names() if payload(name)["type"] == "message" and is_click(payload(name))}
    assert clicks == {"message_form", "message_button"}


# --- Keys --------------------------------------------------------------------------------------------------------


def test_key_is_the_activitys_within_its_conversation_and_firm() -> None:
    read = payload("message_personal")
    elsewhere = read | {"conversation": {**read["conversation"], "id": "a:another"}}
    other_firm = read | {"channelData": {"tenant": {"id": "b0000000-0000-4000-8000-00000000000c"}}}
    keys = {inbound.key_of(one) for one in (read, elsewhere, other_firm, read | {"id": "2"})}
    assert len(keys) == 4
    assert inbound.key_of(payload("message_personal")) in keys
    assert inbound.key_of({**read, "id": ""}) != inbound.key_of({**read, "id": "", "text": "x"})


def test_form_has_a_key_of_its_own_so_that_pressing_twice_is_one_effect() -> None:
    first, second = payload("message_form"), payload("message_form") | {"id": "1772442999999"}
    assert inbound.key_of(first) != inbound.key_of(second)
    one, two = acted(first), acted(second)
    assert isinstance(one, Submitted) and isinstance(two, Submitted) and one.by.key == two.by.key
    without = {**first, "value": {**first["value"], "signpost": {"form": "flag"}}}
    alone = acted(without)
    assert isinstance(alone, Submitted) and alone.by.key == inbound.key_of(first)


# --- Who and where -----------------------------------------------------------------------------------------------


def test_ids_are_the_same_however_they_are_written() -> None:
    read = payload("message_personal")
    shouted = read | {
        "from": {**read["from"], "aadObjectId": ALICE.user.upper()},
        "channelData": {"tenant": {"id": TENANT.upper()}},
    }
    assert inbound.who_of(shouted) == ALICE


@pytest.mark.parametrize("kind", ["groupChat", "channel", "", None, "Personal", "meeting"])
def test_what_is_not_said_to_be_a_1_to_1_chat_is_none(kind: str | None) -> None:
    read = payload("message_personal")
    read["conversation"]["conversationType"] = kind
    assert not inbound.is_personal(read) and inbound.channel_of(read) is not None


def test_language_and_zone_come_from_the_client_where_the_activity_is_silent() -> None:
    read = payload("message_personal") | {"locale": None, "localTimezone": None}
    assert (by(read).language, by(read).timezone) == ("de-DE", "Europe/Berlin")
    read["entities"] = None
    assert (by(read).language, by(read).timezone) == ("", "")


def test_whoever_has_an_id_that_no_record_can_keep_is_nobody() -> None:
    read = payload("message_personal")
    assert not inbound.is_from_somebody(read | {"from": {**read["from"], "aadObjectId": "c0\ud800"}})


# --- Mentions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "times", "rest"),
    [
        ("<at>Signpost</at> client-flag x <at>Signpost</at>", 1, "x <at>Signpost</at>"),
        ("<at>Signpost</at> client-flag x <at>Signpost</at>", 2, "x"),
        ("client-flag<at>Signpost</at> x", 1, "x"),
        ("<at>Signpost</at>client-flag Signpost is late", 1, "Signpost is late"),
        ("client-flag Signpost is late", 0, "Signpost is late"),
    ],
)
def test_exactly_the_mentions_own_text_goes_once_for_each(text: str, times: int, rest: str) -> None:
    read = payload("message_channel_mention") | {"text": text, "attachments": []}
    read["entities"] = [read["entities"][0]] * times
    line = inbound.line_of(read)
    assert line == inbound.Line("client-flag", rest)


def test_mention_of_somebody_with_the_bots_name_is_no_mention_of_the_bot() -> None:
    read = payload("message_channel_mention") | {"text": "<at>Signpost</at> home"}
    read["entities"][0]["mentioned"]["id"] = "29:somebody"
    assert inbound.line_of(read) is None


@pytest.mark.parametrize("text", ["a &lt; b", "a &amp;lt; b", "&nbsp;"])
def test_what_somebody_typed_like_an_entity_stays(text: str) -> None:
    """The message as HTML tells that it was typed so."""
    read = payload("message_personal") | {"text": f"client-flag x {text}"}
    shown = text.replace("&", "&amp;")
    read["attachments"] = [{"contentType": "text/html", "content": f"<p>client-flag x {shown}</p>"}]
    line = inbound.line_of(read)
    assert line is not None and line.rest == f"x {text}".replace("&nbsp;", " ").strip()


@pytest.mark.parametrize("value", [[], "x", 7, {"data": 7}, {"data": []}, {"data": {"signpost": []}}])
@pytest.mark.parametrize("name", ["task_submit_form", "extension_submit"])
def test_data_of_another_shape_is_malformed(name: str, value: object) -> None:
    with pytest.raises(Malformed):
        acted(payload(name) | {"value": value})
