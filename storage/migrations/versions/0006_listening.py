"""Channels that are listened to, what was heard in them, and messages that are shown in a channel."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
HEARD = ("heard_in", "heard_message", "heard_side", "asked_id")
INDEXES = (("heard_in", "heard_message"), ("asked_id", "state"), ("answered_at",))
LET_IN = "ix_people_organization_id_external_admitted"
KEY = ("organization_id", "platform", "workspace", "channel")
NEEDED = (*KEY, "client_id", "state", "set_by")


def upgrade() -> None:
    op.create_table(
        "listened_channels",
        *(sa.Column(name, sa.Text(), nullable=False) for name in NEEDED),
        *(sa.Column(name, sa.Text()) for name in ("informed_by", "pause")),
        sa.Column("language_model", sa.Boolean(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint(*KEY, name="pk_listened_channels"),
        sa.ForeignKeyConstraint(
            ["organization_id", "client_id"],
            ["clients.organization_id", "clients.id"],
            name="fk_listened_channels_clients",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_listened_channels_organization_id_client_id", "listened_channels", KEY[:1] + ("client_id",))
    for name in HEARD:
        op.add_column("incidents", sa.Column(name, sa.Text()))
    op.add_column("incidents", sa.Column("answered_at", MOMENT))
    for columns in INDEXES:
        op.create_index(_index(columns), "incidents", ["organization_id", *columns], unique="heard_in" in columns)
    op.create_index(LET_IN, "people", ["organization_id", "external", "admitted"])
    op.add_column("deliveries", sa.Column("channel", sa.Text()))
    op.add_column("organizations", sa.Column("caution", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("organizations", sa.Column("caution_since", MOMENT))


def downgrade() -> None:
    """An older Signpost listens to nobody, and would take a suspicion nobody has answered for a report."""
    op.execute("DELETE FROM incidents WHERE asked_id IS NOT NULL AND answered_at IS NULL")
    op.drop_index(LET_IN, "people")
    for columns in INDEXES:
        op.drop_index(_index(columns), "incidents")
    for table, names in (
        ("organizations", ("caution", "caution_since")),
        ("deliveries", ("channel",)),
        ("incidents", (*HEARD, "answered_at")),
    ):
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)
    op.drop_table("listened_channels")


def _index(columns: tuple[str, ...]) -> str:
    return f"ix_incidents_organization_id_{'_'.join(columns)}"
