"""Slash commands, shortcuts, forms and the client chooser: what a person does, and the acknowledgement they read.

Everything here returns the body of Slack's 200 (Socket Mode: the ack's payload); None is an empty one.
"""

from dataclasses import replace
from typing import Any

from adapters.common.after import Afterwards
from adapters.common.shapes import Malformed, Payload, fit, part, parts, text
from adapters.slack import inbound, views
from adapters.slack.api import SlackApi
from adapters.slack.clicks import Renew, trigger_of
from adapters.slack.manifest import FLAG_MESSAGE
from adapters.slack.outbound import SlackChat
from adapters.slack.render import message
from adapters.slack.speakers import Speaker, Speakers
from adapters.slack.windows import Windows, view_of
from bot.domain.incident import SUMMARY_LIMIT
from bot.errors import ChatError
from bot.intake import asks_who_reads, opens_form, read
from bot.messages import BindChannel, ClientsSought, MessageFlagged, Pressed, Submitted, Typed
from bot.notices import doors
from bot.notices.forms import ABOUT_REPORTS
from bot.notices.parts import Notice, Paragraph, Quote, plain
from bot.ports import Door
from bot.quiet import is_quiet
from bot.replies import Asked, Reply, Told

Json = dict[str, Any]
ERROR_LIMIT = 2_000


class Commands:
    def __init__(
        self,
        door: Door,
        api: SlackApi,
        speakers: Speakers,
        windows: Windows,
        afterwards: Afterwards,
        renew: Renew,
        chat: SlackChat,
    ) -> None:
        self._chat = chat
        self._door = door
        self._api = api
        self._speakers = speakers
        self._windows = windows
        self._afterwards = afterwards
        self._renew = renew

    async def typed(self, payload: Payload, speaker: Speaker) -> Json | None:
        """The confirmation is the body of this 200, never only a later message."""
        names = await self._speakers.names(speaker, text(payload, "text"))
        typed = inbound.typed(payload, speaker.by, names)
        if opens_form(typed):
            answer = self._answer(typed, speaker)
            left = await self._windows.ask(trigger_of(payload, speaker), speaker.by, speaker.say, answer)
        else:
            reply = await self._answer(typed, speaker)
            left = await self._windows.show(trigger_of(payload, speaker), speaker.by, speaker.say, reply)
            if left is None and len(typed.text) > SUMMARY_LIMIT:
                left = doors.too_long(speaker.say, typed.text)
        return None if left is None else ephemeral(_with_words(left, typed.text))

    async def _answer(self, sent: Typed | Submitted, speaker: Speaker) -> Reply:
        """Where it matters who reads along in the channel, Slack is asked first."""
        if asks_who_reads(sent):
            binds = isinstance(sent, Typed) and isinstance(read(sent), BindChannel)
            look = self._speakers.seen_in_channel if binds else self._speakers.seen_with_readers
            sent = replace(sent, by=(await look(speaker)).by)
        return await self._door.answer(sent)

    async def shortcut(self, payload: Payload, speaker: Speaker) -> None:
        """ "Flag this message", or "Flag client incident" from anywhere: the same form."""
        wanted: MessageFlagged | Pressed = Pressed(speaker.by, "flag.open")
        if text(payload, "callback_id") == FLAG_MESSAGE:
            names = await self._speakers.names(speaker, text(part(payload, "message"), "text"))
            wanted = inbound.flagged(payload, speaker.by, names)
        trigger = trigger_of(payload, speaker)
        left = await self._windows.ask(trigger, speaker.by, speaker.say, self._door.answer(wanted))
        if left is not None:
            self._afterwards.start(self._told(payload, speaker, left), "slack.show_shortcut")

    async def submitted(self, payload: Payload, speaker: Speaker) -> Json | None:
        """Errors at their fields keep the window and all that was typed; a confirmation takes the form's place."""
        sent = inbound.submitted(payload, speaker.by, workspace=speaker.by.who.workspace)
        reply = await self._answer(await self._speakers.with_people(speaker, sent), speaker)
        if isinstance(reply, Asked) and (errors := views.errors(reply.form)):
            return {"response_action": "errors", "errors": errors}
        if isinstance(reply, Told) and reply.notice.kind.startswith("error."):
            return at_first_field(payload, reply.notice)
        if not is_quiet():
            self._afterwards.start(self._renew(speaker), "slack.renew_home")
        return {"response_action": "update", "view": view_of(reply, speaker.by, speaker.say)}

    async def sought(self, payload: Payload, speaker: Speaker) -> Json:
        form, words = inbound.sought(payload)
        led = form not in ABOUT_REPORTS
        return views.options(await self._door.clients(ClientsSought(speaker.by, words[:200], led)))

    async def _told(self, payload: Payload, speaker: Speaker, notice: Notice) -> None:
        """A message shortcut has a place to answer in; the global one has none, so a window opens."""
        url = text(payload, "response_url")
        try:
            if url:
                await self._api.post(url, {**ephemeral(notice), "replace_original": False})
            else:
                await self._windows.tell(trigger_of(payload, speaker), speaker.say, notice)
        except ChatError:
            await self._chat.send(speaker.by.who, notice, key=speaker.by.key)


def ephemeral(notice: Notice) -> Json:
    return {"response_type": "ephemeral", **message(notice, charts="button")}


def at_first_field(payload: Payload, notice: Notice) -> Json:
    """What belongs to no field shows at the first one: the window stays, with all that was typed."""
    view = part(payload, "view")
    inputs = [text(block, "block_id") for block in parts(view, "blocks") if text(block, "type") == "input"]
    fields = [*inputs, *part(part(view, "state"), "values")]
    if not fields:
        raise Malformed("no_fields")
    words = " ".join([plain(notice.title), *(plain(b.text) for b in notice.blocks if isinstance(b, Paragraph))])
    return {"response_action": "errors", "errors": {fields[0]: fit(words)[:ERROR_LIMIT]}}


def _with_words(notice: Notice, typed: str) -> Notice:
    """Where the form could not open, what was typed comes back, to be copied."""
    if notice.kind != "door.form_failed" or not typed:
        return notice
    return replace(notice, blocks=(*notice.blocks, Quote(typed, copyable=True)))
