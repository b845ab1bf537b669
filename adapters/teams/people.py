"""Who somebody is, asked of the chat in which they speak: cached, and never waited for long."""

import asyncio

from adapters.common.profiles import PATIENCE_SECONDS, Profile, Profiles
from adapters.common.shapes import Payload
from adapters.teams import inbound
from adapters.teams.outbound import Sender
from adapters.teams.roster import profile_of
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import Rejected
from bot.ports import Clock

ROSTER_SECONDS = 2.0


class People:
    """Profiles by tenant and object id, asked of the conversation in which somebody speaks."""

    def __init__(self, sender: Sender, clock: Clock) -> None:
        self._sender = sender
        self._profiles = Profiles(clock)
        # A channel is asked about with the same care as a person is: seldom, once at a time, never for long.
        self._rooms = Profiles(clock)

    async def profile(self, activity: Payload, patience: float = PATIENCE_SECONDS) -> Profile | None:
        """Whoever acts, as Teams says; a stale answer where it cannot say now, None where it never did."""
        return await self.known(activity, inbound.who_of(activity), inbound.account_of(activity), patience)

    async def known(
        self, activity: Payload, person: PersonRef, account: str, patience: float = PATIENCE_SECONDS
    ) -> Profile | None:
        """Somebody of that conversation, else of a 1:1 chat with the bot. ``account``: the id for the conversation."""

        async def ask() -> Profile | None:
            try:
                member = await self._sender.member(dict(activity), account)
            except Rejected:
                # A message action reaches the bot from chats that it is no member of.
                member = await self._sender.acquaintance(person)
            return profile_of(member, person.workspace)

        return await self._profiles.profile((person.workspace, person.user), ask, patience)

    async def joined(self, activity: Payload, account: str) -> Profile | None:
        """A member of that conversation of whom nothing is known but Teams' id."""
        tenant = inbound.workspace_of(activity)

        async def ask() -> Profile | None:
            return profile_of(await self._sender.member(dict(activity), account), tenant)

        return await self._profiles.profile((tenant, account), ask)

    async def are_outsiders_among(self, activity: Payload, channel: ChannelRef) -> bool:
        """Whether guests or people of other firms read along in a channel or chat, as Teams says now.

        Raises ``ChatError`` and ``TimeoutError``.
        """
        async with asyncio.timeout(ROSTER_SECONDS):
            room = await self._room(activity, channel)
        self._rooms.learn(_key(channel), room)
        return room.external

    async def outsiders_in(self, activity: Payload, channel: ChannelRef) -> bool | None:
        """The same as Teams said in the last minutes, or says now; None where it never said."""
        room = await self._rooms.profile(_key(channel), lambda: self._room(activity, channel))
        return room.external if room else None

    def outsider_came(self, channel: ChannelRef) -> None:
        self._rooms.learn(_key(channel), _room_with(outsiders=True))

    async def _room(self, activity: Payload, channel: ChannelRef) -> Profile:
        members = await self._sender.roster({**activity, "conversation": {"id": channel.channel}})
        profiles = (profile_of(one, channel.workspace) for one in members)
        return _room_with(outsiders=any(one.external for one in profiles if one is not None))

    async def close(self) -> None:
        await self._profiles.close()
        await self._rooms.close()


def _key(channel: ChannelRef) -> tuple[str, str]:
    return channel.workspace, channel.channel


def _room_with(*, outsiders: bool) -> Profile:
    return Profile(name="", language="", timezone="", external=outsiders, active=True)
