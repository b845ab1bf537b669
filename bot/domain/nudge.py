"""The message to a lead on entering a stage, and its life."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.assessment import Stage

SNOOZES = 2
SNOOZE_DAYS = 28
DISMISSALS_UNTIL_OWNER = 3
REASON_LIMIT = 500


class NudgeState(StrEnum):
    """``open``, ``acknowledged`` and ``snoozed`` are unfinished; at most one unfinished nudge per client and stage."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    DISMISSED = "dismissed"
    DONE = "done"
    STAGE_LEFT = "stage_left"

    @property
    def unfinished(self) -> bool:
        return self in (NudgeState.OPEN, NudgeState.ACKNOWLEDGED, NudgeState.SNOOZED)


class Rung(StrEnum):
    """The steps of the ladder, in order."""

    LEAD = "lead"
    REMINDER = "reminder"
    DEPUTIES = "deputies"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Telling:
    """Who was told of a nudge, on which rung of the ladder; at most one telling a person."""

    person: str
    rung: Rung
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """One nudge. All moments are aware and in UTC.

    ``next_rung`` is due at ``next_step_at`` (both None when the ladder has nothing more to do or is stopped).
    ``wakes_at``: end of a snooze, or the lapse of an acknowledgement. ``overdue_at``: when "talk overdue" is due next;
    ``overdue_told``: how often it was said (0, 1 = lead, 2 = owner). ``told_score``: the score the people told know.
    ``round`` counts how often the ladder began (again, lapsed, woken), ``round_at`` is the moment it is counted from.
    ``confidential``: a fast track that goes to the owner alone. ``policy``: version of the policy that opened it.
    """

    id: str
    client: str
    stage: Stage
    state: NudgeState = NudgeState.OPEN
    opened_at: datetime
    opened_on: date
    score: float
    told_score: float
    policy: str
    fast_track: bool = False
    confidential: bool = False
    shadow: bool = False
    round: int = 1
    round_at: datetime
    next_rung: Rung | None = None
    next_step_at: datetime | None = None
    wakes_at: datetime | None = None
    overdue_at: datetime | None = None
    overdue_told: int = 0
    snoozes: int = 0
    handled_by: str | None = None
    reason: str = ""
    closed_at: datetime | None = None
    tellings: tuple[Telling, ...] = ()

    def told(self, person: str) -> bool:
        return any(telling.person == person for telling in self.tellings)
