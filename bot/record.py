"""From a client's stored rows to what the policy weighs."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.assessment import Assessment, Record, RecordedIncident, RecordedTalk, Stage
from bot.domain.client import Client
from bot.domain.incident import Incident
from bot.domain.talk import Talk
from bot.kit import Kit
from bot.ports import Unit


def recorded(incident: Incident) -> RecordedIncident:
    """One confirmed incident as the policy sees it."""
    return RecordedIncident(
        id=incident.id,
        sign=incident.sign,
        severity=incident.severity,
        occurred_on=incident.occurred_on,
        counted_on=incident.counted_on or incident.occurred_on,
        reported_on=incident.reported_on,
        reporters=frozenset(reporter.person for reporter in incident.reporters),
        by_lead=incident.by_lead,
        about_oneself=incident.about_oneself,
    )


def record_from(incidents: Sequence[Incident], talks: Sequence[Talk]) -> Record:
    """The record of one client from its rows; incidents that do not count are left out."""
    counted = [incident for incident in incidents if incident.counts]
    return Record(
        incidents=tuple(recorded(incident) for incident in counted),
        talks=recorded_talks(talks),
        released={incident.id: incident.released_on for incident in counted if incident.released_on},
    )


def recorded_talks(talks: Sequence[Talk]) -> tuple[RecordedTalk, ...]:
    return tuple(RecordedTalk(day=talk.day, outcome=talk.outcome.value, lead=talk.lead) for talk in talks)


async def record_of(unit: Unit, client: str) -> Record:
    incidents = await unit.incidents.record_of(client)
    bands = tuple(band.value for band in await unit.checkins.bands_of(client))
    return replace(incidents, talks=recorded_talks(await unit.talks.of_client(client)), bands=bands)


async def held(unit: Unit, client: Client) -> Client:
    """The client under its lock, read again: what was read before the lock may be old."""
    await unit.lock_client(client.id)
    return await unit.clients.by_id(client.id) or client


async def assessed(unit: Unit, kit: Kit, client: Client) -> Assessment:
    """Today's verdict, for showing: nothing is changed by it."""
    return kit.policy.assess(await record_of(unit, client.id), kit.today(), client.standing.stage)


def replayed_stage(kit: Kit, record: Record) -> Stage:
    """Where the client would stand had the record always been what it is now (after a withdrawal or correction)."""
    # What a check-in gave carries no day here: replayed, it would have been so from the beginning.
    changes = kit.policy.replay(replace(record, bands=()), kit.today())
    return changes[-1].after if changes else Stage.CALM
