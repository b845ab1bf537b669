"""A person's own reports are found by one index, without a look at everybody's."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLE = "incident_reporters"
BEFORE, AFTER = ("organization_id", "person_id"), ("organization_id", "person_id", "incident_id")


def upgrade() -> None:
    _replace(BEFORE, AFTER)


def downgrade() -> None:
    _replace(AFTER, BEFORE)


def _replace(had: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    op.drop_index(_name(had), TABLE)
    op.create_index(_name(wanted), TABLE, wanted)


def _name(columns: tuple[str, ...]) -> str:
    return f"ix_{TABLE}_{'_'.join(columns)}"
