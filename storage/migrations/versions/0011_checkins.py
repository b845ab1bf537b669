"""Check-ins: rounds, who is asked, sealed answers, results, schedules, who does not want to be asked, the canary."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
TABLES = (
    "checkin_results",
    "checkin_seats",
    "checkin_schedules",
    "checkin_answers",
    "checkin_declined",
    "checkin_canaries",
    "checkin_rounds",
)


def upgrade() -> None:
    _table(
        "checkin_rounds",
        ("id",),
        *_texts("opened_by", "state"),
        *_texts("client_id", "open_key", optional=True),
        sa.Column("group_size", sa.Integer(), nullable=False),
        *_moments("opened_at", "closes_at"),
        *_moments("ended_at", optional=True),
        sa.Column("swept", sa.Boolean(), nullable=False),
        _parent("checkin_rounds", "clients", "client_id"),
        sa.UniqueConstraint("organization_id", "open_key", name="uq_checkin_rounds_organization_id_open_key"),
        indexes=(("client_id",), ("swept",), ("closes_at",)),
    )
    _table(
        "checkin_seats",
        ("round_id", "seat"),
        *_texts("person_id"),
        _parent("checkin_seats", "checkin_rounds", "round_id", wholly=True),
        indexes=(("person_id",),),
    )
    op.create_table(
        "checkin_answers",
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("slot", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("round", "slot", name="pk_checkin_answers"),
        sqlite_with_rowid=False,
    )
    _table(
        "checkin_results",
        ("round_id",),
        *_texts("about", "band", "comments"),
        *_texts("counts", optional=True),
        *_moments("published_at"),
        _parent("checkin_results", "checkin_rounds", "round_id", wholly=True),
        indexes=(("about", "published_at"),),
    )
    _table(
        "checkin_schedules",
        ("about",),
        *_texts("id", "every", "people", "set_by"),
        *_texts("client_id", optional=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("weekday", "hour", "group_size", "open_days")),
        sa.Column("since", sa.Date(), nullable=False),
        *_moments("set_at", "next_at"),
        _parent("checkin_schedules", "clients", "client_id"),
        indexes=(("client_id",), ("next_at",)),
    )
    _table("checkin_declined", ("person_id",))
    _table("checkin_canaries", (), *_texts("canary"))


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)


def _table(
    name: str, keys: tuple[str, ...], *parts: sa.schema.SchemaItem, indexes: tuple[tuple[str, ...], ...] = ()
) -> None:
    whole = ("organization_id", *keys)
    op.create_table(name, *_texts(*whole), *parts, sa.PrimaryKeyConstraint(*whole, name=f"pk_{name}"))
    for columns in indexes:
        op.create_index(f"ix_{name}_organization_id_{'_'.join(columns)}", name, ["organization_id", *columns])


def _texts(*names: str, optional: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=optional) for name in names]


def _moments(*names: str, optional: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, MOMENT, nullable=optional) for name in names]


def _parent(name: str, parent: str, column: str, *, wholly: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id", column],
        [f"{parent}.organization_id", f"{parent}.id"],
        name=f"fk_{name}_{parent}",
        ondelete="CASCADE" if wholly else None,
    )
