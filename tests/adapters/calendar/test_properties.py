"""Laws of the calendar in zones with every kind of clock change (Santiago and Beirut skip midnight itself)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.calendar import WorkingCalendar

PLACES = (
    ("Europe/Berlin", "DE-BE"),
    ("Europe/Vienna", "AT-9"),
    ("Europe/Zurich", "CH-ZH"),
    ("America/Los_Angeles", "US-CA"),
    ("America/Santiago", "CL"),
    ("Asia/Beirut", "none"),
    ("Australia/Lord_Howe", "AU"),
    ("Asia/Jerusalem", "IL"),
    ("UTC", "none"),
)
places = st.sampled_from(PLACES)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
days = st.dates(date(2020, 1, 1), date(2035, 12, 1))
counts = st.integers(1, 15)


@cache
def calendar_of(place: tuple[str, str]) -> WorkingCalendar:
    return WorkingCalendar(*place)


@given(places, moments)
def test_working_moment_is_idempotent_in_hours_and_never_earlier(place: tuple[str, str], moment: datetime) -> None:
    calendar = calendar_of(place)
    found = calendar.working_moment(moment)
    local = found.astimezone(ZoneInfo(place[0]))
    assert found >= moment
    assert time(9) <= local.time() < time(17)
    assert calendar.is_working_day(local.date()) and calendar.is_working_time(found)
    assert calendar.working_moment(found) == found
    assert found == moment or local.time() == time(9)


@given(places, moments, st.timedeltas(timedelta(0), timedelta(days=10)))
def test_working_moment_keeps_order(place: tuple[str, str], moment: datetime, later: timedelta) -> None:
    calendar = calendar_of(place)
    assert calendar.working_moment(moment) <= calendar.working_moment(moment + later)


@settings(deadline=None)
@given(places, moments, counts)
def test_after_working_days_is_strictly_increasing(place: tuple[str, str], moment: datetime, count: int) -> None:
    calendar = calendar_of(place)
    found = calendar.after_working_days(moment, count)
    assert moment < found < calendar.after_working_days(moment, count + 1)
    assert calendar.is_working_time(found)


@given(places, moments, counts)
def test_so_many_working_days_lie_between(place: tuple[str, str], moment: datetime, count: int) -> None:
    calendar = calendar_of(place)
    start, end = calendar.day(moment), calendar.day(calendar.after_working_days(moment, count))
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    # After hours, the target day's time is over and the next working morning is meant.
    assert sum(map(calendar.is_working_day, between)) in (count, count + 1)


@given(places, days)
def test_day_and_starts_agree(place: tuple[str, str], day: date) -> None:
    calendar = calendar_of(place)
    start = calendar.starts(day)
    assert calendar.day(start) == day
    assert calendar.day(start - timedelta(microseconds=1)) == day - timedelta(days=1)
    assert start < calendar.starts(day + timedelta(days=1))


@given(places, moments)
def test_morning_and_digest_are_nine_oclock_of_working_days_to_come(place: tuple[str, str], moment: datetime) -> None:
    calendar = calendar_of(place)
    for found in (calendar.next_morning(moment), calendar.next_digest(moment)):
        local = found.astimezone(ZoneInfo(place[0]))
        assert found > moment
        assert local.time() == time(9) and calendar.is_working_day(local.date())
    assert calendar.day(calendar.next_morning(moment)) > calendar.day(moment)


@given(places, moments)
def test_one_digest_a_week(place: tuple[str, str], moment: datetime) -> None:
    calendar = calendar_of(place)
    first = calendar.next_digest(moment)
    second = calendar.next_digest(first)
    assert calendar.day(first).isocalendar()[:2] != calendar.day(second).isocalendar()[:2]
    digest = calendar.day(first)
    earlier = [digest - timedelta(days=n) for n in range(1, digest.weekday() + 1)]
    assert not any(map(calendar.is_working_day, earlier))
