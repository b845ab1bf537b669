"""Nudges: one unfinished per client and stage, which the database itself sees to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from bot.domain.nudge import Nudge
from bot.errors import StoreBusy
from storage.mapping import first, grouped
from storage.nudge_rows import nudge_of, nudge_row, open_key, telling_rows
from storage.session import Session
from storage.tables.work import nudge_tellings, nudges

_RACES = 5


class SqlNudges:
    """The port ``Nudges``. What a restore brought back unfinished is not due until an administrator agrees."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def open_or_get(self, nudge: Nudge) -> tuple[Nudge, bool]:
        for _ in range(_RACES):
            if await self._session.add(nudges, {**nudge_row(nudge), "held_back": False}, ["open_key"]):
                await self._put_tellings(nudge)
                return nudge, True
            unfinished = await self._of(self._query(nudges.c.open_key == open_key(nudge)))
            if unfinished:
                return unfinished[0], False
            # The one that was in the way was finished between the two statements (READ COMMITTED): try again.
        raise StoreBusy("nudge")

    async def by_id(self, nudge: str) -> Nudge | None:
        return first(await self._of(self._query(nudges.c.id == nudge)))

    async def unfinished_of(self, client: str) -> Sequence[Nudge]:
        query = self._query(nudges.c.client_id == client, nudges.c.open_key.is_not(None))
        return await self._of(query.order_by(nudges.c.stage))

    async def of_client(self, client: str) -> Sequence[Nudge]:
        newest = (nudges.c.opened_at.desc(), nudges.c.id.desc())
        return await self._of(self._query(nudges.c.client_id == client).order_by(*newest))

    async def due(self, now: datetime, limit: int = 200) -> Sequence[Nudge]:
        query = self._query(nudges.c.due_at <= now, nudges.c.held_back.is_(False))
        return await self._of(query.order_by(nudges.c.due_at, nudges.c.id).limit(limit))

    async def shadowed(self) -> Sequence[Nudge]:
        return await self._of(self._query(nudges.c.shadow.is_(True)).order_by(nudges.c.opened_at, nudges.c.id))

    async def next_due(self) -> datetime | None:
        earliest = select(func.min(nudges.c.due_at)).where(self._session.mine(nudges), nudges.c.held_back.is_(False))
        moment: datetime | None = await self._session.value(earliest)
        return moment

    async def save(self, nudge: Nudge) -> None:
        """Raises ``StoreFailed`` where the nudge would be a second unfinished one of its client and stage."""
        await self._session.put(nudges, nudge_row(nudge), {"held_back": False})
        await self._put_tellings(nudge)

    async def _put_tellings(self, nudge: Nudge) -> None:
        await self._session.put_parts(nudge_tellings, "nudge_id", nudge.id, telling_rows(nudge))

    def _query(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        return select(nudges).where(self._session.mine(nudges), *conditions)

    async def _of(self, query: Select[Any]) -> list[Nudge]:
        """The nudges of a query with their tellings: two queries, however many there are."""
        rows = await self._session.rows(query)
        wanted = query.with_only_columns(nudges.c.id)
        parts = await self._session.parts(nudge_tellings, "nudge_id", wanted) if rows else ()
        tellings = grouped(parts, "nudge_id")
        return [nudge_of(row, tellings.get(row["id"], ())) for row in rows]
