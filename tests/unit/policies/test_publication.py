"""What of a round is shown: both sides of every threshold."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.checkin import Answer, Band
from policies.publication import HISTOGRAM_ANSWERS, LOOKED_BACK, band, outcome

GROUP = 5


def people(number: int, start: int = 0) -> frozenset[str]:
    return frozenset(f"p{one}" for one in range(start, start + number))


def answers(*faces: int) -> list[Answer]:
    return [Answer(face) for face in faces]


MIXED = (1, 2, 3, 4, 5, 3, 3, 4, 4, 2, 5, 1)


@pytest.mark.parametrize("number", range(GROUP))
def test_nothing_is_shown_below_the_group(number: int) -> None:
    assert outcome(answers(*[1] * number), people(20), GROUP, []) is None


def test_band_alone_from_the_group_on() -> None:
    shown = outcome(answers(1, 1, 2, 2, 1), people(9), GROUP, [])
    assert shown is not None and (shown.band, shown.counts, shown.comments) == (Band.LOW, None, ())


@pytest.mark.parametrize(
    ("faces", "expected"),
    [((2, 2, 3, 3, 2, 2, 3, 2), Band.LOW), ((2, 3), Band.MID), ((3, 3, 3, 4, 4), Band.MID), ((3, 4), Band.HIGH)],
)
def test_band_follows_the_mean(faces: Sequence[int], expected: Band) -> None:
    assert band(faces) is expected


def test_histogram_from_enough_answers_on() -> None:
    enough, fewer = MIXED[:HISTOGRAM_ANSWERS], MIXED[: HISTOGRAM_ANSWERS - 1]
    shown, hidden = (outcome(answers(*faces), people(14), GROUP, []) for faces in (enough, fewer))
    assert shown and shown.counts == (2, 2, 3, 3, 2)
    assert hidden and hidden.counts is None


def test_equal_answers_are_shown_as_a_band() -> None:
    shown = outcome(answers(*[4] * 14), people(14), GROUP, [])
    assert shown and shown.counts is None and shown.band is Band.HIGH


@pytest.mark.parametrize(("changed", "histogram"), [(0, True), (1, False), (GROUP - 1, False), (GROUP, True)])
def test_few_people_more_or_less_than_in_a_histogram_hide_the_next_one(changed: int, histogram: bool) -> None:
    shown = outcome(answers(*MIXED), people(20), GROUP, [people(20 + changed)])
    assert shown and (shown.counts is not None) is histogram


def test_only_the_last_histograms_are_looked_at() -> None:
    far, near = [people(40)] * LOOKED_BACK, [people(21)]
    forgotten = outcome(answers(*MIXED), people(20), GROUP, [*far, *near])
    remembered = outcome(answers(*MIXED), people(20), GROUP, [*far[1:], *near])
    assert forgotten and forgotten.counts is not None
    assert remembered and remembered.counts is None


def test_one_who_leaves_and_one_who_joins_are_two() -> None:
    shown = outcome(answers(*MIXED), people(20, 1), GROUP, [people(20)])
    assert shown and shown.counts is None


@pytest.mark.parametrize(("comments", "shown"), [(2, 0), (3, 3)])
def test_comments_are_shown_from_three_on_in_alphabetical_order(comments: int, shown: int) -> None:
    words = ["zebra", "apple", "mango"][:comments] + [""] * (6 - comments)
    found = outcome([Answer(3, word) for word in words], people(6), GROUP, [])
    assert found and len(found.comments) == shown and list(found.comments) == sorted(found.comments)


faces = st.lists(st.integers(1, 5), max_size=25)
groups = st.integers(0, 12).map(lambda start: people(20, start))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(faces, st.lists(groups, max_size=7), groups, st.integers(4, 8), st.randoms(use_true_random=False))
def test_rule_never_breaks(
    given_faces: list[int], before: list[frozenset[str]], roster: frozenset[str], group: int, rng: Random
) -> None:
    shown = outcome(answers(*given_faces), roster, group, before)
    assert (shown is None) == (len(given_faces) < group)
    if shown is None:
        return
    mixed = list(given_faces)
    rng.shuffle(mixed)
    assert outcome(answers(*mixed), roster, group, before) == shown
    if shown.counts is not None:
        assert sum(shown.counts) == len(given_faces) >= HISTOGRAM_ANSWERS
        assert len(set(given_faces)) > 1
        assert all(not 0 < len(roster ^ other) < group for other in before[:LOOKED_BACK])
