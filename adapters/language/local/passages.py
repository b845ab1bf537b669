"""A message → the passages that are judged one by one. Each is a part of the text as it was written."""

import re
from collections.abc import Iterator

LONGEST = 1_000
"""Of a passage, in characters. Nearly every message is one passage; a pasted file is many."""

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_CODE_MARK = "\N{LOZENGE}"
_QUOTED = re.compile(r"^\s*(?:(?:>|&gt;)\s?)+")
_BREAK = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*")
"""Between sentences and lines, as ``features`` sees them."""


def without_code(text: str) -> str:
    """Code is no behaviour of a client: a block or a marked word becomes one character that no word is made of, and
    space, so that every other word stays where it was. A block that is never closed goes on to the end.
    """
    return _CODE.sub(lambda code: _CODE_MARK.ljust(len(code[0])), text) if "`" in text else text


def apart(text: str) -> tuple[str, str]:
    """What the author wrote, and the lines that are quoted with a mark (``>``), without their marks."""
    if ">" not in text and "&gt;" not in text:
        return text, ""
    own: list[str] = []
    quoted: list[str] = []
    for line in text.splitlines():
        bare = _QUOTED.sub("", line)
        (own if bare == line else quoted).append(bare)
    return "\n".join(own).strip(), "\n".join(quoted).strip()


def passages(text: str) -> Iterator[str]:
    """Parts of at most ``LONGEST`` characters that end where a sentence does, if any ends in time."""
    if len(text) <= LONGEST:
        yield text
        return
    start = 0
    while start < len(text):
        end = min(start + LONGEST, len(text))
        if end < len(text):
            end = _last_end(text, start, end)
        yield text[start:end]
        start = end


def _last_end(text: str, start: int, end: int) -> int:
    """Where the last sentence of this stretch ends, else the last word, else the stretch."""
    for marks in ("\n", ".!?…", " "):
        found = max(text.rfind(mark, start + LONGEST // 2, end) for mark in marks)
        if found > 0:
            return found + 1
    return end


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence or line of a passage begins and ends, without the space around it; one at least."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    for found in _BREAK.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    yield start, max(start, end)
