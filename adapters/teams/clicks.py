"""Buttons and forms: on a card in a chat, or in a window. What is answered shows where the person clicked.

A card in the 1:1 chat changes for whoever clicked by the answer itself, and for all their devices by an edit that
follows. A client without windows sends as a message what would have opened one: then the form comes as a card.
"""

from dataclasses import dataclass, replace
from typing import Any

from adapters.common.shapes import Malformed, Payload, part, text
from adapters.teams import inbound
from adapters.teams.answers import failed
from adapters.teams.buttons import OWN
from adapters.teams.showing import Showing
from adapters.teams.speakers import Speaker, Speakers
from adapters.teams.windows import Place, Shown, Windows, card_in, title_of, with_words
from bot.intake import asks_who_reads
from bot.messages import PageAsked
from bot.notices import doors
from bot.notices.parts import Page, Paragraph, plain
from bot.notices.paths import page_of
from bot.ports import Door
from bot.replies import Asked, Replaced, Told

Json = dict[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"
WORDS = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True)
class Done:
    """What is shown, and the form's place. ``typed``: the values of the form that was sent; None for a button."""

    shown: Shown
    place: Place
    typed: dict[str, str] | None = None

    @property
    def takes_the_place(self) -> bool:
        """Of the card on which it was clicked."""
        return isinstance(self.shown, Replaced) or self.typed is not None

    @property
    def is_refused_form(self) -> bool:
        """Something that belongs to no field of it: what was typed has to stay."""
        told = isinstance(self.shown, Told) and self.shown.notice.kind.startswith("error.")
        return told and self.typed is not None


class Clicks:
    def __init__(self, door: Door, speakers: Speakers, windows: Windows, showing: Showing) -> None:
        self._door = door
        self._speakers = speakers
        self._windows = windows
        self._showing = showing

    # --- In three places ---

    async def executed(self, activity: Payload) -> Json:
        """``adaptiveCard/action``."""
        speaker = await self._speakers.of(activity)
        done = await self._done(activity, speaker)
        if done.is_refused_form:
            return failed("Refused", _words(done.shown), 400)
        if not (done.takes_the_place and inbound.is_personal(activity)):
            await self._showing.answer(activity, speaker, done.shown, done.place)
            return {"statusCode": 200, "type": WORDS, "value": plain(title_of(done.shown))}
        drawn = await self._windows.message(done.shown, speaker, done.place)
        await self._showing.put(activity, speaker, done.shown, drawn)
        return {"statusCode": 200, "type": CARD, "value": card_in(drawn)}

    async def in_window(self, activity: Payload) -> Json:
        """``task/fetch``, ``task/submit`` and ``composeExtension/submitAction``: whatever is answered is a window."""
        speaker = await self._speakers.of(activity, fleeting=True)
        done = await self._done(activity, speaker)
        shown = done.shown
        if done.is_refused_form and isinstance(shown, Told):
            shown = Told(with_words(shown.notice, done.typed or {}))
        return await self._windows.window(shown, speaker, done.place)

    async def in_message(self, activity: Payload) -> None:
        """A button or form that a client sends as a message, having no windows."""
        speaker = await self._speakers.of(activity)
        done = await self._done(activity, speaker)
        if done.takes_the_place and not done.is_refused_form and inbound.is_personal(activity):
            drawn = await self._windows.message(done.shown, speaker, done.place)
            await self._showing.put(activity, speaker, done.shown, drawn)
        else:
            await self._showing.answer(activity, speaker, done.shown, done.place)

    # --- One act ---

    async def _done(self, activity: Payload, speaker: Speaker) -> Done:
        """Do what the button or form says. Raises ``Malformed`` for one that is none of ours."""
        data = inbound.data_of(activity)
        own = inbound.own_of(data)
        opened = Place(inbound.root_of(activity), _channel(speaker))
        if pressed := inbound.pressed(own, speaker.by):
            return Done(await self._door.answer(pressed), opened)
        if path := inbound.page_of(own):
            return Done(await self._page(speaker, path), opened)
        if inbound.is_cancelled(own):
            return Done(Told(doors.closed(speaker.say)), opened, {})
        if sent := inbound.submitted(data, own, speaker.by):
            if asks_who_reads(sent):
                sent = replace(sent, by=await self._speakers.seen_in_channel(activity, sent.by))
            reply = await self._door.answer(await self._speakers.with_people(activity, sent))
            stays = Place(text(own, "root") or opened.root, text(own, "channel"))
            return Done(reply, stays, dict(sent.values))
        raise Malformed("not_ours")

    async def _page(self, speaker: Speaker, path: str) -> Page | Told:
        """Our own pages open where they are asked for."""
        return await self._door.page(PageAsked(speaker.by, *page_of(path)))


def _channel(speaker: Speaker) -> str:
    return speaker.by.channel.channel if speaker.by.channel else ""


def _words(shown: Shown) -> str:
    """Title and paragraphs, where only words can be shown."""
    paragraphs = () if isinstance(shown, Asked | Page) else shown.notice.blocks
    return "\n\n".join([plain(title_of(shown)), *(plain(one.text) for one in paragraphs if isinstance(one, Paragraph))])


def is_click(activity: Payload) -> bool:
    """Whether a message is what a client sends for a button or form of ours."""
    return isinstance(activity.get("value"), dict) and OWN in part(activity, "value")
