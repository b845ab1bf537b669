"""What time does to an unfinished nudge: the ladder climbs, a snooze ends, an acknowledgement lapses, talk overdue."""

from dataclasses import replace

from bot.domain.client import Client
from bot.domain.delivery import Urgency
from bot.domain.nudge import Nudge, NudgeState
from bot.domain.person import Person
from bot.kit import Kit
from bot.ladder import Round, begin, climb, days_later
from bot.ports import Store, Unit
from bot.record import held
from bot.telling import owners, reachable, refresh, tell


async def climb_due(store: Store, kit: Kit) -> int:
    """Take all steps that are due; how many nudges moved."""
    async with store.read() as unit:
        due = await unit.nudges.due(kit.now())
    for nudge in due:
        async with store.write() as unit:
            await _step(unit, kit, nudge)
            await unit.commit()
    return len(due)


async def _step(unit: Unit, kit: Kit, seen: Nudge) -> None:
    client = await unit.clients.by_id(seen.client)
    if client is None:
        return
    client = await held(unit, client)
    nudge = await unit.nudges.by_id(seen.id)
    if nudge is None or not nudge.state.unfinished:
        return
    moved = nudge
    if moved.wakes_at and moved.wakes_at <= kit.now():
        moved = await _woken(unit, kit, moved, client)
    if moved.next_step_at and moved.next_step_at <= kit.now():
        moved = await climb(unit, kit, moved, client)
    if moved.overdue_at and moved.overdue_at <= kit.now():
        moved = await _overdue(unit, kit, moved, client)
    if moved != nudge:
        await unit.nudges.save(moved)
        if moved.state is not nudge.state:
            await refresh(unit, kit, moved)


async def _woken(unit: Unit, kit: Kit, nudge: Nudge, client: Client) -> Nudge:
    why = "woke" if nudge.state is NudgeState.SNOOZED else "lapsed"
    return await begin(unit, kit, replace(nudge, round=nudge.round + 1), client, Round(why))


async def _overdue(unit: Unit, kit: Kit, nudge: Nudge, client: Client) -> Nudge:
    """No talk is recorded: the lead hears it again, the owner a week later. A snooze is slept out first."""
    if nudge.state is NudgeState.SNOOZED and nudge.wakes_at:
        return replace(nudge, overdue_at=nudge.wakes_at)
    first = nudge.overdue_told == 0
    heard_on = kit.calendar.day(kit.calendar.working_moment(kit.now()))
    people = await reachable(unit, client.leads, heard_on) if first else []
    if nudge.shadow or nudge.confidential or not people:
        people = await owners(unit)
        first = False
    await _tell_overdue(unit, kit, nudge, people, "overdue" if first else "overdue_owner")
    ladder = kit.policy.ladder
    again = days_later(kit, kit.now(), ladder.overdue_owner_after_days) if first else None
    return replace(nudge, overdue_told=nudge.overdue_told + 1, overdue_at=again)


async def _tell_overdue(unit: Unit, kit: Kit, nudge: Nudge, people: list[Person], why: str) -> None:
    about = {"nudge": nudge.id, "client": nudge.client, "why": why}
    for person in people:
        await tell(unit, kit, person.id, "nudge", about, key=f"nudge:{nudge.id}:{why}", urgency=Urgency.ESCALATION)
