"""Partings in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.parting import CheckedItem, HandOver, OpenInvoice, PartingCase, Step
from bot.errors import StoreFailed
from tests.fakes.memory_state import Desk, storable_value


class MemoryPartings:
    """The port ``Partings``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open_or_get(self, case: PartingCase) -> tuple[PartingCase, bool]:
        self._desk.change()
        if known := await self.open_of(case.client):
            return known, False
        await self.save(case)
        return storable_value(case), True

    async def by_id(self, case: str) -> PartingCase | None:
        return self._desk.look().partings.get(case)

    async def open_of(self, client: str) -> PartingCase | None:
        return next((case for case in await self.of_client(client) if case.is_open), None)

    async def of_client(self, client: str) -> Sequence[PartingCase]:
        found = [case for case in self._desk.look().partings.values() if case.client == client]
        return sorted(found, key=lambda case: (case.opened_at, case.id), reverse=True)

    async def save(self, case: PartingCase) -> None:
        state = self._desk.change()
        self._desk.must_know(case.client)
        opened = await self.open_of(case.client)
        if case.is_open and opened and opened.id != case.id:
            raise StoreFailed("there is an open case")
        state.partings[case.id] = storable_value(case)

    async def items_of(self, case: str) -> Sequence[CheckedItem]:
        found = [item for item in self._desk.look().parting_items.values() if item.case == case]
        return sorted(found, key=lambda item: item.item.value)

    async def save_item(self, item: CheckedItem) -> None:
        self._change(item.case)
        self._desk.change().parting_items[(item.case, item.item)] = storable_value(item)

    async def handover(self, handover: str) -> HandOver | None:
        return self._desk.look().handovers.get(handover)

    async def handovers_of(self, case: str) -> Sequence[HandOver]:
        found = [one for one in self._desk.look().handovers.values() if one.case == case]
        return sorted(found, key=lambda one: (one.due_on, one.added_at, one.id))

    async def save_handover(self, handover: HandOver) -> None:
        self._change(handover.case)
        self._desk.change().handovers[handover.id] = storable_value(handover)

    async def invoice(self, invoice: str) -> OpenInvoice | None:
        return self._desk.look().invoices.get(invoice)

    async def invoices_of(self, case: str) -> Sequence[OpenInvoice]:
        found = [one for one in self._desk.look().invoices.values() if one.case == case]
        return sorted(found, key=lambda one: (one.due_on, one.added_at, one.id))

    async def save_invoice(self, invoice: OpenInvoice) -> None:
        self._change(invoice.case)
        self._desk.change().invoices[invoice.id] = storable_value(invoice)

    async def add_step(self, step: Step) -> None:
        self._change(step.case)
        state = self._desk.change()
        number = len(await self.steps_of(step.case)) + 1
        state.steps = (*state.steps, storable_value(replace(step, seq=number)))

    async def steps_of(self, case: str) -> Sequence[Step]:
        return [step for step in self._desk.look().steps if step.case == case]

    async def reminders_due(self, now: datetime, limit: int = 100) -> Sequence[HandOver]:
        due = [(one.remind_at, one.id, one) for one in self._desk.look().handovers.values() if one.remind_at]
        return [one for at, _, one in sorted(due, key=lambda hit: hit[:2]) if at <= now][:limit]

    async def look_backs_due(self, now: datetime, limit: int = 100) -> Sequence[PartingCase]:
        due = [(one.look_back_at, one.id, one) for one in self._desk.look().partings.values() if one.look_back_at]
        return [one for at, _, one in sorted(due, key=lambda hit: hit[:2]) if at <= now][:limit]

    async def next_due(self) -> datetime | None:
        state = self._desk.look()
        moments = [one.remind_at for one in state.handovers.values()]
        moments += [one.look_back_at for one in state.partings.values()]
        return min(filter(None, moments), default=None)

    def _change(self, case: str) -> None:
        """The foreign key to the case."""
        if case not in self._desk.change().partings:
            raise StoreFailed("no such case")
