"""A clarifying conversation that a lead recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Outcome(StrEnum):
    RESOLVED = "resolved"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    id: str
    client: str
    day: date
    outcome: Outcome
    lead: str
    note: str = ""
    recorded_at: datetime
    sample: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A lead's remark on a client; counts as a step that keeps an acknowledged nudge from lapsing."""

    id: str
    client: str
    author: str
    text: str
    written_at: datetime
