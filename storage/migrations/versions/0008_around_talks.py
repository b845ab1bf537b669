"""Agreed points, what speaks for a client, and questions to reporters with their answers."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def words(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=optional)


def moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, MOMENT, nullable=optional)


def day(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=optional)


def flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def upgrade() -> None:
    _table(
        "agreements",
        ("id",),
        ("clients", "client_id"),
        words("client_id"),
        words("talk_id", optional=True),
        words("text"),
        words("whose"),
        day("due_on"),
        words("state"),
        moment("remind_at", optional=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        words("made_by"),
        moment("made_at"),
        words("settled_by", optional=True),
        day("settled_on", optional=True),
        flag("sample"),
    )
    _index("agreements", "client_id", "due_on")
    _index("agreements", "remind_at")
    _table(
        "counterweights",
        ("id",),
        ("clients", "client_id"),
        words("client_id"),
        words("kind"),
        day("day"),
        words("text"),
        words("author_id"),
        moment("written_at"),
        flag("sample"),
    )
    _index("counterweights", "client_id", "day")
    _index("counterweights", "day")
    _table(
        "reporter_questions",
        ("id",),
        ("incidents", "incident_id"),
        words("incident_id"),
        words("asked_by"),
        words("text"),
        day("asked_on"),
        moment("asked_at"),
        wholly=True,
    )
    _index("reporter_questions", "incident_id")
    _table(
        "reporter_answers",
        ("question_id", "person_id"),
        ("reporter_questions", "question_id"),
        words("text"),
        moment("answered_at"),
        wholly=True,
    )
    _index("reporter_answers", "person_id", "question_id")


def downgrade() -> None:
    for name in ("reporter_answers", "reporter_questions", "counterweights", "agreements"):
        op.drop_table(name)


def _table(
    name: str, keys: tuple[str, ...], parent: tuple[str, str], *columns: sa.Column[Any], wholly: bool = False
) -> None:
    whole = ("organization_id", *keys)
    over, column = parent
    op.create_table(
        name,
        *(words(key) for key in whole),
        *columns,
        sa.PrimaryKeyConstraint(*whole, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["organization_id", column],
            [f"{over}.organization_id", f"{over}.id"],
            name=f"fk_{name}_{over}",
            ondelete="CASCADE" if wholly else None,
        ),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_organization_id_{'_'.join(columns)}", table, ["organization_id", *columns])
