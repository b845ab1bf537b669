"""How the German sounds: du, no English left over, one word for one thing, and the product speaks it."""

import re

import pytest

from bot.notices.labels import OUTCOMES, notice_words
from bot.notices.nudges import outcome_word
from bot.notices.parts import Style, plain
from signpost.voices import voices
from tests.unit.locale.german import pairs, prose

# "Ihr" opens a sentence as the plural of du; inside one it would be the formal address.
FORMAL = re.compile(r"\b(Sie|Ihnen|Ihre[mnrs]?)\b|(?<=[a-zäöüß,;] )Ihr\b")
ENGLISH = re.compile(
    r"\b(the|and|of|is|are|with|for|you|your|to|has|have|not|this|that|it|be|by|at|who|what|when|which|from|on|or"
    r"|report\w*|client\w*|leads?|owners?|nudges?|incidents?|scores?|sign|talks?|drafts?|snooze\w*|dismiss\w*)\b",
    re.IGNORECASE,
)
# The catalog's own words: see the comment at its top.
OTHER_WORDS = re.compile(r"Inhaber|Kundenleitung|Vorkommnis|Benachrichtigung|Eskalation|Mitarbeiter\b|[a-z][:*]innen")


def german() -> list[str]:
    return [german for _, german in pairs()]


def test_nobody_is_addressed_formally() -> None:
    assert [text for text in german() if FORMAL.search(prose(text))] == []


@pytest.mark.parametrize(
    ("text", "formal"),
    [
        ("Bitte wählen Sie.", True),
        ("Das gilt für Ihre Meldung.", True),
        ("Ihr trennt euch.", False),
        ("wie ihr", False),
    ],
)
def test_formal_address_is_recognised(text: str, formal: bool) -> None:
    assert bool(FORMAL.search(text)) is formal


def test_no_english_is_left_over() -> None:
    assert [text for text in german() if ENGLISH.search(prose(text))] == []


def test_texts_keep_to_the_words_of_the_catalog() -> None:
    assert [text for text in german() if OTHER_WORDS.search(text)] == []


def test_quotation_marks_are_german() -> None:
    assert [text for text in german() if re.search('[”"]|“[^“]*“(?<!„)', re.sub("„[^“”]*“", "", text))] == []


def test_the_product_speaks_german() -> None:
    say = voices()("de")
    assert say.word("Acknowledge") == "Übernehmen"
    text = say("*{client}*: time for a talk", client="Acme")
    assert (text[0].text, text[0].style, plain(text)) == ("Acme", Style.NAME, "Acme: Zeit für ein Gespräch")


@pytest.mark.parametrize(
    ("n", "spoken"), [(0, "0 offene Hinweise"), (1, "1 offener Hinweis"), (2, "2 offene Hinweise")]
)
def test_the_product_speaks_german_plurals(n: int, spoken: str) -> None:
    assert voices()("de").words("{n} open nudge", "{n} open nudges", n) == spoken


@pytest.mark.parametrize(
    ("notice", "spoken"),
    [
        ("any", "jederzeit"),
        ("3 months to month_end", "3 Monate zum Monatsende"),
        ("1 month", "1 Monat"),
        ("6 weeks to quarter_end", "6 Wochen zum Quartalsende"),
        ("year_end", "zum Jahresende"),
    ],
)
def test_notice_periods_read_as_people_say_them(notice: str, spoken: str) -> None:
    assert notice_words(voices()("de"), notice) == spoken


def test_outcomes_keep_the_colon_after_their_name() -> None:
    say = voices()("de")
    assert [outcome_word(say, outcome) for outcome in OUTCOMES] == ["geklärt", "vereinbart", "abgelehnt"]
