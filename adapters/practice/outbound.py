"""The port ``Chat`` for the practice workspace: direct messages into the platform's own log."""

import sqlite3
from collections.abc import Sequence

from adapters.practice.board import Board
from adapters.practice.workspace import PLATFORM, Persona, Workspace, direct
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import Rejected, Unreachable
from bot.messages import From
from bot.notices.parts import Notice
from bot.ports import Sent


class PracticeChat:
    """Exactly-once for the core: the key is UNIQUE in the log, and ``find`` reads it back."""

    platform = PLATFORM

    def __init__(self, board: Board) -> None:
        self._board = board

    async def send(self, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None) -> Sent:
        """Everything stands in the one chat, there are no threads. Raises ``Rejected("user_not_found")`` for a ref of
        no persona here."""
        persona = self._persona(person)
        try:
            entry = await self._board.notify(persona, notice, _key(key))
        except sqlite3.Error as error:
            raise Unreachable(type(error).__name__) from error
        return Sent(chat=direct(persona), message=str(entry.id))

    async def post(self, channel: ChannelRef, notice: Notice, key: str, only_for: PersonRef | None = None) -> Sent:
        """Raises ``Rejected("channel_not_found")`` for a channel that is not here."""
        workspace = self._board.workspace
        if channel != workspace.channel_ref(channel.channel) or workspace.channel(channel.channel) is None:
            raise Rejected("channel_not_found")
        persona = self._persona(only_for) if only_for else None
        try:
            entry = await self._board.post(channel.channel, notice, _key(key), persona)
        except sqlite3.Error as error:
            raise Unreachable(type(error).__name__) from error
        return Sent(chat=channel.channel, message=str(entry.id))

    async def edit(self, sent: Sent, notice: Notice) -> None:
        """Raises ``Rejected("message_not_found")`` for a message that is not there (after a reset, say)."""
        try:
            entry = await self._board.replace(int(sent.message), notice) if sent.message.isdecimal() else None
        except sqlite3.Error as error:
            raise Unreachable(type(error).__name__) from error
        if entry is None:
            raise Rejected("message_not_found")

    async def find(self, place: PersonRef | ChannelRef, key: str) -> Sent | None:
        there = place.channel if isinstance(place, ChannelRef) else direct(self._persona(place))
        try:
            entry = await self._board.log.by_key(_key(key))
        except sqlite3.Error as error:
            raise Unreachable(type(error).__name__) from error
        if entry is None or entry.place != there:
            return None
        return Sent(chat=entry.place, message=str(entry.id))

    async def members(self, channel: ChannelRef) -> Sequence[From]:
        workspace = self._board.workspace
        there = workspace.channel(channel.channel)
        if there is None or channel != workspace.channel_ref(there.id):
            raise Rejected("channel_not_found")
        members = (workspace.persona(one) for one in workspace.members_of(there))
        return [_known_as(workspace, one) for one in members if one]

    def _persona(self, person: PersonRef) -> str:
        workspace = self._board.workspace
        if (person.platform, person.workspace) != (PLATFORM, workspace.id) or workspace.persona(person.user) is None:
            raise Rejected("user_not_found")
        return person.user


def _known_as(workspace: Workspace, persona: Persona) -> From:
    who, external = workspace.person_ref(persona.id), persona.external or bool(persona.firm)
    return From(who=who, key="", name=persona.name, language=persona.language, external=external)


def _key(key: str) -> str:
    """Deliveries and answers share one column; their keys must not meet."""
    return f"delivery:{key}"
