"""What people say to each other, told to the core where it listens: said, edited, deleted."""

from dataclasses import dataclass, replace

from adapters.practice import inbound
from adapters.practice.board import Board
from adapters.practice.log import Entry
from bot.messages import MessageGone, MessageHeard
from bot.ports import Door


@dataclass(frozen=True, slots=True)
class Overheard:
    door: Door
    board: Board

    async def opening(self) -> None:
        """What had been said before the newcomer came."""
        for entry in await self.board.open_house():
            await self.said(entry)

    async def said(self, entry: Entry) -> None:
        """Something new, or, from its second version on, something that was edited; where nobody listens (any more)
        the former words are gone then, and the new ones stay unread.
        """
        workspace = self.board.workspace
        author, channel = workspace.persona(entry.author), workspace.channel(entry.place)
        if author is None or channel is None:
            return
        where = workspace.channel_ref(channel.id)
        key = f"practice:message:{entry.id}:{entry.version}"
        if not self.door.listens(where):
            if entry.version > 1:
                await self.door.heard(MessageGone(key, where, str(entry.id)))
            return
        # What somebody says among colleagues tells nothing of the language chosen for Signpost: that one stays.
        by = replace(inbound.sender(workspace, author, key=key, channel=where), language=None)
        await self.door.heard(
            MessageHeard(
                by=by,
                channel=where,
                message=str(entry.id),
                text=str(entry.body["text"]),
                link=inbound.link_to(workspace, entry),
                edited=entry.version > 1,
                whispers=True,
            )
        )

    async def deleted(self, entry: Entry) -> None:
        workspace = self.board.workspace
        if workspace.channel(entry.place):
            key = f"practice:deleted:{entry.id}"
            await self.door.heard(MessageGone(key, workspace.channel_ref(entry.place), str(entry.id)))
