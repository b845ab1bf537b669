"""Recorded payloads of the page, and the command that each becomes."""

import json
from pathlib import Path

import pytest

from adapters.practice import inbound
from adapters.practice.inbound import Malformed
from adapters.practice.log import Entry
from bot.domain.person import ChannelRef, PersonRef
from bot.messages import From, MessageFlagged, Pressed, Submitted, Typed
from tests.adapters.practice.samples import WORKSPACE
from tests.adapters.practice.scripted import StandingClock

PAYLOADS = Path(__file__).parents[2] / "payloads" / "practice"
ACME = ChannelRef("practice", "demo", "acme")


def payload(name: str) -> dict[str, object]:
    return dict(inbound.payload_of((PAYLOADS / f"{name}.json").read_bytes()))


def by(nonce: str, channel: ChannelRef | None = ACME, language: str = "en") -> From:
    who = PersonRef("practice", "demo", "anna")
    return From(who=who, key=f"practice:anna:{nonce}", channel=channel, name="Anna Berger", language=language)


def test_command_in_a_channel_becomes_typed_with_the_channel() -> None:
    read = payload("command")
    sent = inbound.envelope(read, WORKSPACE)
    found = inbound.typed(sent, inbound.line_of(read))
    assert found == Typed(by("a1b2c3d4e5f60718"), "client-flag", "acme disrespect:3 called the team idiots")


def test_button_becomes_pressed() -> None:
    read = payload("press")
    found = inbound.pressed(read, inbound.envelope(read, WORKSPACE))
    assert found == Pressed(by("00112233445566aa", channel=None, language="de"), "nudge.acknowledge", "n1")


def test_form_becomes_submitted_with_values_and_state() -> None:
    read = payload("submit")
    found = inbound.submitted(read, inbound.envelope(read, WORKSPACE))
    values = {"client": "c1", "summary": "Called us idiots."}
    assert found == Submitted(by("ffeeddccbbaa9988"), "flag", values, {"channel": "acme"})


@pytest.mark.parametrize(("author", "own"), [("anna", True), ("jonas", False)])
def test_flagged_message_carries_quote_link_and_whether_it_is_ones_own(author: str, own: bool) -> None:
    sent = inbound.envelope(payload("flag"), WORKSPACE)
    message = Entry(id=17, place="acme", author=author, only_for=None, at=StandingClock().now(), body={"text": "Oh no"})
    found = inbound.flagged(WORKSPACE, sent, message)
    assert found == MessageFlagged(sent.by, "Oh no", "practice:demo/acme#17", own)


def test_what_signpost_said_cannot_be_flagged() -> None:
    sent = inbound.envelope(payload("flag"), WORKSPACE)
    message = Entry(id=1, place="acme", author="", only_for=None, at=StandingClock().now(), body={"notice": {}})
    with pytest.raises(Malformed, match="not_flaggable"):
        inbound.flagged(WORKSPACE, sent, message)


@pytest.mark.parametrize(
    ("place", "line", "expected"),
    [
        ("acme", "good morning", None),
        ("acme", "client-flag is a good command", None),
        ("acme", "/client-status", ("client-status", "")),
        ("acme", "  /client-flag  help ", ("client-flag", "help")),
        ("acme", "/client-flag acme\ntwo lines", ("client-flag", "acme\ntwo lines")),
        ("@anna", "client-flag mine", ("client-flag", "mine")),
        ("@anna", "hello?", ("client-flag", "help")),
    ],
)
def test_typed_line(place: str, line: str, expected: tuple[str, str] | None) -> None:
    sent = inbound.envelope({"as": "anna", "place": place, "nonce": "12345678"}, WORKSPACE)
    found = inbound.typed(sent, line)
    assert (None if found is None else (found.command, found.text)) == expected


@pytest.mark.parametrize("line", ["/giphy cat", "/", "//client-flag", "/client-"])
def test_unknown_slash_command_is_said_to_be_one(line: str) -> None:
    sent = inbound.envelope({"as": "anna", "place": "acme", "nonce": "12345678"}, WORKSPACE)
    with pytest.raises(Malformed, match="unknown_command"):
        inbound.typed(sent, line)


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        ({"as": "nobody"}, "unknown_persona"),
        ({"as": 7}, "bad_as"),
        ({"place": "closed"}, "unknown_place"),
        ({"place": "@jonas"}, "unknown_place"),
        ({"nonce": "short"}, "bad_nonce"),
        ({"nonce": "with space in it"}, "bad_nonce"),
        ({"message": -1}, "bad_message"),
        ({"message": True}, "bad_message"),
        ({"message": 2**63}, "bad_message"),
    ],
)
def test_odd_envelope_is_refused_with_a_code(odd: dict[str, object], code: str) -> None:
    with pytest.raises(Malformed, match=code):
        inbound.envelope({"as": "anna", "place": "acme", "nonce": "12345678", **odd}, WORKSPACE)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"NaN", b'{"a":Infinity}', b"[" * 100_000, b"\xff"]
)
def test_malformed_body_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        inbound.payload_of(body)


def test_lone_surrogate_and_nul_do_not_come_in() -> None:
    read = inbound.payload_of(json.dumps({"text": "a\ud800b\x00c"}).encode())
    assert inbound.line_of(read) == "a\ufffdb\ufffdc"
