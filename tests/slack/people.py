"""What people do in Slack, and what they then see. Nothing here knows how the app is reached, or what app it is."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.slack import filling, payloads
from tests.slack.installing import Page, install
from tests.slack.reading import Message, View, button, plain
from tests.slack.seed import JSON, Account
from tests.slack.transports import Answer
from tests.slack.watch import block_problems

if TYPE_CHECKING:
    from tests.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"
QUIET_SECONDS = 0.03


@dataclass(frozen=True)
class Seen:
    """What somebody saw of one act.

    ``messages``: private answers, and ephemeral messages that changed; ``view``: the modal or page that opened or
    changed; ``errors``: below the fields of a modal, block_id → words; ``closed``: the modal is gone.
    """

    answer: Answer
    messages: list[Message] = field(default_factory=list)
    view: View | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False

    @property
    def message(self) -> Message:
        """The last of the messages; there must be one."""
        assert self.messages, f"no message was seen, but {self}"
        return self.messages[-1]

    @property
    def modal(self) -> View:
        """The view; there must be one."""
        assert self.view is not None, f"no view was seen, but {self}"
        return self.view

    @property
    def text(self) -> str:
        """Everything that was seen, as lines."""
        views = [self.view.text] if self.view else []
        return "\n".join([*(message.text for message in self.messages), *views, *self.errors.values()])


class Person:
    """Somebody with a Slack client. Every act returns when something was seen, or nothing was for ``patience``."""

    def __init__(self, account: Account, workspace: "Workspace") -> None:
        self.account = account
        self._workspace = workspace
        self._team = workspace.team
        self._typed: dict[str, JSON] = {}

    @property
    def id(self) -> str:
        return self.account.user_id

    @property
    def dm(self) -> str:
        """The conversation with the bot, as a channel to type commands in."""
        return self.account.direct

    # --- Doing -------------------------------------------------------------------------------------------------------

    async def types(self, line: str, channel: str = "general") -> Seen:
        """A slash command with its arguments, in a channel (name or id; ``alice.dm`` for the bot's messages)."""
        place, name = self._place(channel)
        began = self._mark()
        url = self._urls.mint(self._team, self.id, place)
        fields = payloads.command(self._seed, self.account, line, place, name, url, self._trigger())
        answer = await self._workspace.transport.command(fields)
        self._workspace.acknowledged(line.partition(" ")[0], answer)
        await self._answered(line, place, answer)
        return await self._seen(began, answer, private=True)

    async def presses(self, label: str, on: Message | View) -> Seen:
        """The button of that label in a message, a modal or the Home page."""
        pair = button(on.blocks, label)
        began = self._mark()
        if isinstance(on, View):
            state = filling.kept(on, self._typed.get(on.id, {}))
            trigger = self._trigger("" if on.raw["type"] == "home" else on.id)
            payload = payloads.pressed_in_view(self._seed, self.account, on, pair, state, trigger)
        else:
            url = self._urls.mint(self._team, self.id, on.channel, on)
            name = self._place(on.channel)[1]
            payload = payloads.pressed_in_message(self._seed, self.account, on, pair, name, url, self._trigger())
        return await self._seen(began, await self._interacts(f"[{label}]", payload))

    async def fills(self, view: View, fields: Mapping[str, Any]) -> None:
        """Enter something into a modal without submitting it; how is said at ``filling.filled``."""

        async def search(block_id: str, text: str) -> list[JSON]:
            return await self._options(view, block_id, text)

        state = filling.kept(view, self._typed.get(view.id, {}))
        self._typed[view.id] = await filling.filled(view, state, fields, search, self._user_id)

    async def submits(self, view: View, fields: Mapping[str, Any] | None = None) -> Seen:
        """Fill in and submit a modal. What was entered before, and is not named now, is still there."""
        await self.fills(view, fields or {})
        state = self._typed[view.id]
        if lacking := filling.missing(view, state):
            return Seen(Answer(200, None, 0), view=view, errors=lacking)
        began = self._mark()
        payload = payloads.submission(self._seed, self.account, view, state, self._trigger(view.id))
        answer = await self._interacts(f"submission of {view.title!r}", payload)
        if answer.status != 200:
            return Seen(answer, view=view, errors={"": TROUBLE})
        body = answer.body if isinstance(answer.body, dict) else {}
        match body.get("response_action"):
            case "errors":
                return Seen(answer, view=view, errors=body["errors"])
            case "update":
                await self._changes("views.update", {"view_id": view.id, "view": body["view"]})
            case "push":
                trigger = await self._team.sure("views.generateTriggerId", {"user_id": self.id, "view_id": view.id})
                await self._changes("views.push", {"trigger_id": trigger["trigger_id"], "view": body["view"]})
            case action:
                await self._team.close(self.id, everything=action == "clear")
                return await self._seen(began, answer, closed=True)
        return await self._seen(began, answer)

    async def closes(self, view: View, *, everything: bool = False) -> None:
        """Close a modal; the app hears of it where it asked to (``notify_on_close``)."""
        if view.raw.get("notify_on_close"):
            await self._interacts("closing", payloads.closed(self._seed, self.account, view, everything))
        await self._team.close(self.id, everything=everything)

    async def searches(self, view: View, block_id: str, text: str) -> list[str]:
        """The choices that are offered for what was typed into a searchable field."""
        return [plain(option["text"]) for option in await self._options(view, block_id, text)]

    async def flags(self, message: Message, callback_id: str = "flag_message") -> Seen:
        """The shortcut on a message."""
        began = self._mark()
        url = self._urls.mint(self._team, self.id, message.channel)
        name = self._place(message.channel)[1]
        payload = payloads.message_action(self._seed, self.account, callback_id, message, name, url, self._trigger())
        return await self._seen(began, await self._interacts(callback_id, payload), private=True)

    async def shortcut(self, callback_id: str = "flag_incident") -> Seen:
        """The shortcut from anywhere."""
        began = self._mark()
        payload = payloads.shortcut(self._seed, self.account, callback_id, self._trigger())
        return await self._seen(began, await self._interacts(callback_id, payload), private=True)

    async def opens_home(self, tab: str = "home") -> View | None:
        """Look at the app's Home; the page as it is published then, None if it never was."""
        began = self._mark()
        delivered = await self._workspace.event(payloads.home_opened(self.account, self.home, tab))
        await self._seen(began, delivered.answer, private=True)
        return self.home

    async def writes(self, text: str, channel: str, thread: str = "") -> Message:
        """Write into a channel; the app hears of it where its bot is a member."""
        message = await self._posts(payloads.escaped(text), channel, thread)
        if await self._workspace.has_bot(message.channel):
            await self._tells(message)
        return message

    async def edits(self, message: Message, text: str) -> None:
        """Change what one has written."""
        before = self._own(message)
        message.raw = before | {"text": payloads.escaped(text), "edited": {"user": self.id, "ts": payloads.now_ts()}}
        await self._workspace.event(payloads.changed(message, before))

    async def deletes(self, message: Message) -> None:
        message.raw = self._own(message)
        await self._workspace.event(payloads.deleted(message))

    def _own(self, message: Message) -> JSON:
        return message.raw | {"user": self.id, "team": self.account.team_id}

    async def writes_to_bot(self, text: str, thread: str = "") -> Message:
        """Write into the conversation with the bot."""
        message = await self._posts(payloads.escaped(text), self.dm, thread)
        await self._tells(message)
        return message

    async def mentions_bot(self, channel: str, text: str, thread: str = "") -> Message:
        """Write ``@Signpost text`` into a channel: ``app_mention``, and the message's own event where the bot is in."""
        words = f"<@{self._seed.bot_user_id}> {payloads.escaped(text)}"
        message = await self._posts(words, channel, thread)
        await self._workspace.event(payloads.mentioned(self.account, message))
        if await self._workspace.has_bot(message.channel):
            await self._tells(message)
        return message

    async def installs(self, signpost: str, path: str = "/slack/install", allow: bool = True) -> Page:
        """Install the app by OAuth, in a browser of the person's own: from ``path`` to the page at the end."""
        return await install(self._workspace.shim, self._team, self.account, signpost, path, allow)

    # --- Seeing ------------------------------------------------------------------------------------------------------

    async def inbox(self) -> list[Message]:
        """The conversation with the bot, oldest first, threads and all."""
        return await self._workspace.messages(self.dm)

    async def receives(self, words: str, seconds: float = 5) -> Message:
        """The newest message of the bot there that says the words, as soon as there is one. Threads are looked into."""
        return await self._workspace.finds(self.dm, words, seconds)

    async def reread(self, message: Message) -> Message | None:
        """The message as it is now, with its thread; None if it is gone."""
        found = self.ephemerals() if message.ephemeral else await self._workspace.messages(message.channel)
        everything = [*found, *(reply for one in found for reply in one.replies)]
        return next((one for one in everything if one.ts == message.ts), None)

    def ephemerals(self) -> list[Message]:
        """The messages that only this person sees, oldest first."""
        return list(self._team.ephemerals[self.id])

    @property
    def home(self) -> View | None:
        return self._team.homes.get(self.id)

    @property
    def modal(self) -> View | None:
        """The modal on top of the screen."""
        stack = self._team.modals[self.id]
        return self._team.views[stack[-1]] if stack else None

    # --- How ---------------------------------------------------------------------------------------------------------

    @property
    def _seed(self) -> Any:
        return self._team.seed

    @property
    def _urls(self) -> Any:
        return self._workspace.shim.response_urls

    def _trigger(self, view: str = "") -> str:
        return self._workspace.shim.watch.triggers.mint(self.id, view)

    def _place(self, channel: str) -> tuple[str, str]:
        """(id, name) as Slack tells them: a private place has no name of its own."""
        known = self._team.channel(channel)
        if known is None:
            return channel, "directmessage"
        return known.channel_id, "privategroup" if known.is_private else known.name

    def _user_id(self, who: str) -> str:
        person = self._team.account(who)
        assert person is not None, f"nobody is called {who}"
        return person.user_id

    def _mark(self) -> int:
        return len(self._team.noticed[self.id])

    async def _interacts(self, what: str, payload: JSON) -> Answer:
        answer = await self._workspace.transport.interaction(payload)
        self._workspace.acknowledged(what, answer)
        return answer

    async def _answered(self, line: str, place: str, answer: Answer) -> None:
        """What Slack makes of the body of a command's acknowledgement."""
        if answer.status != 200:
            code = "dispatch_failed" if answer.status else "operation_timeout"
            told = f"{line.partition(' ')[0]} failed with the error “{code}”"
            self._team.tell(self.id, place, {"text": told})
        elif answer.body:
            body = answer.body if isinstance(answer.body, dict) else {"text": answer.body}
            if body.get("response_type") == "in_channel":
                content = {key: value for key, value in body.items() if key in ("text", "blocks")}
                await self._team.sure("chat.postMessage", {"channel": place, **content})
            elif body.get("text") or body.get("blocks"):
                self._team.tell(self.id, place, body)

    async def _seen(self, began: int, answer: Answer, *, private: bool = False, closed: bool = False) -> Seen:
        """``private``: only an answer of one's own is waited for, not a message that happens to come."""

        def news() -> list[Message | View | str]:
            return [one for one in self._team.noticed[self.id][began:] if not (private and isinstance(one, str))]

        if answer.status == 200:
            await self._settle(news)
        messages = [one for one in dict.fromkeys(news()) if isinstance(one, Message)]
        views = [one for one in news() if isinstance(one, View)]
        return Seen(answer, messages, views[-1] if views else None, closed=closed)

    async def _settle(self, news: Callable[[], list[Any]]) -> None:
        """Until something shows, and then until nothing more does for a moment."""
        with suppress(AssertionError):
            await self._team.until(news, self._workspace.patience)
        so_far = 0
        while len(news()) > so_far:
            so_far = len(news())
            await asyncio.sleep(QUIET_SECONDS)

    async def _options(self, view: View, block_id: str, text: str) -> list[JSON]:
        elements = {block["block_id"]: block["element"] for block in view.blocks if block["type"] == "input"}
        assert elements[block_id]["type"] == "external_select", f"{block_id} is not searchable"
        if len(text) < elements[block_id].get("min_query_length", 3):
            return []
        action_id = elements[block_id]["action_id"]
        payload = payloads.suggestion(self._seed, self.account, view, block_id, action_id, text)
        body = (await self._interacts(f"search for {text!r}", payload)).body or {}
        groups = [option for group in body.get("option_groups") or () for option in group["options"]]
        return [*(body.get("options") or ()), *groups]

    async def _changes(self, method: str, arguments: JSON) -> None:
        """An acknowledgement that changes the screen: what Slack itself then does."""
        problems = block_problems(arguments["view"])
        self._workspace.shim.watch.problems += [f"acknowledged {method}: {problem}" for problem in problems]
        answer = await self._team.sure(method, arguments)
        self._team.show(method, self.id, answer["view"])

    async def _posts(self, text: str, channel: str, thread: str) -> Message:
        place = self._place(channel)[0]
        arguments = {"channel": place, "text": text} | ({"thread_ts": thread} if thread else {})
        answer = await self._team.upstream.sure("chat.postMessage", arguments, self.account.token)
        return Message(place, answer["message"])

    async def _tells(self, message: Message) -> None:
        known = self._team.channel(message.channel)
        kind = "im" if known is None else "group" if known.is_private else "channel"
        await self._workspace.event(payloads.written(self._seed, self.account, message, kind))
