"""A record as of one day: what counts, merged by the same-day rule, and what the stage conditions ask of it.

Between two days on which something is added (an incident begins to count, a talk is held) these facts stay the same;
only the scores decay. So a replay builds them on such days only.

Decisions, where the design leaves room:

- An incident counts on a day when it happened and began to count by then (``occurred_on`` and ``counted_on`` ≤ day).
- `personal_friction` counts only as a report about oneself, `strategic_misfit` only from a lead or owner.
- Reports of one sign and day are one unit: the highest severity, the union of reporters.
- A unit is settled when its day is the day of a talk with outcome ``resolved``, or earlier. A talk settles from its own
  day on.
- "After a talk" is a later local day; so the conditions on what came after it need only the last such days.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from bot.domain.assessment import Record, RecordedIncident, RecordedTalk
from bot.domain.playbook import FRICTION, MISFIT
from policies.fast_tracks import Track, tracks_of
from policies.numbers import AfterTalk, Numbers

NEVER = -1
_RESOLVED = "resolved"


class Unit(NamedTuple):
    """One counted (sign, day). ``ordinal``: the day as a number; ``weight``: its points before decay."""

    sign: str
    occurred_on: date
    ordinal: int
    severity: int
    incidents: tuple[str, ...]
    reporters: frozenset[str]
    base: float
    severity_factor: float
    settled: float
    weight: float
    half_life: float


@dataclass(frozen=True, slots=True)
class Facts:
    """``days``: distinct days with a unit, ascending. ``last_seen``: the last day of each reporter. ``talks``: those
    held by then, latest first.

    ``pressure_day``, ``repeat_day``, ``refused_day``: a talk on an earlier day than this has enough after it for that
    line of the exit conditions; ``repeat_sign`` is the sign of line (b).
    """

    units: tuple[Unit, ...]
    days: tuple[int, ...]
    last_seen: Mapping[str, int]
    talks: tuple[RecordedTalk, ...]
    tracks: tuple[Track, ...]
    bands: tuple[str, ...]
    pressure_day: int
    repeat_day: int
    repeat_sign: str
    refused_day: int


def counted(incident: RecordedIncident) -> bool:
    """Whether the report fulfils what its sign asks of the person who made it."""
    if incident.sign == FRICTION:
        return incident.about_oneself
    return incident.by_lead if incident.sign == MISFIT else True


def counts_from(incident: RecordedIncident) -> int:
    return max(incident.counted_on, incident.occurred_on).toordinal()


class Group(NamedTuple):
    """All reports of one sign and day, the gravest first. ``first``/``last``: when the first and the last one count."""

    ordinal: int
    first: int
    last: int
    reports: tuple[RecordedIncident, ...]


class Timeline:
    """A record in the order in which it became known; ``on`` gives the facts of a day (an ordinal)."""

    def __init__(self, record: Record, numbers: Numbers) -> None:
        fit = {i.id: i for i in record.incidents if counted(i) and i.sign in numbers.weights}
        incidents = sorted(fit.values(), key=lambda i: (i.sign, i.occurred_on, -i.severity, i.id))
        self._groups = tuple(_group(tuple(day)) for _, day in groupby(incidents, key=lambda i: (i.sign, i.occurred_on)))
        self._talks = sorted(set(record.talks), key=lambda t: (t.day, t.lead, t.outcome), reverse=True)
        self._tracks = tracks_of(incidents, record.released, numbers)
        self._bands = record.bands
        self._numbers = numbers
        self.event_days = sorted({*map(counts_from, incidents), *(talk.day.toordinal() for talk in self._talks)})
        self._units: dict[tuple[str, bool], Unit] = {}
        self._cached: tuple[int, Facts] | None = None

    def next_event(self, day: int) -> int | None:
        """The first day after this one on which something is added."""
        place = bisect_right(self.event_days, day)
        return self.event_days[place] if place < len(self.event_days) else None

    def on(self, day: int) -> Facts:
        segment = bisect_right(self.event_days, day)
        if self._cached is None or self._cached[0] != segment:
            self._cached = (segment, self._build(day))
        return self._cached[1]

    def _build(self, day: int) -> Facts:
        talks = tuple(talk for talk in self._talks if talk.day.toordinal() <= day)
        settled_until = max((t.day.toordinal() for t in talks if t.outcome == _RESOLVED), default=NEVER)
        units = tuple(
            self._unit(group, day, group.ordinal <= settled_until) for group in self._groups if group.first <= day
        )
        rule = self._numbers.exit
        repeat_day, repeat_sign = _repeat(units, rule.repeat)
        return Facts(
            units=units,
            days=tuple(sorted({unit.ordinal for unit in units})),
            last_seen=_last_seen(units),
            talks=talks,
            tracks=self._tracks,
            bands=self._bands,
            pressure_day=_last_enough(units, rule.pressure),
            repeat_day=repeat_day,
            repeat_sign=repeat_sign,
            refused_day=_last_enough(units, rule.refused),
        )

    def _unit(self, group: Group, day: int, settled: bool) -> Unit:
        """Units whose reports are all known are kept: a replay asks for them again and again."""
        if group.last > day:
            known = tuple(report for report in group.reports if counts_from(report) <= day)
            return _unit(known, settled, self._numbers)
        key = (group.reports[0].id, settled)
        if key not in self._units:
            self._units[key] = _unit(group.reports, settled, self._numbers)
        return self._units[key]


def _group(reports: tuple[RecordedIncident, ...]) -> Group:
    starts = [counts_from(report) for report in reports]
    return Group(reports[0].occurred_on.toordinal(), min(starts), max(starts), reports)


def _unit(reports: Sequence[RecordedIncident], settled: bool, numbers: Numbers) -> Unit:
    gravest = reports[0]
    weight = numbers.weights[gravest.sign]
    factor = numbers.severity_factors[gravest.severity]
    left = numbers.settled_factor if settled else 1.0
    return Unit(
        sign=gravest.sign,
        occurred_on=gravest.occurred_on,
        ordinal=gravest.occurred_on.toordinal(),
        severity=gravest.severity,
        incidents=tuple(report.id for report in reports),
        reporters=frozenset().union(*(report.reporters for report in reports)) - {""},
        base=weight.points,
        severity_factor=factor,
        settled=left,
        weight=weight.points * factor * left,
        half_life=weight.half_life_days,
    )


def _last_seen(units: Sequence[Unit]) -> Mapping[str, int]:
    seen: dict[str, int] = {}
    for unit in units:
        for reporter in unit.reporters:
            seen[reporter] = max(unit.ordinal, seen.get(reporter, NEVER))
    return seen


def _last_enough(units: Sequence[Unit], rule: AfterTalk) -> int:
    days = sorted(unit.ordinal for unit in units if unit.severity >= rule.severity)
    return days[-rule.times] if len(days) >= rule.times else NEVER


def _repeat(units: Sequence[Unit], rule: AfterTalk) -> tuple[int, str]:
    """Units are one a sign and day, so the days of one sign are counted by its units."""
    by_sign: dict[str, list[Unit]] = {}
    for unit in units:
        by_sign.setdefault(unit.sign, []).append(unit)
    found = [(_last_enough(of_sign, rule), sign) for sign, of_sign in sorted(by_sign.items())]
    return max(found, default=(NEVER, ""), key=lambda pair: pair[0])
