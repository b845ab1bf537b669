"""Preparing a talk, recording it, and what was agreed in it."""

from dataclasses import dataclass
from datetime import date

from bot.domain.agreement import AgreementState, PointKind, Whose
from bot.domain.talk import Outcome
from bot.messages.door import From


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point as it was agreed or demanded: who does what until when. ``said_on``: the day of a warning."""

    text: str
    due_on: date
    whose: Whose
    kind: PointKind = PointKind.AGREED
    said_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTalk:
    """``agreed``: the first point that was agreed, if any."""

    by: From
    client: str
    day: date
    outcome: Outcome
    note: str = ""
    agreed: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAgreement:
    """One more agreed point, which belongs to the client's last talk, or a warning."""

    by: From
    client: str
    point: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleAgreement:
    """What became of a point: kept, broken, or open again until ``due_on``."""

    by: From
    agreement: str
    state: AgreementState
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReporters:
    """A lead's question about one incident, relayed to its reporters."""

    by: From
    client: str
    incident: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion:
    by: From
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class DeclineQuestion:
    """A reporter would rather not answer; nobody hears of it."""

    by: From
    question: str


@dataclass(frozen=True, slots=True)
class ShowGuide:
    """How to prepare a talk with a client: an id, or ``words`` that name it; neither: the channel's."""

    by: From
    client: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ShowDecision:
    """What to weigh before parting; named like the client of ``ShowGuide``."""

    by: From
    client: str = ""
    words: str = ""
