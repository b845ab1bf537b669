"""Reads a card as clients of Teams do: what a person sees, and what would be acted on, filled in or formatted.

Independent of the renderer, written from Microsoft's pages on formatting cards and from what its library
``adaptivecards`` does; Markdown is read by markdown-it.
"""

import re
from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt

from tests.adapters.teams.cards import Json, cards_of, elements

_CALL = re.compile(r"\{\{\s*(DATE|TIME)\s*\(|\{\{.*?\}\}|\$\{", re.IGNORECASE | re.DOTALL)
_WEB = re.compile(r"\w:/|mailto:\w|\w@\w|\w\.[a-z]{2}", re.IGNORECASE)
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_TEXTS = {"text", "softbreak"}
_FLOW = {"paragraph_open", "paragraph_close", "inline"}


def visible(payload: Json) -> list[str]:
    """Every text that a person sees, in order; a message's summary and a window's title first."""
    seen: list[str] = [payload["summary"]] if "summary" in payload else []
    if "task" in payload:
        seen.append(payload["task"]["value"]["title"])
    for result in payload.get("value", {}).get("results", []):
        seen.append(result["title"])
    for card in cards_of(payload):
        seen.append(_read(card["fallbackText"]))
        seen += _shown(card.get("body", []))
    return seen


def _shown(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _shown(one)
        return
    match value["type"]:
        case "RichTextBlock":
            yield "".join(run["text"] for run in value["inlines"])
        case "Image":
            yield value["altText"]
        case "Input.Toggle":
            yield _read(value["title"])
        case kind if kind.startswith("Input."):
            yield value["label"]
            yield value.get("placeholder", "")
            yield from (choice["title"] for choice in value.get("choices", []))
            yield value.get("value", "") if kind == "Input.Text" else ""
        case kind if kind.startswith("Action."):
            yield value["title"]
            yield from _shown(value.get("card", {}).get("body", []))
            yield from _shown(value.get("card", {}).get("actions", []))
        case "AdaptiveCard":
            yield from _shown(value.get("body", []))
        case _:
            for name in ("items", "columns", "actions"):
                yield from _shown(value.get(name, []))


def _read(markdown: str) -> str:
    """As a client shows it that renders Markdown."""
    blocks = [block.children for block in _MARKDOWN.parse(markdown) if block.children]
    return "\n".join("".join("\n" if part.type == "softbreak" else part.content for part in block) for block in blocks)


# --- What acts ---------------------------------------------------------------------------------------------------


def active(payload: Json) -> list[str]:
    """All that some client would turn into a mention, link, picture, format, date or other text."""
    found = [f"{name} beside the card" for name in ("text", "entities", "suggestedActions", "speak") if name in payload]
    for text in _strings({name: value for name, value in payload.items() if name not in ("value",)}):
        found += _CALL.findall(text)
    for result in payload.get("value", {}).get("results", []):
        found += _CALL.findall(result["title"])
    for card in cards_of(payload):
        found += [f"{name} in the card" for name in ("entities", "speak", "refresh", "selectAction") if name in card]
        found += [f"msteams {name}" for name in card.get("msteams", {}) if name != "width"]
        found += _formatted(card["fallbackText"])
        for element in elements(card):
            found += _acts(element)
    return found


def _strings(value: Any) -> Iterator[str]:
    """All texts that a client draws; not what only comes back (ids, values, hidden data)."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in ("data", "value", "id", "verb", "url") or isinstance(one, dict) and name == "value":
                yield from _strings(one)


def _acts(element: Json) -> Iterator[str]:
    kind = element["type"]
    if kind in ("TextBlock", "FactSet", "Fact", "Media", "Action.OpenUrl", "Action.Http"):
        yield kind
    if kind == "TextRun" and "selectAction" in element:
        yield "a link in a text"
    if kind == "Input.Toggle":
        yield from _formatted(element["title"])
    if kind == "Input.ChoiceSet" and element.get("style") == "expanded":
        yield "titles that some clients format"
    for name in ("iconUrl", "backgroundImage", "sources", "poster"):
        if name in element:
            yield f"{name} {element[name]}"
    if "url" in element and not (kind == "Image" and element["url"].startswith("data:image/png;base64,")):
        yield f"url {element['url']}"
    yield from _formatted(element.get("errorMessage", ""))


def _formatted(markdown: str) -> Iterator[str]:
    """Everything of a text that Markdown makes more of than text; addresses too, which some clients link."""
    for block in _MARKDOWN.parse(markdown):
        if block.type not in _FLOW:
            yield f"{block.type} {block.content}"
        yield from (f"{part.type} {part.content}" for part in block.children or () if part.type not in _TEXTS)
    yield from (hit[0] for hit in _WEB.finditer(_read(markdown)))
