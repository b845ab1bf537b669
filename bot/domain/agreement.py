"""A point that was agreed with a client, or demanded of it: who does what until when, and whether it held."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

AGREEMENT_LIMIT = 500
LONGEST_DAYS = 730
"""So far ahead a point may be due."""


class Whose(StrEnum):
    """Who has to keep it: the firm or the client."""

    OURS = "ours"
    THEIRS = "theirs"


class PointKind(StrEnum):
    """How a point came about. ``WARNED`` and ``DEADLINE`` are the firm's word alone (§ 314(2), § 323(1) BGB): a warning
    names no day to the client, so ``due_on`` is then the day on which the firm looks whether it helped.
    """

    AGREED = "agreed"
    WARNED = "warned"
    DEADLINE = "deadline"


class AgreementState(StrEnum):
    """A point that was moved is open again, with another day."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One point. ``talk``: the conversation it comes from, if any. ``said_on``: local day on which it was agreed, or
    the warning was sent; None where only the day it was written down is known.

    ``remind_at``: when the lead is reminded, aware and in UTC; None once that is done or there is nothing to remind
    of. ``moves``: how often its day was moved. ``settled_on``: local day on which somebody said whether it was kept.
    """

    id: str
    client: str
    talk: str | None = None
    text: str
    whose: Whose
    kind: PointKind = PointKind.AGREED
    said_on: date | None = None
    due_on: date
    state: AgreementState = AgreementState.OPEN
    remind_at: datetime | None = None
    moves: int = 0
    made_by: str
    made_at: datetime
    settled_by: str | None = None
    settled_on: date | None = None
    sample: bool = False

    @property
    def is_warning(self) -> bool:
        return self.kind is not PointKind.AGREED

    @property
    def is_open(self) -> bool:
        return self.state is AgreementState.OPEN

    def settled(self, state: AgreementState, by: str, on: date) -> "Agreement":
        return replace(self, state=state, settled_by=by, settled_on=on, remind_at=None)

    def moved(self, due_on: date, remind_at: datetime) -> "Agreement":
        """Open again, whatever was said of it before."""
        again = replace(self, state=AgreementState.OPEN, settled_by=None, settled_on=None)
        return replace(again, due_on=due_on, remind_at=remind_at, moves=self.moves + 1)
