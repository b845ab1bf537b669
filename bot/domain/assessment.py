"""What the policy is given, and what it makes of it. All values here are plain facts: no ids of platforms, no texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum


class Stage(IntEnum):
    """Ordered: a higher stage is a graver one. ``key`` is how it is written in files and exports."""

    CALM = 0
    WATCH = 1
    TALK = 2
    EXIT = 3

    @property
    def key(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, key: str) -> "Stage":
        return cls[key.upper()]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedIncident:
    """A confirmed incident as the policy sees it.

    ``occurred_on``: local day it happened (age is counted from it). ``counted_on``: local day from which it counts
    (confirmation; for imports and backtests the day it happened). ``reported_on``: local day of the report (starts
    the legal clock). ``reporters``: opaque keys, one a person, witnesses included. ``by_lead``: a lead or owner filed
    or confirmed it. ``about_oneself``: the reporter speaks of their own relation to the client.
    """

    id: str
    sign: str
    severity: int
    occurred_on: date
    counted_on: date
    reported_on: date
    reporters: frozenset[str]
    by_lead: bool = True
    about_oneself: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTalk:
    """A clarifying conversation; ``outcome``: resolved, agreed, refused; ``lead``: an opaque key like a reporter's."""

    day: date
    outcome: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything about one client that the policy weighs.

    ``released`` maps the id of a fast-track incident to the local day on which a lead dismissed its hold.
    ``bands`` are the check-in bands of the last two published rounds, oldest first.
    """

    incidents: tuple[RecordedIncident, ...] = ()
    talks: tuple[RecordedTalk, ...] = ()
    released: Mapping[str, date] = field(default_factory=dict)
    bands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One counted unit (client, sign, day): the points it has today and how they come about.

    ``points`` = ``base`` · ``severity_factor`` · ``settled`` · ``decay``, unrounded. ``incidents`` are the ids of all
    reports of that sign and day, the one of highest severity first.
    """

    sign: str
    occurred_on: date
    severity: int
    incidents: tuple[str, ...]
    reporters: int
    base: float
    severity_factor: float
    settled: float
    decay: float
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FastTrack:
    """An incident grave enough for a stage of its own.

    ``held_until``: first local day on which the hold is over. ``clock_ends_on``: last local day of the legal clock
    (§ 626(2) BGB), only for ethics of severity 2 and 3. ``protect``: the playbook begins with protection.
    """

    incident: str
    sign: str
    severity: int
    stage: Stage
    since: date
    held_until: date
    clock_ends_on: date | None = None
    protect: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that holds, as a stable code (``score``, ``two_reporters``, …) with its numbers."""

    code: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The policy's verdict on one client and day. ``score`` is rounded to 6 decimals; ``lines`` sum up to it.

    ``stage`` is where the client stands now, holds and the falling rule included. ``one_account``: the stage `talk`
    rests on one person's reports. ``fast_tracks`` are those in force. ``counted`` is false for nobody here: incidents
    that do not count leave no line.
    """

    day: date
    score: float
    stage: Stage
    lines: tuple[ScoreLine, ...] = ()
    reasons: tuple[Reason, ...] = ()
    fast_tracks: tuple[FastTrack, ...] = ()
    one_account: bool = False
    reporters: int = 0

    @property
    def strongest_sign(self) -> str | None:
        """The sign with most points today; ties go to the one that comes first by name."""
        points: dict[str, float] = {}
        for line in self.lines:
            points[line.sign] = points.get(line.sign, 0.0) + line.points
        return min(points, key=lambda sign: (-round(points[sign], 6), sign)) if points else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChange:
    """A day on which a replayed client changed its stage; ``assessment`` is the verdict of that day."""

    day: date
    before: Stage
    after: Stage
    assessment: Assessment
