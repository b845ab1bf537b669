"""Gathering what notices and pages about a client show."""

from dataclasses import replace
from datetime import date

from bot.domain.assessment import Assessment, FastTrack, Stage
from bot.domain.chart import ChartData, ChartMark
from bot.domain.client import Client
from bot.domain.draft import DraftKind
from bot.domain.incident import Incident, Source
from bot.domain.nudge import Nudge
from bot.domain.person import Person
from bot.exits import locked
from bot.handlers.speech import signs_in
from bot.kit import Kit
from bot.notices.labels import stage_name
from bot.notices.nudges import NudgeView, Scored
from bot.ports import Unit
from bot.record import assessed, record_of
from bot.voice import Voice


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
    scored = await scored_for(unit, kit, client, language, reader)
    handler = await unit.people.by_id(nudge.handled_by) if nudge.handled_by else None
    exit = nudge.stage is Stage.EXIT
    owner = reader is not None and reader.is_owner
    return NudgeView(
        client=client,
        nudge=nudge,
        scored=scored,
        today=kit.today(),
        why=why,
        handled_by=handler.name if handler else "",
        draft=await _exit_draft(unit, nudge) if exit else "",
        locked=exit and await locked(unit, scored.assessment),
        clock=await clock_of(unit, scored.assessment) if exit else None,
        reader_is_owner=owner,
        linked=kit.links is not None,
        sent_with=() if nudge.state.unfinished else await _sent_with(unit, kit, nudge, scored.secret),
    )


async def _sent_with(unit: Unit, kit: Kit, nudge: Nudge, secret: frozenset[str]) -> tuple[FastTrack, ...]:
    """The fast tracks of a finished nudge as if none had been released while it was open: it keeps its headline."""
    record = await record_of(unit, nudge.client)
    before = {incident: day for incident, day in record.released.items() if day < nudge.opened_on}
    days = [nudge.opened_on, *([kit.calendar.day(nudge.closed_at)] if nudge.closed_at else [])]
    as_sent = [kit.policy.assess(replace(record, released=before), day, nudge.stage) for day in days]
    tracks = {track.incident: track for seen in as_sent for track in seen.fast_tracks}
    return tuple(track for track in tracks.values() if track.incident not in secret)


async def scored_for(unit: Unit, kit: Kit, client: Client, language: str, reader: Person | None) -> Scored:
    """The score as this reader may see it: of what was told straight to the owner, others see sign and points only."""
    counted = await unit.incidents.counted_of(client.id)
    owner = reader is not None and reader.is_owner
    secret = frozenset(incident.id for incident in counted if incident.to_owner and not owner)
    assessment = await assessed(unit, kit, client)
    shown = tuple(track for track in assessment.fast_tracks if track.incident not in secret)
    return Scored(
        assessment=replace(assessment, fast_tracks=shown),
        signs=signs_in(kit, kit.voice(language)),
        secret=secret,
        summaries={incident.id: incident.summary for incident in counted},
    )


async def secret_among(unit: Unit, assessment: Assessment) -> frozenset[str]:
    """Which of the weighed incidents were told straight to the owner: others see their sign and points alone."""
    weighed = [id for line in assessment.lines for id in line.incidents]
    some = [weighed[start : start + 100] for start in range(0, len(weighed), 100)]
    return frozenset([one.id for ids in some for one in await unit.incidents.by_ids(ids) if one.to_owner])


async def chart_data(unit: Unit, kit: Kit, client: Client, say: Voice, start: date) -> ChartData:
    """A client's score from a day until today with the stage lines, the incidents as marks and the talks."""
    record, today = await record_of(unit, client.id), kit.today()
    return ChartData(
        title=client.name,
        scores=tuple(kit.policy.history(record, start, today)),
        lines=tuple((stage_name(say, Stage.of(key)), score) for key, score in kit.policy.stage_lines.items()),
        marks=tuple(
            ChartMark(day=one.occurred_on, severity=one.severity, label=kit.policy.sign(one.sign, say.language).label)
            for one in record.incidents
            if start <= one.occurred_on <= today
        ),
        talks=tuple(talk.day for talk in record.talks if start <= talk.day <= today),
        score_label=say.word("points"),
        talk_label=say.word("recorded talk"),
        language=say.language,
    )


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
