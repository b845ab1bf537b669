"""The port ``Chat`` for Slack: direct messages, follow-ups in their thread, edits in place, charts below a nudge; and
where it listens, what a channel must know and what is shown there to one person alone.

Slack's API has no idempotency key. So each message carries the delivery's key as metadata, and after a call whose
outcome stayed unknown the chat is searched for it before one repeat is accepted.
"""

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from adapters.slack.api import DELIVERY_SECONDS, MISSING_SCOPE, NO_TOKEN, SlackApi
from adapters.slack.pacing import Pacer
from adapters.slack.people import People
from adapters.slack.render import message
from adapters.slack.tokens import Token, Tokens, token_for
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import RateLimited, Rejected, Unreachable
from bot.messages import From
from bot.notices.parts import Attached, Notice, Picture
from bot.ports import Sent

PLATFORM = "slack"
# Without a valid token, or with one that may too little, nothing can be sent, but an admin will put a better one in
# place: what waits is tried again.
NO_TOKEN_SECONDS = 300.0
_GONE = frozenset({"channel_not_found", "thread_not_found"})
EVENT_TYPE = "signpost_delivery"
CHATS_KEPT = 20_000
# What was sent may lie below all that was sent into the chat since; an app that may read 15 only gets 15 all the same.
SEARCHED = 200


class Pictures(Protocol):
    async def show(self, person: PersonRef, client: str, alt: str, place: Sent) -> None:
        """A chart into the thread of a message. Never raises: the message itself is there already."""

    async def hand_over(self, person: PersonRef, dossier: str, title: str, place: Sent) -> None:
        """A dossier's file into the thread of its message. Never raises, for the same reason."""


