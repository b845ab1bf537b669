"""Notes must be showable (guarantee 25): a warning at insults and at health matters, and no colleague's name where none
belongs. It only warns; word lists are short on purpose, for a warning that cries wolf is not read."""

import re
from collections.abc import Iterable

_INSULTS = re.compile(
    r"\b(idiot\w*|arschl\w*|arsch|wichser\w*|spinner\w*|vollpfosten|depp\w*|trottel\w*|asshole\w*|bastard\w*|moron\w*"
    r"|dickhead\w*|jerks?|schwachkopf\w*|dumm\w*kopf)\b",
    re.IGNORECASE,
)
_HEALTH = re.compile(
    r"\b(krebs\w*|depress\w*|burn-?out\w*|schwanger\w*|diagnos\w*|psychi\w*|alkoholi\w*|krankschreibung\w*|cancer"
    r"|pregnan\w*|alcoholic\w*|sick leave|religion\w*|gewerkschaft\w*|trade union\w*)\b",
    re.IGNORECASE,
)


def delicate(text: str) -> bool:
    """Whether a note should be read once more before others see it."""
    return bool(_INSULTS.search(text) or _HEALTH.search(text))


def names_somebody(text: str, names: Iterable[str]) -> bool:
    """Whether a text mentions one of the people: by full name, or by first name written with a capital letter."""
    for name in names:
        first = name.split()[0] if name.split() else ""
        for form in {name, first} - {""}:
            if len(form) > 2 and re.search(rf"\b{re.escape(form)}\b", text):
                return True
    return False
