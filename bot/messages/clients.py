"""A client: its status, its leads and channels, its state."""

from dataclasses import dataclass
from datetime import date

from bot.domain.client import ClientState, Contract
from bot.domain.counterweight import CounterweightKind
from bot.domain.person import ChannelRef
from bot.messages.door import From


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """``words`` name a client; empty: the channel's client, else all of one's own."""

    by: From
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetClient:
    """Add (``client`` None) or edit a client. ``bind`` adds the channel the form was opened in.

    ``leads`` and ``deputies`` are person ids or written refs; ``people``: what the door knows of those refs.
    """

    by: From
    client: str | None
    name: str
    aliases: tuple[str, ...]
    language: str
    leads: tuple[str, ...]
    deputies: tuple[str, ...]
    contract: Contract
    bind: ChannelRef | None = None
    people: tuple[From, ...] = ()


@dataclass(frozen=True, slots=True)
class BindChannel:
    by: From
    words: str


@dataclass(frozen=True, slots=True)
class UnbindChannel:
    by: From


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    by: From
    client: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeClientState:
    """Begin a parting, finish it, or go back to working together; always with a reason."""

    by: From
    client: str
    state: ClientState
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCounterweight:
    """Add (``counterweight`` None) or change what speaks for a client."""

    by: From
    client: str
    counterweight: str | None = None
    kind: CounterweightKind
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class RemoveCounterweight:
    by: From
    counterweight: str
