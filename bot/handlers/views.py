"""Gathering what notices and pages about a client show."""

from datetime import date

from bot.domain.assessment import Assessment, Stage
from bot.domain.client import Client
from bot.domain.draft import DraftKind
from bot.domain.incident import Incident, Source
from bot.domain.nudge import Nudge
from bot.domain.person import Person
from bot.exits import locked
from bot.handlers.speech import signs_in
from bot.kit import Kit
from bot.notices.nudges import NudgeView
from bot.ports import Unit
from bot.record import assessed


async def nudge_view(
    unit: Unit,
    kit: Kit,
    client: Client,
    nudge: Nudge,
    language: str,
    *,
    why: str = "entered",
    reader: Person | None = None,
) -> NudgeView:
    assessment = await assessed(unit, kit, client)
    handler = await unit.people.by_id(nudge.handled_by) if nudge.handled_by else None
    exit = nudge.stage is Stage.EXIT
    owner = reader is not None and reader.is_owner
    return NudgeView(
        client=client,
        nudge=nudge,
        assessment=assessment,
        signs=signs_in(kit, kit.voice(language)),
        today=kit.today(),
        why=why,
        handled_by=handler.name if handler else "",
        secret=frozenset() if owner else await secret_of(unit, client.id),
        draft=await _exit_draft(unit, nudge) if exit else "",
        locked=exit and await locked(unit, assessment),
        clock=await clock_of(unit, assessment) if exit else None,
        reader_is_owner=owner,
    )


async def secret_of(unit: Unit, client: str) -> frozenset[str]:
    """Incidents told straight to the owner: a lead sees sign and points only."""
    return frozenset(incident.id for incident in await unit.incidents.counted_of(client) if incident.to_owner)


async def _exit_draft(unit: Unit, nudge: Nudge) -> str:
    drafts = await unit.drafts.of_client(nudge.client)
    own = [draft for draft in drafts if draft.kind is DraftKind.EXIT and draft.nudge == nudge.id]
    return own[0].id if own else ""


async def clock_of(unit: Unit, assessment: Assessment) -> date | None:
    """The last day of the legal clock that runs out first; imports and sample data start no clock."""
    days = []
    for track in assessment.fast_tracks:
        incident = await unit.incidents.by_id(track.incident)
        if track.clock_ends_on and incident and starts_clock(incident):
            days.append(track.clock_ends_on)
    return min(days) if days else None


def starts_clock(incident: Incident) -> bool:
    return incident.source is not Source.IMPORT and not incident.sample
