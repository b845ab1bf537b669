"""A text to the client, never sent by the bot."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class DraftKind(StrEnum):
    BOUNDARY = "boundary"
    TALK_INVITATION = "talk_invitation"
    PAYMENT_REMINDER = "payment_reminder"
    EXIT = "exit"


class Tone(StrEnum):
    WARM = "warm"
    PLAIN = "plain"
    FIRM = "firm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The neutral facts a drafter may use: nothing about reporters, colleagues, morale, quotes or single incidents.

    ``signs``: keys of the signs that weigh most, strongest first (at most three). ``talk_on``/``talk_outcome``: the
    last recorded talk. ``end_on``: the end date, if one is known already. ``locked``: a fast track whose facts no
    owner has confirmed yet.
    """

    kind: DraftKind
    tone: Tone
    language: str
    client: str
    organization: str
    sender: str
    today: date
    signs: tuple[str, ...] = ()
    talk_on: date | None = None
    talk_outcome: str | None = None
    contract_start: date | None = None
    contract_clause: str = ""
    notice: str = ""
    end_on: date | None = None
    monthly_value: Decimal | None = None
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a drafter returns; ``[square brackets]`` mark what a person must fill in."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    id: str
    client: str
    kind: DraftKind
    tone: Tone
    language: str
    subject: str
    body: str
    written_at: datetime
    written_by: str
    for_person: str | None = None
    nudge: str | None = None
    locked: bool = False
