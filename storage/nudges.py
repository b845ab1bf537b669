"""Nudges: one unfinished per client and stage, which the database itself sees to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, func, select

from bot.domain.nudge import Nudge
from bot.errors import StoreBusy
from storage.mapping import first
from storage.nudge_rows import nudge_of, nudge_row, open_key, telling_rows
from storage.questions import Question, question
from storage.session import Row, Session, mine
from storage.tables.work import nudge_tellings, nudges

_RACES = 5
_OF_CLIENT = nudges.c.client_id == bindparam("client")
_NOT_HELD_BACK = nudges.c.held_back.is_(False)


def _asked(*conditions: ColumnElement[bool], order: Sequence[Any] = (), limit: Any = None) -> Question:
    query = select(nudges).where(mine(nudges), *conditions).order_by(*order)
    return question(query.limit(limit), nudge_tellings, "nudge_id")


_BY_ID = _asked(nudges.c.id == bindparam("id"))
_UNFINISHED_AT = _asked(nudges.c.open_key == bindparam("open_key"))
_UNFINISHED = _asked(_OF_CLIENT, nudges.c.open_key.is_not(None), order=(nudges.c.stage,))
_ALL_OF_CLIENT = _asked(_OF_CLIENT, order=(nudges.c.opened_at.desc(), nudges.c.id.desc()))
_DUE = _asked(
    nudges.c.due_at <= bindparam("now"),
    _NOT_HELD_BACK,
    order=(nudges.c.due_at, nudges.c.id),
    limit=bindparam("limit", type_=Integer),
)
_SHADOWED = _asked(nudges.c.shadow.is_(True), order=(nudges.c.opened_at, nudges.c.id))
_NEXT_DUE = select(func.min(nudges.c.due_at)).where(mine(nudges), _NOT_HELD_BACK)


class SqlNudges:
    """The port ``Nudges``. What a restore brought back unfinished is not due until an administrator agrees."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def open_or_get(self, nudge: Nudge) -> tuple[Nudge, bool]:
        for _ in range(_RACES):
            if await self._session.add(nudges, {**nudge_row(nudge), "held_back": False}, ["open_key"]):
                await self._put_tellings(nudge)
                return nudge, True
            unfinished = await self._ask(_UNFINISHED_AT, {"open_key": open_key(nudge)})
            if unfinished:
                return unfinished[0], False
            # The one that was in the way was finished between the two statements (READ COMMITTED): try again.
        raise StoreBusy("nudge")

    async def by_id(self, nudge: str) -> Nudge | None:
        return first(await self._ask(_BY_ID, {"id": nudge}))

    async def unfinished_of(self, client: str) -> Sequence[Nudge]:
        return await self._ask(_UNFINISHED, {"client": client})

    async def of_client(self, client: str) -> Sequence[Nudge]:
        return await self._ask(_ALL_OF_CLIENT, {"client": client})

    async def due(self, now: datetime, limit: int = 200) -> Sequence[Nudge]:
        return await self._ask(_DUE, {"now": now, "limit": limit})

    async def shadowed(self) -> Sequence[Nudge]:
        return await self._ask(_SHADOWED)

    async def next_due(self) -> datetime | None:
        moment: datetime | None = await self._session.value(_NEXT_DUE)
        return moment

    async def save(self, nudge: Nudge) -> None:
        """Raises ``StoreFailed`` where the nudge would be a second unfinished one of its client and stage."""
        await self._session.put(nudges, nudge_row(nudge), {"held_back": False})
        await self._put_tellings(nudge)

    async def _put_tellings(self, nudge: Nudge) -> None:
        await self._session.put_parts(nudge_tellings, "nudge_id", nudge.id, telling_rows(nudge))

    async def _ask(self, question: Question, values: Row | None = None) -> list[Nudge]:
        rows, tellings = await question.ask(self._session, values)
        return [nudge_of(row, tellings.get(row["id"], ())) for row in rows]
