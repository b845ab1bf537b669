"""An outgoing message as a row: what it is about, for whom, when, and what became of it. It holds no text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.domain.person import ChannelRef

MESSAGES_PER_PERSON_AND_DAY = 2


class Urgency(IntEnum):
    """The order of right to a person's attention.

    ``FAST_TRACK``, ``RECEIPT`` (the kept answer to somebody's own action) and ``EDIT`` are outside the daily cap.
    """

    FAST_TRACK = 0
    NUDGE = 1
    ESCALATION = 2
    APPROVAL = 3
    SUSPICION = 4
    CHECKIN = 5
    FATE = 6
    DIGEST = 7
    RECEIPT = 8
    EDIT = 9


OUTSIDE_THE_CAP = (Urgency.FAST_TRACK, Urgency.RECEIPT, Urgency.EDIT)


class DeliveryState(StrEnum):
    """``sending`` is written before the platform is called: found on a re-run, the outcome of that call is unknown."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    BUNDLED = "bundled"
    DROPPED = "dropped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one person, or to all who read a channel.

    ``key`` is UNIQUE and stable, so that the same cause makes one row. ``notice`` names the composer, ``about`` its
    arguments (ids and small numbers only; the text is composed when it is sent). ``held`` messages count towards the
    cap and may be bundled; stage entries are sent always. ``edits`` is the id of the delivery whose message is
    replaced. ``message`` is the platform's id of what was sent, ``chat`` where.

    ``channel``: shown there instead of in the person's chat with the bot: to that person alone (a whisper), or to
    everybody where ``person`` is empty.
    """

    id: str
    key: str
    person: str
    notice: str
    about: Mapping[str, str] = field(default_factory=dict)
    urgency: Urgency
    held: bool = True
    state: DeliveryState = DeliveryState.DUE
    channel: ChannelRef | None = None
    due_at: datetime
    created_at: datetime
    attempts: int = 0
    edits: str | None = None
    chat: str = ""
    message: str = ""
    sent_at: datetime | None = None
    error: str = ""

    @property
    def whispered(self) -> bool:
        return self.channel is not None and bool(self.person)

    @property
    def posted(self) -> bool:
        return self.channel is not None and not self.person
