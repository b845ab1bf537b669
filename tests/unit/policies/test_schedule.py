"""When a check-in comes round by itself."""

from datetime import date, timedelta

import pytest

from adapters.calendar import WorkingCalendar
from bot.domain.schedule import Every, Rhythm, next_day

BERLIN = WorkingCalendar("Europe/Berlin", "DE-BE")
MONDAY, THURSDAY, SATURDAY = 0, 3, 5
SINCE = date(2026, 3, 2)


def rhythm(every: Every, weekday: int = MONDAY, hour: int = 10) -> Rhythm:
    return Rhythm(every=every, weekday=weekday, hour=hour, since=SINCE)


def days(wanted: Rhythm, after: date, number: int) -> list[date]:
    found: list[date] = []
    for _ in range(number):
        after = next_day(wanted, after, BERLIN.is_working_day)
        found.append(after)
    return found


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (Every.WEEK, [date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23)]),
        (Every.FORTNIGHT, [date(2026, 3, 16), date(2026, 3, 30), date(2026, 4, 13)]),
        (Every.MONTH, [date(2026, 4, 7), date(2026, 5, 4), date(2026, 6, 1)]),
    ],
)
def test_rhythm_from_its_first_week_on(every: Every, expected: list[date]) -> None:
    """Monday, 6 April 2026 is Easter Monday."""
    assert days(rhythm(every), SINCE, 3) == expected


def test_holiday_is_skipped_and_the_week_after_is_as_usual() -> None:
    assert days(rhythm(Every.WEEK), date(2026, 3, 30), 2) == [date(2026, 4, 7), date(2026, 4, 13)]


def test_day_before_a_moved_one_finds_the_moved_one() -> None:
    assert next_day(rhythm(Every.WEEK), date(2026, 4, 6), BERLIN.is_working_day) == date(2026, 4, 7)


def test_weekend_rhythm_moves_to_monday() -> None:
    assert days(rhythm(Every.WEEK, SATURDAY), SINCE, 2) == [date(2026, 3, 9), date(2026, 3, 16)]


@pytest.mark.parametrize("every", list(Every))
@pytest.mark.parametrize("weekday", range(7))
def test_no_day_comes_twice_or_is_missed_in_two_years(every: Every, weekday: int) -> None:
    found = days(rhythm(every, weekday), SINCE, 800 // every.shortest_days)
    gaps = [(later - earlier).days for earlier, later in zip(found, found[1:], strict=False)]
    assert all(BERLIN.is_working_day(day) for day in found)
    assert min(gaps) > 0 and max(gaps) <= {Every.WEEK: 13, Every.FORTNIGHT: 20, Every.MONTH: 41}[every]
    # Whatever day is asked from, the next one is the same.
    for earlier, later in zip(found, found[1:], strict=False):
        assert {
            next_day(rhythm(every, weekday), earlier + timedelta(days=n), BERLIN.is_working_day)
            for n in range((later - earlier).days)
        } == {later}


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 3, 29), 7), (date(2026, 10, 25), 8)])
def test_hour_is_that_of_the_wall_clock_across_both_clock_changes(day: date, hour: int) -> None:
    """09:00 in Berlin is 08:00 UTC in winter and 07:00 in summer."""
    assert BERLIN.at_hour(day, 9).hour == hour
    assert BERLIN.at_hour(day - timedelta(days=1), 9).hour == (8 if hour == 7 else 7)


def test_calendar_without_working_days_is_told() -> None:
    with pytest.raises(ValueError, match="no working day"):
        next_day(rhythm(Every.WEEK), SINCE, lambda day: False)
