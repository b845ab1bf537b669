"""Somebody's text, made safe to draw: what is drawn is what was typed, or a plain sign that it cannot be drawn."""

import unicodedata
from functools import cache

from matplotlib import font_manager, ft2font

CANNOT_DRAW = "\N{WHITE SQUARE}"
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def literal(text: str, limit: int) -> str:
    """One line of at most ``limit`` characters; controls and directional marks are gone.

    Characters that the font lacks become a square: matplotlib would warn, and quote the text, for each of them.
    """
    line = " ".join("".join(map(_visible, text[: limit * 4])).split())
    line = line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
    known = _drawable()
    return "".join(c if ord(c) in known else CANNOT_DRAW for c in line)


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    return CANNOT_DRAW if unicodedata.category(character) in ("Co", "Cs", "Cn") else ""


@cache
def _drawable() -> frozenset[int]:
    """The code points of the font that every matplotlib brings along."""
    return frozenset(ft2font.FT2Font(font_manager.findfont("DejaVu Sans")).get_charmap())
