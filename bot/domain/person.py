"""People and where they are met.

A person may be known under several refs (Slack and Teams, say); a ref is never a bare string.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

IMPORTED = "import"
"""The platform of people whom only a file names (pseudonyms): nobody meets them, nothing reaches them."""

_PART = re.compile(r"[^\s/:]+")
_CHANNEL = re.compile(r"[^\s/]+")
"""Those of Teams have a colon in them (``19:…@thread.tacv2``)."""


@dataclass(frozen=True, slots=True, order=True)
class PersonRef:
    """One identity on one platform, written ``platform:workspace/user``."""

    platform: str
    workspace: str
    user: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.workspace}/{self.user}"

    @classmethod
    def parse(cls, written: str) -> "PersonRef":
        """Read ``slack:T01TEST/U01ALICE``; raises ``ValueError`` with the expected notation."""
        return cls(*_split(written, _PART, "a person is written platform:workspace/user"))


@dataclass(frozen=True, slots=True, order=True)
class ChannelRef:
    """One conversation on one platform, written ``platform:workspace/channel``."""

    platform: str
    workspace: str
    channel: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.workspace}/{self.channel}"

    @classmethod
    def parse(cls, written: str) -> "ChannelRef":
        """Read ``slack:T01TEST/C0ACME``; raises ``ValueError`` with the expected notation."""
        return cls(*_split(written, _CHANNEL, "a channel is written platform:workspace/channel"))


def _split(written: str, last: re.Pattern[str], expected: str) -> tuple[str, str, str]:
    platform, colon, rest = written.strip().partition(":")
    workspace, slash, name = rest.partition("/")
    if not (colon and slash and all(map(_PART.fullmatch, (platform, workspace))) and last.fullmatch(name)):
        raise ValueError(f"{expected}, not {written[:80]!r}")
    return platform, workspace, name


class Role(StrEnum):
    """Firm-wide roles; lead and deputy are roles towards one client and live on the client."""

    MEMBER = "member"
    OWNER = "owner"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the bot has met.

    ``external`` people (guests, people of other firms) have no rights unless ``admitted``.
    ``away_until`` is the first local day on which the person is back.
    """

    id: str
    name: str
    refs: tuple[PersonRef, ...]
    language: str | None = None
    external: bool = False
    admitted: bool = False
    active: bool = True
    away_until: date | None = None
    roles: frozenset[Role] = frozenset({Role.MEMBER})
    sample: bool = False

    @property
    def is_met(self) -> bool:
        """Somebody whom a door can reach, not only a name in an imported file."""
        return any(ref.platform != IMPORTED for ref in self.refs)

    @property
    def platforms(self) -> frozenset[str]:
        return frozenset(ref.platform for ref in self.refs)

    @property
    def has_rights(self) -> bool:
        return self.active and (self.admitted or not self.external)

    @property
    def is_owner(self) -> bool:
        return self.has_rights and Role.OWNER in self.roles

    @property
    def is_admin(self) -> bool:
        return self.has_rights and Role.ADMIN in self.roles

    def reachable_on(self, day: date) -> bool:
        """Whether nudges may go to this person on a local day."""
        return self.has_rights and not (self.away_until and day < self.away_until)
