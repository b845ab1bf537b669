"""Questions for things that have parts in tables of their own (reporters, tellings): two constant queries each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, Table, select

from storage.mapping import grouped
from storage.session import Row, Session, mine


@dataclass(frozen=True, slots=True)
class Question:
    """``parts`` asks for the parts of whatever ``query`` finds, in order; ``owner`` is its column of their ids."""

    query: Select[Any]
    parts: Select[Any]
    owner: str

    async def ask(
        self, session: Session, values: Row | None = None
    ) -> tuple[Sequence[RowMapping], Mapping[str, Sequence[RowMapping]]]:
        """The rows, and their parts by the id of the row: two statements, however long the answer; one if it is empty.

        ``values`` are those of the query's parameters.
        """
        rows = await session.rows(self.query, values)
        return rows, grouped(await session.rows(self.parts, values), self.owner) if rows else {}


def question(query: Select[Any], parts: Table, owner: str) -> Question:
    # By the query itself, not by a list of the ids it found: its SQL stays the same, and there may be too many.
    wanted = query.with_only_columns(query.selected_columns.id)
    theirs = select(parts).where(mine(parts), parts.c[owner].in_(wanted))
    return Question(query, theirs.order_by(parts.c[owner], parts.c.position), owner)
