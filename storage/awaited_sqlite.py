"""SQLite's awaited statements: one visit to a connection's thread each.

SQLAlchemy asks the driver four times for a statement (cursor, execute, fetchall, close), and aiosqlite passes each of
them through its thread: two switches between threads and a round of the event loop every time. Here the thread does all
four at once. A filed flag is some forty statements. Private names of both libraries are used; ``pyproject.toml`` bounds
them, and ``tests/contract/test_store_visits.py`` holds what is expected of them.
"""

import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import closing
from typing import Any

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor


def visit_once(engine: Engine) -> None:
    """Let the engine's connections run their statements this way. Streamed results stay as they were."""
    event.listen(engine, "do_connect", _connected)


def _connected(dialect: Dialect, _record: object, arguments: list[Any], options: dict[str, Any]) -> object:
    plain: Any = dialect.connect(*arguments, **options)
    return _Connection(plain.dbapi, plain.driver_connection)


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """SQLAlchemy's buffered cursor, with ``_cursor`` the driver's own below aiosqlite's.

    That one is made anew and closed in the thread with each statement, and known here when it is finished: closing it
    from the event loop could meet a statement that still runs, where the waiting task was cancelled. What it knows
    (description, row count, last row) outlives its closing.
    """

    __slots__ = ()
    _awaitable_cursor_close = False

    def _make_new_cursor(self, connection: Any) -> Any:
        return connection

    def _aenter_cursor(self, cursor: Any) -> Any:
        try:
            # Of no thread: SQLAlchemy opens files with ``check_same_thread=False``, and this one runs no statement.
            return cursor._conn.cursor()
        except Exception as error:
            self._adapt_connection._handle_exception(error)

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._visit(sqlite3.Cursor.execute, operation, () if parameters is None else parameters)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._visit(sqlite3.Cursor.executemany, operation, seq_of_parameters)

    async def _visit(self, run: Callable[..., object], sql: str, parameters: Any) -> None:
        connection: Any = self._connection
        async with self._adapt_connection._execute_mutex:
            self._cursor, rows = await connection._execute(_finished, connection._conn, run, sql, parameters)
            self._rows = deque(rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = _Cursor


def _finished(connection: sqlite3.Connection, run: Callable[..., object], sql: str, parameters: Any) -> tuple[Any, Any]:
    """In the connection's thread: the statement's closed cursor and all its rows."""
    with closing(connection.cursor()) as cursor:
        run(cursor, sql, parameters)
        return cursor, cursor.fetchall() if cursor.description else ()
