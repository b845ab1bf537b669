"""A year with one client, as the last paragraph of the design's chapter 3 draws it.

Five colleagues report. Incidents come at random days at a given rate; what they are, how severe, and how a talk ends
are drawn by fixed shares. The lead talks to the client a week after each entry of `talk`. Nothing here is about ethics:
that is a fast track, and one such incident parts any client from the firm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bot.domain.assessment import Record, RecordedIncident, RecordedTalk, Stage, StageChange
from policies.policy import StandardPolicy

START = date(2026, 1, 1)
YEAR = 365
UNTIL_TALK_DAYS = 7
COLLEAGUES = ("r1", "r2", "r3", "r4", "r5")
LEAD = "lead"

Shares = Mapping[str, float]

SIGNS: Shares = {
    "extra_demands": 20,
    "late_payment": 15,
    "non_cooperation": 15,
    "price_pressure": 15,
    "shifting_agreements": 15,
    "disrespect": 10,
    "personal_friction": 7,
    "strategic_misfit": 2,
    "crowding_out": 1,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """``per_year``: expected incidents. ``severities``: shares of mild, clear, severe."""

    name: str
    per_year: float
    severities: tuple[float, float, float]
    outcomes: Shares


_OPEN: Shares = {"resolved": 50, "agreed": 40, "refused": 10}
_MIXED: Shares = {"resolved": 40, "agreed": 50, "refused": 10}
_TOUGH: Shares = {"resolved": 10, "agreed": 40, "refused": 50}
_REFUSING: Shares = {"resolved": 5, "agreed": 15, "refused": 80}

ORDINARY = Kind("ordinary: 3 mostly mild incidents a year", 3, (65, 32, 3), _OPEN)
BUSY = Kind("busy: 8 a year", 8, (50, 48, 2), _OPEN)
ANNOYING = Kind("annoying: one a fortnight", YEAR / 14, (55, 42, 3), _MIXED)
DIFFICULT = Kind("difficult: one every 8 days", YEAR / 8, (40, 52, 8), _TOUGH)
ABUSIVE = Kind("abusive: one every 4 days, talks mostly refused", YEAR / 4, (25, 55, 20), _REFUSING)
KINDS = (ORDINARY, BUSY, ANNOYING, DIFFICULT, ABUSIVE)


@dataclass(frozen=True, slots=True)
class Year:
    """The day of the year (0 is the first) on which each stage was first reached or passed; None: never."""

    kind: Kind
    watch: int | None
    talk: int | None
    exit: int | None
    incidents: int
    talks: int


def year(kind: Kind, seed: str, policy: StandardPolicy) -> Year:
    """One simulated client-year; the same seed gives the same year."""
    rng = Random(f"{kind.name}/{seed}")
    incidents = _incidents(kind, rng)
    talks: tuple[RecordedTalk, ...] = ()
    end = START + timedelta(days=YEAR - 1)
    while True:
        changes = policy.replay(Record(incidents=incidents, talks=talks), end)
        due = _next_talk(changes, talks)
        if due is None or due > end:
            break
        talks = (*talks, RecordedTalk(day=due, outcome=_drawn(kind.outcomes, rng), lead=LEAD))
    watch, talk, leaving = (_first(changes, stage) for stage in (Stage.WATCH, Stage.TALK, Stage.EXIT))
    return Year(kind, watch, talk, leaving, len(incidents), len(talks))


def _incidents(kind: Kind, rng: Random) -> tuple[RecordedIncident, ...]:
    days = [START + timedelta(days=offset) for offset in range(YEAR) if rng.random() < kind.per_year / YEAR]
    return tuple(_incident(f"i{n}", day, kind, rng) for n, day in enumerate(days))


def _incident(name: str, day: date, kind: Kind, rng: Random) -> RecordedIncident:
    return RecordedIncident(
        id=name,
        sign=_drawn(SIGNS, rng),
        severity=rng.choices((1, 2, 3), kind.severities)[0],
        occurred_on=day,
        counted_on=day,
        reported_on=day,
        reporters=frozenset({rng.choice(COLLEAGUES)}),
    )


def _next_talk(changes: Sequence[StageChange], talks: tuple[RecordedTalk, ...]) -> date | None:
    """A week after the first entry of `talk` that no talk has answered yet."""
    last = talks[-1].day if talks else date.min
    entries = (change.day for change in changes if change.before < Stage.TALK <= change.after)
    return next((entered + timedelta(days=UNTIL_TALK_DAYS) for entered in entries if entered > last), None)


def _first(changes: Sequence[StageChange], stage: Stage) -> int | None:
    return next(((change.day - START).days for change in changes if change.after >= stage), None)


def _drawn(shares: Shares, rng: Random) -> str:
    return rng.choices(tuple(shares), tuple(shares.values()))[0]
