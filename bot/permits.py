"""Leave to ask a language model: whose names must not go with a message, and how often a day it may be asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.client import ClientName
from bot.domain.detection import KnownNames
from bot.domain.person import ChannelRef, Person
from bot.errors import NotRecorded
from bot.kit import Kit
from bot.ports import Store

BUDGET = "openai"


def names_of(people: Iterable[Person], clients: Iterable[ClientName]) -> KnownNames:
    """All names that the record knows."""
    persons = frozenset(name for one in people for name in (one.name, *(ref.user for ref in one.refs)) if name)
    firms = frozenset(name for one in clients for name in (one.name, *one.aliases) if name)
    return KnownNames(persons, firms)


@dataclass(frozen=True, slots=True)
class ChannelPermit:
    """The port ``Permit`` for one channel."""

    store: Store
    kit: Kit
    channel: ChannelRef

    async def spend(self) -> KnownNames | None:
        """The record is asked once more whether the channel's switch is on, in the transaction that counts.

        Only then are the names read: as they are now, and for nothing else than a message that goes out.
        """
        try:
            async with self.store.write() as unit:
                listening = await unit.listened.of_channel(self.channel)
                if listening is None or not (listening.hears and listening.language_model):
                    return None
                limit = self.kit.settings.openai.daily_requests
                if not await unit.journal.spend(BUDGET, self.kit.today(), limit):
                    return None
                names = names_of(await unit.people.everybody(), await unit.clients.names())
                await unit.commit()
                return names
        except NotRecorded:
            return None
