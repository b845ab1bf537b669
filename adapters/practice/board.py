"""The workspace's messages, as one place: kept in the log, told to the open pages.

The log's rows are the truth; the hub only says that something has changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.practice.hub import Hub
from adapters.practice.log import ChatLog, Entry
from adapters.practice.render import Json, fit, notice_json
from adapters.practice.workspace import Workspace, direct
from bot.notices.parts import Notice
from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Board:
    log: ChatLog
    hub: Hub
    workspace: Workspace
    clock: Clock

    async def say(self, author: str, place: str, text: str, key: str | None = None) -> Entry:
        """Ordinary chat: everybody in the place sees it."""
        entry, new = await self.log.add(
            place=place, author=author, at=self.clock.now(), body={"text": fit(text)}, key=key
        )
        if new:
            await self.log.look(author, place, entry.id)
            await self._told(entry)
        return entry

    async def reword(self, message: int, text: str) -> Entry | None:
        """Its author writes something else instead; None when there is no such message."""
        entry = await self.log.replace(message, {"text": fit(text)})
        if entry is not None:
            await self._told(entry)
        return entry

    async def take_back(self, entry: Entry) -> None:
        """Nobody sees it any more."""
        await self.log.delete(entry.id)
        self.hub.publish("gone", {"id": entry.id, "place": entry.place}, to=self._audience(entry))

    async def notify(self, persona: str, notice: Notice, key: str) -> Entry:
        """A message from Signpost into somebody's direct messages; the same key twice is one message."""
        entry, new = await self.log.add(
            place=direct(persona), author="", at=self.clock.now(), body={"notice": notice_json(notice)}, key=key
        )
        if new:
            await self._told(entry)
        return entry

    async def post(self, place: str, notice: Notice, key: str, only_for: str | None = None) -> Entry:
        """Something from Signpost in a channel: for everybody there, or for one persona alone."""
        entry, new = await self.log.add(
            place=place,
            author="",
            at=self.clock.now(),
            body={"notice": notice_json(notice)},
            key=key,
            only_for=only_for,
        )
        if new:
            await self._told(entry)
        return entry

    async def answer(self, persona: str, place: str, notice: Notice, key: str | None, typed: str = "") -> Entry:
        """A private answer in a place; ``typed`` is the line that it answers."""
        body = {"notice": notice_json(notice), "answer": True, "typed": fit(typed)}
        entry, new = await self.log.add(
            place=place, author="", at=self.clock.now(), body=body, key=key, only_for=persona
        )
        if new:
            await self._told(entry)
        return entry

    async def replace(self, message: int, notice: Notice) -> Entry | None:
        """The message shows this from now on; None when there is no such message."""
        old = await self.log.by_id(message)
        if old is None or "notice" not in old.body:
            return None
        entry = await self.log.replace(message, {**old.body, "notice": notice_json(notice)})
        if entry is not None:
            await self._told(entry)
        return entry

    async def look(self, persona: str, place: str, message: int) -> None:
        """The persona has read the place so far."""
        await self.log.look(persona, place, message)
        await self._tell_unread(persona, place)

    async def open_house(self) -> Sequence[Entry]:
        """Post the first conversation where the log is empty; what was posted."""
        if not await self.log.is_empty():
            return ()
        now, posted = self.clock.now(), []
        for line in sorted(self.workspace.opening, key=lambda line: line.ago, reverse=True):
            body = {"text": fit(line.text)}
            entry, _ = await self.log.add(place=line.channel, author=line.author, at=now - line.ago, body=body)
            posted.append(entry)
            for persona in self.workspace.personas:
                await self.log.look(persona.id, line.channel, entry.id)
        return posted

    async def state(self, persona: str) -> Json:
        """Everything that a persona's page shows."""
        places = [direct(persona), *(channel.id for channel in self.workspace.channels_of(persona))]
        return {
            "now": self.local(self.clock.now()),
            "messages": {place: [self.written(e) for e in await self.log.latest(persona, place)] for place in places},
            "unread": {place: await self.log.unread(persona, place) for place in places},
            "waiting": {p.id: await self.log.unread(p.id, direct(p.id)) for p in self.workspace.personas},
        }

    def written(self, entry: Entry) -> Json:
        """A message as the page's script reads it."""
        return {
            "id": entry.id,
            "place": entry.place,
            "author": entry.author,
            "private": entry.only_for is not None,
            "at": self.local(entry.at),
            "version": entry.version,
            **entry.body,
        }

    def local(self, moment: datetime) -> str:
        """Wall-clock time of the workspace, so that the browser's own zone plays no part."""
        return moment.astimezone(self.workspace.zone).strftime("%Y-%m-%dT%H:%M")

    def unsaved(self, persona: str, place: str, notice: Notice, typed: str = "", *, wished: bool = False) -> Json:
        """An answer that the log could not keep (disk full), or is not to keep (``wished``): shown all the same, gone
        after a reload."""
        body: Mapping[str, Any] = {"notice": notice_json(notice), "answer": True, "typed": fit(typed)}
        now = self.clock.now()
        shown = self.written(Entry(id=0, place=place, author="", only_for=persona, at=now, body=body))
        return {**shown, "wished": wished}

    async def _told(self, entry: Entry) -> None:
        audience = self._audience(entry)
        self.hub.publish("message", self.written(entry), to=audience)
        for persona in audience:
            if persona != entry.author and entry.version == 1:
                await self._tell_unread(persona, entry.place)

    async def _tell_unread(self, persona: str, place: str) -> None:
        """Everybody sees who has direct messages waiting; channel counts are the persona's own."""
        count = await self.log.unread(persona, place)
        everybody = place == direct(persona)
        data = {"persona": persona, "place": place, "count": count}
        self.hub.publish("unread", data, to=None if everybody else [persona])

    def _audience(self, entry: Entry) -> Sequence[str]:
        if entry.only_for is not None:
            return [entry.only_for]
        if entry.place.startswith("@"):
            return [entry.place[1:]]
        members = [p.id for p in self.workspace.personas]
        return [p for p in members if any(c.id == entry.place for c in self.workspace.channels_of(p))]
