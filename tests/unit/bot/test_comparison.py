"""Before and after a talk: fair windows, whatever the day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.comparison import PER_DAYS, WINDOW_DAYS, around

TALK = date(2026, 6, 30)
LONG_AGO = date(2025, 1, 1)


def days(*offsets: int) -> list[date]:
    return [TALK + timedelta(days=offset) for offset in offsets]


@pytest.mark.parametrize(
    ("offset", "before", "after"), [(-60, 0, 0), (-59, 1, 0), (0, 1, 0), (1, 0, 1), (60, 0, 1), (61, 0, 0)]
)
def test_day_of_the_talk_is_before_it_and_both_windows_have_sixty_days(offset: int, before: int, after: int) -> None:
    found = around(TALK, days(offset), TALK + timedelta(days=200), LONG_AGO)
    assert (found.before, found.after) == (before, after)
    assert (found.before_days, found.after_days) == (WINDOW_DAYS, WINDOW_DAYS)
    assert found.is_whole


def test_rates_are_per_thirty_days_of_the_days_there_are() -> None:
    found = around(TALK, days(-50, -20, -3, 5), TALK + timedelta(days=20), LONG_AGO)
    assert (found.before_rate, found.after_rate) == (1.5, 1.5)
    assert not found.is_whole and not found.is_early


@pytest.mark.parametrize(("passed", "early"), [(0, True), (13, True), (14, False)])
def test_too_few_days_are_too_early_to_tell(passed: int, early: bool) -> None:
    found = around(TALK, [], TALK + timedelta(days=passed), LONG_AGO)
    assert (found.is_early, found.after_days) == (early, passed)


def test_before_is_counted_only_as_far_back_as_the_record_reaches() -> None:
    found = around(TALK, days(-9, -1), TALK + timedelta(days=90), TALK - timedelta(days=9))
    assert (found.before_days, found.before, found.before_rate) == (10, 2, 6.0)
    nothing = around(TALK, [], TALK, TALK + timedelta(days=1))
    assert (nothing.before_days, nothing.before_rate, nothing.after_rate) == (0, 0.0, 0.0)


offsets = st.lists(st.integers(-200, 200), max_size=30)


@given(offsets, st.integers(0, 200), st.integers(-200, 200))
def test_nothing_is_counted_twice_or_outside_its_days(found: list[int], passed: int, known: int) -> None:
    happened = days(*found)
    one = around(TALK, happened, TALK + timedelta(days=passed), TALK + timedelta(days=known))
    assert 0 <= one.before_days <= WINDOW_DAYS and 0 <= one.after_days <= min(WINDOW_DAYS, passed)
    assert one.before + one.after <= len(happened)
    assert one.before_rate * max(one.before_days, 1) == pytest.approx(one.before * PER_DAYS) or not one.before_days
    assert around(TALK, list(reversed(happened)), TALK + timedelta(days=passed), TALK + timedelta(days=known)) == one
