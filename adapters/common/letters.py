"""What of a text can be shown anywhere: cleaned, cut, and kept from turning its neighbours around.

What is cleaned: NUL and lone surrogates become U+FFFD; embeddings, overrides and isolates (U+202A–202E, U+2066–2069)
are dropped, and what has letters written from right to left is set apart (U+2068 … U+2069), so that neither turns its
neighbours around. Lengths are UTF-16 units: the platforms count either these or characters, and units are never fewer.
"""

import re

MORE = "…"
NOTHING = "–"

_UNFIT = re.compile("[\x00\ud800-\udfff]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_LINE = re.compile("[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_LEFTWARDS = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_APART, _DONE = "\u2068", "\u2069"


def size(text: str) -> int:
    """UTF-16 units of a text without lone surrogates."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def raw(text: str, most: int) -> str:
    """What comes back to us as it is (ids, what was typed): only what JSON cannot carry is replaced."""
    return head(_UNFIT.sub("\ufffd", text[:most]), most)


def fits(text: str, most: int) -> bool:
    return size(raw(text, 2 * most)) <= most


def cleaned(text: str, most: int, *, apart: bool = False) -> str:
    """At most ``most`` units, ending in "…" where it was longer. ``apart``: other text stands on the same line."""
    begin = _TURNS.sub("", _UNFIT.sub("\ufffd", text[: 2 * most]))
    if apart and _LEFTWARDS.search(begin):
        begin = _LINE.sub(_set_apart, begin)
    return begin if len(text) <= 2 * most and size(begin) <= most else shorter(begin, most)


def shorter(text: str, most: int) -> str:
    """A cleaned text cut to ``most`` units, the "…" included; never half a character, never an open isolate."""
    begin = head(text, max(most - 2, 0))
    return begin + _DONE * (begin.count(_APART) > begin.count(_DONE)) + MORE


def head(text: str, most: int) -> str:
    """The first ``most`` units, never half a character."""
    begin = text[:most]
    return begin if begin.isascii() else begin.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _set_apart(line: re.Match[str]) -> str:
    return f"{_APART}{line[0]}{_DONE}" if _LEFTWARDS.search(line[0]) else line[0]


def one_line(text: str) -> str:
    return _BREAKS.sub(" ", text)


def lines(text: str) -> list[str]:
    """Split at whatever some client shows as a line break."""
    return re.split("\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", text)


def blank(text: str) -> bool:
    """Nothing of it can be seen. Some platforms refuse such texts."""
    return not any(letter.isprintable() and not letter.isspace() for letter in text)
