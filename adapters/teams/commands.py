"""Commands, the message action and the client chooser: what a person types or looks for, and what they read."""

from dataclasses import replace
from typing import Any

from adapters.common.shapes import Payload
from adapters.teams import inbound, views
from adapters.teams.showing import Showing
from adapters.teams.speakers import Speaker, Speakers
from adapters.teams.windows import Place, Shown, Windows, with_hint
from bot.intake import LISTENING, asks_who_reads
from bot.messages import ClientsSought, PageAsked, Pressed
from bot.notices import doors
from bot.ports import Door
from bot.wording import HELP_WORDS, MINE_WORDS, PRIVACY_WORDS

Json = dict[str, Any]
WORDS_LIMIT = 200
GREETING_WORDS = 2


class Commands:
    def __init__(self, door: Door, speakers: Speakers, windows: Windows, showing: Showing) -> None:
        self._door = door
        self._speakers = speakers
        self._windows = windows
        self._showing = showing

    async def typed(self, activity: Payload, line: inbound.Line) -> None:
        """After the commit it is acknowledged; the confirmation follows as a message."""
        speaker = await self._speakers.of(activity)
        shown: Shown
        if line.command == inbound.HOME:
            shown = await self._door.page(PageAsked(speaker.by, "home"))
        else:
            if asks_who_reads(line.typed(speaker.by)):
                by = await self._speakers.seen_in_channel(activity, speaker.by)
                # What cannot be looked at can be bound all the same: that reads nothing.
                speaker = replace(speaker, by=replace(by, unseen=by.unseen and _is_about_listening(line)))
            shown = await self._door.answer(line.typed(speaker.by))
        if line.command == "help" and _tells(line):
            shown = with_hint(shown, doors.not_understood(speaker.say))
        if _tells(line) and not inbound.is_personal(activity):
            shown = with_hint(shown, doors.typed_openly(speaker.say))
        await self._showing.answer(activity, speaker, shown, _place(activity, speaker))

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


def _tells(line: inbound.Line) -> bool:
    """Whether more was typed than a command's name, a word that asks for a page, or a greeting."""
    if line.command == "help":
        return len(line.rest.split()) > GREETING_WORDS
    if _is_about_listening(line):
        return False
    return line.rest != "" and line.rest.lower() not in (*HELP_WORDS, *PRIVACY_WORDS, *MINE_WORDS)


def _is_about_listening(line: inbound.Line) -> bool:
    return line.command == "client-setup" and line.rest.lower() in LISTENING


def _place(activity: Payload, speaker: Speaker) -> Place:
    channel = speaker.by.channel
    return Place(inbound.root_of(activity), channel.channel if channel else "")
