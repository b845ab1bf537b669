"""One open transaction, as the repositories see it: a few verbs, one organization, failures with a meaning."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Executable, RowMapping, Select, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.errors import translated

Row = Mapping[str, Any]
Insert = postgresql.Insert | sqlite.Insert


class Session:
    """Every statement goes through here, so that every failure is translated.

    A session that is over, or that only reads, refuses with ``RuntimeError``: that is a mistake of the caller, and it
    is the same on both databases.
    """

    def __init__(self, connection: AsyncConnection, organization: str, *, writable: bool) -> None:
        self.connection = connection
        self.organization = organization
        self.writable = writable
        self.over = False

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    def mine(self, table: Table) -> ColumnElement[bool]:
        """The organization's rows: the first condition of every query."""
        return table.c.organization_id == self.organization

    async def rows(self, statement: Select[Any]) -> Sequence[RowMapping]:
        return (await self._execute(statement)).mappings().all()

    async def row(self, statement: Select[Any]) -> RowMapping | None:
        return (await self._execute(statement)).mappings().first()

    async def value(self, statement: Select[Any]) -> Any:
        return (await self._execute(statement)).scalar()

    async def run(self, statement: Executable, rows: Sequence[Row] | None = None) -> CursorResult[Any]:
        """A statement that changes something."""
        self.refuse_unless_writable()
        return await self._execute(statement, rows)

    def insert(self, table: Table) -> Insert:
        return sqlite.insert(table) if self.dialect == "sqlite" else postgresql.insert(table)

    async def add(self, table: Table, row: Row, unless: Sequence[str]) -> bool:
        """Insert, unless the columns ``unless`` are taken by another row; True when it was inserted."""
        statement = self.insert(table).values(organization_id=self.organization, **row)
        quiet = statement.on_conflict_do_nothing(index_elements=["organization_id", *unless])
        return (await self.run(quiet.returning(table.c.organization_id))).first() is not None

    async def put(self, table: Table, row: Row, at_birth: Row | None = None) -> None:
        """Insert or replace by primary key; ``at_birth`` are columns that a replacement leaves alone."""
        keys = [column.name for column in table.primary_key]
        changed = {name: value for name, value in row.items() if name not in keys}
        statement = self.insert(table).values(organization_id=self.organization, **row, **(at_birth or {}))
        await self.run(statement.on_conflict_do_update(index_elements=keys, set_=changed))

    async def parts(self, table: Table, owner: str, of: Sequence[str] | Select[Any]) -> Sequence[RowMapping]:
        """The rows that belong to these owners (ids, or a query of ids), in one query, in order."""
        if not isinstance(of, Select) and not of:
            return ()
        mine = select(table).where(self.mine(table), table.c[owner].in_(of))
        return await self.rows(mine.order_by(table.c[owner], table.c.position))

    async def put_parts(self, table: Table, owner: str, of: str, wanted: Sequence[Row]) -> None:
        """Make the owner's rows be ``wanted``, in this order; nothing is written when they are so already."""
        rows = [
            {"organization_id": self.organization, owner: of, "position": position, **row}
            for position, row in enumerate(wanted)
        ]
        if [dict(row) for row in await self.parts(table, owner, [of])] == rows:
            return
        await self.run(delete(table).where(self.mine(table), table.c[owner] == of))
        if rows:
            await self.run(table.insert(), rows)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """All or nothing of what happens inside, while the transaction goes on."""
        self.refuse_unless_writable()
        with translated():
            point = await self.connection.begin_nested()
        try:
            yield
        except BaseException:
            with translated():
                await point.rollback()
            raise
        with translated():
            await point.commit()

    def refuse_unless_writable(self) -> None:
        if not self.writable:
            raise RuntimeError("a read unit cannot write")
        self._refuse_when_over()

    def _refuse_when_over(self) -> None:
        if self.over:
            raise RuntimeError("the unit of work is over")

    async def _execute(self, statement: Executable, rows: Sequence[Row] | None = None) -> CursorResult[Any]:
        self._refuse_when_over()
        with translated():
            return await self.connection.execute(statement, rows)
