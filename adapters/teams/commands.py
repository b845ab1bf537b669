"""Commands, the message action and the client chooser: what a person types or looks for, and what they read.

Answers go to the 1:1 chat, wherever something was typed: who reads along in a channel or a group chat is not ours to
know.
"""

from typing import Any

from adapters.common.after import Afterwards
from adapters.common.shapes import Payload
from adapters.teams import inbound, views
from adapters.teams.outbound import NOT_INSTALLED, Sender
from adapters.teams.render import message
from adapters.teams.speakers import Speaker, Speakers
from adapters.teams.windows import Place, Shown, Windows, with_hint
from bot.errors import ChatError, Rejected
from bot.intake import binds_channel
from bot.messages import ClientsSought, PageAsked, Pressed, ReceiptWanted
from bot.notices import doors
from bot.ports import Door
from bot.replies import Told

Json = dict[str, Any]
WORDS_LIMIT = 200


class Commands:
    def __init__(
        self, door: Door, sender: Sender, speakers: Speakers, windows: Windows, afterwards: Afterwards
    ) -> None:
        self._door = door
        self._sender = sender
        self._speakers = speakers
        self._windows = windows
        self._afterwards = afterwards

    async def typed(self, activity: Payload) -> None:
        """After the commit it is acknowledged; the confirmation follows as a message."""
        line = inbound.line_of(activity)
        if line is None:
            return
        speaker = await self._speakers.of(activity)
        shown: Shown
        if line.command == inbound.HOME:
            shown = await self._door.page(PageAsked(speaker.by, "home"))
        else:
            if binds_channel(line.typed(speaker.by)):
                speaker = await self._speakers.seen_in_channel(activity, speaker)
            shown = await self._door.answer(line.typed(speaker.by))
        if line.rest and line.command != "help" and not inbound.is_personal(activity):
            shown = with_hint(shown, doors.typed_openly(speaker.say))
        if not self._afterwards.start(self._answered(activity, speaker, shown), "teams.answer"):
            await self._confirmed_later(speaker, shown)

    async def flag_message(self, activity: Payload) -> Json:
        """ "Flag this message", or the same form from anywhere else: ``composeExtension/fetchTask``."""
        speaker = await self._speakers.of(activity, fleeting=True)
        wanted = inbound.flagged(activity, speaker.by) or Pressed(speaker.by, "flag.open")
        return await self._windows.window(await self._door.answer(wanted), speaker, _place(activity, speaker))

    async def sought(self, activity: Payload) -> Json:
        """``application/search``: the client chooser."""
        dataset, words = inbound.sought(activity)
        if dataset not in (views.CLIENTS, views.LED_CLIENTS):
            return views.found(())
        speaker = await self._speakers.of(activity)
        asked = ClientsSought(speaker.by, words[:WORDS_LIMIT], led=dataset == views.LED_CLIENTS)
        return views.found(await self._door.clients(asked))

    async def _answered(self, activity: Payload, speaker: Speaker, shown: Shown) -> None:
        """What was recorded and could not be confirmed is confirmed by a delivery, whenever Teams answers again."""
        try:
            sent = await self._windows.message(shown, speaker, _place(activity, speaker))
            if inbound.is_personal(activity):
                await self._sender.answer(dict(activity), sent)
            else:
                await self._privately(activity, speaker, sent)
        except ChatError:
            await self._confirmed_later(speaker, shown)
            raise

    async def _confirmed_later(self, speaker: Speaker, shown: Shown) -> None:
        if isinstance(shown, Told) and shown.recorded:
            await self._door.heard(ReceiptWanted(speaker.by, shown.recorded))

    async def _privately(self, activity: Payload, speaker: Speaker, sent: Json) -> None:
        """To somebody of the firm who does not have the app, that much is said where they wrote."""
        try:
            await self._sender.privately(speaker.by.who, sent)
        except Rejected as refused:
            if refused.reason != NOT_INSTALLED or speaker.by.external is not False:
                raise
            await self._sender.answer(dict(activity), message(doors.no_private_chat(speaker.say), say=speaker.say))
            raise


def _place(activity: Payload, speaker: Speaker) -> Place:
    channel = speaker.by.channel
    return Place(inbound.root_of(activity), channel.channel if channel else "")
