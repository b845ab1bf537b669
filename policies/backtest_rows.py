"""Rows of a record to be replayed, checked: incidents, talks, and outcomes (partings).

Rows come decoded (one JSON object or CSV row each) with the line they stood in. Columns that a backtest does not need
(summary, quote, link, source …) are ignored, so that an export can be replayed as it is. An incident counts, and is
taken as reported, on the day it happened; records without roles are taken to fulfil what single signs ask of roles.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.assessment import Record, RecordedIncident, RecordedTalk
from bot.domain.client import name_key
from bot.domain.playbook import SIGN_KEYS
from policies.errors import RowError
from policies.reading import nearest

Row = Mapping[str, object]
STATES = ("waiting", "suspected", "confirmed", "dismissed", "expired", "withdrawn")
OUTCOMES = ("resolved", "agreed", "refused")
_CLEAR = 2
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)


@dataclass(slots=True)
class Gathered:
    """What the rows say of one client; ``client`` as it was written first."""

    client: str
    incidents: list[RecordedIncident] = field(default_factory=list)
    talks: list[RecordedTalk] = field(default_factory=list)
    parted: date | None = None

    @property
    def record(self) -> Record:
        return Record(incidents=tuple(self.incidents), talks=tuple(self.talks))

    @property
    def last_day(self) -> date | None:
        days = [incident.occurred_on for incident in self.incidents] + [talk.day for talk in self.talks]
        return max(days, default=None)


def gather(rows: Iterable[tuple[int, Row]], find_sign: Callable[[str], str | None]) -> dict[str, Gathered]:
    """Clients by the key of their name, in order of appearance; raises ``RowError`` at the first wrong row."""
    clients: dict[str, Gathered] = {}
    for line, row in rows:
        found = _client(clients, line, row)
        if row.get("talk") not in (None, ""):
            found.talks.append(_talk(line, row))
        elif incident := _incident(line, row, find_sign):
            found.incidents.append(incident)
    return clients


def add_outcomes(clients: dict[str, Gathered], rows: Iterable[tuple[int, Row]]) -> None:
    """``{"client", "parted": day}``: one a client; a client without a record is added, for it had no warning."""
    for line, row in rows:
        found = _client(clients, line, row)
        if found.parted is not None:
            raise RowError(line, "client", f"a second parting for {found.client} (first on {found.parted})")
        found.parted = _day(line, row, "parted")


def _client(clients: dict[str, Gathered], line: int, row: Row) -> Gathered:
    name = row.get("client")
    if name in (None, ""):
        raise RowError(line, "client", "the client is missing")
    key = name_key(name) if isinstance(name, str) else ""
    if not key:
        raise RowError(line, "client", f"must be a name, not {name!r:.80}")
    return clients.setdefault(key, Gathered(str(name).strip()))


def _talk(line: int, row: Row) -> RecordedTalk:
    outcome = row.get("outcome")
    if outcome not in OUTCOMES:
        raise RowError(line, "outcome", _one_of(outcome, OUTCOMES))
    return RecordedTalk(day=_day(line, row, "talk"), outcome=str(outcome), lead=_person(line, row, "lead"))


def _incident(line: int, row: Row, find_sign: Callable[[str], str | None]) -> RecordedIncident | None:
    sign, severity, day = _sign(line, row, find_sign), _severity(line, row), _day(line, row, "occurred_on")
    reporters = _reporters(line, row)
    state = row.get("state") or "confirmed"
    if state not in STATES:
        raise RowError(line, "state", _one_of(state, STATES))
    if state != "confirmed":
        return None
    return RecordedIncident(
        id=f"{line}",
        sign=sign,
        severity=severity,
        occurred_on=day,
        counted_on=day,
        reported_on=day,
        reporters=reporters,
    )


def _sign(line: int, row: Row, find_sign: Callable[[str], str | None]) -> str:
    written = row.get("sign")
    found = find_sign(written) if isinstance(written, str) else None
    if found is None:
        raise RowError(line, "sign", _one_of(written, SIGN_KEYS))
    return found


def _severity(line: int, row: Row) -> int:
    """1, 2 or 3, as a number or (from CSV) as its digit; missing: clear."""
    written = row.get("severity")
    if written in (None, ""):
        return _CLEAR
    if isinstance(written, bool) or str(written).strip() not in ("1", "2", "3"):
        raise RowError(line, "severity", f"must be 1 (mild), 2 (clear) or 3 (severe), not {written!r:.80}")
    return int(str(written))


def _day(line: int, row: Row, column: str) -> date:
    written = row.get(column)
    if written in (None, ""):
        raise RowError(line, column, "the day is missing (write it like 2026-11-24)")
    try:
        day = date.fromisoformat(written) if isinstance(written, str) and _DAY.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None or not _FIRST <= day <= _LAST:
        raise RowError(line, column, f"must be a day like 2026-11-24, not {written!r:.80}")
    return day


def _reporters(line: int, row: Row) -> frozenset[str]:
    several = row.get("reporters") or []
    if not isinstance(several, list | tuple) or not all(isinstance(one, str) for one in several):
        raise RowError(line, "reporters", 'must be a list of names or pseudonyms, like ["r1", "r2"]')
    return frozenset({_person(line, row, "reporter"), *(one.strip() for one in several)} - {""})


def _person(line: int, row: Row, column: str) -> str:
    written = row.get(column)
    if written is None:
        return ""
    if not isinstance(written, str):
        raise RowError(line, column, f"must be a name or pseudonym, not {written!r:.80}")
    return written.strip()


def _one_of(found: object, allowed: Collection[str]) -> str:
    if found in (None, ""):
        return f"is missing; one of {', '.join(allowed)}"
    near = nearest(found, allowed) if isinstance(found, str) else None
    return f"must be one of {', '.join(allowed)}, not {found!r:.80}" + (f" (did you mean '{near}'?)" if near else "")
