"""The checker itself: every rule of it sees a planted fault."""

from typing import Any

import pytest

from tests.adapters.teams.cards import CARD_BYTES, Json, problems, schema_problems

PNG = "data:image/png;base64,iVBORw0KGgo="


def run(text: str = "x") -> Json:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text}]}


def card(*body: Json, **more: Any) -> Json:
    frame = {"type": "AdaptiveCard", "version": "1.5", "fallbackText": "words", "msteams": {"width": "Full"}}
    return {**frame, "body": list(body or (run(),)), **more}


def attached(content: Json) -> Json:
    return {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}


def activity(content: Json, **more: Any) -> Json:
    return {"type": "message", "summary": "s", "attachments": [attached(content)], **more}


def window(content: Json, title: str = "t") -> Json:
    value = {"title": title, "height": "large", "width": "medium", "card": attached(content)}
    return {"task": {"type": "continue", "value": value}}


def button(kind: str = "Action.Execute", **more: Any) -> Json:
    verb = {"verb": "v"} if kind == "Action.Execute" else {}
    return {"type": kind, "title": "Do", "data": {"signpost": {}}, **verb, **more}


def acting(*actions: Json) -> Json:
    return {"type": "ActionSet", "actions": list(actions)}


def choices(*values: str, **more: Any) -> Json:
    made = [{"title": value or "none", "value": value} for value in values]
    return {"type": "Input.ChoiceSet", "id": "c", "label": "C", "choices": made, **more}


def found(*values: str) -> Json:
    results = [{"title": "x", "value": value} for value in values]
    kind = "application/vnd.microsoft.search.searchResponse"
    return {"statusCode": 200, "type": kind, "value": {"results": results}}


def below(*actions: Json) -> Json:
    sheet = {"type": "AdaptiveCard", "body": [acting(*actions)]}
    return {"type": "Action.ShowCard", "title": "More", "card": sheet}


GOOD = [
    activity(card(acting(*[button()] * 5, below(*[button()] * 6)))),
    window(card(acting(button("Action.Submit")))),
    card(choices("a", "b", value="a"), {"type": "Image", "url": PNG, "altText": "x"}),
    found("a", "b"),
]
TASK = {"signpost": {}, "msteams": {"type": "task/fetch"}}


@pytest.mark.parametrize("payload", GOOD)
def test_what_can_be_sent_has_no_problem(payload: Json) -> None:
    assert problems(payload) == []


@pytest.mark.parametrize(
    "planted",
    [
        activity(card(), text="twice"),
        activity(card(), summary=" "),
        activity(card(run("x" * CARD_BYTES))),
        activity(card(run("ü" * (CARD_BYTES // 6)))),
        activity(card(acting(button("Action.Submit")))),
        window(card(acting(button()))),
        window(card(acting(button("Action.Submit", data=TASK)))),
        window(card(), title="x" * 65),
        card(run("\ud83d")),
        card(version="1.6"),
        card(fallbackText=""),
        card(msteams={"width": "Full", "entities": []}),
        card(body=[]),
        card(run("")),
        card(run("two\nlines")),
        card({"type": "RichTextBlock", "inlines": []}),
        card({"type": "Container", "items": []}),
        card(acting(*[button()] * 7)),
        card(acting(*[button()] * 4), acting(*[button()] * 3)),
        card(acting(*[button()] * 4), actions=[button()] * 3),
        card({"type": "Container", "items": [acting(*[button()] * 7)]}),
        card(acting(below(*[button()] * 7))),
        card(acting(below(below(button())))),
        card(acting(button(title=" "))),
        card(acting(button(verb=""))),
        card(acting(button(data={"own": 1}))),
        card(choices("a"), choices("b")),
        card(choices("a", "a")),
        card(choices("a", "")),
        card(choices("a", value="b")),
        card(choices("a", value="a,b", isMultiSelect=True)),
        card(choices(*map(str, range(101)))),
        card(choices("a", **{"choices.data": {"type": "Data.Query", "dataset": "x"}, "style": "filtered"})),
        card(choices("a", label=" ")),
        card(choices("a", isRequired=True)),
        card({"type": "Input.Text", "id": "a", "label": "A", "maxLength": 2, "value": "abc"}),
        card({"type": "Input.Text", "id": "signpost", "label": "A"}),
        card({"type": "Image", "url": "https://example.com/x.png", "altText": "x"}),
        card({"type": "Image", "url": PNG}),
        found(*map(str, range(16))),
        found("a", "a"),
        found(""),
    ],
    ids=range(42),
)
def test_checker_sees_what_is_wrong(planted: Json) -> None:
    assert problems(planted) != []


@pytest.mark.parametrize(
    "planted",
    [
        card(run(), surprise=1),
        card({**run(), "color": "Accent"}),
        card({"type": "TextRun", "text": "x"}),
        card({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "x", "weight": "heavy"}]}),
        card(acting(button(style="loud"))),
    ],
    ids=range(5),
)
def test_microsofts_schema_sees_what_is_wrong(planted: Json) -> None:
    assert schema_problems(card()) == []
    assert schema_problems(planted) != []
