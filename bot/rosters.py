"""Who is in a client's bound channels, as the doors say: whom a check-in about that client asks, unless a lead says
otherwise. Asked outside of any transaction, and never waited for longer than somebody looks at an empty window."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.access import met_by_name
from bot.domain.person import ChannelRef
from bot.errors import ChatError, Rejected, Unreachable
from bot.kit import Kit
from bot.messages import From
from bot.ports import Chat, Store
from bot.rounds import roster_of

PATIENCE_SECONDS = 2.0
FRESH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Roster:
    """``people``: ids of those who can be asked. ``troubles``: a code for each channel that could not be looked at;
    ``passing``: it may be different in a minute. ``channels``: how many there are."""

    people: frozenset[str] = frozenset()
    channels: int = 0
    troubles: tuple[str, ...] = ()
    passing: bool = False


class Rosters:
    """``chats``: the doors' outbound sides by platform."""

    def __init__(self, store: Store, kit: Kit, chats: Mapping[str, Chat]) -> None:
        self._store = store
        self._kit = kit
        self._chats = chats
        self._seen: dict[ChannelRef, tuple[datetime, Sequence[From]]] = {}
        self._asking: dict[ChannelRef, asyncio.Task[Sequence[From]]] = {}

    async def of(self, client: str, patience: float = PATIENCE_SECONDS) -> Roster:
        """Whoever is in the client's channels now, or was in the last minutes; raises ``NotRecorded`` only.

        Where a platform takes longer than ``patience`` (seconds), what it says is there for the next time.
        """
        async with self._store.read() as unit:
            found = await unit.clients.by_id(client)
        channels = found.channels if found else ()
        answers = await asyncio.gather(*(self._members(one, patience) for one in channels))
        seen = [one for answer in answers if not isinstance(answer, ChatError) for one in answer]
        failed = [answer for answer in answers if isinstance(answer, ChatError)]
        people, unknown = await self._met(seen)
        failed += [Unreachable("unknown people")] if unknown else []
        return Roster(
            people=people,
            channels=len(channels),
            troubles=tuple(dict.fromkeys(_code(one) for one in failed)),
            passing=any(not isinstance(one, Rejected) for one in failed),
        )

    async def _members(self, channel: ChannelRef, patience: float) -> Sequence[From] | ChatError:
        chat = self._chats.get(channel.platform)
        if chat is None:
            return Rejected("no_door")
        known = self._seen.get(channel)
        if known and self._kit.now() - known[0] < FRESH:
            return known[1]
        asking = self._asking.get(channel) or self._start(chat, channel)
        await asyncio.wait({asking}, timeout=patience)
        if not asking.done():
            return Unreachable("late")
        error = asking.exception()
        if error is None:
            return asking.result()
        if isinstance(error, ChatError):
            return error
        raise error

    def _start(self, chat: Chat, channel: ChannelRef) -> asyncio.Task[Sequence[From]]:
        asking = asyncio.create_task(self._asked(chat, channel), name="roster")
        self._asking[channel] = asking
        asking.add_done_callback(lambda done: self._done(channel, done))
        return asking

    async def _asked(self, chat: Chat, channel: ChannelRef) -> Sequence[From]:
        members = await chat.members(channel)
        self._seen[channel] = (self._kit.now(), members)
        return members

    def _done(self, channel: ChannelRef, asking: asyncio.Task[Sequence[From]]) -> None:
        self._asking.pop(channel, None)
        if not asking.cancelled():
            asking.exception()  # whoever waits has it already; where nobody does, it is not told as unheard of

    async def _met(self, seen: Iterable[From]) -> tuple[frozenset[str], int]:
        """Those of the firm, written down where nobody knew them yet; and of how many nobody can say who they are."""
        people: set[str] = set()
        unknown = 0
        ours = {one.who: one for one in seen if one.external is not True}
        async with self._store.write() as unit:
            for one in ours.values():
                if one.external is None and await unit.people.by_ref(one.who) is None:
                    unknown += 1
                else:
                    people.add((await met_by_name(unit, self._kit, one)).id)
            able = await roster_of(unit, people)
            await unit.commit()
        return able, unknown

    async def close(self) -> None:
        asking = list(self._asking.values())
        for one in asking:
            one.cancel()
        await asyncio.gather(*asking, return_exceptions=True)


def _code(error: ChatError) -> str:
    return error.reason if isinstance(error, Rejected) else error.code
