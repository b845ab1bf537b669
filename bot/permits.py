"""Leave to ask a language model: whose names must not go with a text, and how often a day it may be asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.client import ClientName
from bot.domain.person import ChannelRef, Person
from bot.errors import NotRecorded
from bot.kit import Kit
from bot.ports import Store, Unit

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
class _Permit:
    store: Store
    kit: Kit
    names: Names

    @property
    def people(self) -> frozenset[str]:
        return self.names.people

    @property
    def clients(self) -> frozenset[str]:
        return self.names.clients

    async def allowed(self, unit: Unit) -> bool:
        raise NotImplementedError

    async def spend(self) -> bool:
        """All share one budget. Whether it is still allowed is asked once more, in the transaction that counts."""
        try:
            async with self.store.write() as unit:
                if not await self.allowed(unit):
                    return False
                taken = await unit.journal.spend(BUDGET, self.kit.today(), self.kit.settings.openai.daily_requests)
                if taken:
                    await unit.commit()
                return taken
        except NotRecorded:
            return False


@dataclass(frozen=True, slots=True)
class LetterPermit(_Permit):
    """The port ``Permit`` for a letter that somebody asks for, in a deployment that has switched that on."""

    async def allowed(self, unit: Unit) -> bool:
        return self.kit.settings.drafting.engine == "openai"


@dataclass(frozen=True, slots=True)
class ChannelPermit(_Permit):
    """The port ``Permit`` for one channel, as long as its switch is on."""

    channel: ChannelRef

    async def allowed(self, unit: Unit) -> bool:
        listening = await unit.listened.of_channel(self.channel)
        return listening is not None and listening.hears and listening.language_model


async def names_in(unit: Unit) -> Names:
    """All names of the record, now."""
    return Names().renewed(await unit.people.everybody(), await unit.clients.names())
