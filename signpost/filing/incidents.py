"""A record file into the record. Rows that are there already are skipped, so that a file can be imported again."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from bot.domain.client import Client
from bot.domain.incident import Incident, IncidentState, Reporter, Source
from bot.domain.talk import Talk
from bot.errors import UnknownClient
from bot.kit import Kit
from bot.ports import Unit
from bot.record import record_of
from signpost.filing.names import ClientNames, unknown_client
from signpost.filing.people import Directory
from signpost.filing.standing import standing_after_import
from signpost.records.incidents import IncidentRow, RecordFile, TalkRow


@dataclass(slots=True)
class Filed:
    """``known``: rows that were there already; ``stages``: name → stage key of each touched client afterwards."""

    incidents: int = 0
    talks: int = 0
    known: int = 0
    stages: dict[str, str] = field(default_factory=dict)


async def file_record(unit: Unit, kit: Kit, file: RecordFile, step: Callable[[], None]) -> Filed:
    """Write all rows and restage each touched client, unannounced; the caller commits.

    Raises ``ImportRefused`` for a client that is not known.
    """
    names = ClientNames(await unit.clients.all())
    every: tuple[IncidentRow | TalkRow, ...] = (*file.incidents, *file.talks)
    rows = [(row, _client_of(row, names)) for row in every]
    touched = {client.id: client for _, client in rows}
    for touched_id in sorted(touched):
        await unit.lock_client(touched_id)
    filing = _Filing(unit, kit, Directory(unit, kit))
    await filing.remember(touched)
    for row, client in rows:
        if isinstance(row, IncidentRow):
            await filing.incident(row, client.id)
        else:
            await filing.talk(row, client.id)
        step()
    for client_id in touched:
        filing.filed.stages[touched[client_id].name] = await _restage(unit, kit, client_id)
    return filing.filed


def _client_of(row: IncidentRow | TalkRow, names: ClientNames) -> Client:
    try:
        return names.find(row.client)
    except UnknownClient as error:
        raise row.row.refused("client", unknown_client(error, bool(names))) from error


class _Filing:
    def __init__(self, unit: Unit, kit: Kit, directory: Directory) -> None:
        self.unit = unit
        self.kit = kit
        self.directory = directory
        self.filed = Filed()
        self._seen: set[tuple[object, ...]] = set()

    async def remember(self, clients: dict[str, Client]) -> None:
        """What the record has of these clients already."""
        for client in clients:
            for incident in await self.unit.incidents.of_client(client):
                self._seen.add(_key(incident))
            for talk in await self.unit.talks.of_client(client):
                self._seen.add((talk.client, talk.day, talk.outcome, talk.lead))

    async def incident(self, row: IncidentRow, client: str) -> None:
        people = [await self.directory.by_words(reporter) for reporter in row.reporters]
        day = self._moment(row.reported_on)
        incident = Incident(
            id=self.kit.ids.new(),
            number=0,
            client=client,
            sign=row.sign,
            severity=row.severity,
            summary=row.summary,
            quote=row.quote,
            link=row.link,
            occurred_on=row.occurred_on,
            reported_on=row.reported_on,
            reported_at=day,
            counted_on=row.occurred_on,
            source=Source.IMPORT,
            state=IncidentState.CONFIRMED,
            reporters=tuple(Reporter(person=person, joined_at=day) for person in dict.fromkeys(people)),
            by_lead=True,
            about_oneself=True,
        )
        if self._is_new(_key(incident)):
            await self.unit.incidents.save(replace(incident, number=await self.unit.incidents.next_number()))
            self.filed.incidents += 1

    async def talk(self, row: TalkRow, client: str) -> None:
        lead = await self.directory.by_words(row.lead)
        if not self._is_new((client, row.day, row.outcome, lead)):
            return
        recorded = self._moment(row.day)
        await self.unit.talks.save(
            Talk(
                id=self.kit.ids.new(), client=client, day=row.day, outcome=row.outcome, lead=lead, recorded_at=recorded
            )
        )
        self.filed.talks += 1

    def _is_new(self, key: tuple[object, ...]) -> bool:
        if key in self._seen:
            self.filed.known += 1
            return False
        self._seen.add(key)
        return True

    def _moment(self, day: date) -> datetime:
        """The start of the local day: files know days, not times."""
        return self.kit.calendar.starts(day).astimezone(UTC)


def _key(incident: Incident) -> tuple[object, ...]:
    return incident.client, incident.sign, incident.occurred_on, incident.summary, incident.reporter


async def _restage(unit: Unit, kit: Kit, client_id: str) -> str:
    client = await unit.clients.by_id(client_id)
    assert client is not None  # it is locked
    today = kit.today()
    changes = kit.policy.replay(await record_of(unit, client_id), today)
    standing = standing_after_import(client.standing, changes, today)
    await unit.clients.save(replace(client, standing=standing))
    return standing.stage.key
