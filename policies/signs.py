"""The ten signs in words: labels, helps and playbooks in both languages, found by name or proposed from a text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.playbook import Sign
from policies.errors import PolicyError
from policies.numbers import SIGN_KEYS
from policies.reading import choice, only, table_of, text, texts, wrong
from policies.words import folded, spellings
from policies.yaml_lines import Table, read_yaml

LANGUAGES = ("de", "en")
BACKERS = ("lead", "owner")
TEXT_LIMIT = 10_000
_FALLBACK = "en"
_LABEL, _LINE, _LONG = 40, 160, 600


@dataclass(frozen=True, slots=True)
class Signs:
    """``texts``: sign → language → what is said of it, in the file's order. ``names``: folded name → sign."""

    texts: Mapping[str, Mapping[str, Sign]]
    names: Mapping[str, str]
    patterns: Mapping[str, re.Pattern[str]]

    def keys(self) -> Sequence[str]:
        return tuple(self.texts)

    def sign(self, key: str, language: str) -> Sign:
        """In that language, else in English. Raises ``KeyError`` for an unknown key."""
        known = self.texts[key]
        return known.get(language, known[_FALLBACK])

    def find(self, words: str) -> str | None:
        """A key or a label in any language; case, umlauts, hyphens and underscores do not matter."""
        return self.names.get(folded(words[:TEXT_LIMIT]))

    def propose(self, message: str) -> str | None:
        """The sign whose word list fits a text best; None where none fits, or two fit alike.

        Each distinct phrase counts the square of its number of words, so that a phrase tells more than its words
        alone. Only the first 10,000 characters are looked at.
        """
        searched = folded(message[:TEXT_LIMIT])
        hits = {key: _weight(pattern, searched) for key, pattern in self.patterns.items()}
        best = max(hits.values(), default=0)
        winners = [key for key, weight in hits.items() if weight == best]
        return winners[0] if best and len(winners) == 1 else None


def read_signs(path: Path) -> Signs:
    """Read and check a file of signs; raises ``PolicyError`` with file, line and reason."""
    return signs_of(read_yaml(path))


def signs_of(top: Table) -> Signs:
    only(top, ("signs",))
    table = table_of(top, "signs")
    only(table, SIGN_KEYS)
    said = {key: _said(key, table_of(table, key)) for key in table.entries}
    patterns = {key: _pattern(table_of(table_of(table, key), "words")) for key in table.entries}
    return Signs(said, _names(table, said), patterns)


def _said(key: str, table: Table) -> Mapping[str, Sign]:
    parts = ("label", "help", "playbook", "part_when", "say", "backing", "words")
    only(table, parts, ("protect", "source", "backed_by"))
    for part in table.entries.keys() - {"backed_by"}:
        only(table_of(table, part), LANGUAGES)
    return {language: _sign(key, table, language) for language in LANGUAGES}


def _sign(key: str, table: Table, language: str) -> Sign:
    protect = texts(table_of(table, "protect"), language, _LONG, 1, 8) if "protect" in table.entries else ()
    return Sign(
        key=key,
        label=text(table_of(table, "label"), language, _LABEL),
        help=_one_line(table_of(table, "help"), language),
        playbook=texts(table_of(table, "playbook"), language, _LONG, 1, 8),
        protect=protect,
        part_when=text(table_of(table, "part_when"), language, _LONG),
        say=text(table_of(table, "say"), language, _LONG),
        backing=text(table_of(table, "backing"), language, _LONG),
        source=text(table_of(table, "source"), language, _LONG) if "source" in table.entries else "",
        by_owner="backed_by" in table.entries and choice(table, "backed_by", BACKERS) == "owner",
    )


def _one_line(table: Table, key: str) -> str:
    found = text(table, key, _LINE)
    if "\n" in found:
        raise wrong(table, key, "must be one line")
    return found


def _names(table: Table, said: Mapping[str, Mapping[str, Sign]]) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for key, languages in said.items():
        for name in (key, *(sign.label for sign in languages.values())):
            for spelling in spellings(name):
                other = names.setdefault(spelling, key)
                if other != key:
                    raise PolicyError(table.file, table.key_lines[key], f"'{name}' is also the name of {other}")
    return names


def _pattern(table: Table) -> re.Pattern[str]:
    """One pattern for all phrases of a sign, the longest first, so that a phrase goes before its first words."""
    phrases = {spelled for language in LANGUAGES for spelled in _phrases(table, language)}
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(ordered)})\b")


def _phrases(table: Table, language: str) -> list[str]:
    found: list[str] = []
    for phrase in texts(table, language, 80, 1, 300):
        if "*" in phrase.rstrip("*") or phrase.endswith("**"):
            raise wrong(table, language, f"'{phrase}': the star belongs at the end of the last word")
        if len(folded(phrase)) < 2:
            raise wrong(table, language, f"'{phrase}' is too short to look for")
        found.extend(spelling + (r"\w*" if phrase.endswith("*") else "") for spelling in spellings(phrase))
    return found


def _weight(pattern: re.Pattern[str], searched: str) -> int:
    found = {match.group() for match in pattern.finditer(searched)}
    return sum(len(phrase.split()) ** 2 for phrase in found)
