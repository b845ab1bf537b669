"""Leave to ask a language model: whose names must not go with a message, and how often a day it may be asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.client import ClientName
from bot.domain.person import ChannelRef, Person
from bot.errors import NotRecorded
from bot.kit import Kit
from bot.ports import Store

BUDGET = "openai"


@dataclass(frozen=True, slots=True)
class Names:
    """All names the record knows; ``people`` with their ids on the platforms, ``clients`` with their aliases."""

    people: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()

    def renewed(self, people: Iterable[Person], clients: Iterable[ClientName]) -> "Names":
        """Itself where nothing has changed: an adapter may keep what it made of it."""
        known = frozenset(name for one in people for name in (one.name, *(ref.user for ref in one.refs)) if name)
        firms = frozenset(name for one in clients for name in (one.name, *one.aliases) if name)
        return self if (known, firms) == (self.people, self.clients) else Names(known, firms)


@dataclass(frozen=True, slots=True)
class ChannelPermit:
    """The port ``Permit`` for one channel."""

    store: Store
    kit: Kit
    channel: ChannelRef
    names: Names

    @property
    def people(self) -> frozenset[str]:
        return self.names.people

    @property
    def clients(self) -> frozenset[str]:
        return self.names.clients

    async def spend(self) -> bool:
        """The record is asked once more whether the channel's switch is on, in the transaction that counts."""
        try:
            async with self.store.write() as unit:
                listening = await unit.listened.of_channel(self.channel)
                if listening is None or not (listening.hears and listening.language_model):
                    return False
                limit = self.kit.settings.openai.daily_requests
                taken = await unit.journal.spend(BUDGET, self.kit.today(), limit)
                if taken:
                    await unit.commit()
                return taken
        except NotRecorded:
            return False
