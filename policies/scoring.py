"""The score: Σ points · severity factor · settled · 2^(−age / half-life), age in whole local days since the day.

It is compared after rounding to 6 decimals, so that the sum's last bits never decide. The sum is exact before it is
rounded (``fsum``), so the order of reports never decides either.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import fsum

from bot.domain.assessment import ScoreLine
from policies.facts import Unit


@lru_cache(maxsize=65_536)
def decay(age_days: int, half_life_days: float) -> float:
    """What is left after so many days: 1 on the day itself, 0.5 after a half-life."""
    return float(2.0 ** (-age_days / half_life_days))


def score_on(units: Sequence[Unit], day: int) -> float:
    """The score on a day (an ordinal), rounded to 6 decimals."""
    return round(fsum(unit.weight * decay(day - unit.ordinal, unit.half_life) for unit in units), 6)


def lines_on(units: Sequence[Unit], day: int) -> tuple[ScoreLine, ...]:
    """The score line by line, most points first; their points sum up to the score."""
    lines = [_line(unit, decay(day - unit.ordinal, unit.half_life)) for unit in units]
    return tuple(sorted(lines, key=lambda line: (-round(line.points, 6), -line.occurred_on.toordinal(), line.sign)))


def _line(unit: Unit, left: float) -> ScoreLine:
    return ScoreLine(
        sign=unit.sign,
        occurred_on=unit.occurred_on,
        severity=unit.severity,
        incidents=unit.incidents,
        reporters=len(unit.reporters),
        base=unit.base,
        severity_factor=unit.severity_factor,
        settled=unit.settled,
        decay=left,
        points=unit.weight * left,
    )
