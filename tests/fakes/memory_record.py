"""People, clients, incidents and talks in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.assessment import Record, Stage
from bot.domain.client import Client, ClientName, name_key
from bot.domain.incident import Incident, IncidentState
from bot.domain.person import ChannelRef, Person, PersonRef, Role
from bot.domain.talk import Note, Talk
from bot.errors import AlreadyTaken, StoreFailed
from bot.record import record_from
from tests.fakes.memory_linking import taken_over
from tests.fakes.memory_state import Desk, storable_value

_OVER = (IncidentState.WITHDRAWN, IncidentState.DISMISSED, IncidentState.EXPIRED)


class MemoryPeople:
    """The port ``People``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def by_ref(self, ref: PersonRef) -> Person | None:
        return next((person for person in self._desk.look().people.values() if ref in person.refs), None)

    async def by_id(self, person: str) -> Person | None:
        return self._desk.look().people.get(person)

    async def by_ids(self, people: Sequence[str]) -> Mapping[str, Person]:
        known = self._desk.look().people
        return {person: known[person] for person in people if person in known}

    async def everybody(self) -> Sequence[Person]:
        people = self._desk.look().people.values()
        return sorted(people, key=lambda person: (name_key(person.name), person.name, person.id))

    async def let_in(self) -> Sequence[Person]:
        return [one for one in await self.everybody() if one.external and one.has_rights]

    async def with_role(self, *roles: Role) -> Sequence[Person]:
        return [person for person in await self.everybody() if person.roles & set(roles)]

    async def save(self, person: Person) -> None:
        people = self._desk.change().people
        taken = {ref for other in people.values() if other.id != person.id for ref in other.refs}
        if person.id not in people and taken.intersection(person.refs):
            return
        kept = storable_value(person)
        refs = tuple(ref for ref in kept.refs if ref not in taken)
        people[person.id] = replace(kept, refs=refs)

    async def take_over(self, person: Person, gone: str) -> None:
        taken_over(self._desk.change(), person.id, gone)
        await self.save(person)


