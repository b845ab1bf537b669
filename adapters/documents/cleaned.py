"""Somebody's text, made safe to write into a file: what is read there is what was typed."""

import unicodedata

CANNOT_READ = "\N{REPLACEMENT CHARACTER}"
_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"})
_UNREADABLE = frozenset("\ufffe\uffff")


def lines_of(text: str, limit: int) -> list[str]:
    """The lines of a text of at most ``limit`` characters; the last one says where something was left out.

    Controls and invisible characters (directional marks, zero widths) are gone; what no file can carry is U+FFFD.
    """
    kept = text[:limit].replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)
    lines = [_line(line).rstrip() for line in kept.split("\n")]
    return lines if len(text) <= limit else [*lines, "[…]"]


def line_of(text: str, limit: int) -> str:
    """The same as one line, with single spaces: nothing in it begins a new one."""
    line = " ".join(_line(text[: limit * 4].translate(_LINE_ENDS)).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _line(text: str) -> str:
    return text if text.isascii() and text.isprintable() else "".join(map(_readable, text))


def _readable(character: str) -> str:
    if character.isspace():
        return " "
    kind = unicodedata.category(character)
    if kind == "Cs" or character in _UNREADABLE:
        return CANNOT_READ
    return "" if kind in ("Cc", "Cf") else character
