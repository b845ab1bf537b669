"""Clients, and what was talked about and agreed with them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.agreement import Agreement
from bot.domain.client import Client, ClientName
from bot.domain.counterweight import Counterweight
from bot.domain.person import ChannelRef
from bot.domain.talk import Note, Talk


class Clients(Protocol):
    async def by_id(self, client: str) -> Client | None: ...
    async def by_name(self, name: str) -> Client | None:
        """By name or alias, compared through ``name_key``."""

    async def by_names(self, keys: Sequence[str]) -> Sequence[Client]:
        """Those whose name or alias has one of these ``name_key``s, by name."""

    async def by_channel(self, channel: ChannelRef) -> Client | None: ...
    async def sought(self, words: str, limit: int, led_by: str | None = None) -> Sequence[Client]:
        """Type-ahead: names or aliases that begin with the words, then those that contain them, by ``name_key``.

        ``led_by``: only clients of which that person is lead or deputy.
        """

    async def all(self) -> Sequence[Client]:
        """All clients, by name."""

    async def names(self) -> Sequence[ClientName]:
        """The names of all clients, in the order of ``all``, at a fraction of its cost."""

    async def led_by(self, person: str) -> Sequence[Client]:
        """Clients of which the person is lead or deputy, by name."""

    async def standing_above_calm(self) -> Sequence[Client]:
        """Clients to look at once a day: stage above calm, or with any confirmed incident."""

    async def save(self, client: Client) -> None:
        """Insert or replace; raises ``AlreadyTaken`` when a name, alias or channel belongs to another client."""


class Talks(Protocol):
    async def of_client(self, client: str) -> Sequence[Talk]:
        """All talks of a client, oldest first."""

    async def everything(self) -> Sequence[Talk]: ...
    async def save(self, talk: Talk) -> None: ...
    async def add_note(self, note: Note) -> None: ...
    async def notes_of(self, client: str) -> Sequence[Note]:
        """Oldest first."""


class Agreements(Protocol):
    """Points agreed with a client, and warnings to it."""

    async def by_id(self, agreement: str) -> Agreement | None: ...
    async def of_client(self, client: str) -> Sequence[Agreement]:
        """All, by the day they are due."""

    async def due(self, now: datetime, limit: int = 200) -> Sequence[Agreement]:
        """Those whose ``remind_at`` has come, oldest first."""

    async def next_due(self) -> datetime | None:
        """When the earliest reminder is due."""

    async def save(self, agreement: Agreement) -> None: ...


class Counterweights(Protocol):
    """Good deeds of a client, and misses of our own."""

    async def by_id(self, counterweight: str) -> Counterweight | None: ...
    async def of_client(self, client: str) -> Sequence[Counterweight]:
        """Newest day first."""

    async def save(self, counterweight: Counterweight) -> None: ...
    async def remove(self, counterweight: str) -> None: ...
    async def forget(self, before: date) -> int:
        """Delete those of before a local day; how many went."""
