"""Slack's modal windows: opened within the three seconds that a trigger lives, whatever the record does meanwhile."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from adapters.slack.api import SlackApi
from adapters.slack.tokens import Token
from adapters.slack.views import form_view, notice_view, page_view
from bot.errors import ChatError, Rejected
from bot.messages import From
from bot.notices import doors
from bot.notices.parts import Notice, Page
from bot.replies import Asked, Reply
from bot.voice import Voice

PATIENCE_SECONDS = 0.7
TRIGGER_SECONDS = 2.0
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What lets a window open: Slack's trigger; whether it opens on top of another one, or in the place of one."""

    id: str
    token: Token
    stacked: bool = False
    replaces: str = ""


class Windows:
    """Whatever a person is to see in a window. The voice is the one in which the person is spoken to."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def ask(self, trigger: Trigger, by: From, say: Voice, answer: Awaitable[Reply]) -> Notice | None:
        """Open the window for an answer that is most likely a form.

        Where the core is slow, a window that says so opens first and is filled when the answer comes: the trigger would
        be gone by then. Gives back what could not be shown in a window.
        """
        asked = asyncio.ensure_future(answer)
        done, _ = await asyncio.wait({asked}, timeout=PATIENCE_SECONDS)
        if done:
            return await self.show(trigger, by, say, asked.result())
        try:
            view = await self._open(trigger, notice_view(doors.moment(say), close=doors.close(say)))
        except ChatError as error:
            reply = await asked
            return reply.notice if not isinstance(reply, Asked) else doors.form_failed(say, code_of(error))
        return await self._fill(trigger.token, view, by, say, await asked)

    async def show(self, trigger: Trigger, by: From, say: Voice, reply: Reply) -> Notice | None:
        """A form opens; a notice is given back, for the place that the person came from. Never raises."""
        if not isinstance(reply, Asked):
            return reply.notice
        try:
            await self._open(trigger, view_of(reply, by, say))
        except ChatError as error:
            return doors.form_failed(say, code_of(error))
        return None

    async def tell(self, trigger: Trigger, say: Voice, shown: Notice | Page) -> None:
        """A notice or page in a window, where there is no better place for it. Raises ``ChatError``."""
        close = doors.close(say)
        view = page_view(shown, close=close) if isinstance(shown, Page) else notice_view(shown, close=close)
        await self._open(trigger, view)

    async def replace(self, token: Token, view: str, say: Voice, notice: Notice) -> None:
        """An open window shows this from now on. Raises ``ChatError``."""
        shown = notice_view(notice, close=doors.close(say))
        await self._api.call("views.update", token.value, {"view_id": view, "view": shown})

    async def home(self, token: Token, user: str, view: Json) -> None:
        """Raises ``ChatError``."""
        await self._api.call("views.publish", token.value, {"user_id": user, "view": view})

    async def _fill(self, token: Token, view: str, by: From, say: Voice, reply: Reply) -> Notice | None:
        shown = view_of(reply, by, say)
        try:
            await self._api.call("views.update", token.value, {"view_id": view, "view": shown})
        except ChatError as error:
            return doors.form_failed(say, code_of(error)) if isinstance(reply, Asked) else reply.notice
        return None

    async def _open(self, trigger: Trigger, view: Json) -> str:
        method = "views.push" if trigger.stacked else "views.open"
        arguments: Json = {"trigger_id": trigger.id, "view": view}
        if trigger.replaces:
            method, arguments = "views.update", {"view_id": trigger.replaces, "view": view}
        answer = await self._api.call(method, trigger.token.value, arguments, TRIGGER_SECONDS)
        opened = answer.get("view")
        id = opened.get("id") if isinstance(opened, dict) else None
        return id if isinstance(id, str) else ""


def view_of(reply: Reply, by: From, say: Voice) -> Json:
    """A window for any reply. The form remembers the channel in which it was opened."""
    if isinstance(reply, Asked):
        channel = by.channel.channel if by.channel else ""
        return form_view(reply.form, workspace=by.who.workspace, channel=channel)
    return notice_view(reply.notice, close=doors.close(say))


def code_of(error: ChatError) -> str:
    """For words about a failure: the platform's own code where it gave one."""
    return error.reason if isinstance(error, Rejected) else error.code
