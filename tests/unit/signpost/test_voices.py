"""Catalogs are compiled at start, with the plural forms of their language."""

from pathlib import Path

from bot.notices.parts import plain
from signpost.voices import voices

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: de\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Report"
msgstr "Meldung"

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} Tag"
msgstr[1] "{n} Tage"

msgid "not done yet"
msgstr ""

#, fuzzy
msgid "guessed"
msgstr "geraten"
"""


def catalog(folder: Path) -> Path:
    path = folder / "de" / "LC_MESSAGES" / "signpost.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return folder


def test_german_speaks_with_its_plural_forms(tmp_path: Path) -> None:
    speak = voices(catalog(tmp_path))
    german = speak("de-AT")
    assert german.word("Report") == "Meldung"
    assert [plain(german.many("{n} day", "{n} days", n)) for n in (0, 1, 2)] == ["0 Tage", "1 Tag", "2 Tage"]
    assert german.word("not done yet") == "not done yet"
    assert german.word("guessed") == "guessed"


def test_english_and_unknown_languages_keep_the_source(tmp_path: Path) -> None:
    speak = voices(catalog(tmp_path))
    assert speak("en").word("Report") == "Report"
    assert speak("fr").language == "en"
    assert speak("en").words("{n} day", "{n} days", 1) == "1 day"


def test_a_missing_catalog_leaves_the_source_texts(tmp_path: Path) -> None:
    assert voices(tmp_path)("de").word("Report") == "Report"


def test_a_voice_is_compiled_once(tmp_path: Path) -> None:
    speak = voices(catalog(tmp_path))
    assert speak("de") is speak("de-CH")


def test_the_catalogs_of_the_product_compile() -> None:
    assert voices()("de").language == "de"
