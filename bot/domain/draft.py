"""A text to the client, never sent by the bot: the facts it may rest on, its versions, and who approved it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

SUBJECT_LIMIT = 120
BODY_LIMIT = 3_000
"""In characters: what a form of every platform takes (Slack's fields end there)."""
WISH_LIMIT = 500
NOTE_LIMIT = 1_000


class DraftKind(StrEnum):
    BOUNDARY = "boundary"
    TALK_INVITATION = "talk_invitation"
    PAYMENT_REMINDER = "payment_reminder"
    EXIT = "exit"


class Tone(StrEnum):
    WARM = "warm"
    PLAIN = "plain"
    FIRM = "firm"


class FactKind(StrEnum):
    """What a fact is of, and its values: days as ISO 8601, sums as decimal numbers, keys as everywhere."""

    SIGN = "sign"  # sign, days (joined by spaces, oldest first), times
    TALK = "talk"  # day, outcome
    START = "contract_start"  # day
    CLAUSE = "contract_clause"  # text
    NOTICE = "notice"  # code
    END = "end_on"  # day
    FEE = "monthly_value"  # amount, currency
    FINAL_INVOICE = "final_invoice"  # day
    INVOICE = "invoice"  # number (empty where it does not belong in a letter), amount, currency, due
    AGREED = "agreement"  # day (of the agreement), due, text (empty where it does not belong in a letter)
    WARNED = "warning"  # day (on which it was sent), due (empty without a deadline)


@dataclass(frozen=True, slots=True)
class Fact:
    """One neutral thing that is known of this client. ``id`` stays the same for as long as it is about the same thing
    (``talk:4f…``, ``sign:late_payment``, ``contract_start``).
    """

    id: str
    kind: FactKind
    values: Mapping[str, str]

    def stands_by(self, now: "Fact | None") -> bool:
        """Whether what was known then is true still. A sign may have been seen on further days, but on none less."""
        if now is None:
            return False
        if self.kind is FactKind.SIGN:
            return set(self.values["days"].split()) <= set(now.values["days"].split())
        return dict(self.values) == dict(now.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a drafter may use: neutral facts, nothing about reporters, colleagues, morale, quotes or single incidents.

    The signs among the facts come strongest first (at most three), unpaid invoices oldest first: of those only what the
    letter may name, in a reminder what was due before today. ``wish``: what the person who asks would like,
    a text that nobody has checked; ``former``: the body that is to be written anew.
    """

    kind: DraftKind
    tone: Tone
    language: str
    client: str
    organization: str
    sender: str
    today: date
    facts: tuple[Fact, ...] = ()
    currency: str = "EUR"
    wish: str = ""
    former: str = ""

    def of(self, kind: FactKind) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.kind is kind)

    def value(self, kind: FactKind, name: str) -> str:
        """Of the first fact of that kind, or nothing."""
        found = self.of(kind)
        return found[0].values[name] if found else ""

    @property
    def signs(self) -> tuple[str, ...]:
        return tuple(fact.values["sign"] for fact in self.of(FactKind.SIGN))


class Engine(StrEnum):
    """Who wrote a version."""

    TEMPLATE = "template"
    MODEL = "model"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a body, word for word, and the ids of the facts it rests on."""

    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What a drafter returns; ``[square brackets]`` mark what a person must fill in.

    ``fell_back``: why a template stands in for the language model that was asked (a code), else empty.
    """

    subject: str
    body: str
    passages: tuple[Passage, ...] = ()
    engine: Engine = Engine.TEMPLATE
    fell_back: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of the facts used, each once."""
        return tuple(dict.fromkeys(fact for passage in self.passages for fact in passage.facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One wording. ``author``: who wrote it or had it written (a person id; empty: nobody asked for it). ``facts``:
    those it rests on, as they were then.
    """

    draft: str
    number: int
    subject: str
    body: str
    engine: Engine
    author: str
    written_at: datetime
    wish: str = ""
    passages: tuple[Passage, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def by_machine(self) -> bool:
        return self.engine is not Engine.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The language model's text is on its way. ``key``: of the delivery that brings it; ``base``: the version it is
    made from.
    """

    key: str
    by: str
    base: int
    wish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """How far the current version has come: who asks whom, the answer, a note with it."""

    asked_by: str = ""
    approver: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """``version`` is the current one; others are kept. ``fell_back``: why the language model's last text did not come.

    ``locked``: a fast track was in force when it was written, or since, whose facts no owner had confirmed.
    """

    id: str
    client: str
    kind: DraftKind
    tone: Tone
    language: str
    version: Version
    for_person: str | None = None
    nudge: str | None = None
    locked: bool = False
    approval: Approval = field(default_factory=Approval)
    order: Order | None = None
    fell_back: str = ""

    @property
    def subject(self) -> str:
        return self.version.subject

    @property
    def body(self) -> str:
        return self.version.body

    @property
    def written_at(self) -> datetime:
        return self.version.written_at

    @property
    def number(self) -> int:
        return self.version.number

    @property
    def approved(self) -> bool:
        return bool(self.approval.approved_by)

    def at(self, version: Version) -> "Draft":
        """With another wording: whatever was approved before was not this."""
        return replace(self, version=version, approval=Approval(), fell_back="")
