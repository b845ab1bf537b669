"""Engines for both databases, waiting (maintenance) and awaited (service), with the same manners.

SQLite: https://www.sqlite.org/pragma.html. WAL and ``synchronous=FULL`` (NORMAL may lose acknowledged commits when the
power fails), foreign keys checked, deleted text overwritten, no trust in functions named by the schema.
"""

import sqlite3
import time
from typing import Any

import aiosqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.awaited_sqlite import visit_once
from storage.url import Place

WRITE_WAIT_SECONDS = 1.5
_POSTGRES_OPTIONS = (
    "-c timezone=UTC -c lock_timeout=1500 -c idle_in_transaction_session_timeout=60000 -c statement_timeout={}"
)
_WAL_ATTEMPTS = 500
_WAL_PAUSE_SECONDS = 0.01
_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
)
BEGIN = "signpost_begin"
# Known to PostgreSQL only: a snapshot of SQLite is a transaction like any other.
ISOLATION = "signpost_isolation"
FOREIGN_KEYS = "signpost_foreign_keys"
WAIT = "signpost_wait_milliseconds"


def service_engine(place: Place) -> AsyncEngine:
    """For the running bot: gives up a lock, a free connection or a new connection in time for a chat's answer."""
    if place.is_sqlite:
        engine = create_async_engine(
            place.awaited,
            hide_parameters=True,
            pool_timeout=WRITE_WAIT_SECONDS,
            connect_args={"timeout": WRITE_WAIT_SECONDS, "async_creator_fn": _opened},
        )
        _teach_sqlite(engine.sync_engine)
        visit_once(engine.sync_engine)
        return engine
    return create_async_engine(
        place.awaited,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=10,
        pool_timeout=WRITE_WAIT_SECONDS,
        connect_args=_postgres_arguments(statement_milliseconds=15_000),
    )


def maintenance_engine(place: Place) -> Engine:
    """For migrations, backups and copies: patient, one connection, no time limit on a statement."""
    if place.file is not None:
        place.file.parent.mkdir(parents=True, exist_ok=True)
        # Confidential reports: readable by the bot's account only. -wal and -shm inherit the mode.
        place.file.touch(mode=0o600, exist_ok=True)
        engine = create_engine(place.waiting, hide_parameters=True, connect_args={"timeout": 10.0})
        _teach_sqlite(engine)
        return engine
    arguments = _postgres_arguments(statement_milliseconds=0)
    return create_engine(place.waiting, hide_parameters=True, pool_pre_ping=True, connect_args=arguments)


def _postgres_arguments(*, statement_milliseconds: int) -> dict[str, Any]:
    return {
        "options": _POSTGRES_OPTIONS.format(statement_milliseconds),
        "connect_timeout": 2,
        "tcp_user_timeout": 10_000,
        "application_name": "signpost",
    }


async def _opened(*arguments: Any, **options: Any) -> aiosqlite.Connection:
    """A connection, or an error without a trace of it.

    Where opening fails, aiosqlite 0.22 leaves a thread that still answers to this loop, which may be closed by then.
    """
    connection = aiosqlite.connect(*arguments, **options)
    connection._thread.daemon = True
    try:
        return await connection
    except BaseException:
        connection._thread.join(timeout=1.0)
        raise


def _teach_sqlite(engine: Engine) -> None:
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)


def _settle(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: it would always begin them deferred.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    # The busy timeout does not cover this change: of processes that meet a new file together some are refused at once
    # (https://www.sqlite.org/c3ref/busy_handler.html). Where it was made before, the first attempt succeeds.
    for attempt in range(_WAL_ATTEMPTS):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or attempt == _WAL_ATTEMPTS - 1:
                raise
        time.sleep(_WAL_PAUSE_SECONDS)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if WAIT in options:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={int(options[WAIT])}")
    if FOREIGN_KEYS in options:
        connection.exec_driver_sql(f"PRAGMA foreign_keys={options[FOREIGN_KEYS]}")
    connection.exec_driver_sql(options.get(BEGIN, "BEGIN"))
