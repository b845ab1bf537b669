"""Partings: one open case a client, which the database itself sees to; its parts; its steps, only ever added to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, bindparam, func, select

from bot.domain.parting import CheckedItem, HandOver, OpenInvoice, PartingCase, Step
from storage.mapping import first
from storage.parting_rows import (
    case_of,
    case_row,
    handover_of,
    handover_row,
    invoice_of,
    invoice_row,
    item_of,
    item_row,
    step_of,
    step_row,
)
from storage.session import Session, mine
from storage.tables.parting import (
    parting_cases,
    parting_handovers,
    parting_invoices,
    parting_items,
    parting_steps,
)

_LIMIT = bindparam("limit", type_=Integer)
_CASES = select(parting_cases).where(mine(parting_cases))
_CASE = _CASES.where(parting_cases.c.id == bindparam("id"))
_OPEN_CASE = _CASES.where(parting_cases.c.open_key == bindparam("client"))
_OF_CLIENT = _CASES.where(parting_cases.c.client_id == bindparam("client")).order_by(
    parting_cases.c.opened_at.desc(), parting_cases.c.id.desc()
)
_LOOK_BACK = (
    _CASES.where(parting_cases.c.look_back_at <= bindparam("now"))
    .order_by(parting_cases.c.look_back_at, parting_cases.c.id)
    .limit(_LIMIT)
)
_NEXT_LOOK_BACK = select(func.min(parting_cases.c.look_back_at)).where(mine(parting_cases))
_ITEMS = select(parting_items).where(mine(parting_items), parting_items.c.case_id == bindparam("case"))
_HANDOVERS = select(parting_handovers).where(mine(parting_handovers))
_HANDOVER = _HANDOVERS.where(parting_handovers.c.id == bindparam("id"))
_HANDOVERS_OF = _HANDOVERS.where(parting_handovers.c.case_id == bindparam("case")).order_by(
    parting_handovers.c.due_on, parting_handovers.c.added_at, parting_handovers.c.id
)
_REMINDERS = (
    _HANDOVERS.where(parting_handovers.c.remind_at <= bindparam("now"))
    .order_by(parting_handovers.c.remind_at, parting_handovers.c.id)
    .limit(_LIMIT)
)
_NEXT_REMINDER = select(func.min(parting_handovers.c.remind_at)).where(mine(parting_handovers))
_INVOICES = select(parting_invoices).where(mine(parting_invoices))
_INVOICE = _INVOICES.where(parting_invoices.c.id == bindparam("id"))
_INVOICES_OF = _INVOICES.where(parting_invoices.c.case_id == bindparam("case")).order_by(
    parting_invoices.c.due_on, parting_invoices.c.added_at, parting_invoices.c.id
)


def _of_case() -> ColumnElement[bool]:
    return parting_steps.c.case_id == bindparam("case")


_STEPS = select(parting_steps).where(mine(parting_steps), _of_case()).order_by(parting_steps.c.seq)
_LAST_STEP = select(func.max(parting_steps.c.seq)).where(mine(parting_steps), _of_case())


class SqlPartings:
    """The port ``Partings``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def open_or_get(self, case: PartingCase) -> tuple[PartingCase, bool]:
        if await self._session.add(parting_cases, case_row(case), ["open_key"]):
            return case, True
        return await self.open_of(case.client) or case, False

    async def by_id(self, case: str) -> PartingCase | None:
        return first([case_of(row) for row in await self._session.rows(_CASE, {"id": case})])

    async def open_of(self, client: str) -> PartingCase | None:
        return first([case_of(row) for row in await self._session.rows(_OPEN_CASE, {"client": client})])

    async def of_client(self, client: str) -> Sequence[PartingCase]:
        return [case_of(row) for row in await self._session.rows(_OF_CLIENT, {"client": client})]

    async def save(self, case: PartingCase) -> None:
        await self._session.put(parting_cases, case_row(case))

    async def items_of(self, case: str) -> Sequence[CheckedItem]:
        return [item_of(row) for row in await self._session.rows(_ITEMS, {"case": case})]

    async def save_item(self, item: CheckedItem) -> None:
        await self._session.put(parting_items, item_row(item))

    async def handover(self, handover: str) -> HandOver | None:
        return first([handover_of(row) for row in await self._session.rows(_HANDOVER, {"id": handover})])

    async def handovers_of(self, case: str) -> Sequence[HandOver]:
        return [handover_of(row) for row in await self._session.rows(_HANDOVERS_OF, {"case": case})]

    async def save_handover(self, handover: HandOver) -> None:
        await self._session.put(parting_handovers, handover_row(handover))

    async def invoice(self, invoice: str) -> OpenInvoice | None:
        return first([invoice_of(row) for row in await self._session.rows(_INVOICE, {"id": invoice})])

    async def invoices_of(self, case: str) -> Sequence[OpenInvoice]:
        return [invoice_of(row) for row in await self._session.rows(_INVOICES_OF, {"case": case})]

    async def save_invoice(self, invoice: OpenInvoice) -> None:
        await self._session.put(parting_invoices, invoice_row(invoice))

    async def add_step(self, step: Step) -> None:
        last = await self._session.value(_LAST_STEP, {"case": step.case})
        await self._session.run(parting_steps.insert(), self._numbered(replace(step, seq=(last or 0) + 1)))

    async def steps_of(self, case: str) -> Sequence[Step]:
        return [step_of(row) for row in await self._session.rows(_STEPS, {"case": case})]

    async def reminders_due(self, now: datetime, limit: int = 100) -> Sequence[HandOver]:
        rows = await self._session.rows(_REMINDERS, {"now": now, "limit": limit})
        return [handover_of(row) for row in rows]

    async def look_backs_due(self, now: datetime, limit: int = 100) -> Sequence[PartingCase]:
        rows = await self._session.rows(_LOOK_BACK, {"now": now, "limit": limit})
        return [case_of(row) for row in rows]

    async def next_due(self) -> datetime | None:
        moments = (await self._session.value(_NEXT_REMINDER), await self._session.value(_NEXT_LOOK_BACK))
        return min(filter(None, moments), default=None)

    def _numbered(self, step: Step) -> dict[str, object]:
        return {"organization_id": self._session.organization, **step_row(step)}
