"""A lead's question about one incident, relayed to its reporters, and what they answer without their name."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

QUESTION_LIMIT = 500
ANSWER_LIMIT = 1_000
QUESTION_DAYS = 14
"""So long a question can be answered, and so long the same lead asks nothing else about that incident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterQuestion:
    """``asked_by``: a person id; whom it goes to is known by the incident. ``asked_on``: local day."""

    id: str
    incident: str
    asked_by: str
    text: str
    asked_on: date
    asked_at: datetime

    @property
    def last_day(self) -> date:
        return self.asked_on + timedelta(days=QUESTION_DAYS)

    def is_open(self, today: date) -> bool:
        return today <= self.last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """At most one a person and question. ``person`` is kept so that it can be changed or taken back; leads never see
    it.
    """

    question: str
    person: str
    text: str
    answered_at: datetime
