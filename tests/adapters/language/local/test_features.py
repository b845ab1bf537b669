"""What the model sees of a message."""

import pytest

from adapters.language.local.features import read, sentences_of, views
from adapters.language.local.words import WORDS
from bot.domain.detection import Side


def test_what_names_something_is_a_stand_in() -> None:
    assert sentences_of("<@u123> owes 1.250 since 3.4., see https://x.example/a „now“ !!") == [[
        "@person", "owes", "###", "since", "###", ".", ",", "see", "@link", '"', "now", '"', "!!",
    ]]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n ", []),
        ("_", [[]]),
        ("One. Two!\nthree \n\n four", [["One", "."], ["Two", "!"], ["three"], ["four"]]),
        ("z.B.so ist es.", [["z", ".", "B", ".", "so", "ist", "es", "."]]),
        ('"No!" she said... and left', [['"', "No", "!", '"', "she", "said", "..."], ["and", "left"]]),
    ],
)
def test_sentences_end_where_a_mark_or_the_line_ends(text: str, sentences: list[list[str]]) -> None:
    assert sentences_of(text) == sentences


def test_invisible_characters_and_wide_forms_change_nothing() -> None:
    plain, dressed = read("Zahlt nicht.", Side.TEAM), read("Za\u200bhlt\u00ad ｎｉｃｈｔ.", Side.TEAM)
    assert views(dressed) == views(plain)


@pytest.mark.parametrize(
    ("german", "english"),
    [("rechnung", "invoice"), ("bezahlt", "paid"), ("niemals", "never"), ("rabatt", "discount"), ("wir", "we")],
)
def test_both_languages_share_a_concept(german: str, english: str) -> None:
    assert WORDS.of(german) == WORDS.of(english) != ""


def test_a_word_is_found_within_a_compound() -> None:
    assert WORDS.of("sondernachlassforderung") == WORDS.of("nachlass")


def test_the_side_parts_the_same_words() -> None:
    text = "We will not pay."
    team, client = views(read(text, Side.TEAM)), views(read(text, Side.CLIENT))
    assert team[0] == client[0]
    assert {"we", "will not pay", "t:we", "t:not pay"} <= team[1].keys()
    assert team[1].keys() - client[1].keys() == {name for name in team[1] if name.startswith("t:")}


def test_length_beyond_a_few_lines_says_nothing() -> None:
    long, longer = ("Alles gut hier. " * 20, "Alles gut hier. " * 60)
    assert views(read(long, Side.TEAM))[2] == views(read(longer, Side.TEAM))[2]
