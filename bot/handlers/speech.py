"""Small things that several handlers say: names, signs in the reader's language, choices for forms."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from bot.access import lead_names, names_with
from bot.domain.client import Client, ClientName, name_key
from bot.domain.incident import Incident
from bot.domain.person import Person, Role
from bot.domain.playbook import MISFIT, Sign
from bot.errors import UnknownClient
from bot.kit import Kit
from bot.messages import From
from bot.notices import reports
from bot.notices.labels import platforms
from bot.notices.parts import Notice, Option
from bot.ports import Unit
from bot.showable import delicate
from bot.voice import Voice
from bot.wording import ClientFound, find_client, heads_of, nearest_names

SHOWN = 50


def voice_for(kit: Kit, person: Person) -> Voice:
    return kit.voice(person.language)


def signs_in(kit: Kit, say: Voice) -> Mapping[str, Sign]:
    """All ten signs in the file's order."""
    return {key: kit.policy.sign(key, say.language) for key in kit.policy.sign_keys()}


def client_options(clients: Iterable[Client | ClientName]) -> tuple[Option, ...]:
    return tuple(Option(client.id, client.name, ", ".join(client.aliases)) for client in clients)


def people_options(people: Iterable[Person]) -> tuple[Option, ...]:
    return tuple(Option(person.id, person.name) for person in people if person.has_rights and person.is_met)


def account_options(say: Voice, people: Iterable[Person]) -> tuple[Option, ...]:
    """People by name and where they are met."""
    return tuple(Option(one.id, f"{one.name} ({platforms(say, [r.platform for r in one.refs])})") for one in people)


def twins_among(people: Sequence[Person]) -> list[tuple[Person, Person]]:
    """Two who bear one name and are met on different platforms only: perhaps one person."""
    named: dict[str, list[Person]] = {}
    for person in people:
        if person.is_met and person.active:
            named.setdefault(name_key(person.name), []).append(person)
    alike = (pair for group in named.values() for pair in combinations(group, 2))
    return [(one, two) for one, two in alike if one.platforms.isdisjoint(two.platforms)]


async def find_named(unit: Unit, line: str) -> tuple[ClientFound, Sequence[Client]]:
    """The client named at the start of a line, and among whom it was sought.

    An exact name is looked up by itself; all clients are read only where there is none, to forgive a typing error.
    """
    exact = await unit.clients.by_names(heads_of(line))
    if exact:
        return find_client(line, exact), exact
    everybody = await unit.clients.all()
    # Comparing with thousands of names takes a while: others are answered meanwhile.
    return await asyncio.to_thread(find_client, line, everybody), everybody


async def named_or_bound(unit: Unit, by: From, words: str) -> Client | None:
    """The client that the words name, without any the channel's. Raises ``UnknownClient``."""
    if words:
        found, among = await find_named(unit, words)
        if found.client is None:
            raise UnknownClient(words, nearest_names(words, among))
        return found.client
    return await unit.clients.by_channel(by.channel) if by.channel else None


async def led_clients(unit: Unit, person: Person) -> Sequence[Client]:
    """Whose record the person may see: an owner all, else those led or deputised."""
    return await unit.clients.all() if person.is_owner else await unit.clients.led_by(person.id)


async def client_names(unit: Unit, incidents: Iterable[Incident]) -> dict[str, str]:
    """Names of the clients that these reports are about."""
    found = [await unit.clients.by_id(id) for id in sorted({one.client for one in incidents if one.client})]
    return {client.id: client.name for client in found if client}


async def gravest_clients(unit: Unit, person: Person) -> tuple[Sequence[Client], int]:
    """The led clients to be weighed and shown, gravest stage first, and how many more there are.

    Weighing reads a client's whole record: somebody who looks after thousands must not wait for all of them.
    """
    led = sorted(await led_clients(unit, person), key=lambda client: (-client.standing.stage, name_key(client.name)))
    return led[:SHOWN], max(0, len(led) - SHOWN)


async def backers(
    unit: Unit, kit: Kit, client: Client, person: Person, sign: str, *, to_owner: bool
) -> tuple[str, ...]:
    """Who backs the reporter, never the reporter: the client's leads, or the owners where they take the report over."""
    by_owner = to_owner or kit.policy.sign(sign, voice_for(kit, person).language).by_owner
    names = await (names_with(unit, Role.OWNER) if by_owner else lead_names(unit, client))
    return tuple(name for name in names if name != person.name)


async def recorded(unit: Unit, kit: Kit, incident: Incident, client: Client, person: Person) -> Notice:
    """What its reporter reads of a report that counts, wherever it is shown."""
    say = voice_for(kit, person)
    return reports.recorded(
        say,
        incident,
        client.name,
        kit.policy.sign(incident.sign, say.language),
        leads=await backers(unit, kit, client, person, incident.sign, to_owner=incident.to_owner),
        misfit=incident.sign == MISFIT and not incident.by_lead,
        insulting=delicate(incident.summary),
    )


async def others_names(unit: Unit, person: Person) -> list[str]:
    """Of everybody else: reports of personal friction name no colleague."""
    return [other.name for other in await unit.people.everybody() if other.id != person.id]
