"""Anonymous check-ins."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.schedule import Every
from bot.messages.door import From
from bot.messages.reports import OpenForm


@dataclass(frozen=True, slots=True)
class ShowCheckins:
    """``words`` name a client, or the firm; empty: the channel's client and one's own."""

    by: From
    words: str = ""


@dataclass(frozen=True, slots=True)
class ShowCheckinResults:
    """``about``: a client's id or ``firm``; else ``words`` name it."""

    by: From
    words: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCheckin:
    """``about``: a client's id, or ``firm``. ``asked``: person ids or written refs (see ``SetClient``)."""

    by: From
    about: str
    days: int
    group: int
    asked: tuple[str, ...] = ()
    people: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleCheckin:
    """Rounds that open by themselves; replaces the client's schedule."""

    by: From
    about: str
    days: int
    group: int
    every: Every
    weekday: int
    hour: int
    asked: tuple[str, ...] = ()
    people: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True)
class StopCheckins:
    """No further round opens by itself; one that is open runs to its close. ``about``, ``words``: see
    ``ShowCheckinResults``."""

    by: From
    words: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class PrepareCheckin:
    """The form that starts a round, or has rounds open by themselves: who would be asked is looked up first."""

    by: From
    asked: OpenForm


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCheckin:
    """The form for an answer. Like the answer itself it leaves no trace."""

    by: From
    round: str
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCheckin:
    by: From
    round: str
    face: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ExplainCheckin:
    by: From


@dataclass(frozen=True, slots=True)
class DeclineCheckins:
    """Not to be asked any more, or asked again."""

    by: From
    declined: bool = True
