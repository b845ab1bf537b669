"""Notice periods as calendars count them: §§ 187(1), 188 BGB; § 902 ABGB and Art. 77 OR count the same way.

The day on which notice is received does not count. A period of months ends on the day of the same number, or on the
month's last day where it has no such day.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_CODE = re.compile(r"(?:(?P<number>\d{1,3}) (?P<unit>day|week|month|year)s?)?(?: to )?(?P<end>\w+_end)?", re.ASCII)
_MONTHS_BETWEEN: Mapping[str, int] = {"month_end": 1, "quarter_end": 3, "year_end": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """``number`` units (day, week, month, year), to the next ``end`` (month_end, quarter_end, year_end), if any.

    ``3 months to month_end`` is ``Period(3, "month", "month_end")``; ``any`` is ``Period()``.
    """

    number: int = 0
    unit: str = "day"
    end: str = ""

    def ends(self, received: date) -> date:
        """The first day with which the contract can end, if notice is received on that day."""
        passed = _later(received, self.number, self.unit)
        return end_of(passed, self.end) if self.end else passed


def period_of(code: str) -> Period | None:
    """A notice code of ``bot.noticeperiod`` → its period; None where it is none."""
    if code == "any":
        return Period()
    said = _CODE.fullmatch(code)
    if not said or not code or (said["end"] and said["end"] not in _MONTHS_BETWEEN):
        return None
    return Period(int(said["number"] or 0), said["unit"] or "day", said["end"] or "")


def end_of(day: date, end: str) -> date:
    """The last day of the day's month, quarter or year."""
    months = _MONTHS_BETWEEN[end]
    last = (day.month - 1) // months * months + months
    return date(day.year, last, calendar.monthrange(day.year, last)[1])


def months_later(day: date, months: int) -> date:
    """§ 188(2), (3) BGB: the day of the same number, or the month's last."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def _later(day: date, number: int, unit: str) -> date:
    if unit in ("month", "year"):
        return months_later(day, number * (12 if unit == "year" else 1))
    return day + timedelta(days=number * (7 if unit == "week" else 1))


def last_with_same(ends: Callable[[date], date], received: date) -> date:
    """The latest day on which notice leads to the same end as on the day given. ``ends`` never falls."""
    end, last = ends(received), received
    while last < end and ends(last + timedelta(days=1)) == end:
        last += timedelta(days=1)
    return last
