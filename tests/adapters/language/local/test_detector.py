"""Verdicts: what they hold, hostile input, quotations, and what an organization's answers change."""

import time
from collections.abc import Sequence

import numpy as np
import pytest

from adapters.language.local.corpus import Labelled
from adapters.language.local.detector import MOST_CORRECTION, LocalDetector
from adapters.language.local.features import sentences_of
from adapters.language.local.model import Model
from adapters.language.local.passages import LONGEST, apart, passages, sentences, without_code
from adapters.language.local.train import train
from bot.domain.detection import Lesson, Side, Verdict
from bot.domain.playbook import SIGN_KEYS
from bot.ports import Detector
from signpost.judging.figures import auc

ASKS = "Könnt ihr bitte noch schnell kostenlos die Startseite umbauen? Das gehört doch dazu."


def log_odds(verdict: Verdict) -> float:
    return float(np.log(verdict.probability / (1 - verdict.probability)))


def lessons(messages: Sequence[Labelled], *, wrong: bool = False) -> list[Lesson]:
    contrary: dict[bool, tuple[str, ...]] = {True: (), False: ("ethics",)}
    return [Lesson(m.text, m.side, m.language, contrary[bool(m.signs)] if wrong else m.signs) for m in messages]


async def test_it_is_a_detector(detector: LocalDetector) -> None:
    port: Detector = detector
    assert await port.judge(ASKS, Side.CLIENT) == detector.verdict(ASKS, Side.CLIENT)


def test_a_verdict_names_every_sign_and_the_passage(detector: LocalDetector, few: list[Labelled]) -> None:
    incidents = [message for message in few if message.signs]
    verdicts = [(message, detector.verdict(message.text, message.side)) for message in incidents]
    message, verdict = max(verdicts, key=lambda one: one[1].probability)
    assert tuple(verdict.signs) == SIGN_KEYS
    assert sum(verdict.signs.values()) == pytest.approx(verdict.probability, abs=1e-3)
    assert verdict.decision[0] in message.signs
    assert verdict.passage and verdict.passage in message.text


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\t", "\u200b\u200d\ufeff", "😀😀🔥", "x" * 40_000, "wort " * 8_000, "Nein! " * 7_000, "`" * 40_000,
        "> " * 20_000, "```\nSELECT 1;\n```", "ok",
        "Привет как дела", "你好" * 20_000, "\ud800 half", "a\x00b", "<@" * 9_000,
        "."*40_000, "\n" * 40_000, "\N{COMBINING ACUTE ACCENT}" * 40_000, "\ufdfa" * 10_000,
    ],
)  # fmt: skip
def test_any_text_gets_a_verdict_in_bounded_time(detector: LocalDetector, text: str) -> None:
    started = time.thread_time()
    for side in Side:
        verdict = detector.verdict(text, side)
        assert 0 <= verdict.probability <= 1
        assert verdict.passage in text
    assert time.thread_time() - started < 2


def test_long_texts_are_judged_by_passages_and_nothing_is_lost() -> None:
    text = "Erster Satz. Zweiter Satz, etwas länger!\n" * 300
    parts = list(passages(text))
    assert "".join(parts) == text
    assert max(map(len, parts)) <= LONGEST
    assert all(part.endswith(("\n", ".", "!")) for part in parts)


def test_an_incident_is_found_in_a_long_report(detector: LocalDetector) -> None:
    dull = "Der Export ist fertig und liegt im Ordner. " * 40
    alone, inside = (detector.verdict(text, Side.TEAM).probability for text in (dull, f"{dull}\n{ASKS} {dull}"))
    assert inside > alone


def test_code_says_nothing(detector: LocalDetector) -> None:
    assert without_code("so `drop idiots` und\n```\nfuck\n```\nfertig").count("◊") == 2
    one, other = (detector.verdict(f"Läuft: `{code}`", Side.TEAM) for code in ("idiot()", "sum(rows)"))
    assert one == other


@pytest.mark.parametrize("end", ["\n```\n", ""], ids=["closed", "never closed"])
def test_long_code_says_nothing_either(detector: LocalDetector, end: str) -> None:
    long = "raise LatePayment('zahlt wieder nicht, ihr Idioten')\n" * 60
    assert detector.verdict(f"Hier der Fehler:\n```\n{long}{end}", Side.TEAM).probability < 0.2  # as prose 0.5


