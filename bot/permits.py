"""Leave to ask a language model: whose names must not go with a text, and how often a day it may be asked."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.client import ClientName
from bot.domain.detection import KnownNames
from bot.domain.person import ChannelRef, Person
from bot.errors import NotRecorded
from bot.kit import Kit
from bot.ports import Store, Unit

BUDGET = "openai"


def names_of(people: Iterable[Person], clients: Iterable[ClientName]) -> KnownNames:
    """All names that the record knows."""
    persons = frozenset(name for one in people for name in (one.name, *(ref.user for ref in one.refs)) if name)
    firms = frozenset(name for one in clients for name in (one.name, *one.aliases) if name)
    return KnownNames(persons, firms)


@dataclass(frozen=True, slots=True)
class _Permit(ABC):
    store: Store
    kit: Kit

    @abstractmethod
    async def allowed(self, unit: Unit) -> bool: ...

    async def spend(self) -> KnownNames | None:
        """All share one budget. The record is asked once more whether it is allowed, in the transaction that counts.

        Only then are the names read: as they are now, and for nothing else than a text that goes out.
        """
        try:
            async with self.store.write() as unit:
                if not await self.allowed(unit):
                    return None
                if not await unit.journal.spend(BUDGET, self.kit.today(), self.kit.settings.openai.daily_requests):
                    return None
                names = names_of(await unit.people.everybody(), await unit.clients.names())
                await unit.commit()
                return names
        except NotRecorded:
            return None


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
