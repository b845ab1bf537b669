"""Texts as Slack's ``rich_text`` and ``plain_text``: literal both, nothing in them is ever markup, mention or link.

What is cleaned: NUL and lone surrogates become U+FFFD; embeddings, overrides and isolates (U+202A–202E, U+2066–2069)
are dropped, and what has letters written from right to left is set apart (U+2068 … U+2069), so that neither turns its
neighbours around. One-line places show a line break as a space. Lengths are UTF-16 units: Slack counts either these or
characters, and units are never fewer.
"""

import re
from collections.abc import Sequence
from typing import Any

from bot.notices.parts import Style, Text

Json = dict[str, Any]

MORE = "…"
NOTHING = "–"
TEXT_MOST = 3_000
CONTEXT_MOST = 2_000

_UNFIT = re.compile("[\x00\ud800-\udfff]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_LINE = re.compile("[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_LEFTWARDS = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_APART, _DONE = "\u2068", "\u2069"
_STYLES: dict[Style, Json] = {Style.STRONG: {"bold": True}, Style.NAME: {"bold": True}, Style.CODE: {"code": True}}


def size(text: str) -> int:
    """UTF-16 units of a text without lone surrogates."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def raw(text: str, most: int) -> str:
    """What comes back to us as it is (ids, what was typed): only what JSON cannot carry is replaced."""
    return _head(_UNFIT.sub("\ufffd", text[:most]), most)


def fits(text: str, most: int) -> bool:
    return size(raw(text, 2 * most)) <= most


def cleaned(text: str, most: int, *, apart: bool = False) -> str:
    """At most ``most`` units, ending in "…" where it was longer. ``apart``: other text stands on the same line."""
    head = _TURNS.sub("", _UNFIT.sub("\ufffd", text[: 2 * most]))
    if apart and _LEFTWARDS.search(head):
        head = _LINE.sub(_set_apart, head)
    return head if len(text) <= 2 * most and size(head) <= most else shorter(head, most)


def shorter(text: str, most: int) -> str:
    """A cleaned text cut to ``most`` units, the "…" included; never half a character, never an open isolate."""
    head = _head(text, max(most - 2, 0))
    return head + _DONE * (head.count(_APART) > head.count(_DONE)) + MORE


def _head(text: str, most: int) -> str:
    head = text[:most]
    return head if head.isascii() else head.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _set_apart(line: re.Match[str]) -> str:
    return f"{_APART}{line[0]}{_DONE}" if _LEFTWARDS.search(line[0]) else line[0]


def one_line(text: str) -> str:
    return _BREAKS.sub(" ", text)


def blank(text: str) -> bool:
    """Nothing of it can be seen. Slack refuses empty texts, and some that are white space only."""
    return not any(letter.isprintable() and not letter.isspace() for letter in text)


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
        head = _head(left, TEXT_MOST)
        parts.append(literal(head))
        left = left[len(head) :]
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
