"""Texts as Slack's ``rich_text`` and ``plain_text``: literal both, nothing in them is ever markup, mention or link.

What is cleaned is listed in ``adapters.common.letters``. One-line places show a line break as a space.
"""

from collections.abc import Sequence
from typing import Any

from adapters.common.letters import MORE, NOTHING, blank, cleaned, head, one_line, shorter, size
from bot.notices.parts import Style, Text

Json = dict[str, Any]

TEXT_MOST = 3_000
CONTEXT_MOST = 2_000

_STYLES: dict[Style, Json] = {
    Style.STRONG: {"bold": True},
    Style.NAME: {"bold": True},
    Style.CODE: {"code": True},
    Style.GONE: {"strike": True},
    Style.NEW: {"bold": True},
}


def plain_text(text: str | Text, most: int, *, lines: bool = False) -> Json:
    """A text object; ``lines``: it may have several. Where there is nothing to see it is a dash."""
    shown = cleaned(text, most) if isinstance(text, str) else flat(text, most)
    if not lines:
        shown = one_line(shown)
    return {"type": "plain_text", "text": NOTHING if blank(shown) else shown, "emoji": False}


def flat(text: Text, most: int) -> str:
    """The text without its styles."""
    words = "".join(part["text"] for part in inline(text, most=most))
    return words if size(words) <= most else shorter(words, most)


def inline(text: Text, *, bold: bool = False, most: int = TEXT_MOST) -> list[Json]:
    """Elements of a ``rich_text_section``: none is empty, neighbours of one style are one."""
    parts: list[Json] = []
    left = most
    for span in text:
        if not span.text:
            continue
        words = cleaned(span.text, left, apart=True) if left else MORE
        if words:
            style = (_STYLES.get(span.style, {}) | {"bold": True}) if bold else _STYLES.get(span.style, {})
            _append(parts, words, style)
        if not left or (words.endswith(MORE) and not span.text.endswith(MORE)):
            break
        left = max(left - size(words), 0)
    return parts


def _append(parts: list[Json], words: str, style: Json) -> None:
    if parts and parts[-1].get("style", {}) == style:
        parts[-1]["text"] += words
    else:
        parts.append({"type": "text", "text": words, **({"style": dict(style)} if style else {})})


def literal(text: str, *, bold: bool = False) -> Json:
    return {"type": "text", "text": text, **({"style": {"bold": True}} if bold else {})}


def pieces(text: str, most: int) -> list[Json]:
    """A long text as elements of at most ``TEXT_MOST`` units each."""
    left, parts = cleaned(text, most), []
    while left:
        piece = head(left, TEXT_MOST)
        parts.append(literal(piece))
        left = left[len(piece) :]
    return parts


def unseen(parts: Sequence[Json]) -> bool:
    return all(part["type"] == "text" and blank(part["text"]) for part in parts)


def section(parts: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": parts}


def quote(parts: list[Json]) -> Json:
    return {"type": "rich_text_quote", "elements": parts}


def preformatted(parts: list[Json]) -> Json:
    return {"type": "rich_text_preformatted", "elements": parts}


def listed(lines: Sequence[list[Json]], *, numbered: bool = False) -> Json:
    style = "ordered" if numbered else "bullet"
    return {"type": "rich_text_list", "style": style, "elements": [section(line) for line in lines]}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def run_on(one: Json, other: Json) -> Json:
    """Two ``rich_text`` blocks as one. Sections that meet become one with a line break, as Slack's own editor writes
    them: not every client starts a new line for a new section.
    """
    elements = list(one["elements"])
    for element in other["elements"]:
        if element["type"] == "rich_text_section" == elements[-1]["type"]:
            elements[-1] = section([*elements[-1]["elements"], literal("\n"), *element["elements"]])
        else:
            elements.append(element)
    return rich(*elements)
