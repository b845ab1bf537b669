"""Small things that several handlers say: names, signs in the reader's language, choices for forms."""

from collections.abc import Iterable, Mapping, Sequence

from bot.access import lead_names
from bot.domain.client import Client
from bot.domain.person import Person
from bot.domain.playbook import Sign
from bot.kit import Kit
from bot.notices.parts import Option
from bot.ports import Unit
from bot.voice import Voice


def voice_for(kit: Kit, person: Person) -> Voice:
    return kit.voice(person.language)


def signs_in(kit: Kit, say: Voice) -> Mapping[str, Sign]:
    """All ten signs in the file's order."""
    return {key: kit.policy.sign(key, say.language) for key in kit.policy.sign_keys()}


def client_options(clients: Iterable[Client]) -> tuple[Option, ...]:
    return tuple(Option(client.id, client.name, ", ".join(client.aliases)) for client in clients)


def people_options(people: Iterable[Person]) -> tuple[Option, ...]:
    return tuple(Option(person.id, person.name) for person in people if person.has_rights and person.is_met)


async def led_clients(unit: Unit, person: Person) -> Sequence[Client]:
    """Whose record the person may see: an owner all, else those led or deputised."""
    return await unit.clients.all() if person.is_owner else await unit.clients.led_by(person.id)


async def backers(unit: Unit, client: Client | None, person: Person) -> tuple[str, ...]:
    """Who backs the reporter for this client: its leads, not the reporter."""
    names = await lead_names(unit, client) if client else ()
    return tuple(name for name in names if name != person.name)
