"""Agreed points and warnings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from bot.domain.agreement import Agreement, AgreementState, PointKind, Whose
from storage.session import Session, mine
from storage.tables.around_talks import agreements

_MINE = select(agreements).where(mine(agreements))
_BY_ID = _MINE.where(agreements.c.id == bindparam("id"))
_OF_CLIENT = _MINE.where(agreements.c.client_id == bindparam("client")).order_by(agreements.c.due_on, agreements.c.id)
_DUE = (
    _MINE.where(agreements.c.remind_at <= bindparam("now"))
    .order_by(agreements.c.remind_at, agreements.c.id)
    .limit(bindparam("limit"))
)
_NEXT_DUE = (
    select(agreements.c.remind_at)
    .where(mine(agreements), agreements.c.remind_at.is_not(None))
    .order_by(agreements.c.remind_at)
    .limit(1)
)


class SqlAgreements:
    """The port ``Agreements``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def by_id(self, agreement: str) -> Agreement | None:
        row = await self._session.row(_BY_ID, {"id": agreement})
        return _agreement(row) if row else None

    async def of_client(self, client: str) -> Sequence[Agreement]:
        return [_agreement(row) for row in await self._session.rows(_OF_CLIENT, {"client": client})]

    async def due(self, now: datetime, limit: int = 200) -> Sequence[Agreement]:
        return [_agreement(row) for row in await self._session.rows(_DUE, {"now": now, "limit": limit})]

    async def next_due(self) -> datetime | None:
        found: datetime | None = await self._session.value(_NEXT_DUE)
        return found

    async def save(self, agreement: Agreement) -> None:
        await self._session.put(agreements, _row(agreement))


def _row(agreement: Agreement) -> dict[str, Any]:
    return {
        "id": agreement.id,
        "client_id": agreement.client,
        "talk_id": agreement.talk,
        "text": agreement.text,
        "whose": agreement.whose.value,
        "kind": agreement.kind.value,
        "said_on": agreement.said_on,
        "due_on": agreement.due_on,
        "state": agreement.state.value,
        "remind_at": agreement.remind_at,
        "moves": agreement.moves,
        "made_by": agreement.made_by,
        "made_at": agreement.made_at,
        "settled_by": agreement.settled_by,
        "settled_on": agreement.settled_on,
        "sample": agreement.sample,
    }


def _agreement(row: RowMapping) -> Agreement:
    return Agreement(
        id=row["id"],
        client=row["client_id"],
        talk=row["talk_id"],
        text=row["text"],
        whose=Whose(row["whose"]),
        kind=PointKind(row["kind"]),
        said_on=row["said_on"],
        due_on=row["due_on"],
        state=AgreementState(row["state"]),
        remind_at=row["remind_at"],
        moves=row["moves"],
        made_by=row["made_by"],
        made_at=row["made_at"],
        settled_by=row["settled_by"],
        settled_on=row["settled_on"],
        sample=row["sample"],
    )
