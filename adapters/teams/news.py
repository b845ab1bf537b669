"""What Teams tells without anybody waiting for an answer: the app comes and goes, people join a chat.

Each says whether it was kept; what was not is answered with a failure, so that Teams tells it again.
"""

from adapters.common.shapes import Payload
from adapters.teams import inbound
from adapters.teams.outbound import Sender
from adapters.teams.people import People
from adapters.teams.speakers import Speakers
from bot.messages import ChannelLeft, Installed, SharingChanged
from bot.ports import Door, Log


class News:
    def __init__(self, door: Door, sender: Sender, speakers: Speakers, people: People, log: Log) -> None:
        self._door = door
        self._sender = sender
        self._speakers = speakers
        self._people = people
        self._log = log

    async def installed(self, activity: Payload) -> bool:
        """One welcome for whoever installs it, in their own chat, wherever they put it; never for an upgrade.

        Teams tells of an install by ``conversationUpdate`` as well: that is left alone.
        """
        action = inbound.action_of(activity)
        self._log.info("teams.installation", action=action, tenant=inbound.workspace_of(activity))
        if action == "remove":
            return await self._removed(activity)
        if action != "add":
            return True
        speaker = await self._speakers.of(activity)
        return await self._door.heard(Installed(speaker.by))

    async def _removed(self, activity: Payload) -> bool:
        """From somebody's own chat, or from a group chat or team: then the channels that Teams names are left."""
        if inbound.is_personal(activity):
            return await self._sender.left(inbound.who_of(activity))
        key = inbound.key_of(activity)
        left = [await self._door.heard(ChannelLeft(key, channel)) for channel in inbound.channels_left(activity)]
        return all(left)

    async def joined(self, activity: Payload) -> bool:
        """People come into a channel or group chat: are they of the firm? No word is said there."""
        channel = inbound.channel_of(activity)
        if channel is None:
            return True
        for account in inbound.members(activity, "membersAdded"):
            profile = await self._people.joined(activity, account)
            if profile is not None and profile.external:
                self._people.outsider_came(channel)
                return await self._door.heard(SharingChanged(inbound.key_of(activity), channel, True))
        return True
