"""Buttons: in a message, in a window or in Home. What is answered shows where the person clicked."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from adapters.common.after import Afterwards
from adapters.common.shapes import Malformed, Payload, part, parts, text
from adapters.slack import inbound
from adapters.slack.api import SlackApi
from adapters.slack.outbound import SlackChat
from adapters.slack.pictures import Charts
from adapters.slack.render import message
from adapters.slack.speakers import Speaker
from adapters.slack.windows import Trigger, Windows, code_of
from bot.domain.chart import checkins_pictured
from bot.errors import ChatError, Rejected
from bot.intake import opens_form
from bot.messages import PageAsked, Pressed
from bot.notices import doors
from bot.notices.parts import Notice
from bot.notices.paths import page_of
from bot.ports import Door, Sent
from bot.replies import Asked, Replaced, Reply, Told

Json = dict[str, Any]
Renew = Callable[[Speaker], Coroutine[Any, Any, None]]


class Clicks:
    """``renew`` brings the person's Home up to date."""

    def __init__(
        self,
        door: Door,
        api: SlackApi,
        windows: Windows,
        chat: SlackChat,
        charts: Charts,
        afterwards: Afterwards,
        renew: Renew,
    ) -> None:
        self._door = door
        self._api = api
        self._windows = windows
        self._chat = chat
        self._charts = charts
        self._afterwards = afterwards
        self._renew = renew

    async def clicked(self, payload: Payload, speaker: Speaker) -> None:
        """Do what the button says. Choices inside a form are no clicks: they come with the form."""
        actions = parts(payload, "actions")
        if not actions:
            raise Malformed("no_actions")
        action = actions[0]
        if pressed := inbound.pressed(action, speaker.by):
            await self._pressed(payload, speaker, pressed)
        elif (path := inbound.page_of(action)) is not None:
            await self._page(payload, speaker, path)
        elif (client := inbound.chart_of(action)) is not None:
            self._afterwards.start(self._chart(payload, speaker, client), "slack.chart")

    async def _pressed(self, payload: Payload, speaker: Speaker, pressed: Pressed) -> None:
        trigger = trigger_of(payload, speaker)
        if opens_form(pressed):
            left = await self._windows.ask(trigger, speaker.by, speaker.say, self._door.answer(pressed))
        else:
            reply = await self._door.answer(pressed)
            if not isinstance(reply, Asked):
                await self._show(payload, speaker, reply)
                return
            left = await self._windows.show(trigger, speaker.by, speaker.say, reply)
        if left is None:
            return
        if left.kind == "door.form_failed" and trigger.stacked:
            # What the window shows stays: it may be a letter.
            self._afterwards.start(self._privately(speaker, left), "slack.show_in_chat")
        else:
            await self._show(payload, speaker, Told(left))

    async def _page(self, payload: Payload, speaker: Speaker, path: str) -> None:
        """Our own pages open as windows; Home is renewed where it is."""
        page = await self._door.page(PageAsked(speaker.by, *page_of(path)))
        if isinstance(page, Told):
            await self._show(payload, speaker, page)
            return
        try:
            await self._windows.tell(trigger_of(payload, speaker), speaker.say, page)
        except ChatError as error:
            await self._show(payload, speaker, Told(doors.form_failed(speaker.say, code_of(error))))

    async def _show(self, payload: Payload, speaker: Speaker, reply: Reply) -> None:
        """In the message's place, in the window, or for a click in Home in a window of its own."""
        assert isinstance(reply, Told | Replaced)
        view = part(payload, "view")
        if text(view, "type") == "modal":
            shown = self._windows.replace(speaker.token, text(view, "id"), speaker.say, reply.notice)
            self._afterwards.start(shown, "slack.show_in_window")
        elif text(view, "type") == "home":
            await self._in_home(payload, speaker, reply.notice)
        else:
            self._afterwards.start(self._in_message(payload, speaker, reply), "slack.show_in_message")
        self._afterwards.start(self._renew(speaker), "slack.renew_home")

    async def _in_home(self, payload: Payload, speaker: Speaker, notice: Notice) -> None:
        try:
            await self._windows.tell(trigger_of(payload, speaker), speaker.say, notice)
        except ChatError:
            self._afterwards.start(self._privately(speaker, notice), "slack.show_in_chat")

    async def _in_message(self, payload: Payload, speaker: Speaker, reply: Told | Replaced) -> None:
        """By the click's ``response_url``: private to the person, also where others can read the channel."""
        url = text(payload, "response_url")
        replaces = isinstance(reply, Replaced)
        kept = part(payload, "container").get("is_ephemeral") is not True
        shown = message(reply.notice, charts="thread" if replaces and kept else "button")
        body: Json = {**shown, "response_type": "ephemeral", "replace_original": replaces}
        try:
            if not url:
                raise Rejected("no_response_url")
            await self._api.post(url, body)
        except ChatError:
            # Used up, too old, not Slack's, or not answered: the words go where the person finds them.
            await self._privately(speaker, reply.notice)

    async def _privately(self, speaker: Speaker, notice: Notice) -> None:
        await self._chat.send(speaker.by.who, notice, key=speaker.by.key)

    async def _chart(self, payload: Payload, speaker: Speaker, client: str) -> None:
        """Into the thread of the message in the person's chat with the bot, else into that chat."""
        if text(part(payload, "view"), "type") == "modal":
            await self._in_window(payload, speaker, self._charted(payload, speaker, client))
            return
        answer = await self._charted(payload, speaker, client)
        if text(payload, "response_url"):
            await self._in_message(payload, speaker, answer)

    async def _charted(self, payload: Payload, speaker: Speaker, client: str) -> Told:
        try:
            place = await self._place(payload, speaker)
            title = doors.trend(speaker.say)
            if checkins_pictured(client) is None:
                page = await self._door.page(PageAsked(speaker.by, "client", client))
                if isinstance(page, Told):
                    return page
                title = doors.chart(speaker.say, page.title)
            refused = await self._charts.put(speaker.by, client, title, place)
            return refused or Told(doors.chart_sent(speaker.say))
        except ChatError as error:
            return Told(doors.chart_failed(speaker.say, code_of(error)))

    async def _in_window(self, payload: Payload, speaker: Speaker, answer: Awaitable[Told]) -> None:
        """On top of the window in which the person clicked, whose content stays."""
        trigger = trigger_of(payload, speaker)
        left = await self._windows.ask(trigger, speaker.by, speaker.say, answer)
        if left is None:
            return
        try:
            await self._windows.tell(trigger, speaker.say, left)
        except ChatError:
            await self._privately(speaker, left)

    async def _place(self, payload: Payload, speaker: Speaker) -> Sent:
        chat = await self._chat.chat_of(speaker.token, speaker.by.who)
        container = part(payload, "container")
        own = text(container, "channel_id") == chat and container.get("is_ephemeral") is not True
        return Sent(f"{speaker.by.who.workspace}/{chat}", text(container, "message_ts") if own else "")


def trigger_of(payload: Payload, speaker: Speaker) -> Trigger:
    """From a window with a notice the next one takes its place: Slack stacks three at most."""
    view = part(payload, "view")
    stacked = text(view, "type") == "modal"
    replaces = text(view, "id") if stacked and text(view, "callback_id") == "notice" else ""
    return Trigger(text(payload, "trigger_id"), speaker.token, stacked, replaces)
