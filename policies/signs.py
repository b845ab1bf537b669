"""The ten signs in words: labels, helps and playbooks in both languages, found by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.playbook import SIGN_KEYS, Sign
from policies.errors import PolicyError
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

    def keys(self) -> Sequence[str]:
        return tuple(self.texts)

    def sign(self, key: str, language: str) -> Sign:
        """In that language, else in English. Raises ``KeyError`` for an unknown key."""
        known = self.texts[key]
        return known.get(language, known[_FALLBACK])

    def find(self, words: str) -> str | None:
        """A key or a label in any language; case, umlauts, hyphens and underscores do not matter."""
        return self.names.get(folded(words[:TEXT_LIMIT]))


def read_signs(path: Path) -> Signs:
    """Read and check a file of signs; raises ``PolicyError`` with file, line and reason."""
    return signs_of(read_yaml(path))


def signs_of(top: Table) -> Signs:
    only(top, ("signs",))
    table = table_of(top, "signs")
    only(table, SIGN_KEYS)
    said = {key: _said(key, table_of(table, key)) for key in table.entries}
    return Signs(said, _names(table, said))


def _said(key: str, table: Table) -> Mapping[str, Sign]:
    parts = ("label", "help", "playbook", "part_when", "say", "backing")
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