class MemoryClients:
    """The port ``Clients``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def by_id(self, client: str) -> Client | None:
        return self._desk.look().clients.get(client)

    async def by_name(self, name: str) -> Client | None:
        key = name_key(name)
        return self._owner(lambda client: bool(key) and key in map(name_key, client.names))

    async def by_names(self, keys: Sequence[str]) -> Sequence[Client]:
        wanted = set(keys) - {""}
        return self._where(lambda client: bool(wanted & set(map(name_key, client.names))))

    async def sought(self, words: str, limit: int, led_by: str | None = None) -> Sequence[Client]:
        key, ranked = name_key(words), []
        for client in self._where(lambda client: led_by is None or led_by in client.leads + client.deputies):
            hits = [known for known in map(name_key, client.names) if known and key in known]
            if hits:
                ranked.append((min(not hit.startswith(key) for hit in hits), min(hits), client.id, client))
        return [client for *_, client in sorted(ranked, key=lambda hit: hit[:3])][:limit]

    async def by_channel(self, channel: ChannelRef) -> Client | None:
        return self._owner(lambda client: channel in client.channels)

    async def all(self) -> Sequence[Client]:
        return self._where(lambda client: True)

    async def names(self) -> Sequence[ClientName]:
        return [ClientName(client.id, client.name, client.aliases) for client in await self.all()]

    async def led_by(self, person: str) -> Sequence[Client]:
        return self._where(lambda client: person in client.leads + client.deputies)

    async def standing_above_calm(self) -> Sequence[Client]:
        counted = {incident.client for incident in self._desk.look().incidents.values() if incident.counts}
        return self._where(lambda client: client.standing.stage > Stage.CALM or client.id in counted)

    async def save(self, client: Client) -> None:
        clients = self._desk.change().clients
        others = [other for other in clients.values() if other.id != client.id]
        for name in client.names:
            key = name_key(name)
            _refuse_if_taken(name, [other for other in others if key and key in map(name_key, other.names)])
        for channel in client.channels:
            _refuse_if_taken(str(channel), [other for other in others if channel in other.channels])
        clients[client.id] = storable_value(client)

    def _owner(self, matches: Callable[[Client], bool]) -> Client | None:
        return next((client for client in self._desk.look().clients.values() if matches(client)), None)

    def _where(self, matches: Callable[[Client], bool]) -> list[Client]:
        found = [client for client in self._desk.look().clients.values() if matches(client)]
        return sorted(found, key=lambda client: (name_key(client.name), client.name, client.id))


def _refuse_if_taken(what: str, owners: Sequence[Client]) -> None:
    if owners:
        raise AlreadyTaken(what, owners[0].name)


class MemoryIncidents:
    """The port ``Incidents``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def by_id(self, incident: str) -> Incident | None:
        return self._desk.look().incidents.get(incident)

    async def by_ids(self, incidents: Sequence[str]) -> Sequence[Incident]:
        known = self._desk.look().incidents
        return [known[id] for id in incidents if id in known]

    async def by_number(self, number: int) -> Incident | None:
        return next(iter(self._where(lambda incident: incident.number == number)), None)

    async def next_number(self) -> int:
        state = self._desk.change()
        state.number += 1
        return state.number

    async def of_client(self, client: str) -> Sequence[Incident]:
        return _newest_day_first(self._where(lambda incident: incident.client == client))

    async def counted_of(self, client: str) -> Sequence[Incident]:
        return _newest_day_first(self._where(lambda incident: incident.client == client and incident.counts))

    async def confirmed_between(self, client: str, since: date, until: date) -> Sequence[str]:
        found = self._where(lambda one: one.client == client and one.counts and since <= one.occurred_on <= until)
        return [one.id for one in sorted(found, key=lambda one: (one.occurred_on, one.number))]

    async def record_of(self, client: str) -> Record:
        return record_from(await self.counted_of(client), ())

    async def by_link(self, client: str, sign: str, link: str) -> Incident | None:
        def same(incident: Incident) -> bool:
            known = (incident.client, incident.sign, incident.link) == (client, sign, link)
            return known and not incident.is_open_suspicion

        return next(
            iter(self._where(lambda incident: bool(link) and same(incident) and incident.state not in _OVER)), None
        )

    async def of_others(
        self, client: str, sign: str, day: date, person: str, *, to_owner: bool = False
    ) -> Incident | None:
        wanted = (client, sign, day, to_owner)
        found = self._where(lambda one: one.counts and (one.client, one.sign, one.occurred_on, one.to_owner) == wanted)
        return next((one for one in found if not one.is_from(person)), None)

    async def reported_by(self, person: str, limit: int = 50) -> Sequence[Incident]:
        def newest(incident: Incident) -> tuple[datetime, int]:
            return incident.reported_at, incident.number

        theirs = self._where(lambda incident: incident.is_from(person))
        return sorted(theirs, key=newest, reverse=True)[:limit]

    async def waiting(self) -> Sequence[Incident]:
        return self._where(lambda incident: incident.state is IncidentState.WAITING)

    async def suspected_of(self, client: str) -> Sequence[Incident]:
        return self._where(lambda incident: incident.client == client and incident.state is IncidentState.SUSPECTED)

    async def of_message(self, channel: ChannelRef, message: str) -> Incident | None:
        return next(iter(self._where(lambda one: _is_of(one, channel, message))), None)

    async def asked_of(self, person: str) -> Sequence[Incident]:
        return self._where(lambda one: one.is_open_suspicion and one.heard is not None and one.heard.asked == person)

    async def unanswered_in(self, channel: ChannelRef) -> Sequence[Incident]:
        return self._where(lambda one: one.is_open_suspicion and one.heard is not None and one.heard.channel == channel)

    async def answered(self, limit: int, since: datetime | None = None) -> Sequence[Incident]:
        found = [
            (one.heard.answered_at, one.number, one)
            for one in self._where(lambda one: one.state in (IncidentState.CONFIRMED, IncidentState.DISMISSED))
            if one.heard and one.heard.answered_at and (since is None or one.heard.answered_at > since)
        ]
        return [one for *_, one in sorted(found, key=lambda hit: hit[:2], reverse=True)][:limit]

    async def everything(self) -> Sequence[Incident]:
        return self._where(lambda incident: True)

    async def forget(self, before: date, quotes_before: date) -> int:
        incidents = self._desk.change().incidents
        gone = [incident.id for incident in incidents.values() if incident.occurred_on < before]
        for id in gone:
            del incidents[id]
        for incident in list(incidents.values()):
            if incident.quote and incident.occurred_on < quotes_before:
                incidents[incident.id] = replace(incident, quote="")
        return len(gone)

    async def save(self, incident: Incident) -> None:
        incidents = self._desk.change().incidents
        self._desk.must_know(incident.client)
        if any(other.number == incident.number and other.id != incident.id for other in incidents.values()):
            raise StoreFailed("the number is taken")
        heard = incident.heard
        if heard and any(
            _is_of(other, heard.channel, heard.message) and other.id != incident.id for other in incidents.values()
        ):
            raise StoreFailed("the message is taken")
        incidents[incident.id] = storable_value(incident)

    def _where(self, matches: Callable[[Incident], bool]) -> list[Incident]:
        """By number: oldest first."""
        found = [incident for incident in self._desk.look().incidents.values() if matches(incident)]
        return sorted(found, key=lambda incident: incident.number)


def _is_of(incident: Incident, channel: ChannelRef, message: str) -> bool:
    return incident.heard is not None and (incident.heard.channel, incident.heard.message) == (channel, message)


def _newest_day_first(incidents: Sequence[Incident]) -> list[Incident]:
    return sorted(incidents, key=lambda incident: (incident.occurred_on, incident.number), reverse=True)


class MemoryTalks:
    """The port ``Talks``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def of_client(self, client: str) -> Sequence[Talk]:
        return [talk for talk in await self.everything() if talk.client == client]

    async def everything(self) -> Sequence[Talk]:
        talks = self._desk.look().talks.values()
        return sorted(talks, key=lambda talk: (talk.day, talk.recorded_at, talk.id))

    async def save(self, talk: Talk) -> None:
        self._desk.must_know(talk.client)
        self._desk.change().talks[talk.id] = storable_value(talk)

    async def add_note(self, note: Note) -> None:
        self._desk.must_know(note.client)
        self._desk.change().notes[note.id] = storable_value(note)

    async def notes_of(self, client: str) -> Sequence[Note]:
        notes = [note for note in self._desk.look().notes.values() if note.client == client]
        return sorted(notes, key=lambda note: (note.written_at, note.id))
