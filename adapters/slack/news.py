"""Events: what Slack tells without anybody waiting for an answer.

Each says whether it was kept; what was not is answered with a failure, so that Slack tells it again.
"""

from adapters.slack import inbound
from adapters.slack.shapes import Payload, part, value
from adapters.slack.speakers import Speakers
from adapters.slack.tokens import Tokens
from bot.domain.person import ChannelRef
from bot.errors import NotRecorded
from bot.messages import HelpWanted, SharingChanged
from bot.ports import Door, Log


class News:
    def __init__(self, door: Door, speakers: Speakers, tokens: Tokens, log: Log) -> None:
        self._door = door
        self._speakers = speakers
        self._tokens = tokens
        self._log = log

    async def spoken_to(self, payload: Payload) -> bool:
        """A mention or a direct message: help comes as a message of its own."""
        if not inbound.mention_or_direct(part(payload, "event")):
            return True
        speaker = await self._speakers.of(payload)
        return speaker is None or await self._door.heard(HelpWanted(speaker.by))

    async def sharing(self, payload: Payload) -> bool:
        found = inbound.sharing(part(payload, "event"))
        if found is None:
            return True
        workspace, (channel, shared) = inbound.workspace_of(payload), found
        ref = ChannelRef(inbound.PLATFORM, workspace, channel)
        return await self._door.heard(SharingChanged(inbound.key_of(payload), ref, shared))

    async def uninstalled(self, payload: Payload) -> bool:
        return await self._forget(inbound.workspace_of(payload))

    async def revoked(self, payload: Payload) -> bool:
        """Only a bot's token is ours; people's tokens are none of our business."""
        tokens = part(part(payload, "event"), "tokens")
        bots = value(tokens, "bot")
        return not bots or await self._forget(inbound.workspace_of(payload))

    async def _forget(self, workspace: str) -> bool:
        try:
            gone = await self._tokens.forget(workspace)
        except NotRecorded:
            return False
        self._log.info("slack.uninstalled", workspace=workspace, stored=gone)
        return True
