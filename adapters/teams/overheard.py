"""What people say among themselves, told to the core where it listens: said, edited, deleted.

Where it does not, nothing is looked at: no call, no statement. Teams sends such messages only with the consent that an
owner of the team, or somebody in the chat, has given (docs/teams.md).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from adapters.common.shapes import Malformed, Payload
from adapters.teams import inbound
from adapters.teams.people import People
from bot.domain.person import ChannelRef
from bot.messages import From
from bot.ports import Door, Log


class NotHeard(Exception):
    """It could not be stored: Teams may tell it again, and nobody is told of it."""


@dataclass
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Overheard:
    """What concerns one message happens in the order in which it came: an edit waits for what it changes."""

    def __init__(self, door: Door, people: People, log: Log) -> None:
        self._door = door
        self._people = people
        self._log = log
        self._turns: dict[tuple[ChannelRef, str], _Turn] = {}

    async def said(self, activity: Payload) -> None:
        """Something new that is not for the bot. Raises ``Malformed`` and ``NotHeard``."""
        channel = inbound.channel_of(activity)
        if channel is not None and self._door.listens(channel):
            async with self._turn(channel, inbound.message_of(activity)):
                await self._heard(activity, channel)

    async def changed(self, activity: Payload) -> None:
        """``messageUpdate``: edited, or back again. What is a command now says nothing among people any more; where
        nobody listens (any more) the former words are gone, and the new ones stay unread.
        """
        channel = inbound.channel_of(activity)
        if channel is None or inbound.change_of(activity) not in inbound.EDITED:
            return
        async with self._turn(channel, inbound.message_of(activity)):
            if self._door.listens(channel) and inbound.line_of(activity) is None:
                await self._heard(activity, channel)
            else:
                await self._gone(activity, channel)

    async def deleted(self, activity: Payload) -> None:
        """``messageDelete``. The core knows by itself, and without a look at the record, where it may have listened."""
        channel = inbound.channel_of(activity)
        if channel is not None and inbound.change_of(activity) == inbound.DELETED:
            async with self._turn(channel, inbound.message_of(activity)):
                await self._gone(activity, channel)

    async def _heard(self, activity: Payload, channel: ChannelRef) -> None:
        try:
            heard = inbound.heard(activity, channel, await self._author(activity, channel))
        except Malformed:
            raise
        except Exception as error:
            # Whoever wrote it speaks to others: no word of a fault of ours, and none of theirs in the log.
            self._log.error("teams.not_heard", kind=type(error).__name__)
            return
        if heard is not None and not await self._door.heard(heard):
            raise NotHeard

    async def _author(self, activity: Payload, channel: ChannelRef) -> From:
        """``external`` is None where Teams says neither who somebody is nor who reads along: that is not judged."""
        profile = await self._people.profile(activity)
        by = inbound.sender(
            activity, name=profile.name if profile else "", external=profile.external if profile else None
        )
        if by.external:
            return replace(by, shared=True)
        shared = await self._people.outsiders_in(activity, channel)
        return replace(by, external=None) if shared is None else replace(by, shared=shared)

    async def _gone(self, activity: Payload, channel: ChannelRef) -> None:
        if not await self._door.heard(inbound.gone(activity, channel)):
            raise NotHeard

    @asynccontextmanager
    async def _turn(self, channel: ChannelRef, message: str) -> AsyncIterator[None]:
        turn = self._turns.setdefault((channel, message), _Turn())
        turn.waiting += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                self._turns.pop((channel, message), None)