class SlackChat:
    """``Sent.chat`` is ``workspace/channel``; ``Sent.message`` the message's ``ts``, for one in a thread
    ``ts/thread_ts``.
    """

    platform = PLATFORM

    def __init__(self, api: SlackApi, tokens: Tokens, pacer: Pacer, pictures: Pictures, people: People) -> None:
        self._api = api
        self._tokens = tokens
        self._pacer = pacer
        self._pictures = pictures
        self._people = people
        self._chats: OrderedDict[PersonRef, str] = OrderedDict()

    async def send(self, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None) -> Sent:
        with _waiting_for_a_token():
            try:
                return await self._sent(person, notice, key, follows)
            except Rejected as refused:
                if refused.reason not in _GONE:
                    raise
            # The chat or the thread is not there any more (the bot was installed anew, say): a fresh start.
            self._chats.pop(person, None)
            return await self._sent(person, notice, key, None)

    async def _sent(self, person: PersonRef, notice: Notice, key: str, follows: Sent | None) -> Sent:
        token = await token_for(self._tokens, person.workspace)
        chat = channel_of(follows) if follows else await self.chat_of(token, person)
        thread = _root(follows.message) if follows else ""
        arguments: dict[str, Any] = {
            "channel": chat,
            **message(notice, charts="thread", brief=bool(thread)),
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
        }
        if thread:
            # Shown in the chat too: whoever has to act must not miss it in a thread.
            arguments |= {"thread_ts": thread, "reply_broadcast": True}
        async with self._pacer.turn(chat):
            answer = await self._api.call("chat.postMessage", token.value, arguments, DELIVERY_SECONDS)
        channel = _word(answer, "channel") or chat
        sent = Sent(f"{person.workspace}/{channel}", _joined(_word(answer, "ts"), thread))
        if not sent.message:
            raise Unreachable("no_ts")
        if not thread:  # else the thread has its chart
            await self._draw(person, notice, sent)
        for block in notice.blocks:
            if isinstance(block, Attached):
                await self._pictures.hand_over(person, block.dossier, block.alt, sent)
        return sent

    async def post(self, channel: ChannelRef, notice: Notice, key: str, only_for: PersonRef | None = None) -> Sent:
        """In the channel's order, one a second. A whisper is ``chat.postEphemeral``, which nobody can edit later."""
        with _waiting_for_a_token():
            token = await token_for(self._tokens, channel.workspace)
            if only_for is None:
                return await self._posted(token, channel, notice, key)
            whispered = {"channel": channel.channel, "user": only_for.user, **message(notice, charts="button")}
            async with self._pacer.turn(channel.channel):
                await self._api.call("chat.postEphemeral", token.value, whispered, DELIVERY_SECONDS)
            return Sent(f"{channel.workspace}/{channel.channel}", "")

    async def _posted(self, token: Token, channel: ChannelRef, notice: Notice, key: str) -> Sent:
        place = f"{channel.workspace}/{channel.channel}"
        arguments = {
            "channel": channel.channel,
            **message(notice, charts="button"),
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
        }
        async with self._pacer.turn(channel.channel):
            answer = await self._api.call("chat.postMessage", token.value, arguments, DELIVERY_SECONDS)
        return Sent(place, _word(answer, "ts"))

    async def edit(self, sent: Sent, notice: Notice) -> None:
        shown = message(notice, charts="thread", brief="/" in sent.message)
        arguments = {"channel": channel_of(sent), "ts": sent.message.partition("/")[0], **shown}
        with _waiting_for_a_token():
            token = await token_for(self._tokens, sent.chat.partition("/")[0])
            await self._api.call("chat.update", token.value, arguments, DELIVERY_SECONDS)

    async def find(self, place: PersonRef | ChannelRef, key: str) -> Sent | None:
        with _waiting_for_a_token():
            return await self._found(place, key)

    async def _found(self, place: PersonRef | ChannelRef, key: str) -> Sent | None:
        token = await token_for(self._tokens, place.workspace)
        chat = place.channel if isinstance(place, ChannelRef) else await self.chat_of(token, place)
        found = await self._found_in(token, chat, key)
        return Sent(f"{place.workspace}/{chat}", found) if found else None

    async def _found_in(self, token: Token, chat: str, key: str) -> str:
        """The message that carries the key, empty where there is none or Slack cannot tell."""
        asked = {"channel": chat, "limit": SEARCHED, "include_all_metadata": "true"}
        try:
            answer = await self._api.call("conversations.history", token.value, asked, DELIVERY_SECONDS)
        except Rejected as refused:
            if refused.reason in NO_TOKEN:
                raise
            return ""  # without the permission to read its own chat, Slack cannot tell
        return next(iter(_with_key(answer.get("messages"), key)), "")

    async def members(self, channel: ChannelRef) -> Sequence[From]:
        return await self._people.members(await token_for(self._tokens, channel.workspace), channel)

    async def chat_of(self, token: Token, person: PersonRef) -> str:
        """The channel of the person's 1:1 chat with the bot; opened once, and remembered."""
        known = self._chats.get(person)
        if known:
            return known
        answer = await self._api.call("conversations.open", token.value, {"users": person.user}, DELIVERY_SECONDS)
        channel = answer.get("channel")
        chat = _word(channel, "id") if isinstance(channel, Mapping) else ""
        if not chat:
            raise Unreachable("no_channel")
        self._chats[person] = chat
        while len(self._chats) > CHATS_KEPT:
            self._chats.popitem(last=False)
        return chat

    async def _draw(self, person: PersonRef, notice: Notice, sent: Sent) -> None:
        for block in notice.blocks:
            if isinstance(block, Picture):
                await self._pictures.show(person, block.client, block.alt, sent)


@contextmanager
def _waiting_for_a_token() -> Iterator[None]:
    """A token that is not there, not valid or lacks a scope is no "no for good": the delivery is due again later."""
    try:
        yield
    except Rejected as refused:
        if refused.reason in NO_TOKEN or refused.reason.startswith(MISSING_SCOPE):
            raise RateLimited(NO_TOKEN_SECONDS) from refused
        raise


def channel_of(sent: Sent) -> str:
    return sent.chat.partition("/")[2]


def _with_key(messages: object, key: str) -> Sequence[str]:
    """``ts`` (or ``ts/thread_ts``) of the messages that carry the key."""
    found = []
    for one in messages if isinstance(messages, list) else ():
        if isinstance(one, Mapping) and _key_of(one) == key:
            ts, thread = _word(one, "ts"), _word(one, "thread_ts")
            found.append(_joined(ts, thread if thread != ts else ""))
    return [one for one in found if one]


def _key_of(one: Mapping[str, Any]) -> str:
    metadata = one.get("metadata")
    if isinstance(metadata, str):
        try:
            metadata = json.loads(metadata)
        except ValueError:
            return ""
    payload = metadata.get("event_payload") if isinstance(metadata, Mapping) else None
    return _word(payload, "key") if isinstance(payload, Mapping) else ""


def _root(message: str) -> str:
    ts, _, thread = message.partition("/")
    return thread or ts


def _joined(ts: str, thread: str) -> str:
    return f"{ts}/{thread}" if ts and thread else ts


def _word(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""
