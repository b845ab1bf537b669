"""Recorded payloads of Slack, and the message that each becomes."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from adapters.common.profiles import Profile
from adapters.slack import inbound
from adapters.slack.people import profile_of
from bot.domain.person import ChannelRef, PersonRef
from bot.messages import From, MessageFlagged, Pressed, Submitted, Typed
from tests.adapters.slack.signing import names, payload

TEAM = "T01TEST"
ACME = ChannelRef("slack", TEAM, "C0ACME")
KNOWN = {"U01ALICE": "Alice Meier", "U02BOB": "Bob"}
HASH = "1772442100.aBcDeFgH"
Read = Callable[[dict[str, Any]], object]


def sender(read: Mapping[str, Any]) -> From:
    return inbound.sender(read, name="Alice Meier", language="de-DE", external=False)


def by(user: str, key: str, channel: ChannelRef | None = None, workspace: str = TEAM) -> From:
    who = PersonRef("slack", workspace, user)
    return From(who=who, key=f"slack:{key}", channel=channel, name="Alice Meier", language="de-DE", external=False)


def trigger(number: int) -> str:
    return f"{TEAM}:100000000{number:04d}.2000000001.{number:032x}"


def typed(read: dict[str, Any]) -> Typed:
    return inbound.typed(read, sender(read), KNOWN)


def pressed(read: dict[str, Any]) -> Pressed | None:
    return inbound.pressed(read["actions"][0], sender(read))


def submitted(read: dict[str, Any]) -> Submitted:
    by = sender(read)
    return inbound.submitted(read, by, workspace=by.who.workspace)


def flagged(read: dict[str, Any]) -> MessageFlagged:
    return inbound.flagged(read, sender(read), KNOWN)


def spoken_to(read: dict[str, Any]) -> tuple[From, bool]:
    return sender(read), inbound.mention_or_direct(read["event"])


def overheard(read: dict[str, Any]) -> tuple[str, str, str, bool]:
    """What a message in a channel tells: where, who, of which firm; and that it is not for the bot."""
    spoken = inbound.mention_or_direct(read["event"])
    return inbound.channel_of(read), inbound.user_of(read), inbound.user_team_of(read), spoken


def sharing(read: dict[str, Any]) -> object:
    return inbound.workspace_of(read), inbound.key_of(read), inbound.sharing(read["event"])


def joined(read: dict[str, Any]) -> object:
    return inbound.workspace_of(read), inbound.key_of(read), inbound.newcomer(read["event"])


def left(read: dict[str, Any]) -> object:
    return inbound.workspace_of(read), inbound.key_of(read), inbound.left(read["event"])


def moved(read: dict[str, Any]) -> object:
    return inbound.workspace_of(read), inbound.key_of(read), inbound.moved(read["event"])


def changed(read: dict[str, Any]) -> object:
    user = read["event"]["user"]
    return user["id"], profile_of(user, inbound.workspace_of(read))


def firm(read: dict[str, Any]) -> tuple[str, str]:
    return inbound.workspace_of(read), inbound.key_of(read)


FLAG = {
    "client": "c1",
    "sign": "disrespect",
    "severity": "2",
    "summary": "Called us idiots & <worse>\nin front of the team",
    "occurred_on": "2026-03-02",
    "quote": "You idiots",
    "link": "",
    "about_oneself": "",
    "consent": "yes",
    "to_owner": "",
}
CLIENT = {
    "name": "Acme GmbH",
    "aliases": "acme",
    "language": "de",
    "leads": "slack:T01TEST/U03LEAD,slack:T01TEST/U04TOM,p3",
    "deputies": "",
    "bind": "yes",
    "contract_kind": "",
    "contract_start": "2025-01-01",
    "term_end": "",
    "notice": "",
    "clause": "",
    "pay_rhythm": "",
    "monthly_value": "",
    "currency": "EUR",
    "country": "DE",
}
LINK = "https://example-agency.slack.com/archives/C0ACME/p"

EXPECTED: dict[str, tuple[Read, object]] = {
    "command": (
        typed,
        Typed(by("U01ALICE", trigger(1), ACME), "client-flag", "acme disrespect:3 called @Bob & me idiots <again>"),
    ),
    "command_direct": (typed, Typed(by("U01ALICE", trigger(2)), "client-status")),
    "command_grid": (typed, Typed(by("W01ALICE", trigger(3), ACME), "client-flag", "mine")),
    "block_actions_message": (pressed, Pressed(by("U03LEAD", trigger(10)), "nudge.acknowledge", "n1")),
    "block_actions_page": (lambda read: inbound.page_of(read["actions"][0]), "client/c1"),
    "block_actions_ephemeral": (pressed, Pressed(by("U01ALICE", trigger(12), ACME), "report.right", "i17")),
    "block_actions_modal": (pressed, Pressed(by("U01ALICE", trigger(13)), "report.withdraw", "i17")),
    "block_actions_home": (lambda read: inbound.chart_of(read["actions"][0]), "c1"),
    "view_submission_flag": (
        submitted,
        Submitted(by("U01ALICE", "T01TEST:view:V01FLAG:" + HASH, ACME), "flag", FLAG),
    ),
    "view_submission_client": (
        submitted,
        Submitted(
            by("U03LEAD", "T01TEST:view:V01CLIENT:" + HASH, ACME), "client", CLIENT, {"channel": "slack:T01TEST/C0ACME"}
        ),
    ),
    "view_submission_grid": (
        submitted,
        Submitted(
            by("W01ALICE", "T01TEST:view:V01NOTE:" + HASH), "note", {"text": "Talked on the phone"}, {"subject": "c1"}
        ),
    ),
    "view_closed": (lambda read: sender(read).who, PersonRef("slack", TEAM, "U01ALICE")),
    "block_suggestion": (inbound.sought, ("flag", "acm & c")),
    "message_shortcut": (
        flagged,
        MessageFlagged(
            by("U01ALICE", trigger(30), ACME),
            "You <idiots>, @Alice Meier! See https://acme.example/a?b=1&c=2 (the list) or #acme",
            f"{LINK}1772441000123456",
        ),
    ),
    "message_shortcut_thread": (
        flagged,
        MessageFlagged(
            by("U01ALICE", trigger(31), ACME),
            "and I have had enough",
            f"{LINK}1772441060000100?thread_ts=1772441000.123456&cid=C0ACME",
            own=True,
        ),
    ),
    "message_shortcut_blocks": (
        flagged,
        MessageFlagged(
            by("U01ALICE", trigger(32), ACME),
            "Dear @Bob and @here, :angry:\nlate\nwrong & <odd>\nhttps://acme.example (our terms) by 2 March 2026\ncode",
            f"{LINK}1772441070000100",
        ),
    ),
    "global_shortcut": (sender, by("U01ALICE", trigger(33))),
    "app_home_opened": (sender, by("U01ALICE", "T01TEST:Ev0001TEST")),
    "app_mention": (spoken_to, (by("U01ALICE", "T01TEST:Ev0002TEST", ACME), True)),
    "message_im": (spoken_to, (by("U01ALICE", "T01TEST:Ev0003TEST"), True)),
    "message_im_own": (spoken_to, (by("U00SIGNPOST", "T01TEST:Ev0009TEST"), False)),
    "message_im_grid": (spoken_to, (by("W01ALICE", "T01TEST:Ev0012TEST"), True)),
    "message_channel": (overheard, ("C0ACME", "U01ALICE", TEAM, False)),
    "message_edited": (overheard, ("C0ACME", "", "", False)),
    "message_deleted": (overheard, ("C0ACME", "", "", False)),
    "message_bot": (overheard, ("C0ACME", "", "", False)),
    "message_thread_reply": (overheard, ("C0ACME", "U01ALICE", TEAM, False)),
    "message_connect": (overheard, ("C0ACME", "U09CLIENT", "T09CLIENT", False)),
    "app_mention_connect_grid": (overheard, ("C0ACME", "W09CLIENT", "E09GRID", True)),
    **{
        name: (overheard, (channel, user, team, False))
        for name, channel, user, team in (
            ("message_file_share", "C0ACME", "U01ALICE", TEAM),
            ("message_file_only", "C0ACME", "U01ALICE", TEAM),
            ("message_me", "C0ACME", "U01ALICE", TEAM),
            ("message_thread_broadcast", "C0ACME", "U01ALICE", TEAM),
            ("message_group", "G0ACME", "U01ALICE", TEAM),
            ("message_untyped", "C0ACME", "U01ALICE", TEAM),
            ("message_guest", "C0ACME", "U07GUEST", TEAM),
            ("message_hidden", "C0ACME", "U01ALICE", TEAM),
            ("message_slackbot", "C0ACME", "USLACKBOT", ""),
            ("message_joined", "C0ACME", "U02BOB", ""),
            ("message_topic", "C0ACME", "U01ALICE", ""),
            ("message_workflow", "C0ACME", "U0WORKFLOW", TEAM),
            ("message_unfurled", "C0ACME", "", ""),
            ("message_tombstone", "C0ACME", "", ""),
            ("message_bot_edited", "C0ACME", "", ""),
        )
    },
    "message_im_untyped": (spoken_to, (by("U01ALICE", "T01TEST:Ev0047TEST"), True)),
    "channel_shared": (sharing, (TEAM, "slack:T01TEST:Ev0013TEST", ("C0ACME", True))),
    "channel_unshared": (sharing, (TEAM, "slack:T01TEST:Ev0014TEST", ("C0ACME", False))),
    "channel_unshared_partly": (sharing, (TEAM, "slack:T01TEST:Ev0015TEST", ("C0ACME", True))),
    "member_joined_channel": (joined, (TEAM, "slack:T01TEST:Ev0061TEST", ("U07GUEST", "C0ACME"))),
    "channel_left": (left, (TEAM, "slack:T01TEST:Ev0062TEST", "C0ACME")),
    "group_left": (left, (TEAM, "slack:T01TEST:Ev0063TEST", "G0ACME")),
    "channel_id_changed": (moved, (TEAM, "slack:T01TEST:Ev0018TEST", ("G0ACME", "C0ACME"))),
    "user_change": (changed, ("U01ALICE", Profile("Alice", "de-DE", "Europe/Berlin", external=True, active=True))),
    "app_uninstalled": (firm, (TEAM, "slack:T01TEST:Ev0016TEST")),
    "tokens_revoked": (firm, (TEAM, "slack:T01TEST:Ev0017TEST")),
    "url_verification": (lambda read: inbound.workspace_of(read), ""),
}


@pytest.mark.parametrize("name", names())
def test_recorded_payload_becomes_its_message(name: str) -> None:
    read, expected = EXPECTED[name]
    assert read(payload(name)) == expected


def test_every_case_has_its_recorded_payload() -> None:
    assert sorted(EXPECTED) == names()
