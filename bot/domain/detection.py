"""What a detector says of a message, and what it learns from: types only, no language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Who wrote the message. A team member may quote or paste what the client wrote."""

    TEAM = "team"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``probability``: that the message evidences an incident, calibrated. ``signs``: the same of each of the ten.

    ``decision``: the signs to name, leading first; empty where no incident is decided. ``passage``: the part of the
    text that told most, word for word; empty where nothing did.
    """

    probability: float
    signs: Mapping[str, float]
    decision: tuple[str, ...] = ()
    passage: str = ""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What must not leave with a message: ``people`` with their ids on platforms, ``clients`` with their aliases."""

    people: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lesson:
    """An answered suspicion. ``signs``: what it was, leading first; empty means that it was no incident."""

    text: str
    side: Side
    language: str
    signs: tuple[str, ...]
