"""Workspaces that let the bot in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
TEXTS = (
    "organization_id",
    "platform",
    "workspace",
    "name",
    "bot_user",
    "app",
    "sealed_token",
    "scopes",
    "installed_by",
)


def upgrade() -> None:
    op.create_table(
        "installations",
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("installed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "platform", "workspace", name="pk_installations"),
    )


def downgrade() -> None:
    """An older Signpost cannot use the tokens; a workspace is let in again by installing once more."""
    op.drop_table("installations")
