"""A workspace in a test: its people, its channels, and what Slack tells the app about it."""

import asyncio
import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.slack import payloads
from tests.slack.answers import as_sent
from tests.slack.people import Person
from tests.slack.reading import Message
from tests.slack.seed import JSON, Channel, WorkspaceSeed
from tests.slack.shim import Shim
from tests.slack.team import Team
from tests.slack.transports import ACK_SECONDS, Answer, Retry, Transport
from tests.slack.watch import block_problems


@dataclass(frozen=True)
class Delivered:
    """An event that was sent, and its acknowledgement."""

    envelope: JSON
    answer: Answer


class Workspace:
    """``patience``: how many seconds to wait for something to show after an acknowledgement that showed nothing."""

    def __init__(self, team: Team, shim: Shim) -> None:
        self.team = team
        self.shim = shim
        self.patience = 1.0
        self._transport: Transport | None = None
        self._people = {account.name: Person(account, self) for account in team.seed.accounts}

    @property
    def seed(self) -> WorkspaceSeed:
        return self.team.seed

    @property
    def transport(self) -> Transport:
        assert self._transport is not None, "first workspace.connect(HttpTransport(…) or SocketTransport(…))"
        return self._transport

    def connect(self, transport: Transport) -> None:
        """From now on people reach the app this way."""
        self._transport = transport

    def person(self, name: str) -> Person:
        """alice, ben, lena, dora, olivia, tarik, gus (a guest), erik (of another firm)."""
        return self._people[name]

    def channel(self, name: str) -> Channel:
        """By name or id: acme, general, leads."""
        found = self.team.channel(name)
        assert found is not None, f"there is no channel {name}"
        return found

    # --- Events ------------------------------------------------------------------------------------------------------

    async def event(self, event: JSON, *, is_ext_shared: bool | None = None, event_id: str = "") -> Delivered:
        """Any event; whether its channel is shared is looked up unless told."""
        if is_ext_shared is None:
            known = self.team.channel(str(event.get("channel", "")))
            is_ext_shared = bool(known and known.is_ext_shared)
        envelope = payloads.envelope(self.seed, event, is_ext_shared=is_ext_shared, event_id=event_id)
        answer = await self.transport.event(envelope)
        self.acknowledged(str(event["type"]), answer)
        return Delivered(envelope, answer)

    async def again(self, delivered: Delivered, number: int = 1, reason: str = "http_timeout") -> Answer:
        """The same event once more, signed anew, with Slack's note on the retry."""
        return await self.transport.event(delivered.envelope, Retry(number, reason))

    async def shares(self, name: str) -> Delivered:
        """Slack Connect: the channel is shared with Erik's firm, and Erik is in it."""
        channel = self.channel(name)
        channel.is_ext_shared = True
        await self.adds("erik", name)
        return await self.event(_sharing("channel_shared", channel, connected_team_id="T09ACME"))

    async def joins(self, who: str, name: str) -> Delivered:
        """Somebody comes into a channel, and Slack tells of it."""
        await self.adds(who, name)
        person = self.team.account(who)
        user = person.user_id if person else self.seed.bot_user_id
        place = {"channel": self.channel(name).channel_id, "channel_type": "C", "team": self.seed.team_id}
        return await self.event({"type": "member_joined_channel", "user": user, **place})

    async def removes_signpost(self, name: str) -> Delivered:
        return await self.event({"type": "channel_left", "channel": self.channel(name).channel_id})

    async def unshares(self, name: str) -> Delivered:
        channel = self.channel(name)
        channel.is_ext_shared = False
        gone = {"previously_connected_team_id": "T09ACME", "is_ext_shared": False}
        return await self.event(_sharing("channel_unshared", channel, **gone))

    async def uninstalls(self) -> list[Delivered]:
        """The app is removed: its tokens are dead, and both events come."""
        tokens = await self.revokes()
        return [tokens, await self.event({"type": "app_uninstalled"})]

    async def revokes(self) -> Delivered:
        """The bot's tokens are revoked."""
        self.team.revoked.update(self.shim.tokens(self.team))
        return await self.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.seed.bot_user_id]}})

    async def adds(self, who: str, channel: str) -> None:
        """Put somebody into a channel: a person by name, or ``signpost`` for the bot. No event."""
        person = self.team.account(who)
        user = person.user_id if person else self.seed.bot_user_id
        found = await self.team.members(self.channel(channel).channel_id)
        assert found is not None
        row, members = found
        if user not in members:
            to = {"members": [*members, user], "num_members": len(members) + 1}
            await self.team.upstream.change("channels", to, channel_id=row["channel_id"])

    async def has_bot(self, channel_id: str) -> bool:
        found = await self.team.members(channel_id)
        return found is not None and self.seed.bot_user_id in found[1]

    # --- Looking -----------------------------------------------------------------------------------------------------

    async def messages(self, channel: str) -> list[Message]:
        """A conversation as Slack holds it, oldest first, each with its thread. ``channel``: name or id."""
        known = self.team.channel(channel)
        place = known.channel_id if known else channel
        rows = await self._read("conversations.history", {"channel": place, "limit": 1000})
        found = [Message(place, as_sent(self.team, row)) for row in reversed(rows)]
        for message in found:
            if message.raw.get("reply_count"):
                message.replies = await self._replies(message)
        return found

    async def finds(self, channel: str, words: str, seconds: float = 5) -> Message:
        """The newest message of the bot in a conversation or its threads that says the words, once there is one."""
        ends = time.monotonic() + seconds
        while True:
            there = await self.messages(channel)
            there += [reply for one in there for reply in one.replies]
            own = [one for one in there if one.raw.get("user") == self.seed.bot_user_id and words in one.text]
            if own:
                return max(own, key=lambda one: one.ts)
            assert time.monotonic() < ends, f"nobody said {words!r} within {seconds} s; there are {there}"
            await asyncio.sleep(0.02)

    async def _replies(self, message: Message) -> list[Message]:
        asked = {"channel": message.channel, "ts": message.ts}
        rows = await self._read("conversations.replies", asked)
        return [Message(message.channel, as_sent(self.team, row)) for row in rows if row["ts"] != message.ts]

    async def _read(self, method: str, asked: JSON) -> list[JSON]:
        """As one who is in the conversation."""
        found = await self.team.members(asked["channel"])
        assert found is not None, f"there is no conversation {asked['channel']}"
        inside = [person.token for person in self.seed.accounts if person.user_id in found[1]]
        messages: list[JSON] = (await self.team.upstream.sure(method, asked, inside[0]))["messages"]
        return messages

    async def file(self, file_id: str) -> bytes:
        """What was uploaded."""
        rows = await self.team.upstream.rows("files", file_id=file_id)
        assert len(rows) == 1, f"there is no file {file_id}"
        return base64.b64decode(rows[0]["content_base64"] or "")

    async def until(self, condition: Callable[[], Any], seconds: float = 5) -> Any:
        """The condition's value as soon as it holds; ``AssertionError`` when the time is over."""
        return await self.team.until(condition, seconds)

    def acknowledged(self, what: str, answer: Answer) -> None:
        """Hold an acknowledgement against Slack's limit, and its blocks against the checker."""
        watch = self.shim.watch
        if not answer.in_time:
            late = f"after {answer.seconds:.1f} s" if answer.status else "never"
            watch.violations.append(f"{what}: acknowledged {late}, not within {ACK_SECONDS:g} s")
        if isinstance(answer.body, dict):
            watch.problems += [f"answer to {what}: {problem}" for problem in block_problems(answer.body)]


def _sharing(kind: str, channel: Channel, **more: Any) -> JSON:
    return {"type": kind, "channel": channel.channel_id, "event_ts": payloads.now_ts(), **more}
