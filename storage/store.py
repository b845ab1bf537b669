"""The record on a database: units of work that read, and units that write."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreBusy
from bot.ports import Jobs, Unit
from storage.checkins import answers_of_organization
from storage.engine import BEGIN, WAIT, WRITE_WAIT_SECONDS, service_engine
from storage.errors import translated
from storage.scouring import scoured
from storage.session import ORGANIZATION, Session
from storage.tables import metadata
from storage.tables.checkins import checkin_answers
from storage.turns import Turns
from storage.unit import SqlUnit
from storage.url import Place, place_of

SCOUR_WAIT_SECONDS = 10.0


def open_store(url: str, *, organization: str = "main", jobs: Jobs | None = None) -> "SqlStore":
    """The store behind ``sqlite:///…`` or ``postgresql://…``; connects with its first unit.

    The schema must be there (``storage.migrate.upgrade``). ``await store.close()`` at the end.
    """
    place = place_of(url)
    return SqlStore(service_engine(place), place, organization, jobs, Turns() if place.is_sqlite else None)


class SqlStore:
    """The port ``Store``. A read unit sees one snapshot; a write unit is READ COMMITTED on PostgreSQL, alone on SQLite.

    SQLite's writers queue here: its own waiting is a lottery that starves some of them.
    """

    def __init__(
        self, engine: AsyncEngine, place: Place, organization: str, jobs: Jobs | None, turns: Turns | None
    ) -> None:
        self._engine = engine
        self._place = place
        self._organization = organization
        self._jobs = jobs
        self._turns = turns
        self._background = False

    def in_background(self) -> "SqlStore":
        """The same store for work that nobody waits for: whoever waits for an answer writes first."""
        same = SqlStore(self._engine, self._place, self._organization, self._jobs, self._turns)
        same._background = True
        return same

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Unit]:
        options = {} if self._turns else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        async with self._transaction(options) as connection:
            session = Session(connection, self._organization, writable=False)
            try:
                yield SqlUnit(session, None)
            finally:
                session.over = True

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        async with AsyncExitStack() as stack:
            options = await self._take_turn(stack)
            connection = await stack.enter_async_context(self._transaction(options))
            session = Session(connection, self._organization, writable=True)
            try:
                yield SqlUnit(session, self._jobs)
            finally:
                session.over = True

    async def wipe(self) -> None:
        """Delete every row of the organization: the practice workspace's reset."""
        async with AsyncExitStack() as stack:
            options = await self._take_turn(stack)
            connection = await stack.enter_async_context(self._transaction(options))
            with translated():
                await connection.execute(answers_of_organization(), {ORGANIZATION.key: self._organization})
                for table in reversed(metadata.sorted_tables):
                    if table is checkin_answers:
                        continue
                    await connection.execute(delete(table).where(table.c.organization_id == self._organization))
                await connection.commit()

    async def scour(self) -> bool:
        """Leave nothing of what was deleted in the files that are ours to write; False: somebody reads an older moment
        still, so it has to be tried again.

        SQLite: the file is written anew, and the write-ahead log cut off. PostgreSQL keeps the log by its own rules.
        """
        async with AsyncExitStack() as stack:
            if self._turns:
                await stack.enter_async_context(self._turns.turn(background=True, seconds=SCOUR_WAIT_SECONDS))
            return await asyncio.to_thread(scoured, self._place)

    async def close(self) -> None:
        """Give back all connections. Units still open fail."""
        await self._engine.dispose()

    async def _take_turn(self, stack: AsyncExitStack) -> Mapping[str, Any]:
        """Wait for this process's turn; what is left of the time is for other processes that write to the file."""
        if not self._turns:
            return {}
        started = time.monotonic()
        try:
            turn = self._turns.turn(background=self._background, seconds=WRITE_WAIT_SECONDS)
            await stack.enter_async_context(turn)
        except TimeoutError:
            raise StoreBusy("too many writers") from None
        left = WRITE_WAIT_SECONDS - (time.monotonic() - started)
        return {BEGIN: "BEGIN IMMEDIATE", WAIT: max(0, round(left * 1000))}

    @asynccontextmanager
    async def _transaction(self, options: Mapping[str, Any]) -> AsyncIterator[AsyncConnection]:
        connection = self._engine.connect()
        try:
            with translated():
                await connection.start()
                await connection.execution_options(**options)
                await connection.begin()
            yield connection
        finally:
            # Shielded: a cancelled handler must not leave its transaction open on a pooled connection.
            await asyncio.shield(asyncio.ensure_future(_end(connection)))


async def _end(connection: AsyncConnection) -> None:
    """Roll back whatever was not committed, and give the connection back; never hides the error that led here."""
    if connection.sync_connection is None:
        return
    try:
        await connection.close()
    except (SQLAlchemyError, OSError):
        await connection.invalidate()
