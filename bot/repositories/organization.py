"""The organization itself: its row, its keys and audit log, where it is installed and listens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.installation import Installation
from bot.domain.listening import Listening
from bot.domain.person import ChannelRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """The deployment's one organization. ``live_since``: the start that shadow mode is counted from.

    ``held``: a restore set it; deliveries and nudges that were due before it wait until it is saved as false.
    ``caution``: by how many steps a suspicion has to be surer than the detector asks, since ``caution_since``.
    """

    id: str
    live_since: datetime
    shadow_ended: bool = False
    daily_due_at: datetime | None = None
    digest_due_at: datetime | None = None
    held: bool = False
    caution: int = 0
    caution_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A privileged act for the hash-chained audit log; ``detail`` holds ids and counts, never texts."""

    at: datetime
    by: str
    act: str
    subject: str = ""
    detail: Mapping[str, str] | None = None


class Journal(Protocol):
    """Inbound keys, the organization row, the audit log and what may be spent a day."""

    async def seen(self, key: str) -> str | None:
        """What an earlier delivery of this key left (``take``'s result; may be empty), None when the key is new."""

    async def take(self, key: str, at: datetime, result: str = "") -> bool:
        """Insert the key under UNIQUE; False when it is taken. ``result``: an incident id, say."""

    async def organization(self) -> Organization | None:
        """The deployment's one row; None before the first start."""

    async def save_organization(self, organization: Organization) -> None: ...
    async def record(self, act: Act) -> None:
        """Append to the audit log."""

    async def acts(self, limit: int = 200) -> Sequence[Act]:
        """Newest first. Raises ``StoreFailed`` when the hash chain is broken."""

    async def forget_keys_before(self, moment: datetime) -> int: ...
    async def spend(self, budget: str, day: date, limit: int) -> bool:
        """Take one of a day's ``limit``; False where all are taken. Replicas and restarts count together."""


class Installations(Protocol):
    """Workspaces that let the bot in. Tokens come and go sealed; the vault opens them."""

    async def of_workspace(self, platform: str, workspace: str) -> Installation | None: ...
    async def all(self, platform: str) -> Sequence[Installation]:
        """By workspace."""

    async def save(self, installation: Installation) -> None:
        """Insert, or replace the one of that platform and workspace."""

    async def reseal(self, platform: str, workspace: str, sealed: str, anew: str) -> bool:
        """Put ``anew`` in place of ``sealed``; False, and nothing happens, where that is not the stored token any more.

        So neither a deleted nor a newer installation is undone by somebody who read it before.
        """

    async def forget(self, platform: str, workspace: str) -> bool:
        """Delete it; whether there was one."""


class Listened(Protocol):
    """Channels in which listening was agreed or switched on; of all others nothing is read."""

    async def of_channel(self, channel: ChannelRef) -> Listening | None: ...
    async def all(self) -> Sequence[Listening]:
        """By channel."""

    async def save(self, listening: Listening) -> None:
        """Insert, or replace the channel's."""

    async def end(self, channel: ChannelRef) -> bool:
        """Delete it; whether there was one."""
