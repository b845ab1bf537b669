"""Messages of channels, told to the core where it listens, and dropped unread everywhere else.

It is judged before it is acknowledged: that takes less time than a task of its own would, and what could not be kept
Slack tells again. Where a language model is asked as well, the core waits a second and no longer. Only an author who
has not been seen for a while is asked for, and never waited for long.
"""

from adapters.common.profiles import Profile
from adapters.common.shapes import Payload, identifier, part, text
from adapters.slack import chatter, inbound
from adapters.slack.chatter import Gone, Said
from adapters.slack.domains import Domains
from adapters.slack.people import People
from adapters.slack.speakers import is_external
from adapters.slack.tokens import Token, Tokens
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import NotRecorded
from bot.messages import From, MessageGone, MessageHeard
from bot.ports import Door


class Overheard:
    def __init__(self, door: Door, people: People, tokens: Tokens, domains: Domains) -> None:
        self._door = door
        self._people = people
        self._tokens = tokens
        self._domains = domains

    async def heard(self, payload: Payload) -> bool:
        """Whether it need not be told again. What is deleted is told wherever it was: the core may have noticed it. So
        is an edit where nobody listens (any more), as what it is then: the former words are gone, the new ones unread.
        """
        event = part(payload, "event")
        workspace, channel = inbound.workspace_of(payload), identifier(event, "channel")
        where = ChannelRef(inbound.PLATFORM, workspace, channel)
        listens = self._door.listens(where)
        if not listens and text(event, "subtype") not in chatter.CHANGES:
            return True
        match chatter.read(event):
            case Said() as said if listens:
                return await self._said(payload, where, said)
            case Gone(message) | Said(message=message, edited=True):
                key = inbound.event_key(payload, workspace)
                return await self._door.heard(MessageGone(key, where, message))
        return True

    async def _said(self, payload: Payload, where: ChannelRef, said: Said) -> bool:
        try:
            token = await self._tokens.of(where.workspace)
        except NotRecorded:
            return False
        if token is None or said.user == token.bot_user:
            return True
        by = await self._author(payload, token, where, said)
        mentioned = inbound.mentioned(text(said.words, "text"))
        words = chatter.words_of(said, self._people.known(where.workspace, mentioned) if mentioned else {})
        if not words and not said.edited:
            return True
        message = MessageHeard(
            by=by,
            channel=where,
            message=said.message,
            text=words,
            link=inbound.permalink(self._domains.of(token), where.channel, said.message, said.thread),
            parent=said.thread,
            edited=said.edited,
            whispers=True,
        )
        return await self._door.heard(message)

    async def _author(self, payload: Payload, token: Token, where: ChannelRef, said: Said) -> From:
        """Somebody of another firm is known by that; for all others Slack says whether they are guests."""
        enterprise = inbound.enterprise_of(payload)
        foreign = said.team not in ("", where.workspace, enterprise)
        profile: Profile | None = None
        if not foreign or enterprise:  # in a Grid, colleagues of another workspace look foreign
            profile = await self._people.profile(token.value, where.workspace, said.user)
        external = is_external(profile, said.team, where.workspace, enterprise)
        return From(
            who=PersonRef(inbound.PLATFORM, where.workspace, said.user),
            key=inbound.event_key(payload, where.workspace),
            channel=where,
            name=profile.name if profile else "",
            language=profile.language if profile else None,
            external=external,
            timezone=profile.timezone if profile else "",
            fleeting=True,
            shared=payload.get("is_ext_shared_channel") is True or (foreign and external is True),
        )
