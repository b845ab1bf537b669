"""What listening tells, to people and in the channel itself."""

from bot.domain.client import Client
from bot.domain.delivery import Delivery
from bot.domain.listening import Listening, Pause
from bot.handlers.listening import is_of
from bot.kit import Kit
from bot.notices import (
    listening,
)
from bot.notices.parts import Notice
from bot.ports import Unit
from bot.work.composed.desk import Desk


async def agreed(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    return listening.agreed(desk.say, client.name) if client else None


async def shared(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    return listening.shared(desk.say, client.name) if client else None


async def caution(desk: Desk) -> Notice | None:
    return listening.caution(desk.say, int(desk.about("right")), int(desk.about("of")))


async def compose_post(unit: Unit, kit: Kit, delivery: Delivery) -> Notice | None:
    """What everybody in a channel reads: about listening alone, and only what is true of the channel now."""
    client = await unit.clients.by_id(delivery.about.get("client", ""))
    known = await unit.listened.of_channel(delivery.channel) if delivery.channel else None
    if client is None:
        return None
    match delivery.about.get("what"):
        case "on" if known and known.switched_on and is_of(known, delivery):
            return _read_along(kit, client, known)
        case "paused" if known and known.pause is Pause.WISHED:
            return listening.halted(kit.voice(None))
        case "ended" if known is None:
            return listening.stopped(kit.voice(None))
    return None


def _read_along(kit: Kit, client: Client, known: Listening) -> Notice:
    """Where the client reads along the neutral one, in the client's language."""
    days, model = kit.settings.privacy.quote_days, known.language_model
    if known.with_client:
        return listening.informed(kit.voice(client.language), kit.settings.organization, days, language_model=model)
    return listening.started(kit.voice(None), client.name, days, language_model=model)
