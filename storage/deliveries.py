"""Outgoing messages as rows: written with their cause, sent by a job, what became of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, select

from bot.domain.delivery import OUTSIDE_THE_CAP, Delivery, DeliveryState, Urgency
from storage.session import Session
from storage.tables.work import deliveries

_UNSENT = (DeliveryState.DUE, DeliveryState.SENDING)
_NOT_HELD_BACK = deliveries.c.held_back.is_(False)


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
        row = await self._session.row(self._query(deliveries.c.id == delivery))
        return _delivery(row) if row else None

    async def by_key(self, key: str) -> Delivery | None:
        row = await self._session.row(self._query(deliveries.c.key == key))
        return _delivery(row) if row else None

    async def edit_due(self, delivery: str) -> Delivery | None:
        waiting = self._query(deliveries.c.edits == delivery, deliveries.c.state == DeliveryState.DUE)
        row = await self._session.row(waiting.limit(1))
        return _delivery(row) if row else None

    async def due(self, now: datetime, limit: int = 100) -> Sequence[Delivery]:
        due = self._query(deliveries.c.state.in_(_UNSENT), deliveries.c.due_at <= now, _NOT_HELD_BACK)
        order = (deliveries.c.urgency, deliveries.c.due_at, deliveries.c.created_at, deliveries.c.id)
        return await self._of(due.order_by(*order).limit(limit))

    async def next_due(self) -> datetime | None:
        unsent = (self._session.mine(deliveries), deliveries.c.state.in_(_UNSENT), _NOT_HELD_BACK)
        moment: datetime | None = await self._session.value(select(func.min(deliveries.c.due_at)).where(*unsent))
        return moment

    async def sent_of_nudge(self, nudge: str) -> Sequence[Delivery]:
        sent = self._query(deliveries.c.about_nudge == nudge, deliveries.c.state == DeliveryState.SENT)
        messages = sent.where(deliveries.c.edits.is_(None))
        return await self._of(messages.order_by(deliveries.c.sent_at, deliveries.c.created_at, deliveries.c.id))

    async def sent_between(self, person: str, start: datetime, end: datetime) -> int:
        """``start`` belongs to the span, ``end`` does not."""
        counting = select(func.count()).where(
            self._session.mine(deliveries),
            deliveries.c.person_id == person,
            deliveries.c.state == DeliveryState.SENT,
            deliveries.c.sent_at >= start,
            deliveries.c.sent_at < end,
            deliveries.c.urgency.not_in(OUTSIDE_THE_CAP),
            deliveries.c.edits.is_(None),
        )
        return int(await self._session.value(counting))

    async def bundled_for(self, person: str) -> Sequence[Delivery]:
        bundled = self._query(deliveries.c.person_id == person, deliveries.c.state == DeliveryState.BUNDLED)
        order = (deliveries.c.urgency, deliveries.c.created_at, deliveries.c.id)
        return await self._of(bundled.where(_NOT_HELD_BACK).order_by(*order))

    async def with_bundles(self) -> Sequence[str]:
        bundled = (self._session.mine(deliveries), deliveries.c.state == DeliveryState.BUNDLED, _NOT_HELD_BACK)
        rows = await self._session.rows(select(deliveries.c.person_id).where(*bundled).distinct())
        return sorted(row["person_id"] for row in rows)

    async def of_person(self, person: str, limit: int = 100) -> Sequence[Delivery]:
        """Newest first."""
        theirs = self._query(deliveries.c.person_id == person)
        return await self._of(theirs.order_by(deliveries.c.created_at.desc(), deliveries.c.id.desc()).limit(limit))

    async def failed(self, limit: int = 50) -> Sequence[Delivery]:
        """Newest first."""
        failed = self._query(deliveries.c.state == DeliveryState.FAILED)
        return await self._of(failed.order_by(deliveries.c.created_at.desc(), deliveries.c.id.desc()).limit(limit))

    async def save(self, delivery: Delivery) -> None:
        await self._session.put(deliveries, _row(delivery), {"held_back": False})

    def _query(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        return select(deliveries).where(self._session.mine(deliveries), *conditions)

    async def _of(self, query: Select[Any]) -> list[Delivery]:
        return [_delivery(row) for row in await self._session.rows(query)]


def _row(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "key": delivery.key,
        "person_id": delivery.person,
        "notice": delivery.notice,
        "about": delivery.about,
        "about_nudge": delivery.about.get("nudge"),
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
