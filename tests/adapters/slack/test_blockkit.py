"""The Block Kit checker finds what Slack would refuse: each planted fault, and nothing in what is right."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.adapters.slack.blockkit import problems
from tests.adapters.slack.blockkit_parts import Json


def plain(text: str = "Words") -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def option(value: str = "a", text: str = "A") -> Json:
    return {"text": plain(text), "value": value}


def button(number: int = 0) -> Json:
    return {"type": "button", "action_id": f"do|{number}|x", "text": plain(), "value": "v", "style": "primary"}


def section(text: str = "words", **style: bool) -> Json:
    part: Json = {"type": "text", "text": text}
    return {"type": "rich_text_section", "elements": [{**part, "style": style} if style else part]}


def field(name: str, element: Json) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(),
        "hint": plain(),
        "optional": True,
        "element": {"action_id": "value", **element},
    }


MESSAGE: Json = {
    "channel": "C0ACME",
    "text": "Words",
    "blocks": [
        {"type": "header", "text": plain()},
        {"type": "section", "text": {"type": "mrkdwn", "text": "words"}, "accessory": button(1)},
        {"type": "context", "elements": [plain()]},
        {"type": "divider"},
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a chart"},
        {
            "type": "rich_text",
            "elements": [
                section("words", bold=True),
                {"type": "rich_text_list", "style": "bullet", "elements": [section()]},
                {"type": "rich_text_quote", "elements": [{"type": "emoji", "name": "wave"}]},
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}], "border": 0},
            ],
        },
        {"type": "actions", "elements": [button(2), button(3)]},
    ],
}
MODAL: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain(),
    "submit": plain(),
    "close": plain(),
    "private_metadata": "{}",
    "blocks": [
        field("text", {"type": "plain_text_input", "multiline": True, "max_length": 20, "initial_value": "typed"}),
        field("one", {"type": "static_select", "options": [option(), option("b")], "initial_option": option()}),
        field("search", {"type": "external_select", "min_query_length": 0, "initial_option": option()}),
        field("people", {"type": "multi_users_select", "initial_users": ["U01ALICE"]}),
        field("day", {"type": "datepicker", "initial_date": "2026-11-24"}),
        field("check", {"type": "checkboxes", "options": [option("yes")], "initial_options": [option("yes")]}),
    ],
}
HOME: Json = {"type": "home", "blocks": [{"type": "header", "text": plain()}]}

Fault = Callable[[Json], Any]


def put(*path: str | int, to: Any) -> Fault:
    """Sets what stands at a path; a missing key is added."""

    def change(payload: Json) -> None:
        at: Any = payload
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = to

    return change


def drop(*path: str | int) -> Fault:
    def change(payload: Json) -> None:
        at: Any = payload
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return change


B, E = "blocks", "elements"
IN_MESSAGE: dict[str, tuple[Fault, str]] = {
    "no fallback": (drop("text"), "needs a text"),
    "blank fallback": (put("text", to="  "), "needs a text"),
    "long fallback": (put("text", to="ü" * 2_001), "more than 4000 bytes"),
    "51 blocks": (put(B, to=[{"type": "divider"}] * 51), "51 of 50"),
    "unknown block": (put(B, 3, to={"type": "banner"}), "banner is not allowed in a message"),
    "field in a message": (put(B, 3, to=MODAL["blocks"][0]), "input is not allowed in a message"),
    "text too long in all": (put(B, to=[{"type": "context", E: [plain("x" * 1_900)]}] * 7), "more than 13200"),
    "header too long": (put(B, 0, "text", to=plain("x" * 151)), "more than 150"),
    "header in mrkdwn": (put(B, 0, "text", "type", to="mrkdwn"), "only plain_text"),
    "empty header": (put(B, 0, "text", to=plain(" ")), "blocks[0].text.text: empty"),
    "unknown key": (put(B, 0, "colour", to="red"), "colour is unknown"),
    "section too long": (put(B, 1, "text", "text", to="x" * 3_001), "more than 3000"),
    "section with nothing": (drop(B, 1, "text"), "neither text nor fields"),
    "11 in a context": (put(B, 2, E, to=[plain()] * 11), "11 of at most 10"),
    "button in a context": (put(B, 2, E, to=[button()]), "no text object"),
    "image without alt": (drop(B, 4, "alt_text"), "alt_text is missing"),
    "image without source": (drop(B, 4, "image_url"), "either image_url or slack_file"),
    "rich_text_input": (
        put(B, 6, E, 0, to={"type": "rich_text_input", "action_id": "a"}),
        "rich_text_input is not allowed",
    ),
    "empty rich_text": (put(B, 5, E, to=[]), "0 of at most"),
    "empty rich section": (put(B, 5, E, 0, E, to=[]), "0 of at most"),
    "empty rich element": (put(B, 5, E, 0, E, 0, "text", to=""), "text: empty"),
    "unknown rich element": (put(B, 5, E, 0, to={"type": "rich_text_table"}), "no part of rich_text"),
    "unknown inline": (put(B, 5, E, 0, E, 0, to={"type": "marquee"}), "marquee is not allowed"),
    "unknown style": (put(B, 5, E, 0, E, 0, "style", to={"blink": True}), "style: {'blink'"),
    "list of quotes": (put(B, 5, E, 1, E, 0, "type", to="rich_text_quote"), "a list holds sections"),
    "unknown list style": (put(B, 5, E, 1, "style", to="roman"), "style: roman"),
    "emoji in code": (put(B, 5, E, 3, E, 0, to={"type": "emoji", "name": "wave"}), "emoji is not allowed here"),
    "26 buttons": (put(B, 6, E, to=[button(n) for n in range(26)]), "26 of at most 25"),
    "no buttons": (put(B, 6, E, to=[]), "0 of at most 25"),
    "button too long": (put(B, 6, E, 0, "text", to=plain("x" * 76)), "76 characters, more than 75"),
    "button of emoji too long": (put(B, 6, E, 0, "text", to=plain("\U0001f600" * 38)), "76 characters"),
    "unknown button style": (put(B, 6, E, 0, "style", to="default"), "style: default"),
    "value too long": (put(B, 6, E, 0, "value", to="x" * 2_001), "more than 2000"),
    "empty value": (put(B, 6, E, 0, "value", to=""), "value: empty"),
    "action_id too long": (put(B, 6, E, 0, "action_id", to="x" * 256), "more than 255"),
    "action_id twice": (put(B, 6, E, 0, "action_id", to="do|1|x"), "action_id: 'do|1|x' twice"),
    "block_id twice": (lambda m: [b.update(block_id="b") for b in m[B][:2]], "block_id: 'b' twice"),
    "block_id too long": (put(B, 0, "block_id", to="x" * 256), "more than 255"),
    "lone surrogate": (put(B, 0, "text", to=plain("a\ud83d")), "lone surrogate"),
    "NUL": (put("text", to="a\0"), "NUL"),
    "emoji is no bool": (put(B, 0, "text", "emoji", to="no"), "no bool"),
}
IN_MODAL: dict[str, tuple[Fault, str]] = {
    "no title": (drop("title"), "title is missing"),
    "title too long": (put("title", to=plain("x" * 25)), "more than 24"),
    "submit too long": (put("submit", to=plain("x" * 25)), "more than 24"),
    "close too long": (put("close", to=plain("x" * 25)), "more than 24"),
    "no submit": (drop("submit"), "fields without submit"),
    "metadata too long": (put("private_metadata", to="x" * 3_001), "more than 3000"),
    "101 blocks": (put(B, to=[{"type": "divider"}] * 101), "101 of 100"),
    "no blocks": (put(B, to=[]), "0 of 100"),
    "larger than 250 KB": (put(B, to=[{"type": "context", E: [plain("漢" * 1_900)] * 3}] * 8), "larger than 250000"),
    "no label": (drop(B, 0, "label"), "label is missing"),
    "empty hint": (put(B, 0, "hint", to=plain("")), "hint.text: empty"),
    "button as field": (put(B, 0, "element", to=button()), "button is not allowed here"),
    "max_length": (put(B, 0, "element", "max_length", to=3_001), "max_length: 3001"),
    "value over max_length": (put(B, 0, "element", "initial_value", to="x" * 21), "21 characters, more than 20"),
    "placeholder too long": (put(B, 0, "element", "placeholder", to=plain("x" * 151)), "more than 150"),
    "no options": (put(B, 1, "element", "options", to=[]), "0 of at most 100"),
    "101 options": (put(B, 1, "element", "options", to=[option(str(n)) for n in range(101)]), "101 of at most 100"),
    "option too long": (put(B, 1, "element", "options", 1, "text", to=plain("x" * 76)), "more than 75"),
    "option without value": (put(B, 1, "element", "options", 1, "value", to=""), "value: empty"),
    "description too long": (put(B, 1, "element", "options", 1, "description", to=plain("x" * 76)), "more than 75"),
    "the same option twice": (put(B, 1, "element", "options", 1, to=option()), "options.value: 'a' twice"),
    "choice of no option": (put(B, 1, "element", "initial_option", to=option("c")), "not among the options"),
    "choice worded differently": (put(B, 1, "element", "initial_option", to=option("a", "B")), "not among the options"),
    "nobody chosen": (put(B, 3, "element", "initial_users", to=[]), "0 of at most"),
    "no day": (put(B, 4, "element", "initial_date", to="2026-02-30"), "initial_date: '2026-02-30'"),
    "day of another notation": (put(B, 4, "element", "initial_date", to="20261124"), "initial_date"),
    "empty boxes": (put(B, 5, "element", "initial_options", to=[]), "initial_options: empty"),
    "11 boxes": (put(B, 5, "element", "options", to=[option(str(n)) for n in range(11)]), "11 of at most 10"),
}
IN_HOME: dict[str, tuple[Fault, str]] = {
    "title": (put("title", to=plain()), "title is unknown"),
    "table": (put(B, 0, "type", to="table"), "table is not allowed in a home"),
    "no list": (put(B, to={}), "blocks: no list"),
}


@pytest.mark.parametrize("right", [MESSAGE, MODAL, HOME], ids=["message", "modal", "home"])
def test_what_is_right_has_no_problems(right: Json) -> None:
    assert problems(right) == []
    assert problems({"trigger_id": "1.2", "view": json.dumps(right)} if right is not MESSAGE else right) == []


@pytest.mark.parametrize("name", IN_MESSAGE)
def test_fault_planted_in_a_message_is_found(name: str) -> None:
    _found(MESSAGE, *IN_MESSAGE[name])


@pytest.mark.parametrize("name", IN_MODAL)
def test_fault_planted_in_a_modal_is_found(name: str) -> None:
    _found(MODAL, *IN_MODAL[name])


@pytest.mark.parametrize("name", IN_HOME)
def test_fault_planted_in_home_is_found(name: str) -> None:
    _found(HOME, *IN_HOME[name])


def _found(right: Json, fault: Fault, words: str) -> None:
    planted = deepcopy(right)
    fault(planted)
    assert any(words in problem for problem in problems(planted)), problems(planted)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ({"response_action": "errors", "errors": {"summary": "Please fill this in."}}, True),
        ({"response_action": "errors", "errors": {}}, False),
        ({"response_action": "errors", "errors": {"summary": ""}}, False),
        ({"response_action": "update", "view": MODAL}, True),
        ({"response_action": "update", "view": MESSAGE}, False),
        ({"options": []}, True),
        ({"options": [option()]}, True),
        ({"options": [option(str(n)) for n in range(101)]}, False),
        ({"response_type": "ephemeral", "text": "Words"}, True),
        ({"channel": "C0ACME", "users": "U01ALICE"}, True),
    ],
)
def test_answers_are_checked(answer: Json, right: bool) -> None:
    assert (problems(answer) == []) is right
