"""What Teams lets a card be, checked over whatever the door makes: activities, windows, answers to a search, cards.

Microsoft's schema of Adaptive Cards 1.5 says what elements may have (``schema_problems``); sizes, counts, ids and what
Teams adds to 1.5 stand in its guides (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards) and
are checked here (``problems``).
"""

import base64
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from tests.requirements import require

Json = dict[str, Any]

SCHEMA = Path(__file__).parents[4] / "shared" / "schemas" / "adaptive-card-1.5.0.json"
SCHEMA_NEEDED = (
    "Microsoft's schema of Adaptive Cards (repository microsoft/AdaptiveCards, schemas/1.5.0/adaptive-card.json), "
    "beside the project as ../shared/schemas/adaptive-card-1.5.0.json"
)
CARD_BYTES = 28 * 1024
ACTIONS = 6
TITLE = 75
CHOICES = 100
FOUND = 15
WINDOW_TITLE = 64
_DATASETS = tuple(
    {"type": "Data.Query", "dataset": name} for name in ("clients", "clients.led", "graph.microsoft.com/users")
)


def problems(payload: Json) -> list[str]:
    """What Teams would refuse, cut or not show; empty for what can be sent."""
    try:
        json.dumps(payload, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        return [f"no UTF-8: {error.reason}"]
    return list(_problems(payload))


def _problems(payload: Json) -> Iterator[str]:
    if "task" in payload:
        yield from _window(payload)
    elif payload.get("type") == "message":
        yield from _activity(payload)
    elif payload.get("type") == "AdaptiveCard":
        yield from _card(payload)
    else:
        yield from _found(payload)


def cards_of(payload: Json) -> list[Json]:
    if payload.get("type") == "AdaptiveCard":
        return [payload]
    attachments = payload.get("attachments", [payload.get("task", {}).get("value", {}).get("card")])
    return [attachment["content"] for attachment in attachments if attachment]


def elements(value: Any) -> Iterator[Json]:
    """Every object that has a type, the value's own first."""
    if isinstance(value, list):
        for one in value:
            yield from elements(one)
    elif isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value
        for name, one in value.items():
            if name not in ("data", "choices.data", "msteams"):
                yield from elements(one)


# --- Around a card -----------------------------------------------------------------------------------------------


def _activity(activity: Json) -> Iterator[str]:
    if set(activity) != {"type", "summary", "attachments"}:
        yield f"an activity of {sorted(activity)}"
    summary = activity.get("summary", "")
    if not 0 < len(summary) <= 256 or not _seen(summary) or "\n" in summary:
        yield f"summary {summary!r}"
    if len(json.dumps(activity)) > CARD_BYTES:
        yield f"{len(json.dumps(activity))} bytes"
    for attachment in activity["attachments"]:
        yield from _attachment(attachment)
    for card in cards_of(activity):
        yield from (f"{a['type']} opens nothing from a chat" for a in _actions(card) if not _acts_in_chat(a))


def _window(answer: Json) -> Iterator[str]:
    task, value = answer["task"], answer["task"]["value"]
    if task["type"] != "continue" or set(value) != {"title", "height", "width", "card"}:
        yield f"a window of {sorted(value)}"
    if not 0 < _units(value["title"]) <= WINDOW_TITLE or not _seen(value["title"]):
        yield f"title {value['title']!r}"
    yield from _attachment(value["card"])
    for action in _actions(value["card"]["content"]):
        if action["type"] not in ("Action.Submit", "Action.ShowCard", "Action.OpenUrl") or "msteams" in action.get(
            "data", {}
        ):
            yield f"{action['type']} does nothing in a window"


def _attachment(attachment: Json) -> Iterator[str]:
    if attachment["contentType"] != "application/vnd.microsoft.card.adaptive":
        yield f"content type {attachment['contentType']}"
    yield from _card(attachment["content"])


def _found(answer: Json) -> Iterator[str]:
    if (answer["statusCode"], answer["type"]) != (200, "application/vnd.microsoft.search.searchResponse"):
        yield "no answer to a search"
    results = answer["value"]["results"]
    if len(results) > FOUND or len({one["value"] for one in results}) != len(results):
        yield f"{len(results)} results"
    yield from (f"result {one}" for one in results if not (_seen(one["title"]) and one["value"]))


def _acts_in_chat(action: Json) -> bool:
    opens = action.get("data", {}).get("msteams") == {"type": "task/fetch"}
    return action["type"] in ("Action.Execute", "Action.ShowCard", "Action.OpenUrl") or (
        action["type"] == "Action.Submit" and opens
    )


# --- A card ------------------------------------------------------------------------------------------------------


def _card(card: Json) -> Iterator[str]:
    if card["version"] != "1.5" or not _seen(card.get("fallbackText", "")):
        yield "no version or no fallbackText"
    if card.get("msteams") != {"width": "Full"}:
        yield f"msteams {card.get('msteams')}"
    longest = len(json.dumps(card))
    if longest > CARD_BYTES:
        yield f"{longest} bytes"
    if not card["body"]:
        yield "an empty card"
    yield from _counted(card, nested=False)
    ids = [one["id"] for one in elements(card) if one["type"].startswith("Input.")]
    if len(set(ids)) < len(ids):
        yield f"ids {ids}"
    for element in elements(card):
        yield from _element(element)


def _counted(card: Json, *, nested: bool) -> Iterator[str]:
    """The buttons of a card, and by themselves those of each card below it."""
    own = list(_buttons(card))
    if len(own) > ACTIONS:
        yield f"{len(own)} actions"
    below = [action["card"] for action in own if action["type"] == "Action.ShowCard"]
    if nested and below:
        yield "a card below a card below a card"
    for one in below:
        yield from _counted(one, nested=True)


def _buttons(card: Any) -> Iterator[Json]:
    if isinstance(card, list):
        for one in card:
            yield from _buttons(one)
    elif isinstance(card, dict):
        yield from card.get("actions", [])
        for name in ("body", "items", "columns", "rows", "cells"):
            yield from _buttons(card.get(name))


def _actions(card: Json) -> Iterator[Json]:
    return (one for one in elements(card) if one["type"].startswith("Action."))


def _element(element: Json) -> Iterator[str]:
    kind = element["type"]
    if kind == "TextRun" and (not element["text"] or set("\n\r\v\f\x85\u2028\u2029") & set(element["text"])):
        yield f"text run {element['text']!r}"
    for name in ("inlines", "items", "columns", "actions", "choices", "body"):
        if name in element and not element[name] and not (name == "choices" and "choices.data" in element):
            yield f"{kind} without {name}"
    if kind == "Image":
        yield from _image(element)
    elif kind.startswith("Action."):
        yield from _action(element)
    elif kind.startswith("Input."):
        yield from _input(element)


def _image(image: Json) -> Iterator[str]:
    head, _, content = image["url"].partition(",")
    if head != "data:image/png;base64" or not base64.b64decode(content, validate=True).startswith(b"\x89PNG"):
        yield f"image {head}"
    if not _seen(image.get("altText", "")):
        yield "image without words"


def _action(action: Json) -> Iterator[str]:
    if not _seen(action["title"]) or _units(action["title"]) > TITLE * 4:
        yield f"title {action['title']!r}"
    if action["type"] == "Action.ShowCard":
        return
    if action["type"] == "Action.OpenUrl":
        if set(action) != {"type", "title", "url"} or not action["url"].startswith("https://"):
            yield f"url {action.get('url')!r}"
        return
    if set(action.get("data", {})) - {"msteams"} != {"signpost"}:
        yield f"data {action.get('data')}"
    if action["type"] == "Action.Execute" and not action.get("verb"):
        yield "no verb"


def _input(asked: Json) -> Iterator[str]:
    kind, value = asked["type"], asked.get("value", "")
    if not asked["id"] or asked["id"] == "signpost":
        yield f"id {asked['id']!r}"
    if not _seen(str(asked.get("label", asked.get("title", "")))):
        yield f"{kind} without a label"
    if asked.get("isRequired") and not _seen(asked.get("errorMessage", "")):
        yield f"{kind} is required and says nothing of it"
    if kind == "Input.Text" and _units(value) > asked.get("maxLength", 10**9):
        yield "text longer than its field"
    if kind == "Input.ChoiceSet":
        values = [choice["value"] for choice in asked["choices"]]
        chosen = value.split(",") if asked.get("isMultiSelect") and value else [value] if value else []
        if len(set(values)) < len(values) or len(values) > CHOICES or set(chosen) - set(values) or "" in values:
            yield f"choices {values[:5]}, {value!r} chosen"
        if not all(_seen(choice["title"]) for choice in asked["choices"]):
            yield "a choice without a title"
        if "choices.data" in asked and (asked["choices.data"] not in _DATASETS or asked["style"] != "filtered"):
            yield f"search {asked['choices.data']}"


def _seen(text: str) -> bool:
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# --- Microsoft's schema ------------------------------------------------------------------------------------------


@cache
def _validator() -> jsonschema.Draft6Validator:
    require(SCHEMA.is_file(), SCHEMA_NEEDED)
    return jsonschema.Draft6Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def schema_problems(payload: Json) -> list[str]:
    """Skips where the schema is not there."""
    found = [error for card in cards_of(payload) for error in _validator().iter_errors(_as_of_1_5(card))]
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]


def _as_of_1_5(value: Any) -> Any:
    """Without what Teams adds: the width of a card, the search behind a list and its style."""
    if isinstance(value, list):
        return [_as_of_1_5(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _as_of_1_5(one) for name, one in value.items() if name != "choices.data"}
    if kept.get("type") == "AdaptiveCard":
        kept.pop("msteams", None)
    if kept.get("type") == "Input.ChoiceSet" and kept.get("style") == "filtered":
        kept["style"] = "compact"
    return kept
