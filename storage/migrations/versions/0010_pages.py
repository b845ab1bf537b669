"""Sessions of people who look at pages in a browser, and dossiers that were asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "web_sessions",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("organization_id", "id")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("platform", "workspace", "user_id")),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name="pk_web_sessions"),
    )
    op.create_index("ix_web_sessions_organization_id_ends_at", "web_sessions", ["organization_id", "ends_at"])
    who = ["organization_id", "platform", "workspace", "user_id"]
    op.create_index("ix_web_sessions_organization_id_platform_workspace_user_id", "web_sessions", who)
    op.create_table(
        "dossier_requests",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("organization_id", "id", "client_id", "person_id")),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer()),
        sa.Column("sha256", sa.Text()),
        sa.PrimaryKeyConstraint("organization_id", "id", name="pk_dossier_requests"),
        sa.ForeignKeyConstraint(
            ["organization_id", "client_id"],
            ["clients.organization_id", "clients.id"],
            name="fk_dossier_requests_clients",
            ondelete="CASCADE",
        ),
    )
    for name in ("client_id", "asked_at"):
        op.create_index(f"ix_dossier_requests_organization_id_{name}", "dossier_requests", ["organization_id", name])


def downgrade() -> None:
    op.drop_table("dossier_requests")
    op.drop_table("web_sessions")
