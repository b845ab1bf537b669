"""Rows of a record: what clients did, and the talks about it. The same lines feed the import and the backtest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.domain.incident import CLEAR, LINK_LIMIT, QUOTE_LIMIT, SUMMARY_LIMIT, IncidentState
from bot.domain.talk import Outcome
from signpost.records import cells
from signpost.records.rows import Row, read_rows

FIELDS = (
    "id",
    "client",
    "sign",
    "severity",
    "state",
    "source",
    "summary",
    "quote",
    "link",
    "occurred_on",
    "reported_on",
    "reporters",
)
TALK_FIELDS = ("client", "talk", "outcome", "lead")
COLUMNS = (*FIELDS, "reporter", *TALK_FIELDS[1:])
FindSign = Callable[[str], str | None]
NAME_LIMIT = 200
"""Of a reporter's or a lead's name in the file, in characters."""


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """``client`` as written; ``reporters`` are opaque strings, the one who filed it first."""

    row: Row
    client: str
    sign: str
    severity: int
    occurred_on: date
    reported_on: date
    summary: str
    quote: str
    link: str
    reporters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TalkRow:
    row: Row
    client: str
    day: date
    outcome: Outcome
    lead: str


@dataclass(frozen=True, slots=True)
class RecordFile:
    """``skipped``: how many incidents the file has that are not confirmed, and so do not count."""

    incidents: tuple[IncidentRow, ...]
    talks: tuple[TalkRow, ...]
    skipped: int


def read_record(path: Path, signs: Sequence[str], find_sign: FindSign, today: date | None) -> RecordFile:
    """A record file. ``find_sign``: a key or label → the key.

    ``today``: the file is for the record, so days after it are refused, and summaries and leads are needed. None: the
    file is to be replayed, which needs neither, and columns that mean nothing to us are passed over.
    """
    read = _Reading(tuple(signs), find_sign, today)
    incidents: list[IncidentRow] = []
    talks: list[TalkRow] = []
    skipped = 0
    for row in read_rows(path, COLUMNS, strict=today is not None):
        if row.text("talk"):
            talks.append(read.talk(row))
        elif row.text("state") and cells.member(row, "state", IncidentState) is not IncidentState.CONFIRMED:
            skipped += 1
        else:
            incidents.append(read.incident(row))
    return RecordFile(tuple(incidents), tuple(talks), skipped)


@dataclass(frozen=True, slots=True)
class _Reading:
    signs: tuple[str, ...]
    find_sign: FindSign
    today: date | None

    def incident(self, row: Row) -> IncidentRow:
        _refuse_missing(row, ("client", "sign", "occurred_on", *(("summary",) if self.today else ())))
        occurred = self._day(row, "occurred_on")
        reported = self._day(row, "reported_on") if row.text("reported_on") else occurred
        return IncidentRow(
            row=row,
            client=row.text("client"),
            sign=self.find_sign(row.text("sign")) or cells.choice(row, "sign", self.signs),
            severity=cells.severity(row, "severity", CLEAR),
            occurred_on=occurred,
            reported_on=max(occurred, reported),
            summary=cells.words(row, "summary", SUMMARY_LIMIT),
            quote=cells.words(row, "quote", QUOTE_LIMIT),
            link=cells.words(row, "link", LINK_LIMIT),
            reporters=_reporters(row),
        )

    def talk(self, row: Row) -> TalkRow:
        _refuse_missing(row, ("client", "outcome", *(("lead",) if self.today else ())))
        lead = cells.words(row, "lead", NAME_LIMIT)
        return TalkRow(row, row.text("client"), self._day(row, "talk"), cells.member(row, "outcome", Outcome), lead)

    def _day(self, row: Row, column: str) -> date:
        return cells.past_day(row, column, self.today) if self.today else cells.day(row, column)


def _reporters(row: Row) -> tuple[str, ...]:
    """From ``reporters``, ``reporter`` or both; the same one once."""
    cells.words(row, "reporter", NAME_LIMIT)
    single = (row.text("reporter"),) if row.text("reporter") else ()
    reporters = tuple(dict.fromkeys((*row.many("reporters"), *single)))
    if any(len(reporter) > NAME_LIMIT for reporter in reporters):
        raise row.refused("reporters", f"one has more than {NAME_LIMIT} characters")
    return reporters


def _refuse_missing(row: Row, columns: Sequence[str]) -> None:
    for column in columns:
        if not row.text(column):
            raise row.refused(column, "is missing")
