"""What a dossier is about, and the request for one."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

DossierForm = Literal["pdf", "csv", "jsonl"]
FORMS: tuple[DossierForm, ...] = ("pdf", "csv", "jsonl")


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both included."""

    since: date
    until: date

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Made:
    """``sha256``: of all lines of the dossier as JSON Lines, whatever the form; ``entries``: how many lines."""

    entries: int
    sha256: str
