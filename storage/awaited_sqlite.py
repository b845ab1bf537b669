"""SQLite's awaited statements: run at once where nothing is waited for, else one visit to the connection's thread.

SQLAlchemy asks the driver four times for a statement (cursor, execute, fetchall, close), and aiosqlite passes each of
them through its thread: two switches between threads and a round of the event loop every time, which is many times what
SQLite itself takes for it. In WAL mode a reader waits for nobody, and neither does a writer that has begun, or
that finds no other one: their statements run in the event loop (docs/adr/0023). What may wait, for another writer or
for the disk, is done in the thread. Private names of both libraries are used; ``pyproject.toml`` bounds them, and
``tests/contract/test_store_visits.py`` holds what is expected of them.
"""

import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.util import await_only

# Not DELETE and UPDATE: retention's go over a whole record.
_AT_ONCE = ("SELECT ", "INSERT ", "PRAGMA busy_timeout")
_DEFERRED, IMMEDIATE = "BEGIN", "BEGIN IMMEDIATE"
Run = Callable[[sqlite3.Cursor, str, Any], object]


def visit_once(engine: Engine) -> None:
    """Let the engine's connections run their statements this way. Streamed results stay as they were."""
    event.listen(engine, "do_connect", _connected)


def _connected(dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any]) -> object:
    plain: Any = dialect.connect(*arguments, **options)
    return _Connection(plain.dbapi, plain.driver_connection)


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """SQLAlchemy's buffered cursor, with ``_cursor`` the driver's own below aiosqlite's.

    What runs in the thread gets a cursor of its own that is closed there, and is known here when it is finished:
    closing it from the event loop could meet a statement that still runs, where the waiting task was cancelled. What a
    cursor knows (description, row count, last row) outlives its closing.
    """

    __slots__ = ()
    _awaitable_cursor_close = False
    _adapt_connection: "_Connection"
    _cursor: Any

    def _make_new_cursor(self, connection: Any) -> Any:
        return connection

    def _aenter_cursor(self, cursor: Any) -> Any:
        try:
            # Of no thread: SQLAlchemy opens files with ``check_same_thread=False``.
            return cursor._conn.cursor()
        except Exception as error:
            self._adapt_connection._handle_exception(error)

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        return self._run(sqlite3.Cursor.execute, operation, () if parameters is None else parameters)

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        return self._run(sqlite3.Cursor.executemany, operation, seq_of_parameters)

    def _run(self, run: Run, sql: str, parameters: Any) -> None:
        try:
            await_only(self._way_of(sql)(run, sql, parameters))
        except Exception as error:
            self._adapt_connection._handle_exception(error)

    def _way_of(self, sql: str) -> Callable[[Run, str, Any], Awaitable[None]]:
        if self._adapt_connection.visiting:
            return self._visited
        if sql == IMMEDIATE:
            return self._begins
        return self._at_once if sql.startswith(_AT_ONCE) or sql == _DEFERRED else self._visited

    async def _begins(self, run: Run, sql: str, parameters: Any) -> None:
        """At once where nobody else is writing; else the wait for the other one is the thread's."""
        if not _begun(self._cursor.connection):
            await self._visited(run, sql, parameters)

    async def _at_once(self, run: Run, sql: str, parameters: Any) -> None:
        """A coroutine, though it waits for nothing: SQLAlchemy insists on being awaited."""
        self._rows = deque(_rows(self._cursor, run, sql, parameters))

    async def _visited(self, run: Run, sql: str, parameters: Any) -> None:
        driver: Any = self._connection
        async with self._adapt_connection._execute_mutex:
            with self._adapt_connection.visit():
                self._cursor, rows = await driver._execute(_finished, driver._conn, run, sql, parameters)
            self._rows = deque(rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    """``visiting``: the thread has, or may still have, something of this connection in hand."""

    __slots__ = ("visiting",)
    _cursor_cls = _Cursor

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.visiting = False

    @contextmanager
    def visit(self) -> Iterator[None]:
        """After a cancelled visit nobody knows when it ends: what follows queues up behind it, in the thread."""
        before, self.visiting = self.visiting, True
        try:
            yield
        except Exception:
            self.visiting = before
            raise
        self.visiting = before

    def commit(self) -> None:
        with self.visit():
            super().commit()

    def rollback(self) -> None:
        if self.visiting:
            super().rollback()
            self.visiting = False
        elif self._connection._connection:
            try:
                self._connection._connection.rollback()
            except Exception as error:
                self._handle_exception(error)


def _begun(connection: sqlite3.Connection) -> bool:
    """Whether there was no other writer to wait for."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout=0")
    try:
        connection.execute(IMMEDIATE)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout={patience:d}")
    return True


def _finished(connection: sqlite3.Connection, run: Run, sql: str, parameters: Any) -> tuple[sqlite3.Cursor, list[Any]]:
    """In the connection's thread: the statement's closed cursor and all its rows."""
    with closing(connection.cursor()) as cursor:
        return cursor, _rows(cursor, run, sql, parameters)


def _rows(cursor: sqlite3.Cursor, run: Run, sql: str, parameters: Any) -> list[Any]:
    run(cursor, sql, parameters)
    return cursor.fetchall() if cursor.description else []
