"""Records in few words. Days are counted from ``START``; one person (anna) reports unless others are named."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from itertools import count

from bot.domain.assessment import Assessment, Record, RecordedIncident, RecordedTalk, Stage
from policies.policy import StandardPolicy, load_policy

START = date(2026, 1, 1)
_numbers = count(1)


@cache
def policy() -> StandardPolicy:
    return load_policy()


def day(offset: int) -> date:
    return START + timedelta(days=offset)


def incident(
    offset: int,
    sign: str = "extra_demands",
    severity: int = 2,
    by: str = "anna",
    counted: int | None = None,
    reported: int | None = None,
    by_lead: bool = True,
    about_oneself: bool = True,
) -> RecordedIncident:
    """``by`` may name several reporters, separated by spaces."""
    return RecordedIncident(
        id=f"i{next(_numbers):04}",
        sign=sign,
        severity=severity,
        occurred_on=day(offset),
        counted_on=day(offset if counted is None else counted),
        reported_on=day(offset if reported is None else reported),
        reporters=frozenset(by.split()),
        by_lead=by_lead,
        about_oneself=about_oneself,
    )


def talk(offset: int, outcome: str = "agreed", lead: str = "lena") -> RecordedTalk:
    return RecordedTalk(day=day(offset), outcome=outcome, lead=lead)


def worth(points: float, offset: int, by: str = "anna ben") -> tuple[RecordedIncident, ...]:
    """Incidents of one day, of no fast track, with exactly these points on that day."""
    parts = {
        40.0: (("extra_demands", 3), ("non_cooperation", 3), ("price_pressure", 3), ("shifting_agreements", 3), _LATE),
        39.5: (*_SEVERE, ("late_payment", 1), ("strategic_misfit", 1)),
        30.0: (("extra_demands", 3), ("non_cooperation", 3), ("price_pressure", 3), ("shifting_agreements", 2)),
        20.0: (("disrespect", 2), _LATE, ("extra_demands", 2), ("price_pressure", 1)),
        19.5: (("disrespect", 2), _LATE, ("crowding_out", 1), ("non_cooperation", 1)),
        15.0: (("extra_demands", 3), ("non_cooperation", 2), ("price_pressure", 1)),
        10.0: (("disrespect", 2), ("price_pressure", 1)),
        9.5: (("extra_demands", 2), ("non_cooperation", 1), ("late_payment", 1)),
    }
    return tuple(incident(offset, sign, severity, by) for sign, severity in parts[points])


_LATE = ("late_payment", 2)
_SEVERE = (("extra_demands", 3), ("non_cooperation", 3), ("price_pressure", 3), ("shifting_agreements", 3))


def record(
    *incidents: RecordedIncident,
    talks: tuple[RecordedTalk, ...] = (),
    released: Mapping[str, date] | None = None,
    bands: tuple[str, ...] = (),
) -> Record:
    return Record(incidents=incidents, talks=talks, released=released or {}, bands=bands)


def assessed(facts: Record, offset: int, standing: Stage = Stage.CALM) -> Assessment:
    return policy().assess(facts, day(offset), standing)


def codes(found: Assessment) -> list[str]:
    return [reason.code for reason in found.reasons]


def changes(facts: Record, until: int) -> list[tuple[int, str]]:
    """The replay in short: (day, stage reached)."""
    return [((c.day - START).days, c.after.key) for c in policy().replay(facts, day(until))]
