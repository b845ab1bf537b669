"""The languages of the product: gettext catalogs, compiled from their ``.po`` files at start."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import bot
from bot.voice import Voice, Voices, language_of

SOURCE_LANGUAGE = "en"
_LOCALE = Path(bot.__file__).parent / "locale"


def voices(locale: Path = _LOCALE, default: str = SOURCE_LANGUAGE) -> Voices:
    """Language → its voice, each compiled once. A language we do not speak gets the default's voice."""

    @cache
    def compiled(language: str) -> Voice:
        return Voice(language, _catalog(locale, language))

    return lambda language: compiled(language_of(language, default))


def _catalog(locale: Path, language: str) -> NullTranslations:
    """The texts are written in English, so English needs no file; a missing file leaves a language in English too."""
    path = locale / language / "LC_MESSAGES" / "signpost.po"
    if language == SOURCE_LANGUAGE or not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalog = read_po(file, locale=language, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)
