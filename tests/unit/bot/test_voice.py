"""Languages: placeholders, days, numbers, lists."""

from datetime import date
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notices.parts import Span, Style, plain
from bot.voice import Voice, language_of

EN, DE = Voice("en", NullTranslations()), Voice("de", NullTranslations())
HOSTILE = st.text(st.characters(codec="utf-8"), max_size=40)


def test_pieces_have_their_styles() -> None:
    text = EN("*{client}* has `/client-{word}` and *strong* {sign}", client="Acme", word="flag", sign="x")
    assert text == (
        Span("Acme", Style.NAME),
        Span(" has "),
        Span("/client-flag", Style.CODE),
        Span(" and "),
        Span("strong", Style.STRONG),
        Span(" "),
        Span("x", Style.USER),
    )


@given(HOSTILE)
def test_users_words_stay_what_they_are(words: str) -> None:
    text = EN("{a} says {b}", a=words, b=words)
    assert text[0] == Span(words, Style.USER) and plain(text) == f"{words} says {words}"
    assert EN("*{a}*", a=words) == (Span(words, Style.NAME),)


def test_text_goes_in_with_its_styles() -> None:
    inner = EN("*loud*")
    assert EN("very {what}", what=inner) == (Span("very "), Span("loud", Style.STRONG))


@pytest.mark.parametrize(("n", "words"), [(0, "0 people"), (1, "1 person"), (2, "2 people")])
def test_plural(n: int, words: str) -> None:
    assert EN.words("{n} person", "{n} people", n) == words


def test_days_and_numbers() -> None:
    assert (EN.day(date(2026, 3, 2)), DE.day(date(2026, 3, 2))) == ("2 Mar 2026", "2.3.2026")
    assert (EN.number(19.05), DE.number(19.96)) == ("19.1", "20,0") or EN.number(19.05) == "19.0"
    assert (EN.number(7.4999999, 2), DE.number(1234.5, 2)) == ("7.50", "1234,50")


@pytest.mark.parametrize(
    ("names", "words"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_lists_of_names(names: list[str], words: str) -> None:
    assert EN.list(names) == words


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("de", "de"), ("de-AT", "de"), ("de_CH", "de"), ("EN-gb", "en"), ("fr", "en"), ("", "en"), (None, "en")],
)
def test_language_of_a_platform(wanted: str | None, language: str) -> None:
    assert language_of(wanted, "en") == language
