"""Messages and views as a person sees them: ``shown`` is the readable text, buttons in [brackets].

Pure functions over Slack's JSON; nothing of Signpost is used, so that a test reads with other eyes than the renderer's.
"""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.slack.seed import JSON


@dataclass(eq=False)
class Message:
    """A message in a conversation. ``replies``: its thread, oldest first (only where ``inbox`` read it)."""

    channel: str
    raw: JSON
    ephemeral: bool = False
    replies: list["Message"] = field(default_factory=list)

    @property
    def ts(self) -> str:
        return str(self.raw["ts"])

    @property
    def text(self) -> str:
        return shown(self.raw)

    @property
    def blocks(self) -> list[JSON]:
        return list(self.raw.get("blocks") or ())

    @property
    def buttons(self) -> list[str]:
        return [label_of(button) for _, button in buttons(self.blocks)]

    @property
    def files(self) -> list[JSON]:
        return list(self.raw.get("files") or ())

    def __repr__(self) -> str:
        return f"<message {self.channel}/{self.ts}: {self.text!r}>"


@dataclass(eq=False)
class View:
    """A modal or a Home page, as Slack keeps it."""

    raw: JSON

    @property
    def id(self) -> str:
        return str(self.raw["id"])

    @property
    def title(self) -> str:
        return plain(self.raw.get("title"))

    @property
    def text(self) -> str:
        """The title, what stands below it, and the buttons at the bottom."""
        below = [plain(self.raw[end]) for end in ("close", "submit") if self.raw.get(end)]
        lines = [self.title, shown({"blocks": self.blocks}), " ".join(f"[{label}]" for label in below)]
        return "\n".join(line for line in lines if line)

    @property
    def blocks(self) -> list[JSON]:
        return list(self.raw.get("blocks") or ())

    @property
    def buttons(self) -> list[str]:
        return [label_of(button) for _, button in buttons(self.blocks)]

    @property
    def fields(self) -> dict[str, str]:
        """The inputs: block_id → label."""
        return {block["block_id"]: plain(block["label"]) for block in self.blocks if block["type"] == "input"}

    def __repr__(self) -> str:
        return f"<view {self.id}: {self.text!r}>"


def plain(text: object) -> str:
    """A text object's words: mrkdwn unescaped, as a client shows it; plain text as it stands."""
    if isinstance(text, dict):
        words = str(text.get("text", ""))
        return html.unescape(words) if text.get("type") == "mrkdwn" else words
    return "" if text is None else str(text)


def shown(thing: JSON) -> str:
    """Everything that can be read in a message (or anything else with ``blocks``), line by line.

    Without blocks it is the unescaped ``text``. A file is ``(file: title)``, a picture ``(image: alternative text)``.
    """
    blocks = thing.get("blocks") or ()
    lines = [line for block in blocks for line in _block(block)] if blocks else [html.unescape(thing.get("text") or "")]
    lines += [f"(file: {file.get('title') or file.get('name')})" for file in thing.get("files") or ()]
    return "\n".join(line for line in lines if line)


def _block(block: JSON) -> Iterator[str]:
    match block.get("type"):
        case "header":
            yield plain(block["text"])
        case "section":
            yield plain(block.get("text"))
            yield from (plain(cell) for cell in block.get("fields") or ())
            if block.get("accessory"):
                yield _element(block["accessory"])
        case "context" | "actions":
            yield " ".join(_element(element) for element in block["elements"])
        case "rich_text":
            yield from _rich(block["elements"])
        case "input":
            yield f"{plain(block['label'])}: {_element(block['element'])}".rstrip()
            yield plain(block.get("hint"))
        case "image":
            yield f"(image: {block.get('alt_text', '')})"
        case "divider":
            yield "---"
        case "table":
            yield from (" | ".join(_cell(cell) for cell in row) for row in block["rows"])
        case other:
            yield f"({other})"


def _cell(cell: JSON) -> str:
    return "\n".join(_rich(cell["elements"])) if cell.get("type") == "rich_text" else plain(cell)


def _rich(parts: Iterable[JSON]) -> Iterator[str]:
    for part in parts:
        match part.get("type"):
            case "rich_text_list":
                items = ["".join(_rich([item])) for item in part["elements"]]
                ordered = part.get("style") == "ordered"
                yield from (f"{number}. {item}" if ordered else f"• {item}" for number, item in enumerate(items, 1))
            case "rich_text_quote":
                yield from (f"> {line}" for line in _inline(part["elements"]).split("\n"))
            case "rich_text_section" | "rich_text_preformatted":
                yield _inline(part["elements"]).rstrip("\n")
            case other:
                yield f"({other})"


def _inline(elements: Iterable[JSON]) -> str:
    return "".join(map(_run, elements))


def _run(element: JSON) -> str:
    match element.get("type"):
        case "text":
            return str(element["text"])
        case "link":
            return str(element.get("text") or element["url"])
        case "user":
            return f"@{element['user_id']}"
        case "channel":
            return f"#{element['channel_id']}"
        case "usergroup":
            return f"@{element['usergroup_id']}"
        case "broadcast":
            return f"@{element['range']}"
        case "emoji":
            return f":{element['name']}:"
        case "date":
            return str(element.get("fallback", element.get("timestamp", "")))
        case other:
            return f"({other})"


def _element(element: JSON) -> str:
    match element.get("type"):
        case "button":
            return f"[{label_of(element)}]"
        case "image":
            return f"(image: {element.get('alt_text', '')})"
        case "plain_text" | "mrkdwn":
            return plain(element)
        case "checkboxes" | "radio_buttons":
            chosen = [option["value"] for option in element.get("initial_options") or ()]
            return " ".join(
                f"[{'x' if option['value'] in chosen else ' '}] {plain(option['text'])}"
                for option in element["options"]
            )
        case _:
            return _initial(element)


def _initial(element: JSON) -> str:
    """What an input holds when it is opened."""
    if element.get("initial_option"):
        return plain(element["initial_option"]["text"])
    users = " ".join(f"@{user}" for user in element.get("initial_users") or ())
    return str(element.get("initial_value") or element.get("initial_date") or users)


def label_of(button: JSON) -> str:
    return plain(button.get("text"))


def buttons(blocks: Iterable[JSON]) -> Iterator[tuple[JSON, JSON]]:
    """(block, button) of every button, in reading order."""
    for block in blocks:
        inside: list[Any] = list(block.get("elements") or ()) if block.get("type") == "actions" else []
        if block.get("accessory"):
            inside.append(block["accessory"])
        yield from ((block, element) for element in inside if element.get("type") == "button")


def button(blocks: Iterable[JSON], label: str) -> tuple[JSON, JSON]:
    """The one button of that label. Raises ``AssertionError`` naming the buttons that are there."""
    found = list(buttons(blocks))
    there = [label_of(element) for _, element in found]
    hits = [pair for pair, name in zip(found, there, strict=True) if name == label]
    assert len(hits) == 1, f"{len(hits)} buttons {label!r}; there are {there}"
    return hits[0]
