"""The schema's versions: up, down, and whether a database has the one this program knows.

These functions wait (they are for the command line and for starts); from a running loop call them in a thread.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.errors import StoreFailed
from storage.engine import BEGIN, FOREIGN_KEYS, ISOLATION, maintenance_engine
from storage.errors import translated
from storage.tables import metadata
from storage.url import place_of

_FOLDER = Path(__file__).parent / "migrations"
# Of all programs that talk to this PostgreSQL database only ours know this number ("signpost" in ASCII).
_MIGRATION_LOCK = int.from_bytes(b"signpost", "big", signed=True)


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema to a revision: all or nothing, one process at a time (a second one waits, finds it done)."""
    _migrate(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> None:
    """Back to an earlier revision (``base``: nothing is left). Columns that it did not know lose their content."""
    _migrate(url, lambda config: command.downgrade(config, revision))


def current(url: str) -> str | None:
    """The revision a database is at; None where there is no schema yet. Creates nothing."""
    place = place_of(url)
    if place.file is not None and not place.file.exists():
        return None
    with maintenance(url) as connection:
        return revision_of(connection)


def head() -> str:
    """The revision this program was written for."""
    return str(ScriptDirectory(str(_FOLDER)).get_current_head())


def is_current(url: str) -> bool:
    return current(url) == head()


def drift(url: str) -> list[Any]:
    """Differences between the tables in the code and those of a database; empty when the migrations are complete."""
    with maintenance(url) as connection:
        options = {"compare_type": True, "include_name": _ours}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def maintenance(url: str, **options: str) -> Iterator[Connection]:
    """One connection in one transaction, committed at the end; ``options`` as in ``storage.engine``.

    Of the database's errors only ``NotRecorded`` comes out.
    """
    engine = maintenance_engine(place_of(url))
    try:
        with translated(), engine.connect() as connection:
            isolation = options.pop(ISOLATION, None)
            if isolation and connection.dialect.name == "postgresql":
                options["isolation_level"] = isolation
            connection = connection.execution_options(**options)
            with connection.begin():
                yield connection
    finally:
        engine.dispose()


def _migrate(url: str, work: Callable[[Config], None]) -> None:
    # SQLite changes a table by copying and dropping it, and a drop would cascade to the rows of other tables.
    with maintenance(url, **{BEGIN: "BEGIN IMMEDIATE", FOREIGN_KEYS: "OFF"}) as connection:
        if connection.dialect.name == "postgresql":
            # Two replicas that start together: the second waits here as long as the first one needs.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATION_LOCK})
        config = Config()
        config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        work(config)
        _refuse_orphans(connection)


def begin_migrations(context: Any) -> None:
    """Alembic's side of it: our connection and transaction, batches for SQLite (which cannot alter much)."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        include_name=_ours,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
    )
    context.run_migrations()


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise StoreFailed("a migration left rows without their parent")


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Other tables in the same database (the job engine's, say) are none of our business."""
    return kind != "table" or name in metadata.tables
