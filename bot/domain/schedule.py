"""When a check-in comes round by itself: local days alone; the calendar makes moments of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

LONGEST_SEARCH_DAYS = 120


class Every(StrEnum):
    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"

    @property
    def shortest_days(self) -> int:
        """The fewest days between two of its days, before any is moved off a holiday."""
        return {Every.WEEK: 7, Every.FORTNIGHT: 14, Every.MONTH: 28}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """``weekday``: 0 is Monday; ``hour``: of the organization's wall clock. ``since``: a fortnight is counted from its
    week; a month's day is its first such weekday."""

    every: Every
    weekday: int
    hour: int
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Rounds of a client (None: firm-wide) that open by themselves. ``people``: who is asked, where somebody named
    them; empty: whoever belongs to the client then."""

    id: str
    client: str | None
    rhythm: Rhythm
    group: int
    open_days: int
    people: tuple[str, ...]
    set_by: str
    set_at: datetime
    next_at: datetime


def next_day(rhythm: Rhythm, after: date, is_working_day: Callable[[date], bool]) -> date:
    """The first day of the rhythm after that day. A day off is skipped: the next working day takes its place, unless
    that would be no earlier than the rhythm's next day, which then stands for both."""
    days = _days(rhythm, after - timedelta(days=45))
    nominal = next(days)
    for following in days:
        day = _moved(nominal, following, is_working_day)
        if day is not None and day > after:
            return day
        if (following - after).days > LONGEST_SEARCH_DAYS:
            break
        nominal = following
    raise ValueError("no working day within four months: check the holidays")


def _moved(nominal: date, following: date, is_working_day: Callable[[date], bool]) -> date | None:
    day = nominal
    while day < following:
        if is_working_day(day):
            return day
        day += timedelta(days=1)
    return None


def _days(rhythm: Rhythm, start: date) -> Iterator[date]:
    """Without end, from the first one on or after ``start``."""
    if rhythm.every is Every.MONTH:
        yield from _monthly(rhythm.weekday, start)
        return
    step = rhythm.every.shortest_days
    first = rhythm.since - timedelta(days=rhythm.since.weekday()) + timedelta(days=rhythm.weekday)
    day = first + timedelta(days=-((first - start).days // step) * step)
    while True:
        yield day
        day += timedelta(days=step)


def _monthly(weekday: int, start: date) -> Iterator[date]:
    month = start.replace(day=1)
    while True:
        day = month + timedelta(days=(weekday - month.weekday()) % 7)
        if day >= start:
            yield day
        month = (month + timedelta(days=32)).replace(day=1)