def test_words_stay_where_they_were() -> None:
    text = "Siehe `a.b.c`, dann\n```\nraise.this()\n```\nund weiter."
    shown = without_code(text)
    assert len(shown) == len(text) and shown.endswith("und weiter.") and "raise" not in shown


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Kostet 3.500 Euro, a.b heute. Zahlt nicht!  Nie \n\n Ende",
            ["Kostet 3.500 Euro, a.b heute.", "Zahlt nicht!", "Nie", "Ende"],
        ),
        ("  eins  ", ["eins"]),
        ("", [""]),
        (" \n ", [""]),
    ],
)
def test_sentences_are_those_that_are_weighed(text: str, parts: list[str]) -> None:
    places = list(sentences(text))
    assert [text[first:last] for first, last in places] == parts
    assert len(places) == max(len(sentences_of(text)), 1)


def test_sentence_that_told_is_quoted_whole(detector: LocalDetector) -> None:
    told = "Die zahlen seit 3.5 Monaten keine Rechnung"
    verdict = detector._verdict(f"Siehe `a.b.c`. Alles gut. {told}. Bis morgen.", Side.TEAM, 0.0)
    assert verdict.passage == f"{told}."


def test_quoted_lines_are_told_apart() -> None:
    assert apart("Von Hr. Ost:\n> Zahle ich nicht.\n&gt; Nie.\nUnd jetzt?") == (
        "Von Hr. Ost:\nUnd jetzt?",
        "Zahle ich nicht.\nNie.",
    )
    assert apart("a > b") == ("a > b", "")


def test_without_lessons_it_is_the_same(detector: LocalDetector) -> None:
    assert detector.taught([]) is detector


def test_later_lessons_take_the_place_of_earlier_ones(detector: LocalDetector) -> None:
    lesson = Lesson(ASKS, Side.CLIENT, "de", ())
    twice = detector.taught([lesson]).taught([lesson])
    assert twice.verdict(ASKS, Side.CLIENT) == detector.taught([lesson]).verdict(ASKS, Side.CLIENT)
    assert twice.taught([]) is detector


@pytest.mark.parametrize("signs", [(), ("extra_demands",)])
def test_a_lesson_bends_the_verdict_its_way(detector: LocalDetector, signs: tuple[str, ...]) -> None:
    before = detector.verdict(ASKS, Side.CLIENT)
    after = detector.taught([Lesson(ASKS, Side.CLIENT, "de", signs)] * 5).verdict(ASKS, Side.CLIENT)
    assert (after.probability > before.probability) is bool(signs)


def test_a_lesson_of_another_sign_moves_the_sign(detector: LocalDetector) -> None:
    before = detector.verdict(ASKS, Side.CLIENT)
    after = detector.taught([Lesson(ASKS, Side.CLIENT, "de", ("ethics",))] * 8).verdict(ASKS, Side.CLIENT)
    assert after.signs["ethics"] > before.signs["ethics"]


def test_the_same_lessons_give_the_same_detector(detector: LocalDetector, few: list[Labelled]) -> None:
    one, other = (detector.taught(lessons(few[:40])) for _ in range(2))
    assert one.verdict(ASKS, Side.CLIENT) == other.verdict(ASKS, Side.CLIENT)


def test_answers_cannot_ruin_it(detector: LocalDetector, few: list[Labelled]) -> None:
    """Five hundred wrong answers, each the contrary of the truth: every verdict stays within its bounds."""
    ruined = detector.taught(lessons(few[:500], wrong=True))
    short = [message for message in few if len(message.text) <= LONGEST]
    verdicts = [[log_odds(one.verdict(m.text, m.side)) for one in (detector, ruined)] for m in short]
    before, after = np.array(verdicts).T
    assert np.abs(after - before).max() <= MOST_CORRECTION + 1e-3
    assert auc(after, np.array([bool(message.signs) for message in short])) > 0.6


def test_five_hundred_answers_are_learned_quickly(detector: LocalDetector, few: list[Labelled]) -> None:
    answers = lessons(few[:500])
    detector.taught(answers)
    started = time.thread_time()
    detector.taught(answers)
    assert time.thread_time() - started < 1.0


def test_training_is_deterministic(few: list[Labelled]) -> None:
    one, other = (train(few[::4], folds=2).to_bytes() for _ in range(2))
    assert one == other


def test_a_model_survives_its_bytes(model: Model, few: list[Labelled]) -> None:
    again = LocalDetector(Model.from_bytes(model.to_bytes()))
    for message in few[:20]:
        assert again.verdict(message.text, message.side) == LocalDetector(model).verdict(message.text, message.side)
