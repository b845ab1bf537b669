"""What time does to agreed points: on the morning they are due the leads hear of them, once."""

from dataclasses import replace

from bot.agreeing import told_key
from bot.domain.agreement import Agreement
from bot.domain.client import Client, ClientState
from bot.domain.delivery import Urgency
from bot.domain.person import Person
from bot.kit import Kit
from bot.ports import Store, Unit
from bot.telling import owners, reachable, tell


async def remind_of_points(store: Store, kit: Kit) -> int:
    """Tell the leads of every point whose reminder is due; how many there were."""
    async with store.read() as unit:
        due = await unit.agreements.due(kit.now())
    for agreement in due:
        async with store.write() as unit:
            await _remind(unit, kit, agreement)
            await unit.commit()
    return len(due)


async def _remind(unit: Unit, kit: Kit, seen: Agreement) -> None:
    await unit.lock_client(seen.client)
    point, client = await unit.agreements.by_id(seen.id), await unit.clients.by_id(seen.client)
    if point is None or point.remind_at is None or point.remind_at > kit.now():
        return
    await unit.agreements.save(replace(point, remind_at=None))
    if client is None or client.state is ClientState.FORMER:
        return
    for person in await _who_hears(unit, kit, client):
        about = {"agreement": point.id, "client": client.id}
        await tell(unit, kit, person.id, "agreement", about, key=told_key(point), urgency=Urgency.APPROVAL)


async def _who_hears(unit: Unit, kit: Kit, client: Client) -> list[Person]:
    """The leads; where none of them is there, the deputies, else the owners."""
    today = kit.today()
    return (
        await reachable(unit, client.leads, today)
        or await reachable(unit, client.deputies, today)
        or await owners(unit)
    )
