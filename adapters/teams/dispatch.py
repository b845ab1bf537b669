"""Which activity goes where: one table for all that Teams sends."""

from collections.abc import Awaitable, Callable
from typing import Any

from adapters.common.after import Afterwards
from adapters.common.shapes import Malformed, text
from adapters.teams import inbound
from adapters.teams.clicks import Clicks, is_click
from adapters.teams.commands import Commands
from adapters.teams.news import News
from adapters.teams.outbound import Sender
from adapters.teams.overheard import Overheard
from adapters.teams.people import People
from adapters.teams.pictures import Charts
from adapters.teams.showing import Showing
from adapters.teams.speakers import Speakers
from adapters.teams.windows import Windows
from bot.errors import StoreFailed
from bot.ports import Clock, Door, Log
from bot.voice import Voices

Json = dict[str, Any]


class Dispatch:
    """What becomes of a verified activity (``app.Taking``)."""

    def __init__(
        self,
        *,
        door: Door,
        sender: Sender,
        afterwards: Afterwards,
        voices: Voices,
        language: str,
        clock: Clock,
        log: Log,
    ) -> None:
        people = People(sender, clock)
        speakers, windows = Speakers(people, voices, language), Windows(Charts(door))
        self._people = people
        showing = Showing(door, sender, windows, afterwards)
        self._commands = Commands(door, speakers, windows, showing)
        self._clicks = Clicks(door, speakers, windows, showing)
        self._news = News(door, sender, speakers, people, log)
        self._overheard = Overheard(door, people, log)
        self._invokes: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "adaptiveCard/action": self._clicks.executed,
            "application/search": self._commands.sought,
            "composeExtension/fetchTask": self._commands.flag_message,
            "composeExtension/submitAction": self._clicks.in_window,
            "task/fetch": self._clicks.in_window,
            "task/submit": self._clicks.in_window,
        }

    async def take(self, activity: Json) -> Json | None:
        """The body with which an invoke is answered; None for anything else. Returns after the commit.

        Raises ``Malformed``, also for an invoke that nobody listens to, and ``NotRecorded`` where Teams has to tell it
        again (``NotHeard``, where nobody waits for a word about it).
        """
        match text(activity, "type"):
            case "invoke":
                return await self._invoked(activity)
            case "message" if inbound.is_from_somebody(activity):
                await self._said(activity)
            case "messageUpdate" if inbound.is_from_somebody(activity):
                await self._overheard.changed(activity)
            case "messageDelete":
                await self._overheard.deleted(activity)
            case "installationUpdate" if inbound.is_from_somebody(activity):
                _kept(await self._news.installed(activity))
            case "conversationUpdate":
                _kept(await self._news.joined(activity))
        return None

    async def close(self) -> None:
        await self._people.close()

    async def _said(self, activity: Json) -> None:
        if is_click(activity):
            await self._clicks.in_message(activity)
        elif line := inbound.line_of(activity):
            await self._commands.typed(activity, line)
        else:
            await self._overheard.said(activity)

    async def _invoked(self, activity: Json) -> Json:
        invoked = self._invokes.get(text(activity, "name"))
        if invoked is None:
            raise Malformed("unknown_invoke")
        return await invoked(activity)


def _kept(kept: bool) -> None:
    if not kept:
        raise StoreFailed
