"""Known names of people and clients, found however they are written: any case, with or without accents, inflected.

Only names whose letters occur in a text at all are looked for in it, so that thousands of them cost little.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_LETTER = r"[^\W\d_]"
_WORD = re.compile(r"[^\W_]+")
_INFLECTED = r"(?:'s|’s|s|es|n|en|ns|ens|sche|schen|scher|sches)?"
_WHOLE_LONG = 6
"""From so many letters on a name is hidden within longer words as well."""
_SPELT = {"ä": "(?:ä|ae|a)", "ö": "(?:ö|oe|o)", "ü": "(?:ü|ue|u)", "ß": "(?:ß|ss)"}
_SPELT |= {"ae": "(?:ae|ä)", "oe": "(?:oe|ö)", "ue": "(?:ue|ü)", "ss": "(?:ss|ß)"}
_ACCENTS = ("aáàâãåā", "cçćč", "dđ", "eéèêëēę", "gğ", "iíìîïı", "lł", "nñńň") + (
    "oóòôõøō",
    "rř",
    "sšśş",
    "tť",
    "uúùûūů",
    "yýÿ",
    "zžźż",
)
_ALIKE = {letter: letters for letters in _ACCENTS for letter in letters}
_PLAIN = {letter: letters[0] for letters in _ACCENTS for letter in letters}
_SPELLING = re.compile("ae|oe|ue|ss|.", re.IGNORECASE | re.DOTALL)
_COMMON = frozenset(
    ("ag", "and", "agency", "agentur", "company", "corp", "das", "der", "die", "des", "for", "für", "gbr", "gmbh")
    + ("group", "gruppe", "holding", "inc", "kgaa", "limited", "llc", "llp", "ltd", "mbh", "oder", "ohg", "partg")
    + ("partner", "studio", "the", "und", "van", "von", "vom", "zum", "zur")
)


@dataclass(frozen=True, slots=True)
class PersonsAndClients:
    """``plain``: words (lower case) that tell nothing when they stand alone, though they are part of a name."""

    people: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    _entries: list[tuple[str, str, str]] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Longer names first: the whole of a name is one placeholder."""
        for kind, names in (("CLIENT", self.clients), ("PERSON", self.people)):
            forms = {
                form for name in names for form in _forms(name) if len(form) > 1 or form[0].lower() not in self.plain
            }
            self._entries.extend(
                (kind, _folded(form[0]).lstrip("e"), _pattern(form)) for form in sorted(forms, key=_by_length)
            )

    def forms(self, text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
        """(kind, what it looks like) of the names whose first word may be in the text."""
        within = _folded(text)
        for kind in ("CLIENT", "PERSON"):
            found = [pattern for one, key, pattern in self._entries if one == kind and key in within]
            if found:
                yield kind, re.compile("|".join(found))


def _by_length(words: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return -sum(map(len, words)), words


def _forms(name: str) -> Iterable[tuple[str, ...]]:
    """The name as a whole, without "GmbH" and the like, its words in the other order, and each word that tells
    something alone.
    """
    words = tuple(_WORD.findall(unicodedata.normalize("NFKC", name)))
    if not words:
        return
    yield words
    if len(words) == 2:
        yield words[::-1]
    core = tuple(word for word in words if word.lower() not in _COMMON)
    if 1 < len(core) < len(words):
        yield core
    for word in words:
        if len(word) > 2 and word.lower() not in _COMMON:
            yield (word,)


def _pattern(words: tuple[str, ...]) -> str:
    """Words of a name may be joined or kept apart by a few marks; a short one stands by itself."""
    spelt = r"[\W_]{0,3}".join(_SPELLING.sub(_spelling, word) for word in words)
    length = sum(map(len, words))
    if length < 3:
        whole = f"(?i:{spelt})" if len(words) > 1 else f"(?:{re.escape(words[0])}|{re.escape(words[0].upper())})"
        return rf"(?<!{_LETTER}){whole}(?=(?:['’]?[sS])?(?!{_LETTER}))"
    if len(words) > 1 or length >= _WHOLE_LONG:
        return f"(?i:{spelt})"
    return rf"(?<!{_LETTER})(?i:{spelt})(?=(?i:{_INFLECTED})(?!{_LETTER}))"


def _spelling(found: re.Match[str]) -> str:
    low = found[0].lower()
    return _SPELT.get(low) or (f"[{found[0]}{_ALIKE[low]}]" if low in _ALIKE else re.escape(found[0]))


def _folded(text: str) -> str:
    """The same for all spellings that ``_pattern`` takes for one: many texts share it, none is missed."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(_PLAIN.get(letter, letter) for letter in plain if not unicodedata.combining(letter))
    return plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")
