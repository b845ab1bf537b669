"""The record as lines for others: pseudonyms instead of people, no quote and no link without the reporter's consent."""

import json
from collections.abc import Iterable, Iterator, Mapping

from bot.domain.incident import Incident
from bot.domain.talk import Talk
from bot.spreadsheet import csv_row
from signpost.records.incidents import FIELDS, TALK_FIELDS

Line = dict[str, str | int | list[str]]


class Pseudonyms:
    """``r1, r2 …`` in the order of appearance; the same person the same one within one export, never across two."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}

    def of(self, person: str) -> str:
        return self._given.setdefault(person, f"r{len(self._given) + 1}")


def incident_lines(incidents: Iterable[Incident], clients: Mapping[str, str], pseudonyms: Pseudonyms) -> Iterator[Line]:
    """What people reported, in any state; what the bot only suspected is nobody's report."""
    for incident in incidents:
        if not incident.never_reported:
            yield incident_line(incident, clients, pseudonyms)


def incident_line(incident: Incident, clients: Mapping[str, str], pseudonyms: Pseudonyms) -> Line:
    """One incident; ``clients`` maps ids to names. Where the client is not known yet, what was typed."""
    shown = incident.names_consented
    return {
        "id": incident.id,
        "client": clients.get(incident.client or "", incident.client_words),
        "sign": incident.sign,
        "severity": incident.severity,
        "state": incident.state.value,
        "source": incident.source.value,
        "summary": incident.summary,
        "quote": incident.quote if shown else "",
        "link": incident.link if shown else "",
        "occurred_on": incident.occurred_on.isoformat(),
        "reported_on": incident.reported_on.isoformat(),
        "reporters": [pseudonyms.of(reporter.person) for reporter in incident.reporters],
    }


def talk_line(talk: Talk, clients: Mapping[str, str], pseudonyms: Pseudonyms) -> Line:
    return {
        "client": clients.get(talk.client, ""),
        "talk": talk.day.isoformat(),
        "outcome": talk.outcome.value,
        "lead": pseudonyms.of(talk.lead),
    }


def as_json_lines(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(line, ensure_ascii=False)


def as_csv(lines: Iterable[Line], talks: bool) -> Iterator[str]:
    """Rows of text, header first, without line ends; lists joined by ``;``, no cell that a spreadsheet computes."""
    columns = (*FIELDS, *TALK_FIELDS[1:]) if talks else FIELDS
    yield csv_row(columns)
    for line in lines:
        yield csv_row([_joined(line.get(column, "")) for column in columns])


def _joined(value: str | int | list[str]) -> str:
    return ";".join(value) if isinstance(value, list) else str(value)
