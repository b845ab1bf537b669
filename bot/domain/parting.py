"""Parting from a client, from the day it was begun to the quiet look back afterwards: a case, its items, its steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

HANDOVER_LIMIT = 200
NOTE_LIMIT = 1_000
LOOK_BACK_DAYS = 30
FREED_DAYS = 365


class Item(StrEnum):
    """What has to be thought of before a letter leaves, in the order in which it is worked through."""

    CONTRACT = "contract"
    NOTICE = "notice"
    LIABILITY = "liability"
    STATUTE = "statute"
    DELIVERABLES = "deliverables"
    INVOICES = "invoices"
    WARNING = "warning"
    COUNSEL = "counsel"
    SIGNATORY = "signatory"
    RECEIPT = "receipt"
    DATA = "data"


class ItemState(StrEnum):
    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


class Closed(StrEnum):
    """How a case ended: the client is a former one, or both go on together."""

    PARTED = "former"
    TAKEN_BACK = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartingCase:
    """One parting. At most one of a client is open. All moments are aware and in UTC.

    ``opened_by`` and ``reason`` are empty where the parting is older than Signpost's cases.
    ``stage``: where the record stood when it was begun; ``nudge``: the `exit` nudge it came from. ``receive_on``: the
    day on which the client is to receive the notice; ``ends_on``: the end date that was settled. ``last_invoice_on``:
    the day of the last invoice, ``last_invoice_out`` once it is out. ``hours``, ``rate``: per month and per hour, what
    staying would have cost. ``version`` rises with each change, so that nobody overwrites what another has typed.
    ``freed_incidents`` of the firm's ``freed_of`` in the year before the end: counted then, since the record forgets.
    ``look_back_at``: when the quiet look back is due; None before the end and after it was done.
    """

    id: str
    client: str
    opened_on: date
    opened_at: datetime
    opened_by: str
    reason: str
    stage: str = "calm"
    nudge: str | None = None
    receive_on: date | None = None
    ends_on: date | None = None
    last_invoice_on: date | None = None
    last_invoice_out: bool = False
    hours: Decimal | None = None
    rate: Decimal | None = None
    learnt: str = ""
    version: int = 0
    freed_incidents: int = 0
    freed_of: int = 0
    closed: Closed | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    look_back_at: datetime | None = None
    looked_back_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.closed is None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedItem:
    """Where an item of the list stands, with a note, by whom and when. One that nobody has touched is not stored."""

    case: str
    item: Item
    state: ItemState = ItemState.OPEN
    note: str = ""
    by: str = ""
    at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Something to be handed over, by whom until when. ``remind_at``: the next reminder; None when there is none.

    ``reminders``: how many were sent: 1 to the one who does it, 2 to the leads as well.
    """

    id: str
    case: str
    what: str
    owner: str
    due_on: date
    added_by: str
    added_at: datetime
    remind_at: datetime | None = None
    reminders: int = 0
    done_by: str | None = None
    done_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.done_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInvoice:
    """An invoice that is not paid. ``late_from``: the first day of default where it is known; else 30 days count."""

    id: str
    case: str
    number: str
    amount: Decimal
    currency: str
    due_on: date
    late_from: date | None = None
    added_by: str
    added_at: datetime
    paid_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody did in a case; steps are only ever added. ``act`` is a code, ``about`` an item, a person's words or
    a day, ``note`` what was written. ``seq`` counts from 1 within the case; 0 before it is stored.
    """

    case: str
    at: datetime
    by: str
    act: str
    about: str = ""
    note: str = ""
    seq: int = 0


def checklist(stored: Sequence[CheckedItem], case: str) -> tuple[CheckedItem, ...]:
    """Every item of the list in order, also those nobody has touched yet."""
    known = {one.item: one for one in stored}
    return tuple(known.get(item, CheckedItem(case=case, item=item)) for item in Item)
