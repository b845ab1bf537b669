"""Parting from a client, step by step."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.domain.parting import Item, ItemState
from bot.messages.door import From


@dataclass(frozen=True, slots=True)
class ShowParting:
    """The open parting of a client, as a card."""

    by: From
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParting:
    """The days of a parting. ``version``: of the case that the person saw, so that nobody overwrites another."""

    by: From
    client: str
    receive_on: date | None
    ends_on: date | None
    last_invoice_on: date | None
    last_invoice_out: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckItem:
    """Where an item of the parting's list stands. ``version``: see ``PlanParting``."""

    by: From
    client: str
    item: Item
    state: ItemState
    note: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddHandOver:
    """``owner``: a person id, or a ref that the door's own chooser gives; ``people``: see ``Submitted``."""

    by: From
    client: str
    what: str
    owner: str
    due_on: date
    people: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True)
class FinishHandOver:
    by: From
    handover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInvoice:
    """An unpaid invoice. ``late_from``: the first day of default, where it is known."""

    by: From
    client: str
    number: str
    amount: Decimal
    currency: str
    due_on: date
    late_from: date | None


@dataclass(frozen=True, slots=True)
class InvoicePaid:
    by: From
    invoice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """What was learnt from a parting, and what staying would have cost: ``hours`` a month, ``rate`` an hour."""

    by: From
    client: str
    hours: Decimal | None
    rate: Decimal | None
    learnt: str
    version: int
