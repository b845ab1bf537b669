"""Outgoing messages as rows: written with their cause, sent by a job, what became of them."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, RowMapping, Select, bindparam, func, select

from bot.domain.delivery import OUTSIDE_THE_CAP, Delivery, DeliveryState, Urgency
from bot.domain.person import ChannelRef
from storage.mapping import first
from storage.session import Row, Session, mine
from storage.tables.work import deliveries

_UNSENT = (DeliveryState.DUE, DeliveryState.SENDING)
_NOT_HELD_BACK = deliveries.c.held_back.is_(False)
_OF_PERSON = deliveries.c.person_id == bindparam("person")
_SENT = deliveries.c.state == DeliveryState.SENT
_BUNDLED = deliveries.c.state == DeliveryState.BUNDLED
_NEWEST = (deliveries.c.created_at.desc(), deliveries.c.id.desc())
_LIMIT = bindparam("limit", type_=Integer)


def _query(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(deliveries).where(mine(deliveries), *conditions)


_BY_ID = _query(deliveries.c.id == bindparam("id"))
_BY_KEY = _query(deliveries.c.key == bindparam("key"))
_EDIT_DUE = _query(deliveries.c.edits == bindparam("edits"), deliveries.c.state == DeliveryState.DUE).limit(1)
_DUE = (
    _query(
        deliveries.c.state.in_(_UNSENT),
        deliveries.c.due_at <= bindparam("now"),
        _NOT_HELD_BACK,
        deliveries.c.person_id.not_in(bindparam("busy", expanding=True)),
    )
    .order_by(deliveries.c.urgency, deliveries.c.due_at, deliveries.c.created_at, deliveries.c.id)
    .limit(_LIMIT)
)
_NEXT_DUE = select(func.min(deliveries.c.due_at)).where(
    mine(deliveries), deliveries.c.state.in_(_UNSENT), _NOT_HELD_BACK
)
_SENT_OF_NUDGE = _query(deliveries.c.about_nudge == bindparam("nudge"), _SENT, deliveries.c.edits.is_(None)).order_by(
    deliveries.c.sent_at, deliveries.c.created_at, deliveries.c.id
)
_SENT_BETWEEN = select(func.count()).where(
    mine(deliveries),
    _OF_PERSON,
    _SENT,
    deliveries.c.sent_at >= bindparam("start"),
    deliveries.c.sent_at < bindparam("end"),
    deliveries.c.urgency.not_in(OUTSIDE_THE_CAP),
    deliveries.c.edits.is_(None),
    deliveries.c.channel.is_(None),
)
_WHISPERS = select(func.count()).where(
    mine(deliveries), _OF_PERSON, deliveries.c.channel.is_not(None), deliveries.c.created_at > bindparam("moment")
)
_BUNDLED_FOR = _query(_OF_PERSON, _BUNDLED, _NOT_HELD_BACK).order_by(
    deliveries.c.urgency, deliveries.c.created_at, deliveries.c.id
)
_WITH_BUNDLES = select(deliveries.c.person_id).where(mine(deliveries), _BUNDLED, _NOT_HELD_BACK).distinct()
_NEWEST_OF_PERSON = _query(_OF_PERSON).order_by(*_NEWEST).limit(_LIMIT)
_FAILED = _query(deliveries.c.state == DeliveryState.FAILED).order_by(*_NEWEST).limit(_LIMIT)


class SqlDeliveries:
    """The port ``Deliveries``. What a restore brought back unsent is not due until an administrator agrees."""

    def __init__(self, session: Session, added: Callable[[Delivery], None]) -> None:
        self._session = session
        self._added = added

    async def add(self, delivery: Delivery) -> bool:
        if not await self._session.add(deliveries, {**_row(delivery), "held_back": False}, ["key"]):
            return False
        self._added(delivery)
        return True

    async def by_id(self, delivery: str) -> Delivery | None:
        return first(await self._ask(_BY_ID, {"id": delivery}))

    async def by_key(self, key: str) -> Delivery | None:
        return first(await self._ask(_BY_KEY, {"key": key}))

    async def edit_due(self, delivery: str) -> Delivery | None:
        return first(await self._ask(_EDIT_DUE, {"edits": delivery}))

    async def due(self, now: datetime, limit: int = 100, busy: Collection[str] = ()) -> Sequence[Delivery]:
        return await self._ask(_DUE, {"now": now, "limit": limit, "busy": list(busy)})

    async def next_due(self) -> datetime | None:
        moment: datetime | None = await self._session.value(_NEXT_DUE)
        return moment

    async def sent_of_nudge(self, nudge: str) -> Sequence[Delivery]:
        return await self._ask(_SENT_OF_NUDGE, {"nudge": nudge})

    async def sent_between(self, person: str, start: datetime, end: datetime) -> int:
        """``start`` belongs to the span, ``end`` does not."""
        return int(await self._session.value(_SENT_BETWEEN, {"person": person, "start": start, "end": end}))

    async def whispers_since(self, person: str, moment: datetime) -> int:
        return int(await self._session.value(_WHISPERS, {"person": person, "moment": moment}))

    async def bundled_for(self, person: str) -> Sequence[Delivery]:
        return await self._ask(_BUNDLED_FOR, {"person": person})

    async def with_bundles(self) -> Sequence[str]:
        return sorted(row["person_id"] for row in await self._session.rows(_WITH_BUNDLES))

    async def of_person(self, person: str, limit: int = 100) -> Sequence[Delivery]:
        """Newest first."""
        return await self._ask(_NEWEST_OF_PERSON, {"person": person, "limit": limit})

    async def failed(self, limit: int = 50) -> Sequence[Delivery]:
        """Newest first."""
        return await self._ask(_FAILED, {"limit": limit})

    async def save(self, delivery: Delivery) -> None:
        await self._session.put(deliveries, _row(delivery), {"held_back": False})

    async def _ask(self, query: Select[Any], values: Row) -> list[Delivery]:
        return [_delivery(row) for row in await self._session.rows(query, values)]


def _row(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "key": delivery.key,
        "person_id": delivery.person,
        "notice": delivery.notice,
        "about": delivery.about,
        "about_nudge": delivery.about.get("nudge"),
        "channel": delivery.channel and str(delivery.channel),
        "urgency": int(delivery.urgency),
        "held": delivery.held,
        "state": delivery.state.value,
        "due_at": delivery.due_at,
        "created_at": delivery.created_at,
        "attempts": delivery.attempts,
        "edits": delivery.edits,
        "chat": delivery.chat,
        "message": delivery.message,
        "sent_at": delivery.sent_at,
        "error": delivery.error,
    }


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        id=row["id"],
        key=row["key"],
        person=row["person_id"],
        notice=row["notice"],
        about=row["about"],
        channel=ChannelRef.parse(row["channel"]) if row["channel"] else None,
        urgency=Urgency(row["urgency"]),
        held=row["held"],
        state=DeliveryState(row["state"]),
        due_at=row["due_at"],
        created_at=row["created_at"],
        attempts=row["attempts"],
        edits=row["edits"],
        chat=row["chat"],
        message=row["message"],
        sent_at=row["sent_at"],
        error=row["error"],
    )
