"""Parting from a client: the case, its list, what is handed over, what is unpaid, and every step."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
PARTS = ("parting_steps", "parting_invoices", "parting_handovers", "parting_items")


def upgrade() -> None:
    op.create_table(
        "parting_cases",
        *_words("organization_id", "id", "client_id", "opened_by", "reason", "stage", "learnt"),
        *_words("open_key", "nudge_id", "hours", "rate", "closed", "closed_by", optional=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Date()) for name in ("receive_on", "ends_on", "last_invoice_on")),
        sa.Column("opened_at", MOMENT, nullable=False),
        *(sa.Column(name, MOMENT) for name in ("closed_at", "look_back_at", "looked_back_at")),
        sa.Column("last_invoice_out", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name="pk_parting_cases"),
        sa.UniqueConstraint("organization_id", "open_key", name="uq_parting_cases_organization_id_open_key"),
        sa.ForeignKeyConstraint(
            ["organization_id", "client_id"],
            ["clients.organization_id", "clients.id"],
            name="fk_parting_cases_clients",
        ),
    )
    _index("parting_cases", "client_id", "opened_at")
    _index("parting_cases", "look_back_at")
    _part(
        "parting_items",
        ("case_id", "item"),
        *_words("case_id", "item", "state", "note", "by_person"),
        sa.Column("at", MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    _part(
        "parting_handovers",
        ("id",),
        *_words("id", "case_id", "what", "owner_id", "added_by"),
        *_words("done_by", optional=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        *(sa.Column(name, MOMENT) for name in ("remind_at", "done_at")),
        sa.Column("reminders", sa.Integer(), nullable=False),
    )
    _index("parting_handovers", "case_id", "due_on")
    _index("parting_handovers", "remind_at")
    _part(
        "parting_invoices",
        ("id",),
        *_words("id", "case_id", "number", "amount", "currency", "added_by"),
        sa.Column("due_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Date()) for name in ("late_from", "paid_on")),
        sa.Column("added_at", MOMENT, nullable=False),
    )
    _index("parting_invoices", "case_id", "due_on")
    _part(
        "parting_steps",
        ("case_id", "seq"),
        *_words("case_id", "by_person", "act", "about", "note"),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """An older Signpost knows a client's state, and nothing of how it came about."""
    for table in (*PARTS, "parting_cases"):
        op.drop_table(table)


def _words(*names: str, optional: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=optional) for name in names]


def _part(table: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    """A table whose rows go with their case."""
    op.create_table(
        table,
        sa.Column("organization_id", sa.Text(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("organization_id", *key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["organization_id", "case_id"],
            ["parting_cases.organization_id", "parting_cases.id"],
            name=f"fk_{table}_parting_cases",
            ondelete="CASCADE",
        ),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_organization_id_{'_'.join(columns)}", table, ["organization_id", *columns])
