"""A ``Work`` over rows, as small as can be: what the real one does with deliveries, with failures on demand.

A delivery's ``notice`` is its script: ``plain``; ``slow`` takes 0.3 s; ``again`` asks once for another try in 1.5 s;
``raise`` fails once; ``hang`` never ends the first time, after saying ``in hand``.
"""

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from bot.domain.delivery import Delivery, Urgency
from bot.ports import Clock

_SCHEMA: tuple[LiteralString, ...] = (
    "CREATE TABLE rows (id TEXT PRIMARY KEY, person TEXT, script TEXT, urgency INTEGER, due_at DOUBLE PRECISION,"
    " state TEXT DEFAULT 'due', attempts INTEGER DEFAULT 0)",
    "CREATE TABLE outbox (id TEXT, person TEXT, at DOUBLE PRECISION)",
    "CREATE TABLE ticks (at DOUBLE PRECISION)",
)
_NEW: LiteralString = "INSERT INTO rows (id, person, script, urgency, due_at) VALUES (%s, %s, %s, %s, %s)"
_DUE: LiteralString = (
    "SELECT id, person, script, urgency, due_at FROM rows WHERE state IN ('due', 'sending') AND due_at <= %s"
    " ORDER BY urgency, due_at, id"
)
_NEXT: LiteralString = "SELECT min(due_at) FROM rows WHERE state IN ('due', 'sending')"
_CLAIM: LiteralString = (
    "UPDATE rows SET state = 'sending', attempts = attempts + 1 WHERE id = %s AND state IN ('due', 'sending')"
    " AND due_at <= %s RETURNING person, script, attempts"
)


class Rows(ABC):
    """One database; every call is a transaction of its own, ``transaction`` lends a connection for a longer one."""

    @abstractmethod
    def transaction(self) -> Any: ...

    @abstractmethod
    async def run_on(self, connection: Any, sql: LiteralString, *values: object) -> list[tuple[Any, ...]]: ...

    async def run(self, sql: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        async with self.transaction() as connection:
            return await self.run_on(connection, sql, *values)

    async def create(self) -> None:
        for statement in _SCHEMA:
            await self.run(statement)

    async def add(self, connection: Any, delivery: Delivery) -> None:
        await self.run_on(
            connection,
            _NEW,
            delivery.id,
            delivery.person,
            delivery.notice,
            int(delivery.urgency),
            delivery.due_at.timestamp(),
        )

    async def sent(self) -> list[str]:
        """The ids of what was sent, in order, repeats included."""
        return [row[0] for row in await self.run("SELECT id FROM outbox ORDER BY at")]

    async def ticks(self) -> list[float]:
        return [row[0] for row in await self.run("SELECT at FROM ticks ORDER BY at")]


class SqliteRows(Rows):
    def __init__(self, path: Path) -> None:
        self._path = path

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()

    async def run_on(self, connection: Any, sql: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = connection.execute(sql.replace("%s", "?"), values).fetchall()
        return rows


class PostgresRows(Rows):
    def __init__(self, url: str) -> None:
        self._url = url

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[psycopg.AsyncConnection]:
        async with await psycopg.AsyncConnection.connect(self._url) as connection:
            yield connection

    async def run_on(self, connection: Any, sql: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        cursor = await connection.execute(sql, values)
        return await cursor.fetchall() if cursor.description else []


class RowWork:
    """The port ``Work``: claims a row, "sends", marks it; a row that is sent already is left alone."""

    def __init__(self, rows: Rows, clock: Clock) -> None:
        self.rows = rows
        self._clock = clock

    async def tick(self) -> None:
        await self.rows.run("INSERT INTO ticks VALUES (%s)", self._clock.now().timestamp())

    async def due(self, busy: Collection[str] = ()) -> Sequence[Delivery]:
        found = await self.rows.run(_DUE, self._clock.now().timestamp())
        all_due = [delivery(row[0], row[1], row[2], due_at=datetime.fromtimestamp(row[4], UTC)) for row in found]
        return [one for one in all_due if one.person not in busy]

    async def next_due(self) -> datetime | None:
        ((earliest,),) = await self.rows.run(_NEXT)
        return None if earliest is None else datetime.fromtimestamp(earliest, UTC)

    async def deliver(self, delivery: str) -> datetime | None:
        now = self._clock.now()
        claimed = await self.rows.run(_CLAIM, delivery, now.timestamp())
        if not claimed:
            return None
        ((person, script, attempts),) = claimed
        if attempts == 1:
            if script == "raise":
                raise ValueError("a name in an exception")
            if script == "again":
                again_at = now + timedelta(seconds=1.5)
                await self.rows.run("UPDATE rows SET due_at = %s WHERE id = %s", again_at.timestamp(), delivery)
                return again_at
            if script == "hang":
                print("in hand", flush=True)  # noqa: T201 - the parent process reads it
                await asyncio.sleep(3600)
        if script == "slow":
            await asyncio.sleep(0.3)
        async with self.rows.transaction() as connection:
            at = datetime.now(UTC).timestamp()
            await self.rows.run_on(connection, "INSERT INTO outbox VALUES (%s, %s, %s)", delivery, person, at)
            await self.rows.run_on(connection, "UPDATE rows SET state = 'sent' WHERE id = %s", delivery)
        return None


def delivery(
    id: str, person: str = "anna", script: str = "plain", *, due_at: datetime, urgency: Urgency = Urgency.NUDGE
) -> Delivery:
    return Delivery(id=id, key=id, person=person, notice=script, urgency=urgency, due_at=due_at, created_at=due_at)
