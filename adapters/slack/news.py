"""Events: what Slack tells without anybody waiting for an answer.

Each says whether it was kept; what was not is answered with a failure, so that Slack tells it again.
"""

from datetime import UTC, datetime

from adapters.common.after import Afterwards
from adapters.common.shapes import Payload, part, text, value
from adapters.slack import inbound
from adapters.slack.outbound import SlackChat
from adapters.slack.people import People, known_as
from adapters.slack.speakers import Speaker, Speakers, is_external
from adapters.slack.tokens import Tokens
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import NotRecorded
from bot.messages import ChannelLeft, ChannelMoved, HelpWanted, OutsiderJoined, PersonSeen, SharingChanged, Typed
from bot.notices.parts import Notice
from bot.ports import Door, Log
from bot.replies import Told

_FAR = 2**33


class News:
    def __init__(
        self,
        door: Door,
        speakers: Speakers,
        people: People,
        tokens: Tokens,
        chat: SlackChat,
        afterwards: Afterwards,
        log: Log,
    ) -> None:
        self._door = door
        self._speakers = speakers
        self._people = people
        self._tokens = tokens
        self._chat = chat
        self._afterwards = afterwards
        self._log = log

    async def spoken_to(self, payload: Payload) -> bool:
        """A mention or a direct message: help comes as a message of its own."""
        if not inbound.mention_or_direct(part(payload, "event")):
            return True
        speaker = await self._speakers.of(payload)
        if speaker is None:
            return True
        if speaker.by.external and inbound.user_team_of(payload) in ("", speaker.by.who.workspace):
            await self._refuse_guest(speaker)
        return await self._door.heard(HelpWanted(speaker.by))

    async def _refuse_guest(self, speaker: Speaker) -> None:
        """A guest of the own workspace reads why nothing happens, and an admin can let this one in from then on.

        Whom an admin has let in is none any more. Strangers of other firms get no answer at all.
        """
        reply = await self._door.answer(Typed(speaker.by, "client-flag", "help"))
        if isinstance(reply, Told) and reply.notice.kind == "error.not_allowed":
            self._afterwards.start(self._tell_once(speaker, reply.notice), "slack.tell_guest")

    async def _tell_once(self, speaker: Speaker, notice: Notice) -> None:
        """Slack may tell the same event again, and of a guest nothing is kept that would show it."""
        who, key = speaker.by.who, speaker.by.key
        if await self._chat.find(who, key) is None:
            await self._chat.send(who, notice, key=key)

    async def sharing(self, payload: Payload) -> bool:
        found = inbound.sharing(part(payload, "event"))
        if found is None:
            return True
        workspace, (channel, shared) = inbound.workspace_of(payload), found
        ref = ChannelRef(inbound.PLATFORM, workspace, channel)
        return await self._door.heard(SharingChanged(inbound.key_of(payload), ref, shared))

    async def joined(self, payload: Payload) -> bool:
        """Somebody came into a channel in which the bot is: a guest, or somebody of another firm, reads along now.

        Of whom Slack cannot say that, it is asked to tell it again. Bots read nothing for anybody.
        https://docs.slack.dev/reference/events/member_joined_channel
        """
        event, workspace = part(payload, "event"), inbound.workspace_of(payload)
        user, channel = inbound.newcomer(event)
        token = await self._tokens.of(workspace)
        if token is None or user == token.bot_user:
            return True
        profile = await self._people.profile(token.value, workspace, user)
        external = is_external(profile, text(event, "team"), workspace, inbound.enterprise_of(payload))
        ref = ChannelRef(inbound.PLATFORM, workspace, channel)
        if external is None:
            return not self._door.listens(ref)
        if not external or (profile and profile.bot):
            return True
        return await self._door.heard(OutsiderJoined(inbound.key_of(payload), ref))

    async def left(self, payload: Payload) -> bool:
        """The bot was removed from a channel. https://docs.slack.dev/reference/events/channel_left"""
        ref = ChannelRef(inbound.PLATFORM, inbound.workspace_of(payload), inbound.left(part(payload, "event")))
        return await self._door.heard(ChannelLeft(inbound.key_of(payload), ref))

    async def moved(self, payload: Payload) -> bool:
        """A channel goes on under another id: so does a private one that is shared with another firm.

        https://docs.slack.dev/reference/events/channel_id_changed
        """
        workspace = inbound.workspace_of(payload)
        refs = (ChannelRef(inbound.PLATFORM, workspace, channel) for channel in inbound.moved(part(payload, "event")))
        return await self._door.heard(ChannelMoved(inbound.key_of(payload), *refs))

    async def person_changed(self, payload: Payload) -> bool:
        """Somebody who matters here has another name or language, became a guest, or left the firm."""
        workspace = inbound.workspace_of(payload)
        changed = self._people.told(workspace, part(part(payload, "event"), "user"))
        if changed is None:
            return True
        user, profile = changed
        by = known_as(PersonRef(inbound.PLATFORM, workspace, user), profile)
        return await self._door.heard(PersonSeen(by, profile.active))

    async def uninstalled(self, payload: Payload) -> bool:
        return await self._forget(payload)

    async def revoked(self, payload: Payload) -> bool:
        """Only a bot's token is ours; people's tokens are none of our business."""
        tokens = part(part(payload, "event"), "tokens")
        bots = value(tokens, "bot")
        return not bots or await self._forget(payload)

    async def _forget(self, payload: Payload) -> bool:
        """An event that comes late, after the bot was installed anew, must not throw it out again."""
        workspace, at = inbound.workspace_of(payload), value(payload, "event_time")
        happened = datetime.fromtimestamp(at, UTC) if isinstance(at, int) and 0 <= at < _FAR else None
        try:
            gone = await self._tokens.forget(workspace, happened)
        except NotRecorded:
            return False
        self._log.info("slack.uninstalled", workspace=workspace, stored=gone)
        return True
