"""One open transaction, as the repositories see it: a few verbs, one organization, failures with a meaning."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Executable, RowMapping, Select, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.errors import translated
from storage.types import Words

Row = Mapping[str, Any]
Insert = postgresql.Insert | sqlite.Insert
# The session gives it its value with every statement.
ORGANIZATION = bindparam("organization", type_=Words())


def mine(table: Table) -> ColumnElement[bool]:
    """The organization's rows: the first condition of every query.

    It names no organization, so that a query can be a constant: building queries and finding their SQL again was the
    larger part of what a filed flag cost SQLAlchemy. Other values are ``bindparam("name")`` in such a
    query, typed by the column they are compared with, and given to ``rows``, ``row``, ``value`` or ``run`` by name.
    """
    return table.c.organization_id == ORGANIZATION


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

    async def rows(self, statement: Select[Any], values: Row | None = None) -> Sequence[RowMapping]:
        return (await self._execute(statement, values)).mappings().all()

    async def tuples(self, statement: Select[Any], values: Row | None = None) -> Sequence[Sequence[Any]]:
        """For many rows: their columns by place."""
        return (await self._execute(statement, values)).all()

    async def row(self, statement: Select[Any], values: Row | None = None) -> RowMapping | None:
        return (await self._execute(statement, values)).mappings().first()

    async def value(self, statement: Select[Any], values: Row | None = None) -> Any:
        return (await self._execute(statement, values)).scalar()

    async def run(self, statement: Executable, values: Row | Sequence[Row] | None = None) -> CursorResult[Any]:
        """A statement that changes something; with several rows of values, as often."""
        self.refuse_unless_writable()
        return await self._execute(statement, values)

    def insert(self, table: Table) -> Insert:
        return insert(self.dialect, table)

    async def add(self, table: Table, row: Row, unless: Sequence[str]) -> bool:
        """Insert, unless the columns ``unless`` are taken by another row; True when it was inserted."""
        added = await self.run(_add(self.dialect, table, tuple(unless)), self._whole(row))
        return added.first() is not None

    async def put(self, table: Table, row: Row, at_birth: Row | None = None) -> None:
        """Insert or replace by primary key; ``at_birth`` are columns that a replacement leaves alone."""
        await self.run(_put(self.dialect, table, tuple(row)), self._whole({**row, **(at_birth or {})}))

    async def parts(self, table: Table, owner: str, of: str) -> Sequence[RowMapping]:
        """The rows that belong to this owner, in order."""
        return await self.rows(_parts(table, owner), {"owner": of})

    async def put_parts(self, table: Table, owner: str, of: str, wanted: Sequence[Row]) -> None:
        """Make the owner's rows be ``wanted``, in this order; nothing is written when they are so already."""
        rows = [self._whole({owner: of, "position": position, **row}) for position, row in enumerate(wanted)]
        had = [dict(row) for row in await self.parts(table, owner, of)]
        if had == rows:
            return
        if had:
            await self.run(_no_parts(table, owner), {"owner": of})
        if rows:
            await self.run(_bare(table), rows)

    def _whole(self, row: Row) -> Row:
        return {"organization_id": self.organization, **row}

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

    async def _execute(self, statement: Executable, values: Row | Sequence[Row] | None) -> CursorResult[Any]:
        self._refuse_when_over()
        given = values if isinstance(values, Sequence) else {**(values or {}), ORGANIZATION.key: self.organization}
        with translated():
            return await self.connection.execute(statement, given)


def insert(dialect: str, table: Table) -> Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _add(dialect: str, table: Table, unless: tuple[str, ...]) -> Executable:
    quiet = insert(dialect, table).on_conflict_do_nothing(index_elements=["organization_id", *unless])
    return quiet.returning(table.c.organization_id)


@cache
def _put(dialect: str, table: Table, columns: tuple[str, ...]) -> Executable:
    keys = [column.name for column in table.primary_key]
    statement = insert(dialect, table)
    changed = {name: statement.excluded[name] for name in columns if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


@cache
def _bare(table: Table) -> Executable:
    return table.insert()


@cache
def _parts(table: Table, owner: str) -> Select[Any]:
    return select(table).where(mine(table), table.c[owner] == bindparam("owner")).order_by(table.c.position)


@cache
def _no_parts(table: Table, owner: str) -> Executable:
    return delete(table).where(mine(table), table.c[owner] == bindparam("owner"))
