"""A lead's answers to a nudge."""

from dataclasses import dataclass
from datetime import date

from bot.messages.door import From


@dataclass(frozen=True, slots=True)
class AcknowledgeNudge:
    by: From
    nudge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoozeNudge:
    by: From
    nudge: str
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissNudge:
    by: From
    nudge: str
    reason: str
