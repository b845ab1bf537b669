"""Channels that are listened to, in memory."""

from collections.abc import Sequence

from bot.domain.listening import Listening
from bot.domain.person import ChannelRef
from tests.fakes.memory_state import Desk, storable_value


class MemoryListened:
    """The port ``Listened``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def of_channel(self, channel: ChannelRef) -> Listening | None:
        return self._desk.look().listened.get(channel)

    async def all(self) -> Sequence[Listening]:
        return [one for _, one in sorted(self._desk.look().listened.items())]

    async def save(self, listening: Listening) -> None:
        self._desk.must_know(listening.client)
        self._desk.change().listened[listening.channel] = storable_value(listening)

    async def end(self, channel: ChannelRef) -> bool:
        return self._desk.change().listened.pop(channel, None) is not None
