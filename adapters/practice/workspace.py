"""Who and what there is in the practice workspace: people, channels, a first conversation, a guided tour.

The sample data in ``signpost/`` provides the values; nothing here knows a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.person import ChannelRef, PersonRef

PLATFORM = "practice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody to act as. ``id`` is the user part of the ref; ``title_de`` falls back to ``title``.

    ``firm``: another firm's name for somebody who does not belong to ours, and is in the channels that name them only.
    """

    id: str
    name: str
    title: str = ""
    title_de: str = ""
    language: Literal["de", "en"] = "en"
    external: bool = False
    firm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel, usually bound to a client. ``members`` are persona ids; empty: everybody of our firm."""

    id: str
    name: str
    topic: str = ""
    topic_de: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What somebody had said before the newcomer came, ``ago`` before the first start."""

    channel: str
    author: str
    text: str
    ago: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class TourFlag:
    """A step of the welcome panel: as this persona, in that channel, type this line."""

    persona: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """What the welcome panel proposes: things to flag, the lead in whose messages the nudge arrives, and somebody of
    whose words in that channel Signpost has noticed something.
    """

    flags: tuple[TourFlag, ...]
    lead: str
    heard: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The whole setting. Ids of personas and channels hold no white space, slash or colon (``PersonRef``)."""

    id: str
    name: str
    personas: tuple[Persona, ...]
    channels: tuple[Channel, ...]
    opening: tuple[Line, ...] = ()
    tour: Tour | None = None
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))

    def __post_init__(self) -> None:
        if not self.personas:
            raise ValueError("a practice workspace needs at least one persona")
        for persona in self.personas:
            PersonRef.parse(str(self.person_ref(persona.id)))
        for channel in self.channels:
            ChannelRef.parse(str(self.channel_ref(channel.id)))

    def persona(self, persona: str) -> Persona | None:
        return next((p for p in self.personas if p.id == persona), None)

    def channel(self, channel: str) -> Channel | None:
        return next((c for c in self.channels if c.id == channel), None)

    def channels_of(self, persona: str) -> Sequence[Channel]:
        return [c for c in self.channels if persona in self.members_of(c)]

    def members_of(self, channel: Channel) -> Sequence[str]:
        return channel.members or [persona.id for persona in self.personas if not persona.firm]

    def is_shared(self, channel: str) -> bool:
        """Whether people of another firm read along there."""
        found = self.channel(channel)
        outside = {persona.id for persona in self.personas if persona.firm}
        return found is not None and not outside.isdisjoint(self.members_of(found))

    def person_ref(self, persona: str) -> PersonRef:
        return PersonRef(PLATFORM, self.id, persona)

    def channel_ref(self, channel: str) -> ChannelRef:
        return ChannelRef(PLATFORM, self.id, channel)


def direct(persona: str) -> str:
    """The place of a person's direct messages with Signpost. Channels are places by their id."""
    return f"@{persona}"


def may_enter(workspace: Workspace, persona: str, place: str) -> bool:
    """Whether a persona takes part in a place: own direct messages, or a channel that has this member."""
    return place == direct(persona) or any(c.id == place for c in workspace.channels_of(persona))
