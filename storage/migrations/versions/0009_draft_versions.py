"""Drafts have versions, each with what it rests on, and are approved."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
OPTIONAL = ("asked_by", "approver", "approved_by", "note", "fell_back", "order_key", "order_by", "order_wish")
MOVED = ("subject", "body", "written_by")
KEY = ("organization_id", "draft_id", "number")


def upgrade() -> None:
    op.create_table(
        "draft_versions",
        *(sa.Column(name, sa.Text(), nullable=False) for name in KEY[:2]),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("subject", "body", "engine", "author")),
        sa.Column("written_at", MOMENT, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("wish", "grounds")),
        sa.PrimaryKeyConstraint(*KEY, name="pk_draft_versions"),
        sa.ForeignKeyConstraint(
            ["organization_id", "draft_id"],
            ["drafts.organization_id", "drafts.id"],
            name="fk_draft_versions_drafts",
            ondelete="CASCADE",
        ),
    )
    op.execute(
        "INSERT INTO draft_versions (organization_id, draft_id, number, subject, body, engine, author, written_at,"
        " wish, grounds) SELECT organization_id, id, 1, subject, body, 'template', written_by, written_at, '',"
        """ '{"facts":[],"passages":[]}' FROM drafts"""
    )
    op.add_column("drafts", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for name in OPTIONAL:
        op.add_column("drafts", sa.Column(name, sa.Text()))
    op.add_column("drafts", sa.Column("approved_at", MOMENT))
    op.add_column("drafts", sa.Column("order_base", sa.Integer()))
    for name in MOVED:
        op.drop_column("drafts", name)


def downgrade() -> None:
    """An older Signpost knows the current wording alone."""
    for name in MOVED:
        op.add_column("drafts", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name, kept in zip(MOVED, ("subject", "body", "author"), strict=True):
        op.execute(
            f"UPDATE drafts SET {name} = (SELECT {kept} FROM draft_versions AS kept WHERE kept.organization_id ="
            " drafts.organization_id AND kept.draft_id = drafts.id AND kept.number = drafts.version)"
        )
    op.drop_table("draft_versions")
    with op.batch_alter_table("drafts") as batch:
        for name in MOVED:
            batch.alter_column(name, server_default=None)
        for name in (*OPTIONAL, "version", "approved_at", "order_base"):
            batch.drop_column(name)
