"""Who speaks: a payload's person with what Slack says of them, and the voice in which they are answered."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from adapters.common.profiles import PATIENCE_SECONDS, Profile
from adapters.common.shapes import Payload
from adapters.slack import inbound
from adapters.slack.api import MISSING_SCOPE, SlackApi
from adapters.slack.people import People, ids_in, known_as
from adapters.slack.tokens import Token, Tokens
from bot.domain.person import PersonRef
from bot.errors import ChatError, Rejected
from bot.messages import From, Submitted
from bot.notices.forms import PEOPLE_FIELDS
from bot.voice import Voice, Voices, language_of

CHANNEL_SECONDS = 0.6
MEMBERS_SECONDS = 1.2
MEMBERS_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Speaker:
    token: Token
    by: From
    say: Voice


class Speakers:
    """``default``: the deployment's language, for people whose own is not known."""

    def __init__(self, people: People, api: SlackApi, tokens: Tokens, voices: Voices, default: str) -> None:
        self._people = people
        self._api = api
        self._tokens = tokens
        self._voices = voices
        self._default = default

    async def of(self, payload: Payload) -> Speaker | None:
        """None where the workspace is not let in. Raises ``Malformed``, and ``NotRecorded`` of the store."""
        workspace, user = inbound.workspace_of(payload), inbound.user_of(payload)
        token = await self._tokens.of(workspace)
        if token is None:
            return None
        profile = await self._people.profile(token.value, workspace, user) if user else None
        by = inbound.sender(
            payload,
            name=profile.name if profile else "",
            language=profile.language if profile else None,
            external=is_external(profile, inbound.user_team_of(payload), workspace, inbound.enterprise_of(payload)),
            timezone=profile.timezone if profile else "",
            fleeting=True,
        )
        return Speaker(token, by, self.voice(by.language))

    def voice(self, language: str | None) -> Voice:
        return self._voices(language_of(language, self._default))

    async def names(self, speaker: Speaker, text: str) -> Mapping[str, str]:
        """Names of the people mentioned in a text."""
        mentioned = inbound.mentioned(text)
        if not mentioned:
            return {}
        return await self._people.names(speaker.token.value, speaker.by.who.workspace, mentioned)

    async def seen_in_channel(self, speaker: Speaker, *, sure: bool = False) -> Speaker:
        """With what matters for binding a channel: whether the bot is in it, and whether other firms are. ``sure``:
        where Slack does not answer, that counts as unseen."""
        channel = speaker.by.channel
        if channel is None:
            return speaker
        try:
            asked = {"channel": channel.channel}
            answer = await self._api.call("conversations.info", speaker.token.value, asked, CHANNEL_SECONDS)
        except Rejected as refused:
            absent = refused.reason in ("channel_not_found", "not_in_channel")
            unseen = refused.reason.startswith(MISSING_SCOPE)
            return replace(speaker, by=replace(speaker.by, absent=absent, unseen=unseen))
        except ChatError:
            return replace(speaker, by=replace(speaker.by, unseen=sure))
        told = answer.get("channel")
        told = told if isinstance(told, dict) else {}
        shared = any(told.get(flag) is True for flag in ("is_ext_shared", "is_pending_ext_shared"))
        absent = told.get("is_member") is False
        return replace(speaker, by=replace(speaker.by, absent=absent, shared=shared))

    async def seen_with_readers(self, speaker: Speaker) -> Speaker:
        """The same with what matters for listening: guests read along, too, and who cannot be seen may be anybody."""
        channel = speaker.by.channel
        seen = await self.seen_in_channel(speaker, sure=True)
        if channel is None or seen.by.absent or seen.by.unseen or seen.by.shared:
            return seen
        try:
            async with asyncio.timeout(MEMBERS_SECONDS):
                outside = await self._from_outside(speaker.token, channel.channel)
        except (ChatError, TimeoutError):
            outside = None
        return replace(seen, by=replace(seen.by, shared=outside is True, unseen=outside is None))

    async def _from_outside(self, token: Token, channel: str) -> bool | None:
        """Whether anybody in a channel is a guest or of another firm; None where that is not known of everybody."""
        asked = {"channel": channel, "limit": MEMBERS_MOST}
        answer = await self._api.call("conversations.members", token.value, asked, MEMBERS_SECONDS)
        more = answer.get("response_metadata")
        members = ids_in(answer.get("members"))
        if not members or (isinstance(more, Mapping) and more.get("next_cursor")):
            return None
        people = (user for user in members if user != token.bot_user)
        profiles = await asyncio.gather(*(self._people.profile(token.value, token.workspace, user) for user in people))
        if any(profile and profile.external and not profile.bot for profile in profiles):
            return True
        return None if None in profiles else False

    async def with_people(self, speaker: Speaker, sent: Submitted) -> Submitted:
        """What Slack says of the people whom the form's chooser named, so that the core can meet them."""
        own = f"{inbound.PLATFORM}:{speaker.by.who.workspace}/"
        written = {one for name in PEOPLE_FIELDS for one in sent.values.get(name, "").split(",") if one.startswith(own)}
        people = []
        for one in sorted(written):
            ref = PersonRef.parse(one)
            seen = await self.person(speaker.token, ref)
            people.append(seen[0] if seen else known_as(ref, None))
        return replace(sent, people=tuple(people))

    async def person(
        self, token: Token, ref: PersonRef, patience: float = PATIENCE_SECONDS
    ) -> tuple[From, bool] | None:
        """Somebody by ref, and whether the account is in use; None where Slack does not say."""
        profile = await self._people.profile(token.value, ref.workspace, ref.user, patience)
        return None if profile is None else (known_as(ref, profile), profile.active)


def is_external(profile: Profile | None, team: str, workspace: str, enterprise: str) -> bool | None:
    """What Slack says of the person; else what the payload tells: another firm's id is external, our own says
    nothing about guests (None: what the record knows stands)."""
    if profile is not None:
        return profile.external
    return True if team and team not in (workspace, enterprise) else None
