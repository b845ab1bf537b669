"""The port ``Calendar``: working hours are 09:00 to 17:00 by the wall clock of the organization's zone.

All moments that come in must be aware, all that go out are in UTC. A wall-clock time that a clock change skips is
taken as the moment the clock changed or that much later (PEP 495, ``fold=0``), one that occurs twice as its first.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.calendar.daysoff import days_off

OPENS = time(9)
CLOSES = time(17)
_DAY = timedelta(days=1)
_LOOKED_AHEAD_DAYS = 60


class WorkingCalendar:
    """``zone``: an IANA name; ``holidays``: see ``days_off``. Raises ``ValueError`` for either.

    Looked up on hot paths, so the days off of a year are worked out once and kept.
    """

    def __init__(self, zone: str, holidays: str) -> None:
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"no time zone {zone[:40]!r}; accepted are names such as 'Europe/Berlin'") from error
        self._rule = days_off(holidays)
        self._off: dict[int, frozenset[date]] = {}

    def day(self, moment: datetime) -> date:
        return self._local(moment).date()

    def starts(self, day: date) -> datetime:
        return self._at(day, time(0))

    def at_hour(self, day: date, hour: int) -> datetime:
        return self._at(day, time(hour))

    def is_working_day(self, day: date) -> bool:
        off = self._off.get(day.year)
        if off is None:
            off = self._off[day.year] = self._rule(day.year)
        return day not in off

    def is_working_time(self, moment: datetime) -> bool:
        local = self._local(moment)
        return OPENS <= local.time() < CLOSES and self.is_working_day(local.date())

    def working_moment(self, moment: datetime) -> datetime:
        if self.is_working_time(moment):
            return moment.astimezone(UTC)
        local = self._local(moment)
        if local.time() < OPENS and self.is_working_day(local.date()):
            return self._at(local.date(), OPENS)
        return self.next_morning(moment)

    def next_morning(self, moment: datetime) -> datetime:
        return self._at(self._working_day_after(self.day(moment)), OPENS)

    def after_working_days(self, moment: datetime, days: int) -> datetime:
        """Counts the working days after the moment's own day: Friday 11:00 and Saturday 11:00, both with 1, give
        Monday 11:00."""
        local = self._local(moment)
        day = local.date()
        for _ in range(days):
            day = self._working_day_after(day)
        return self.working_moment(self._at(day, local.time()))

    def next_digest(self, moment: datetime) -> datetime:
        """Weeks begin on Monday (ISO 8601); a week without a working day has no digest."""
        today = self.day(moment)
        monday = today - timedelta(days=today.weekday())
        for week in range(_LOOKED_AHEAD_DAYS // 7):
            days = (monday + timedelta(weeks=week, days=n) for n in range(7))
            first = next(filter(self.is_working_day, days), None)
            if first is not None and (at := self._at(first, OPENS)) > moment:
                return at
        raise ValueError("no working day within two months: check the holidays")

    def _working_day_after(self, day: date) -> date:
        for n in range(1, _LOOKED_AHEAD_DAYS):
            if self.is_working_day(day + n * _DAY):
                return day + n * _DAY
        raise ValueError("no working day within two months: check the holidays")

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone")
        return moment.astimezone(self._zone)

    def _at(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at.replace(fold=0), self._zone).astimezone(UTC)
