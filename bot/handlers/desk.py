"""What whoever builds a dialog gets, and the client that a dialog is about."""

from dataclasses import dataclass

from bot.access import client_led, names_with
from bot.domain.client import Client
from bot.domain.person import Person, Role
from bot.errors import NotAllowed, UnknownClient
from bot.handlers.speech import find_named, led_clients
from bot.kit import Kit
from bot.messages import OpenForm
from bot.ports import Unit
from bot.voice import Voice
from bot.wording import nearest_names


@dataclass(frozen=True, slots=True)
class Desk:
    """What every builder gets."""

    unit: Unit
    kit: Kit
    say: Voice
    person: Person
    asked: OpenForm


async def led(desk: Desk) -> tuple[tuple[Client, ...], Client | None]:
    """The clients to choose from, and the one meant: by id, by words, or by the channel."""
    clients = tuple(await led_clients(desk.unit, desk.person))
    asked = desk.asked
    if asked.subject:
        return clients, await client_led(desk.unit, desk.person, asked.subject)
    if asked.words:
        named, everybody = await find_named(desk.unit, asked.words)
        if named.client is None:
            raise UnknownClient(asked.words, nearest_names(asked.words, everybody))
        return clients, await client_led(desk.unit, desk.person, named.client.id)
    if not clients:
        raise NotAllowed("lead_client", await names_with(desk.unit, Role.OWNER))
    bound = await desk.unit.clients.by_channel(asked.by.channel) if asked.by.channel else None
    return clients, bound if bound in clients else None
