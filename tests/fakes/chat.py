"""A chat platform in memory: what people see, and failures on demand."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import assert_never

from bot.domain.person import ChannelRef, PersonRef
from bot.errors import ChatError, Rejected, Unreachable
from bot.messages import From
from bot.notices.parts import Notice, plain
from bot.ports import Sent


class Mishap(Enum):
    """``ANSWER_LOST``: the platform did what it was asked, and the connection broke before it could say so."""

    ANSWER_LOST = "answer_lost"


@dataclass(slots=True)
class Shown:
    """One message as people see it now. ``edits`` counts how often it was replaced in place.

    ``channel``: where it stands, for one that is not in the chat with the bot; ``person`` None: for everybody there.
    """

    person: PersonRef | None
    notice: Notice
    key: str
    sent: Sent
    edits: int = 0
    follows: Sent | None = None
    channel: ChannelRef | None = None

    def __str__(self) -> str:
        place = f"#{self.channel.channel} " if self.channel else ""
        return f"{place}{self.person.user if self.person else 'all'}: {plain(self.notice.title)}"


@dataclass(slots=True)
class FakeChat:
    """The port ``Chat``. ``remembers`` is false for a platform that cannot be searched (``find`` then tells nothing),
    ``whispers`` for one that shows a channel's message to all or nobody.

    ``script`` queues what happens to the next calls that change something: an exception to raise, a ``Mishap``,
    or None for a call that goes well. ``unasked`` are the failures of the next look-ups. ``meanwhile`` happens once,
    while the platform takes the next message. ``rooms``: who is in a channel; ``unseen``: why nobody can say;
    ``looks``: how often that was asked.
    """

    platform: str = "practice"
    remembers: bool = True
    whispers: bool = True
    shown: list[Shown] = field(default_factory=list)
    calls: int = 0
    unasked: deque[ChatError] = field(default_factory=deque)
    meanwhile: Callable[[], Awaitable[object]] | None = None
    rooms: dict[ChannelRef, Sequence[From]] = field(default_factory=dict)
    unseen: ChatError | None = None
    looks: int = 0
    _script: deque[ChatError | Mishap | None] = field(default_factory=deque)

    def script(self, *mishaps: ChatError | Mishap | None) -> None:
        self._script.extend(mishaps)

    async def send(self, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None) -> Sent:
        lost = self._meets_mishap()
        sent = Sent(chat=f"D-{person.workspace}-{person.user}", message=f"{len(self.shown) + 1}")
        self.shown.append(Shown(person, notice, key, sent, follows=follows))
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        if lost:
            raise Unreachable("the answer was lost")
        return sent

    async def post(self, channel: ChannelRef, notice: Notice, key: str, only_for: PersonRef | None = None) -> Sent:
        if only_for and not self.whispers:
            raise Rejected("no_whispers")
        lost = self._meets_mishap()
        sent = Sent(chat=f"C-{channel.channel}", message=f"{len(self.shown) + 1}")
        self.shown.append(Shown(only_for, notice, key, sent, channel=channel))
        if lost:
            raise Unreachable("the answer was lost")
        return sent

    async def edit(self, sent: Sent, notice: Notice) -> None:
        lost = self._meets_mishap()
        for shown in self.shown:
            if shown.sent == sent:
                shown.notice = notice
                shown.edits += 1
                break
        else:
            raise Rejected("message_not_found")
        if lost:
            raise Unreachable("the answer was lost")

    async def find(self, place: PersonRef | ChannelRef, key: str) -> Sent | None:
        if self.unasked:
            raise self.unasked.popleft()
        if not self.remembers:
            return None
        there = (shown for shown in self.shown if place == (shown.channel or shown.person))
        return next((shown.sent for shown in there if shown.key == key), None)

    async def members(self, channel: ChannelRef) -> Sequence[From]:
        self.looks += 1
        if self.unseen is not None:
            raise self.unseen
        if channel not in self.rooms:
            raise Rejected("channel_not_found")
        return self.rooms[channel]

    def seen_by(self, person: PersonRef) -> list[Notice]:
        """What a person finds in the chat with the bot, oldest first."""
        return [shown.notice for shown in self.shown if shown.person == person and shown.channel is None]

    def seen_in(self, channel: ChannelRef, person: PersonRef | None = None) -> list[Notice]:
        """What everybody finds of the bot in a channel, or what is shown there to one person alone."""
        return [shown.notice for shown in self.shown if (shown.channel, shown.person) == (channel, person)]

    def transcript(self) -> list[str]:
        """``user: title`` of every message, in the order of sending."""
        return [str(shown) for shown in self.shown]

    def _meets_mishap(self) -> bool:
        """Raise what the script says comes now; True when the call happens and its answer is lost."""
        self.calls += 1
        match self._script.popleft() if self._script else None:
            case None:
                return False
            case ChatError() as error:
                raise error
            case Mishap.ANSWER_LOST:
                return True
            case other:
                assert_never(other)
