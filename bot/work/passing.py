"""What the client wrote is put to one person at a time, and goes on to the next one where nobody answers."""

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.domain.client import Client
from bot.domain.delivery import Urgency
from bot.domain.detection import Side
from bot.domain.incident import Incident
from bot.domain.person import Person
from bot.handlers.hearing import keeper
from bot.handlers.suspicions import may_answer
from bot.kit import Kit
from bot.ports import Store, Unit
from bot.telling import reachable, refresh_suspicion, tell

WORKING_DAYS = 1


async def pass_on_unanswered(store: Store, kit: Kit) -> None:
    """Once a day. The words are the client's, so they are shown to few: leads in their order, then deputies, each after
    a working day; an owner only where nobody of them is there. Nobody is asked twice.
    """
    async with store.read() as unit:
        waiting = [incident.id async for incident in _waiting(unit)]
    for id in waiting:
        async with store.write() as unit:
            await _pass_on(unit, kit, id)
            await unit.commit()


async def _waiting(unit: Unit) -> AsyncIterator[Incident]:
    for client in await unit.clients.all():
        for incident in await unit.incidents.suspected_of(client.id):
            if incident.heard and incident.heard.side is Side.CLIENT:
                yield incident


async def _pass_on(unit: Unit, kit: Kit, id: str) -> None:
    seen = await unit.incidents.by_id(id)
    if seen is None or seen.client is None:
        return
    await unit.lock_client(seen.client)
    incident, client = await unit.incidents.by_id(id), await unit.clients.by_id(seen.client)
    if incident is None or client is None or incident.heard is None or not incident.is_open_suspicion:
        return
    able = await _can_answer(unit, kit, incident, client)
    if able and not await _had_its_day(unit, kit, incident):
        return
    following = await _following(unit, kit, incident, client)
    if following is None and not able:
        following = await keeper(unit, kit, client)
    if following is None or following.id == incident.heard.asked:
        return
    passed = replace(incident, heard=replace(incident.heard, asked=following.id))
    await unit.incidents.save(passed)
    await refresh_suspicion(unit, kit, incident)
    about = {"incident": incident.id, "platform": incident.heard.channel.platform}
    await tell(unit, kit, following.id, "suspicion", about, key=f"suspicion:{id}", urgency=Urgency.SUSPICION)


async def _can_answer(unit: Unit, kit: Kit, incident: Incident, client: Client) -> bool:
    assert incident.heard is not None
    person = await unit.people.by_id(incident.heard.asked)
    return person is not None and person.reachable_on(kit.today()) and may_answer(incident, client, person)


async def _had_its_day(unit: Unit, kit: Kit, incident: Incident) -> bool:
    assert incident.heard is not None
    asked = await unit.deliveries.by_key(f"suspicion:{incident.id}:{incident.heard.asked}")
    return asked is None or kit.calendar.after_working_days(asked.created_at, WORKING_DAYS) <= kit.now()


async def _following(unit: Unit, kit: Kit, incident: Incident, client: Client) -> Person | None:
    """The first of those who look after the client whom nobody has asked yet."""
    for person in await reachable(unit, (*client.leads, *client.deputies), kit.today()):
        if await unit.deliveries.by_key(f"suspicion:{incident.id}:{person.id}") is None:
            return person
    return None
