"""What a dossier is about, and the request for one."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

DossierForm = Literal["pdf", "csv", "jsonl"]
FORMS: tuple[DossierForm, ...] = ("pdf", "csv", "jsonl")


JOB = "dossier-"


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


class RequestState(StrEnum):
    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRequest:
    """A dossier that somebody asked for. Its file is not kept: it is made again whenever it is fetched.

    ``person`` asked and gets it, with that person's rights. The delivery ``job`` says when it is made.
    """

    id: str
    client: str
    person: str
    period: Period
    form: DossierForm
    asked_at: datetime
    state: RequestState = RequestState.WAITING
    made: Made | None = None

    @property
    def job(self) -> str:
        """Id of the delivery that makes it: claimed, tried again and given up like a message."""
        return f"{JOB}{self.id}"

    @property
    def file_name(self) -> str:
        return f"dossier-{self.period.until.isoformat()}.{self.form}"
