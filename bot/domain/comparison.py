"""Whether a talk changed anything: how often something happened before and after it, made comparable."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

WINDOW_DAYS = 60
PER_DAYS = 30
EARLY_DAYS = 14
"""With fewer days after the talk nothing can be said yet."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counted units (sign and day) within ``before_days`` that end with the day of the talk, and ``after_days`` after.

    Both are at most ``WINDOW_DAYS``; fewer where the record began later, is not kept so long, or the time has not
    passed yet.
    """

    talk: date
    before: int
    before_days: int
    after: int
    after_days: int

    @property
    def before_rate(self) -> float:
        """Per ``PER_DAYS``."""
        return self.before * PER_DAYS / self.before_days if self.before_days else 0.0

    @property
    def after_rate(self) -> float:
        return self.after * PER_DAYS / self.after_days if self.after_days else 0.0

    @property
    def is_early(self) -> bool:
        return self.after_days < EARLY_DAYS

    @property
    def is_whole(self) -> bool:
        return self.before_days == self.after_days == WINDOW_DAYS


def around(talk: date, happened: Collection[date], today: date, known_since: date) -> Comparison:
    """``happened``: the day of each counted unit; ``known_since``: the first day of which the record can tell.

    *Before* is on the day of the talk or earlier, *after* a later day, as in the policy.
    """
    before_days = max(0, min(WINDOW_DAYS, (talk - known_since).days + 1))
    after_days = max(0, min(WINDOW_DAYS, (today - talk).days))
    first, last = talk - timedelta(days=before_days - 1), talk + timedelta(days=after_days)
    return Comparison(
        talk=talk,
        before=sum(first <= day <= talk for day in happened),
        before_days=before_days,
        after=sum(talk < day <= last for day in happened),
        after_days=after_days,
    )
