"""The German catalog and the texts of the sources, for the tests in this folder."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import bot

BOT = Path(bot.__file__).parent
FILE = BOT / "locale" / "de" / "LC_MESSAGES" / "signpost.po"
# The same keywords stand in the Makefile's target `catalog`.
KEYWORDS = {"say": None, "word": None, "many": (1, 2), "words": (1, 2), "N_": None, "N2_": (1, 2)}
_NAMES = re.compile(r"\{(\w+)\}")
_CODE = re.compile(r"`([^`]*)`")

MsgId = str | tuple[str, str]


@cache
def sources() -> frozenset[MsgId]:
    """Every English text that Babel finds."""
    found: set[MsgId] = set()
    for _, _, message, _, _ in extract_from_dir(str(BOT), keywords=KEYWORDS):
        if isinstance(message, str):
            found.add(message)
        else:
            found.add((message[0], message[1]))
    return frozenset(found)


@cache
def catalog() -> Catalog:
    with FILE.open("rb") as file:
        return read_po(file, locale="de", abort_invalid=True)


def pairs() -> Iterator[tuple[str, str]]:
    """Every English form with its German one; singular with singular, plural with plural."""
    for message in catalog():
        if not message.id:
            continue
        english = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        german = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        yield from zip(english, german, strict=True)


def names(text: str) -> list[str]:
    """The placeholders of a text, sorted."""
    return sorted(_NAMES.findall(text))


def codes(text: str) -> list[str]:
    return _CODE.findall(text)


def prose(text: str) -> str:
    """The text without what is no language: code, placeholders, and the spelling of notice periods."""
    bare = _NAMES.sub("", _CODE.sub("", text))
    return re.sub(r"https?://|app\.yaml", "", bare)
