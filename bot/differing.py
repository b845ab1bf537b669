"""Two wordings compared word by word. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_WORDS = re.compile(r"\S+[^\S\n]*|[^\S\n]+|\n+")
_ISLAND = 3
"""So few words that stayed amid changes are read more easily as changed too; but a line's end stays one."""
SAME, GONE, NEW = "same", "gone", "new"


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """(``same``, ``gone`` or ``new``, text), in reading order, no two of one kind next to each other.

    What is ``same`` or ``gone`` makes up the first wording, what is ``same`` or ``new`` the second.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    return [(kind, text) for kind, text in _steps(old, new) if text]


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone, fresh = "", ""
    for n, (tag, a, b, c, d) in enumerate(codes):
        island = 0 < n < len(codes) - 1 and b - a <= _ISLAND and "\n" not in "".join(old[a:b])
        if tag == "equal" and not island:
            yield from ((GONE, gone), (NEW, fresh), (SAME, "".join(new[c:d])))
            gone, fresh = "", ""
        else:
            gone, fresh = gone + "".join(old[a:b]), fresh + "".join(new[c:d])
    yield from ((GONE, gone), (NEW, fresh))
