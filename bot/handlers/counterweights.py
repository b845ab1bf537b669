"""Good deeds of a client and misses of our own: noted, changed and removed by whoever wrote them. No score moves."""

from datetime import timedelta

from bot.access import client_led, joined, own_counterweight
from bot.domain.counterweight import Counterweight, CounterweightKind
from bot.domain.person import Person
from bot.errors import InvalidInput
from bot.handlers.speech import others_names, voice_for
from bot.kit import Kit
from bot.messages import RemoveCounterweight, SetCounterweight
from bot.notices import counterweights as notices
from bot.ports import Store, Unit
from bot.replies import Reply, Told
from bot.showable import delicate, names_somebody


async def set_counterweight(message: SetCounterweight, *, store: Store, kit: Kit) -> Reply:
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        if message.counterweight is None:
            client, id, written_at = await client_led(unit, person, message.client), kit.ids.new(), kit.now()
        else:
            known, client = await own_counterweight(unit, person, message.counterweight)
            id, written_at = known.id, known.written_at
        await _check(unit, kit, message, person)
        if await unit.journal.take(message.by.key, kit.now()):
            await unit.counterweights.save(
                Counterweight(
                    id=id,
                    client=client.id,
                    kind=message.kind,
                    day=message.day,
                    text=message.text,
                    author=person.id,
                    written_at=written_at,
                )
            )
            await unit.commit()
    return Told(notices.kept(voice_for(kit, person), client.name, delicate=delicate(message.text)))


async def _check(unit: Unit, kit: Kit, message: SetCounterweight, person: Person) -> None:
    problems: dict[str, str] = {}
    if message.day > kit.today():
        problems["day"] = "future"
    if message.day < kit.today() - timedelta(days=kit.settings.privacy.incident_days):
        problems["day"] = "too_old"
    # A miss is the firm's: a list of who made mistakes must not come about here (guarantee 23).
    own = message.kind is CounterweightKind.OWN_MISS
    if own and names_somebody(message.text, [person.name, *await others_names(unit, person)]):
        problems["deed"] = "names_somebody"
    if problems:
        raise InvalidInput(problems)


async def remove_counterweight(message: RemoveCounterweight, *, store: Store, kit: Kit) -> Reply:
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        found, client = await own_counterweight(unit, person, message.counterweight)
        await unit.counterweights.remove(found.id)
        await unit.commit()
    return Told(notices.removed(voice_for(kit, person), client.name))
