"""Channels in which the bot reads along, and how that was agreed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.person import ChannelRef

MESSAGE_KEPT_MINUTES = 30
"""How long a message may be remembered, in memory alone, so that a reply to it is understood."""


class ListeningState(StrEnum):
    """``agreed``: an owner has said that the client was informed; no admin has switched it on yet. ``starting``: an
    admin has, and nothing is read before the channel's notice stands there."""

    AGREED = "agreed"
    STARTING = "starting"
    ON = "on"
    PAUSED = "paused"


class Pause(StrEnum):
    """Why it is paused: somebody wished it, people of another firm began to read along, or Signpost was removed."""

    WISHED = "wished"
    SHARED = "shared"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """One bound channel; where there is none, nothing is read.

    ``client``: whom the channel was bound to then: bound to another one, nothing is read. ``informed_by``: the owner
    who confirmed that the client was informed (a person id): then people from outside may read along, and what they
    write is the client's. ``language_model``: an admin lets doubtful messages of this channel go to a language model.
    """

    channel: ChannelRef
    client: str
    state: ListeningState
    informed_by: str | None = None
    language_model: bool = False
    set_by: str
    set_at: datetime
    pause: Pause | None = None

    @property
    def hears(self) -> bool:
        return self.state is ListeningState.ON

    @property
    def switched_on(self) -> bool:
        """It hears, or will as soon as the channel has been told."""
        return self.state in (ListeningState.STARTING, ListeningState.ON)

    @property
    def with_client(self) -> bool:
        """Whether people from outside may read along, because the client knows of it."""
        return self.informed_by is not None
