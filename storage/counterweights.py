"""Good deeds of a client, and misses of our own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, select

from bot.domain.counterweight import Counterweight, CounterweightKind
from storage.session import Session, mine
from storage.tables.around_talks import counterweights

_MINE = select(counterweights).where(mine(counterweights))
_BY_ID = _MINE.where(counterweights.c.id == bindparam("id"))
_NEWEST = (counterweights.c.day.desc(), counterweights.c.written_at.desc(), counterweights.c.id.desc())
_OF_CLIENT = _MINE.where(counterweights.c.client_id == bindparam("client")).order_by(*_NEWEST)
_REMOVE = delete(counterweights).where(mine(counterweights), counterweights.c.id == bindparam("id"))
_FORGET = delete(counterweights).where(mine(counterweights), counterweights.c.day < bindparam("before"))


class SqlCounterweights:
    """The port ``Counterweights``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_id(self, counterweight: str) -> Counterweight | None:
        row = await self._session.row(_BY_ID, {"id": counterweight})
        return _counterweight(row) if row else None

    async def of_client(self, client: str) -> Sequence[Counterweight]:
        return [_counterweight(row) for row in await self._session.rows(_OF_CLIENT, {"client": client})]

    async def save(self, counterweight: Counterweight) -> None:
        await self._session.put(counterweights, _row(counterweight))

    async def remove(self, counterweight: str) -> None:
        await self._session.run(_REMOVE, {"id": counterweight})

    async def forget(self, before: date) -> int:
        return (await self._session.run(_FORGET, {"before": before})).rowcount


def _row(counterweight: Counterweight) -> dict[str, Any]:
    return {
        "id": counterweight.id,
        "client_id": counterweight.client,
        "kind": counterweight.kind.value,
        "day": counterweight.day,
        "text": counterweight.text,
        "author_id": counterweight.author,
        "written_at": counterweight.written_at,
        "sample": counterweight.sample,
    }


def _counterweight(row: RowMapping) -> Counterweight:
    return Counterweight(
        id=row["id"],
        client=row["client_id"],
        kind=CounterweightKind(row["kind"]),
        day=row["day"],
        text=row["text"],
        author=row["author_id"],
        written_at=row["written_at"],
        sample=row["sample"],
    )
