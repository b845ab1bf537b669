"""Cards as somebody in Teams sees them: lines of text, buttons by their titles, inputs by their ids."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(eq=False)
class Card:
    """``message``: the bot's message in a chat, by its id; empty for a window, which ``opened_by`` an invoke."""

    raw: Json
    message: str = ""
    title: str = ""
    opened_by: str = ""
    typed: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join([*([self.title] if self.title else []), *_lines(self.raw)])

    @property
    def buttons(self) -> list[str]:
        return [action["title"] for action in actions(self.raw)]

    @property
    def inputs(self) -> dict[str, Json]:
        return {one["id"]: one for one in _elements(self.raw) if one["type"].startswith("Input.")}

    def button(self, label: str) -> Json:
        found = [action for action in actions(self.raw) if action["title"] == label]
        assert found, f"no button {label!r}, only {self.buttons} in\n{self.text}"
        return found[0]


def card_of(message: Json, id: str = "") -> Card:
    """The card of the bot's message."""
    return Card(message["attachments"][0]["content"], message=id)


def actions(card: Json) -> Iterator[Json]:
    """Everything that can be pressed, what opens below the card included."""
    for element in _elements(card):
        if "selectAction" in element:
            yield element["selectAction"]
        for action in element.get("actions", ()):
            if action["type"] == "Action.ShowCard":
                yield from actions(action["card"])
            else:
                yield action


def _elements(value: Any) -> Iterator[Json]:
    if isinstance(value, list):
        for one in value:
            yield from _elements(one)
    elif isinstance(value, dict):
        yield value
        for name in ("body", "items", "columns"):
            yield from _elements(value.get(name, []))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _lines(one)
        return
    match value["type"]:
        case "RichTextBlock":
            yield "".join(run["text"] for run in value["inlines"])
        case "Image":
            yield f"(picture: {value['altText']})"
        case "ColumnSet":
            yield " · ".join(" ".join(_lines(column.get("items", []))) for column in value["columns"])
        case "Input.Toggle":
            yield f"{'[x]' if value.get('value') == 'yes' else '[ ]'} {value['title']}"
        case kind if kind.startswith("Input."):
            yield f"{value['label']}: {_value(value)}".strip()
        case _:
            yield from _lines(value.get("body", value.get("items", [])))
    if labels := [action["title"] for action in actions({**value, "body": [], "items": [], "columns": []})]:
        yield " ".join(f"[{label}]" for label in labels)


def _value(asked: Json) -> str:
    given = asked.get("value", "")
    titles = {choice["value"]: choice["title"] for choice in asked.get("choices", ())}
    return ", ".join(titles.get(one, one) for one in given.split(",")) if titles else given


def reads(shown: Any, *words: str) -> None:
    """The words stand in what somebody sees, in this order; ``-`` before words: they stand nowhere in it."""
    text = rest = shown.text if shown else ""
    for one in words:
        if one.startswith("-"):
            assert one[1:] not in text, f"{one[1:]!r} should not stand in\n{text}"
        else:
            _, found, rest = rest.partition(one)
            assert found, f"{one!r} does not follow; there is\n{text}"
