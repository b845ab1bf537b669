"""After the acknowledgement: an answer goes to the 1:1 chat of whoever asked, or into the place of a card there.

Who reads along in a channel or a group chat is not ours to know, so nothing is answered there (docs/adr/0022).
"""

from collections.abc import Coroutine
from typing import Any

from adapters.common.after import Afterwards
from adapters.common.shapes import Payload, text
from adapters.teams import inbound
from adapters.teams.outbound import NOT_INSTALLED, Sender
from adapters.teams.references import place_in
from adapters.teams.render import message
from adapters.teams.speakers import Speaker
from adapters.teams.windows import Place, Shown, Windows
from bot.errors import ChatError, Rejected
from bot.messages import ReceiptWanted
from bot.notices import doors
from bot.ports import Door
from bot.replies import Told

Json = dict[str, Any]


class Showing:
    """What was recorded and could not be confirmed is confirmed by a delivery, whenever Teams answers again."""

    def __init__(self, door: Door, sender: Sender, windows: Windows, afterwards: Afterwards) -> None:
        self._door = door
        self._sender = sender
        self._windows = windows
        self._afterwards = afterwards

    async def answer(self, activity: Payload, speaker: Speaker, shown: Shown, place: Place) -> None:
        """As a message, drawn when it is sent."""
        await self._soon(self._sent(activity, speaker, shown, place), speaker, shown, "teams.answer")

    async def put(self, activity: Payload, speaker: Speaker, shown: Shown, drawn: Json) -> None:
        """In the place of the card that was clicked, drawn already."""
        await self._soon(self._replaced(activity, drawn), speaker, shown, "teams.show_in_message")

    async def _soon(self, work: Coroutine[Any, Any, None], speaker: Speaker, shown: Shown, what: str) -> None:
        if not self._afterwards.start(self._surely(work, speaker, shown), what):
            work.close()
            await self._confirmed_later(speaker, shown)

    async def _surely(self, work: Coroutine[Any, Any, None], speaker: Speaker, shown: Shown) -> None:
        try:
            await work
        except ChatError:
            await self._confirmed_later(speaker, shown)
            raise

    async def _confirmed_later(self, speaker: Speaker, shown: Shown) -> None:
        if isinstance(shown, Told) and shown.recorded:
            await self._door.heard(ReceiptWanted(speaker.by, shown.recorded))

    async def _sent(self, activity: Payload, speaker: Speaker, shown: Shown, place: Place) -> None:
        drawn = await self._windows.message(shown, speaker, place)
        if inbound.is_personal(activity):
            await self._sender.answer(dict(activity), drawn)
        else:
            await self._privately(activity, speaker, drawn)

    async def _replaced(self, activity: Payload, drawn: Json) -> None:
        card = text(activity, "replyToId")
        if card:
            await self._sender.update(place_in(dict(activity)), card, drawn)
        elif text(activity, "type") == "message":
            await self._sender.answer(dict(activity), drawn)

    async def _privately(self, activity: Payload, speaker: Speaker, drawn: Json) -> None:
        """To somebody of the firm who does not have the app, that much is said where they wrote."""
        try:
            await self._sender.privately(speaker.by.who, drawn)
        except Rejected as refused:
            if refused.reason == NOT_INSTALLED and speaker.by.external is False:
                said = message(doors.no_private_chat(speaker.say), say=speaker.say)
                await self._sender.answer(dict(activity), said)
            raise
