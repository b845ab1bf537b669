"""Two wordings compared word by word. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_WORDS = re.compile(r"\S+\s*|\s+")
SAME, GONE, NEW = "same", "gone", "new"


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """(``same``, ``gone`` or ``new``, text), in reading order; neighbours of one kind are one."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[tuple[str, str]] = []
    for kind, text in _steps(old, new):
        if found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + text)
        elif text:
            found.append((kind, text))
    return found


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield SAME, "".join(new[c:d])
        else:
            yield GONE, "".join(old[a:b])
            yield NEW, "".join(new[c:d])
