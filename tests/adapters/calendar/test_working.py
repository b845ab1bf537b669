import timeit
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.calendar import WorkingCalendar
from bot.ports import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR: Calendar = WorkingCalendar("Europe/Berlin", "DE-BE")


def berlin(day: str, at: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("code", "day", "working"),
    [
        ("DE-BE", "2026-03-08", False),  # Sunday
        ("DE-BE", "2027-03-08", False),  # Monday, International Women's Day, Berlin only
        ("DE", "2027-03-08", True),
        ("DE-BE", "2026-04-03", False),  # Good Friday
        ("DE-BY", "2026-06-04", False),  # Corpus Christi
        ("DE-BE", "2026-06-04", True),
        ("AT-9", "2026-10-26", False),  # Austria's national day, a Monday
        ("CH-ZH", "2026-12-25", False),
        ("US-CA", "2026-07-03", False),  # Independence Day is a Saturday: observed on Friday
        ("US-CA", "2026-11-26", False),  # Thanksgiving
        ("IL", "2026-03-06", False),  # Friday, weekend there
        ("IL", "2026-03-08", True),  # Sunday
        ("none", "2026-12-25", True),  # a Friday
        ("none", "2026-12-26", False),
        ("NONE", "2026-12-25", True),
        ("de-be", "2027-03-08", False),
    ],
)
def test_working_days_by_code(code: str, day: str, working: bool) -> None:
    assert WorkingCalendar("Europe/Berlin", code).is_working_day(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("zone", "code", "told"),
    [
        ("Europe/Berlin", "DE-XX", "DE-BE"),
        ("Europe/Berlin", "XX", "'DE-BE'"),
        ("Europe/Berlin", "", "'none'"),
        ("Europe/Berlin", "Berlin", "'DE-BE'"),
        ("Europe/Berlin", "DE-", "DE-BE"),
        ("Europe/Bärlin", "DE", "Europe/Berlin"),
        ("", "DE", "Europe/Berlin"),
        ("../etc/passwd", "DE", "Europe/Berlin"),
        ("Europe", "DE", "Europe/Berlin"),
    ],
)
def test_unknown_code_or_zone_is_refused_with_what_is_accepted(zone: str, code: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        WorkingCalendar(zone, code)


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        ("2026-03-02", "08:59", "2026-03-02T09:00"),
        ("2026-03-02", "09:00", "2026-03-02T09:00"),
        ("2026-03-02", "16:59", "2026-03-02T16:59"),
        ("2026-03-02", "17:00", "2026-03-03T09:00"),
        ("2026-03-06", "17:00", "2026-03-09T09:00"),  # over the weekend
        ("2026-04-02", "18:00", "2026-04-07T09:00"),  # over Easter
        ("2026-12-24", "17:30", "2026-12-28T09:00"),
        ("2026-03-28", "12:00", "2026-03-30T09:00"),  # the night of the 29th has 23 hours
        ("2026-10-24", "12:00", "2026-10-26T09:00"),  # the night of the 25th has 25
    ],
)
def test_working_moment(day: str, at: str, expected: str) -> None:
    found = CALENDAR.working_moment(berlin(day, at))
    assert found.tzinfo is UTC
    assert found.astimezone(BERLIN).isoformat()[:16] == expected


def test_working_hours_follow_the_wall_clock_over_both_changes() -> None:
    assert CALENDAR.working_moment(berlin("2026-03-28")) == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert CALENDAR.working_moment(berlin("2026-03-21")) == datetime(2026, 3, 23, 8, tzinfo=UTC)
    assert CALENDAR.working_moment(berlin("2026-10-24")) == datetime(2026, 10, 26, 8, tzinfo=UTC)
    assert CALENDAR.working_moment(berlin("2026-10-17")) == datetime(2026, 10, 19, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "days", "expected"),
    [
        ("2026-03-02", "10:15", 0, "2026-03-02T10:15"),
        ("2026-03-02", "10:15", 1, "2026-03-03T10:15"),
        ("2026-03-02", "08:00", 1, "2026-03-03T09:00"),
        ("2026-03-02", "18:00", 1, "2026-03-04T09:00"),
        ("2026-03-06", "11:00", 1, "2026-03-09T11:00"),
        ("2026-03-07", "11:00", 1, "2026-03-09T11:00"),
        ("2026-04-02", "11:00", 1, "2026-04-07T11:00"),
        ("2026-04-02", "11:00", 4, "2026-04-10T11:00"),
        ("2026-03-27", "11:00", 1, "2026-03-30T11:00"),
        ("2026-10-23", "11:00", 10, "2026-11-06T11:00"),
    ],
)
def test_after_working_days_keeps_the_wall_clock_time(day: str, at: str, days: int, expected: str) -> None:
    found = CALENDAR.after_working_days(berlin(day, at), days)
    assert found.astimezone(BERLIN).isoformat()[:16] == expected


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        ("2026-03-02", "08:59", "2026-03-02T09:00"),  # Monday, before nine
        ("2026-03-02", "09:00", "2026-03-09T09:00"),
        ("2026-03-04", "12:00", "2026-03-09T09:00"),
        ("2026-04-03", "12:00", "2026-04-07T09:00"),  # Easter Monday is off: Tuesday
        ("2026-04-06", "12:00", "2026-04-07T09:00"),
        ("2026-03-08", "23:59", "2026-03-09T09:00"),
    ],
)
def test_digest_comes_on_the_weeks_first_working_day(day: str, at: str, expected: str) -> None:
    assert CALENDAR.next_digest(berlin(day, at)).astimezone(BERLIN).isoformat()[:16] == expected


def test_day_is_the_local_one() -> None:
    assert CALENDAR.day(datetime(2026, 3, 2, 22, 59, tzinfo=UTC)) == date(2026, 3, 2)
    assert CALENDAR.day(datetime(2026, 3, 2, 23, 0, tzinfo=UTC)) == date(2026, 3, 3)


def test_naive_moments_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        CALENDAR.day(datetime(2026, 3, 2))  # noqa: DTZ001 - the naive moment is the subject


def test_a_thousand_lookups_are_cheap() -> None:
    calendar = WorkingCalendar("Europe/Berlin", "DE-BE")
    moment = datetime(2026, 4, 2, 16, tzinfo=UTC)
    calendar.after_working_days(moment, 10)
    # 10 ms on the reference machine; a library call per lookup would need seconds.
    assert timeit.timeit(lambda: calendar.after_working_days(moment, 10), number=1_000) < 1


def test_years_far_off_are_known_too() -> None:
    for year in (1999, 2050, 2100):
        assert not CALENDAR.is_working_day(date(year, 1, 1))
    assert CALENDAR.next_morning(berlin("2026-12-31", "12:00")) == berlin("2027-01-04", "09:00")
    assert timedelta(0) == CALENDAR.starts(date(2026, 1, 1)) - berlin("2026-01-01")
