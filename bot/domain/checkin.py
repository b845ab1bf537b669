"""An anonymous round of one question about working with a client, or about work as such (firm-wide).

A round knows its group and its days, and nothing of its answers: those are sealed, and only its close opens them.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FACES = (1, 2, 3, 4, 5)
"""From bad to good."""

LEAST_GROUP = 4
SMALL_GROUP = 8
"""Below it a round rarely finds enough answers: at 70 % turnout five people give a result in one case of six."""
LEAST_DAYS = 2
LONGEST_DAYS = 14
LONG_DAYS = 10
"""What is offered to a small group instead of the usual days."""
REMINDER_DAYS = (3, 5)

SEALED_BYTES = 2_048
SEAL_BYTES = 48
"""What a sealed box adds: its one-time public key and the authenticator (libsodium, crypto_box_SEALBYTES)."""
COMMENT_BYTES = 1_900
COMMENT_LIMIT = 600
"""Characters; in UTF-8 they may be more bytes than there is room for, which is asked as well."""
LEAST_COMMENTS = 3


class RoundState(StrEnum):
    """``closed``: too few answers, destroyed unread; ``void``: its keys were lost, so nobody can read them."""

    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    VOID = "void"


class Band(StrEnum):
    LOW = "low"
    MID = "mid"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Answer:
    """``face``: 1 (bad) to 5 (good)."""

    face: int
    comment: str = ""

    def padded(self) -> bytes:
        """As bytes of one length for every answer. Raises ``ValueError`` where the comment does not fit."""
        words = json.dumps([self.face, self.comment], ensure_ascii=False, separators=(",", ":"))
        content = words.encode("utf-8", "replace")
        room = SEALED_BYTES - SEAL_BYTES
        if len(content) > room:
            raise ValueError("the comment is too long")
        return content.ljust(room)

    @classmethod
    def unpadded(cls, content: bytes) -> "Answer":
        face, comment = json.loads(content)
        return cls(int(face), str(comment))


def fits(comment: str) -> bool:
    """Whether there is room for the comment."""
    try:
        Answer(FACES[0], comment).padded()
    except ValueError:
        return False
    return len(comment) <= COMMENT_LIMIT


@dataclass(frozen=True, slots=True)
class Sealed:
    """A stored answer: whose it is and what it says can be told with the round's keys alone."""

    round: str
    slot: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a round's frozen group. ``name`` never changes; ``person`` does where two people prove to be one."""

    name: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """``client`` None: firm-wide. ``group``: the least number of answers of which anything is shown, frozen here.

    ``swept``: keys and traces are gone for good, so that nothing of its close is left to do.
    """

    id: str
    client: str | None
    group: int
    seats: tuple[Seat, ...]
    opened_by: str
    opened_at: datetime
    closes_at: datetime
    state: RoundState = RoundState.OPEN
    ended_at: datetime | None = None
    swept: bool = False

    @property
    def roster(self) -> frozenset[str]:
        return frozenset(seat.person for seat in self.seats)

    @property
    def is_open(self) -> bool:
        return self.state is RoundState.OPEN

    def takes_answers(self, now: datetime) -> bool:
        return self.is_open and now < self.closes_at

    def seats_of(self, person: str) -> tuple[str, ...]:
        return tuple(seat.name for seat in self.seats if seat.person == person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a round gave, and all that is left of it. ``counts``: of the faces 1 to 5; None: the band alone.

    ``roster``: who was asked, for the rounds to come; never shown.
    """

    round: str
    client: str | None
    published_at: datetime
    band: Band
    counts: tuple[int, ...] | None = None
    comments: tuple[str, ...] = ()
    roster: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A round that somebody wants to open. ``days``: how long; ``group``: see ``Round``."""

    roster: frozenset[str]
    days: int
    group: int


def refused(wanted: Wanted, least_group: int, running: Round | None = None) -> Mapping[str, str]:
    """Why such a round is not opened: field → problem; empty where nothing speaks against it."""
    problems: dict[str, str] = {}
    if running is not None:
        problems["group" if wanted.group != running.group else "people"] = (
            "group_while_open" if wanted.group != running.group else "round_open"
        )
        return problems
    if wanted.group < max(LEAST_GROUP, least_group):
        problems["group"] = "group_too_small"
    if len(wanted.roster) < max(wanted.group, LEAST_GROUP):
        problems["people"] = "roster_too_small"
    if wanted.days < LEAST_DAYS:
        problems["days"] = "days_too_few"
    if wanted.days > LONGEST_DAYS:
        problems["days"] = "days_too_many"
    return problems


def reminders(opened_at: datetime, closes_at: datetime) -> tuple[datetime, ...]:
    """When the whole group is reminded; what would fall after the close is dropped."""
    moments = (opened_at + timedelta(days=day) for day in REMINDER_DAYS)
    return tuple(moment for moment in moments if moment < closes_at)


def one_each(seats: Sequence[Seat], slots: Mapping[str, bytes], taken: Mapping[bytes, Sealed]) -> tuple[Sealed, ...]:
    """One answer a person, in no order that tells anything. ``slots``: seat name → slot, ``taken``: slot → answer."""
    chosen: dict[str, Sealed] = {}
    for seat in seats:
        answer = taken.get(slots[seat.name])
        if answer is not None:
            chosen.setdefault(seat.person, answer)
    return tuple(sorted(chosen.values(), key=lambda answer: answer.slot))


def distance(one: Collection[str], other: Collection[str]) -> int:
    """By how many people two groups differ: those in one of them only."""
    return len(set(one) ^ set(other))
