"""What a parting asks for in time: reminders of what is to be handed over, and the quiet look back afterwards."""

from dataclasses import replace

from bot.access import lead_people
from bot.domain.delivery import Urgency
from bot.domain.parting import HandOver, PartingCase
from bot.kit import Kit
from bot.ports import Store, Unit
from bot.telling import owners, tell

_OVERDUE_AFTER = 1
_BATCH = 20


async def remind_due(store: Store, kit: Kit) -> None:
    """All that is due by now, each client in a transaction of its own. May run twice without harm."""
    while await _some(store, kit):
        pass


async def _some(store: Store, kit: Kit) -> bool:
    async with store.read() as unit:
        handovers = await unit.partings.reminders_due(kit.now(), _BATCH)
        cases = await unit.partings.look_backs_due(kit.now(), _BATCH)
    for handover in handovers:
        await _remind(store, kit, handover)
    for case in cases:
        await _ask(store, kit, case)
    return bool(handovers or cases)


async def _remind(store: Store, kit: Kit, due: HandOver) -> None:
    """On the day to whoever does it; a working day later, still open, to those who look after the client."""
    async with store.write() as unit:
        case = await unit.partings.by_id(due.case)
        if case is None:
            return
        await unit.lock_client(case.client)
        current = await unit.partings.handover(due.id)
        if current is None or current.remind_at is None or current.remind_at > kit.now():
            return
        first = current.reminders == 0
        urgency = Urgency.NUDGE if first else Urgency.ESCALATION
        for person in [current.owner] if first else await _leads(unit, case):
            about = {"handover": current.id, "lead": "" if first else "yes"}
            key = f"handover:{current.id}:{current.reminders + 1}"
            await tell(unit, kit, person, "handover", about, key=key, urgency=urgency)
        starts = kit.calendar.starts(max(current.due_on, kit.today()))
        later = kit.calendar.after_working_days(max(kit.now(), starts), _OVERDUE_AFTER)
        await unit.partings.save_handover(
            replace(current, reminders=current.reminders + 1, remind_at=later if first else None)
        )
        await unit.commit()


async def _ask(store: Store, kit: Kit, due: PartingCase) -> None:
    """The look back: once, to those who looked after the client."""
    async with store.write() as unit:
        await unit.lock_client(due.client)
        case = await unit.partings.by_id(due.id)
        if case is None or case.look_back_at is None or case.look_back_at > kit.now():
            return
        for person in await _leads(unit, case):
            about = {"case": case.id, "client": case.client}
            await tell(unit, kit, person, "look_back", about, key=f"look_back:{case.id}", urgency=Urgency.DIGEST)
        await unit.partings.save(replace(case, look_back_at=None, looked_back_at=kit.now()))
        await unit.commit()


async def _leads(unit: Unit, case: PartingCase) -> list[str]:
    """The client's leads, else the owners."""
    client = await unit.clients.by_id(case.client)
    leads = await lead_people(unit, client) if client else []
    return [person.id for person in leads or await owners(unit)]
