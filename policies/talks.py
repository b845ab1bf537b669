"""What a lead can say in a clarifying talk, sign by sign, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.playbook import SIGN_KEYS, TalkWords
from policies.reading import only, table_of, text, texts
from policies.signs import LANGUAGES
from policies.yaml_lines import Table, read_yaml

_FALLBACK = "en"
_LONG = 600


@dataclass(frozen=True, slots=True)
class Talks:
    """Sign → language → what can be said."""

    words: Mapping[str, Mapping[str, TalkWords]]

    def of(self, key: str, language: str) -> TalkWords:
        """In that language, else in English. Raises ``KeyError`` for an unknown key."""
        known = self.words[key]
        return known.get(language, known[_FALLBACK])


def read_talks(path: Path) -> Talks:
    """Read and check a file of talks; raises ``PolicyError`` with file, line and reason."""
    return talks_of(read_yaml(path))


def talks_of(top: Table) -> Talks:
    only(top, ("talks",))
    table = table_of(top, "talks")
    only(table, SIGN_KEYS)
    return Talks({key: _said(table_of(table, key)) for key in table.entries})


def _said(table: Table) -> Mapping[str, TalkWords]:
    only(table, ("effect", "request", "otherwise", "questions", "own_side"), ("before",))
    for part in table.entries:
        only(table_of(table, part), LANGUAGES)
    return {language: _words(table, language) for language in LANGUAGES}


def _words(table: Table, language: str) -> TalkWords:
    return TalkWords(
        effect=text(table_of(table, "effect"), language, _LONG),
        request=text(table_of(table, "request"), language, _LONG),
        otherwise=text(table_of(table, "otherwise"), language, _LONG),
        questions=texts(table_of(table, "questions"), language, _LONG, 2, 8),
        own_side=text(table_of(table, "own_side"), language, _LONG),
        before=text(table_of(table, "before"), language, _LONG) if "before" in table.entries else "",
    )
