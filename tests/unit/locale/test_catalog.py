"""The German catalog holds every text of the sources, whole and nothing else."""

import ast
from collections.abc import Iterator

from tests.unit.locale.german import BOT, KEYWORDS, MsgId, catalog, pairs, sources


def test_every_text_has_an_entry_and_no_entry_is_left_over() -> None:
    ids: set[MsgId] = {m.id if isinstance(m.id, str) else (m.id[0], m.id[1]) for m in catalog() if m.id}
    assert sources() - ids == set(), "run `make catalog` and translate what is new"
    assert ids - sources() == set(), "run `make catalog`: these texts are gone from the sources"


def test_every_text_is_translated() -> None:
    assert [english for english, german in pairs() if not german.strip()] == []


def test_nothing_is_fuzzy_or_obsolete() -> None:
    assert [message.id for message in catalog() if message.id and message.fuzzy] == []
    assert list(catalog().obsolete) == []


def test_plural_forms_are_those_of_german() -> None:
    assert catalog().plural_forms == "nplurals=2; plural=(n != 1);"
    plural = [message for message in catalog() if message.pluralizable]
    assert plural and all(len(message.string or ()) == 2 for message in plural)


def test_extraction_finds_every_text_that_python_sees() -> None:
    """Babel reads tokens; Python's own parser finds the same texts, those written in several pieces as well."""
    parsed = {text for path in sorted(BOT.rglob("*.py")) for text in _literals(ast.parse(path.read_bytes()))}
    assert parsed == sources()


def test_nothing_says_an_empty_text() -> None:
    """gettext answers an empty text with the catalog's header; an empty cell is an empty ``Text``."""
    assert "" not in sources()


def _literals(tree: ast.AST) -> Iterator[MsgId]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        if name not in KEYWORDS:
            continue
        texts = [
            argument.value
            for argument in node.args[: 2 if KEYWORDS[name] else 1]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if len(texts) == 2:
            yield texts[0], texts[1]
        elif texts:
            yield texts[0]
