"""Warnings among the agreed points; a case for every client that was parted from before there were cases."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# The day and moment of now, the moment on SQLite as ``storage.types.Moment`` writes it there.
NOW = {
    "sqlite": ("date('now')", "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')"),
    "postgresql": ("CURRENT_DATE", "now()"),
}


def upgrade() -> None:
    op.add_column("agreements", sa.Column("kind", sa.Text(), nullable=False, server_default="agreed"))
    op.add_column("agreements", sa.Column("said_on", sa.Date()))
    _open_cases()


def downgrade() -> None:
    """An older Signpost would take a warning for an agreement, so warnings go. A case that was opened here stays."""
    op.execute("DELETE FROM agreements WHERE kind <> 'agreed'")
    op.drop_column("agreements", "said_on")
    op.drop_column("agreements", "kind")


def _open_cases() -> None:
    """Who began the parting, when and why was not kept then: the case says so by saying nothing."""
    day, moment = NOW[op.get_bind().dialect.name]
    op.execute(
        "INSERT INTO parting_cases (organization_id, id, client_id, open_key, opened_by, reason, stage, learnt,"
        " opened_on, opened_at, last_invoice_out, version, freed_incidents, freed_of)"
        f" SELECT organization_id, id, id, id, '', '', 'calm', '', {day}, {moment}, FALSE, 0, 0, 0"
        " FROM clients WHERE state = 'parting' AND NOT EXISTS (SELECT 1 FROM parting_cases AS cases"
        " WHERE cases.organization_id = clients.organization_id AND cases.open_key = clients.id)"
    )
