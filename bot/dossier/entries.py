"""One entry of a dossier: a line for machines, and what a reader is shown of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from bot.domain.client import Client
from bot.domain.dossier import Made, Period
from bot.domain.incident import Incident
from bot.domain.person import Person
from bot.kit import Kit
from bot.notices.parts import Block
from bot.ports import Unit
from bot.voice import Voice

COLUMNS = (
    "part",
    "day",
    "number",
    "what",
    "severity",
    "state",
    "text",
    "quote",
    "link",
    "who",
    "points",
    "detail",
)
"""Of a dossier as CSV; its JSON Lines hold those of them that are not empty."""

_LINE_ENDS = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"})
"""JSON allows them within a string, but many a reader of lines takes them for the end of one."""

Line = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Entry:
    """``lines``: none for what repeats other entries (the timeline, the chart)."""

    lines: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()


class Crew:
    """Reporters as numbers, in the order in which they appear: the same person the same one within one dossier.

    Those who act for the client (talks, notes) are not among them: everybody knows who held a talk, and that number
    would then tell what else this person reported.
    """

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def of(self, incident: Incident) -> list[int]:
        return sorted(self._given.setdefault(one.person, len(self._given) + 1) for one in incident.reporters)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every section gets: the client, the period, and who is to read it (the shell reads as an owner)."""

    unit: Unit
    kit: Kit
    say: Voice
    client: Client
    period: Period
    owner: bool
    reader: Person | None = None
    crew: Crew = field(default_factory=Crew)

    @property
    def today(self) -> date:
        return self.kit.today()

    def closed_before(self, moment: datetime) -> bool:
        """Whether what ended then lies before the period."""
        return self.kit.calendar.day(moment) < self.period.since

    def hides(self, incident: Incident) -> bool:
        """Told straight to the owner: others learn of its sign and points alone."""
        return incident.to_owner and not self.owner


class Tally:
    """Counts and hashes the lines as they go by."""

    def __init__(self) -> None:
        self._hash = sha256()
        self._entries = 0

    def add(self, line: Line) -> str:
        """The line as JSON, with its line end."""
        written = json.dumps({name: line[name] for name in COLUMNS if line.get(name, "") != ""}, ensure_ascii=False)
        written = written.translate(_LINE_ENDS).encode("utf-8", "replace").decode("utf-8") + "\n"
        self._hash.update(written.encode("utf-8"))
        self._entries += 1
        return written

    @property
    def made(self) -> Made:
        return Made(self._entries, self._hash.hexdigest())
