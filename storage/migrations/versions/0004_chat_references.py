"""How people are reached on a platform that tells it only when they show up."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
TEXTS = ("organization_id", "platform", "workspace", "user_id", "address", "account", "chat")
KEY = ("organization_id", "platform", "workspace", "user_id")


def upgrade() -> None:
    op.create_table(
        "chat_references",
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint(*KEY, name="pk_chat_references"),
    )
    for column in ("chat", "seen_at"):
        columns = ("organization_id", "platform", "workspace", column)
        op.create_index(f"ix_chat_references_{'_'.join(columns)}", "chat_references", columns)


def downgrade() -> None:
    """They are learned again from whatever people say to the bot."""
    op.drop_table("chat_references")
