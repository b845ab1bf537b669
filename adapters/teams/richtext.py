"""Texts as Adaptive Cards carry them: in ``TextRun``, where Teams reads no Markdown, and as plain strings.

Teams renders Markdown in ``TextBlock`` and in facts, which are therefore not used, and its clients differ about it
where they build labels from them: boxes, a field's ``errorMessage``, a card's ``fallbackText`` (text blocks all three
in Microsoft's library ``adaptivecards``). Those three get ``escaped`` texts. Everywhere, text runs included, a client
replaces ``{{DATE(…)}}`` and ``{{TIME(…)}}``; a word joiner (U+2060, which nobody sees) between the braces keeps that
from happening, and so between ``$`` and ``{``, with which card templates begin. Mentions need ``msteams.entities``
in the card or ``entities`` beside it, and neither is ever written. What else is done to a text is listed in
``adapters.common.letters``.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from adapters.common import letters
from adapters.common.letters import MORE, NOTHING, blank, cleaned, one_line, size
from bot.notices.parts import Span, Style, Text

Json = dict[str, Any]

TEXT_MOST = 3_000

_CALLS = re.compile(r"(?<=[{$])(?=\{)")
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-=.!|<>~&])")
_ADDRESS = re.compile(r"(?<=[.:@/])(?=[\w/])")
_EDGES = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)
_JOINER = "\u2060"
_STYLES: dict[Style, Json] = {
    Style.STRONG: {"weight": "Bolder"},
    Style.NAME: {"weight": "Bolder"},
    Style.CODE: {"fontType": "Monospace"},
    Style.GONE: {"strikethrough": True},
    Style.NEW: {"weight": "Bolder"},
}


def quiet(text: str) -> str:
    """Without anything that a card calls or fills in."""
    return _CALLS.sub(_JOINER, text) if "{{" in text or "${" in text else text


def escaped(text: str) -> str:
    """For the places where some clients render Markdown and others none: shows the same words, links no address."""
    return _MARKUP.sub(r"\\\1", _ADDRESS.sub(_JOINER, quiet(_EDGES.sub("", text))))


def plain(text: str | Text, most: int) -> str:
    """One line for labels, titles and choices; a dash where there is nothing to see."""
    words = quiet(one_line(cleaned(text, most) if isinstance(text, str) else flat(text, most)))
    return NOTHING if blank(words) else words if size(words) <= most else letters.shorter(words, most)


def flat(text: Text, most: int) -> str:
    """The text without its styles; it may have several lines."""
    words, left = "", most
    for span in text:
        words += cleaned(span.text, left, apart=True) if left > 0 else ""
        left = most - size(words)
        if left <= 0:
            break
    longer = sum(len(span.text) for span in text) > len(words) and not words.endswith(MORE)
    return letters.shorter(words, most) if longer and left <= 0 else words


def inlines(text: Text, *, most: int = TEXT_MOST, **look: Any) -> list[list[Json]]:
    """The text runs of each of its lines; a line without anything to see has none.

    A line break inside a run is drawn by some clients and not by others, so that every line is a block of its own.
    """
    lines: list[list[Json]] = [[]]
    left = most
    for span in text:
        if not span.text:
            continue
        words = cleaned(span.text, left, apart=True) if left > 0 else MORE
        style = {**look, **_STYLES.get(span.style, {})}
        for n, piece in enumerate(letters.lines(words)):
            if n:
                lines.append([])
            _append(lines[-1], quiet(piece.replace("\t", " ")), style)
        if left <= 0 or (words.endswith(MORE) and not span.text.endswith(MORE)):
            break
        left = max(left - size(words), 0)
    return [[] if unseen(line) else line for line in lines]


def _append(runs: list[Json], words: str, style: Json) -> None:
    if not words:
        return
    if runs and {**runs[-1], "text": words} == {"type": "TextRun", "text": words, **style}:
        runs[-1]["text"] = quiet(runs[-1]["text"] + words)
    else:
        runs.append(run(words, **style))


def run(text: str, **look: Any) -> Json:
    return {"type": "TextRun", "text": text, **look}


def unseen(runs: Sequence[Json]) -> bool:
    return all(blank(one["text"]) for one in runs)


def block(runs: list[Json], spacing: str = "") -> Json:
    return {"type": "RichTextBlock", "inlines": runs, **({"spacing": spacing} if spacing else {})}


def blocks(text: Text, *, spacing: str = "", first: str = "", most: int = TEXT_MOST, **look: Any) -> list[Json]:
    """A block for each line, those after the first close to it, empty ones as space. ``first`` stands before it."""
    return list(_blocks(inlines(text, most=most, **look), spacing, first, look))


def _blocks(lines: Sequence[list[Json]], spacing: str, first: str, look: Json) -> Iterator[Json]:
    gap, begun = spacing, False
    for runs in lines:
        if not runs:
            gap = "Default" if begun else gap
            continue
        yield block([run(first, **look), *runs] if first and not begun else runs, gap)
        gap, begun = "None", True


def bold(text: str) -> Text:
    return (Span(text, Style.STRONG),)
