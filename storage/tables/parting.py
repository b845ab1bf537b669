"""Parting from a client: the case, its list, what is handed over, what is unpaid, and every step."""

from sqlalchemy import Column, Date, UniqueConstraint

from storage.tables.base import belongs_to, counted_key, flag, index, key, moment, number, table, words
from storage.types import Money

# ``open_key`` is the client while the case is open, then NULL: UNIQUE allows one open case and any number of closed.
parting_cases = table(
    "parting_cases",
    key("id"),
    words("client_id"),
    words("open_key", optional=True),
    Column("opened_on", Date, nullable=False),
    moment("opened_at"),
    words("opened_by"),
    words("reason"),
    words("stage"),
    words("nudge_id", optional=True),
    Column("receive_on", Date),
    Column("ends_on", Date),
    Column("last_invoice_on", Date),
    flag("last_invoice_out"),
    Column("hours", Money),
    Column("rate", Money),
    words("learnt"),
    number("version"),
    words("closed", optional=True),
    moment("closed_at", optional=True),
    words("closed_by", optional=True),
    moment("look_back_at", optional=True),
    moment("looked_back_at", optional=True),
    belongs_to("clients", "client_id"),
    UniqueConstraint("organization_id", "open_key"),
    index("client_id", "opened_at"),
    index("look_back_at"),
)

parting_items = table(
    "parting_items",
    key("case_id"),
    key("item"),
    words("state"),
    words("note"),
    words("by_person"),
    moment("at", optional=True),
    number("version"),
    belongs_to("parting_cases", "case_id", wholly=True),
)

parting_handovers = table(
    "parting_handovers",
    key("id"),
    words("case_id"),
    words("what"),
    words("owner_id"),
    Column("due_on", Date, nullable=False),
    words("added_by"),
    moment("added_at"),
    moment("remind_at", optional=True),
    number("reminders"),
    words("done_by", optional=True),
    moment("done_at", optional=True),
    belongs_to("parting_cases", "case_id", wholly=True),
    index("case_id", "due_on"),
    index("remind_at"),
)

parting_invoices = table(
    "parting_invoices",
    key("id"),
    words("case_id"),
    words("number"),
    Column("amount", Money, nullable=False),
    words("currency"),
    Column("due_on", Date, nullable=False),
    Column("late_from", Date),
    words("added_by"),
    moment("added_at"),
    Column("paid_on", Date),
    belongs_to("parting_cases", "case_id", wholly=True),
    index("case_id", "due_on"),
)

# Only ever added to.
parting_steps = table(
    "parting_steps",
    key("case_id"),
    counted_key("seq"),
    moment("at"),
    words("by_person"),
    words("act"),
    words("about"),
    words("note"),
    belongs_to("parting_cases", "case_id", wholly=True),
)
