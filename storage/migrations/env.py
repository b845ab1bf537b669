"""Run by Alembic; ``storage.migrate`` hands it an open transaction."""

from alembic import context

from storage.migrate import begin_migrations

begin_migrations(context)
