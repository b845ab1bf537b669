"""One workspace as the bench keeps it: its emulator, and what each person's client shows that emulate does not keep."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.slack.reading import Message, View
from tests.slack.seed import JSON, Account, Channel, WorkspaceSeed
from tests.slack.upstream import Upstream


@dataclass
class Team:
    """``noticed``: by user id, whatever became visible to that person; an id is a conversation that changed."""

    seed: WorkspaceSeed
    upstream: Upstream
    ephemerals: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    views: dict[str, View] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    modals: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[str, View] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    noticed: dict[str, list[Message | View | str]] = field(default_factory=lambda: defaultdict(list))
    _last_ts: float = 0

    def account(self, user: str) -> Account | None:
        """By id or by name."""
        return next((person for person in self.seed.accounts if user in (person.user_id, person.name)), None)

    def channel(self, channel: str) -> Channel | None:
        """By id or by name, with or without ``#``."""
        wanted = channel.removeprefix("#")
        return next((one for one in self.seed.channels if wanted in (one.channel_id, one.name)), None)

    def ts(self) -> str:
        """A ``ts`` of the bench's own: now, and never the same twice."""
        self._last_ts = max(time.time(), self._last_ts + 0.000001)
        return f"{self._last_ts:.6f}"

    def tell(self, user: str, channel: str, body: JSON) -> Message:
        """Show a person an ephemeral message."""
        kept = {
            key: body[key] for key in ("text", "blocks", "attachments", "thread_ts", "response_type") if key in body
        }
        raw = {"type": "message", "user": self.seed.bot_user_id, "bot_id": self.seed.bot_id, "ts": self.ts()} | kept
        message = Message(channel, raw, ephemeral=True)
        self.ephemerals[user].append(message)
        self.noticed[user].append(message)
        return message

    def show(self, method: str, user: str, raw: JSON) -> View:
        """What a view became: the same object as long as the view lives, so that a test sees it change."""
        view = self.views.setdefault(raw["id"], View(raw))
        view.raw = raw
        self.owners[view.id] = user
        self.noticed[user].append(view)
        if method == "views.publish":
            self.homes[user] = view
        elif method == "views.open":
            self.modals[user] = [view.id]
        elif method == "views.push":
            self.modals[user].append(view.id)
        return view

    async def close(self, user: str, *, everything: bool = False) -> None:
        """Take the top modal off the person's screen, or all of them."""
        stack = self.modals[user]
        gone = stack[:] if everything else stack[-1:]
        self.modals[user] = stack[: len(stack) - len(gone)]
        for view_id in gone:
            self.views.pop(view_id, None)
            await self.upstream.remove("views", view_id=view_id)

    async def sure(self, method: str, arguments: JSON) -> JSON:
        """Something that Slack does in the app's name; not recorded, never failing."""
        return await self.upstream.sure(method, arguments, self.seed.own_token)

    async def members(self, channel: str) -> tuple[JSON, list[str]] | None:
        """A conversation's row and the user ids in it; None where there is none. By id, or by name with ``#``."""
        by = {"name": channel[1:]} if channel.startswith("#") else {"channel_id": channel}
        found = await self.upstream.rows("channels", **by)
        return (found[0], found[0]["members"]) if found else None

    async def until(self, condition: Callable[[], Any], seconds: float = 5) -> Any:
        """The condition's value as soon as it holds; an ``AssertionError`` when the time is over."""
        ends = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < ends, f"not within {seconds} s"
            await asyncio.sleep(0.005)
        return found
