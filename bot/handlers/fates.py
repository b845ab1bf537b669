"""The fate of a report: those who reported hear that something was done, without details."""

from bot.domain.client import Client
from bot.domain.delivery import Urgency
from bot.kit import Kit
from bot.ports import Unit
from bot.telling import tell

RECENT_DAYS = 180


async def tell_fate(unit: Unit, kit: Kit, client: Client, what: str, *, cause: str, but: str) -> int:
    """Everybody whose report counted in the last 180 days, except the person who acts; how many were told."""
    today = kit.today()
    people: dict[str, None] = {}
    for incident in await unit.incidents.counted_of(client.id):
        if (today - incident.occurred_on).days <= RECENT_DAYS and not incident.sample:
            people.update(dict.fromkeys(reporter.person for reporter in incident.reporters))
    people.pop(but, None)
    for person in people:
        about = {"client": client.id, "what": what}
        await tell(unit, kit, person, "fate", about, key=f"fate:{cause}", urgency=Urgency.FATE)
    return len(people)
