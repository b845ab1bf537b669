"""Records as the backtest wants them: rows of plain values, each with the line it stood in."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.domain.client import Client
from bot.domain.incident import Incident
from bot.domain.talk import Talk
from signpost.records import cells
from signpost.records.incidents import RecordFile
from signpost.records.rows import read_rows

ReplayRow = tuple[int, dict[str, object]]


def rows_of_file(file: RecordFile) -> list[ReplayRow]:
    """Incidents and talks of a record file, in the order of its lines."""
    rows: list[ReplayRow] = [
        (
            row.row.line,
            {
                "client": row.client,
                "sign": row.sign,
                "severity": row.severity,
                "occurred_on": row.occurred_on.isoformat(),
                "reporters": list(row.reporters),
            },
        )
        for row in file.incidents
    ]
    rows += [
        (
            row.row.line,
            {"client": row.client, "talk": row.day.isoformat(), "outcome": row.outcome.value, "lead": row.lead},
        )
        for row in file.talks
    ]
    return sorted(rows, key=lambda row: row[0])


def rows_of_record(clients: Sequence[Client], incidents: Sequence[Incident], talks: Sequence[Talk]) -> list[ReplayRow]:
    """The deployment's own counted incidents and talks; the line is a running number."""
    names = {client.id: client.name for client in clients}
    values: list[dict[str, object]] = [
        {
            "client": names[incident.client],
            "sign": incident.sign,
            "severity": incident.severity,
            "occurred_on": incident.occurred_on.isoformat(),
            "reporters": [reporter.person for reporter in incident.reporters],
        }
        for incident in incidents
        if incident.counts and incident.client in names
    ]
    values += [
        {"client": names[talk.client], "talk": talk.day.isoformat(), "outcome": talk.outcome.value, "lead": talk.lead}
        for talk in talks
        if talk.client in names
    ]
    return list(enumerate(values, start=1))


def outcome_rows(path: Path) -> Iterable[ReplayRow]:
    """``{"client", "parted": day}``: who was parted with, and when."""
    for row in read_rows(path, ("client", "parted"), strict=False):
        for column in ("client", "parted"):
            if not row.text(column):
                raise row.refused(column, "is missing")
        yield row.line, {"client": row.text("client"), "parted": cells.day(row, "parted").isoformat()}
