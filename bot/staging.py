"""What follows from a change of a client's record: the stage, the nudge that opens, comes again or closes.

Runs inside the transaction of the change, under the client's lock, so that a threshold is crossed exactly once.
"""

from dataclasses import dataclass, replace
from datetime import date

from bot import approvalcards
from bot.domain.assessment import Assessment, FastTrack, Record, Stage
from bot.domain.client import Client, ClientState, Standing
from bot.domain.delivery import Urgency
from bot.domain.draft import DraftKind
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge, NudgeState
from bot.exits import draft_exit
from bot.kit import Kit
from bot.ladder import Round, begin, overdue_from, stopped
from bot.ports import Drafter, Unit
from bot.record import record_of, replayed_stage
from bot.telling import owners, refresh, tell

_NUDGED = (Stage.TALK, Stage.EXIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened. ``incident``: the live incident that caused it. ``rewritten``: the past changed (withdrawal,
    correction), so the stage is found by replay. ``live=False`` (imports, sample data) never nudges."""

    incident: Incident | None = None
    rewritten: bool = False
    live: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    client: Client
    assessment: Assessment
    nudge: Nudge | None = None


async def restage(unit: Unit, kit: Kit, drafter: Drafter, client: Client, change: Change) -> Outcome:
    """Weigh the client anew and do what follows. The caller holds the client's lock and commits."""
    record = await record_of(unit, client.id)
    assessment = _weighed(kit, record, client, change)
    stands = _standing(client.standing, assessment.stage, kit.today())
    await _close_left(unit, kit, client.id, assessment, change)
    moved = replace(client, standing=stands)
    nudge = None
    if change.live and assessment.stage in _NUDGED:
        nudge, moved = await _nudge(unit, kit, drafter, moved, assessment, change)
    if moved != client:
        await unit.clients.save(moved)
    return Outcome(moved, assessment, nudge)


def _weighed(kit: Kit, record: Record, client: Client, change: Change) -> Assessment:
    stood = replayed_stage(kit, record) if change.rewritten else client.standing.stage
    return kit.policy.assess(record, kit.today(), stood)


def _standing(before: Standing, stage: Stage, today: date) -> Standing:
    checked = replace(before, checked_on=today)
    if stage is before.stage:
        return checked
    return replace(
        checked,
        stage=stage,
        since=today,
        announced=False,
        left_talk_on=today if before.stage is Stage.TALK else before.left_talk_on,
        left_exit_on=today if before.stage is Stage.EXIT else before.left_exit_on,
    )


async def _close_left(unit: Unit, kit: Kit, client: str, assessment: Assessment, change: Change) -> None:
    """A nudge of a stage in which the client no longer stands is over; its messages say so.

    While a higher stage is told to the owner alone, the lead's own nudge goes on as if it were not there.
    """
    unfinished = await unit.nudges.unfinished_of(client)
    secret = change.incident is not None and change.incident.to_owner and bool(_new_tracks(assessment, change))
    alone = secret or any(nudge.confidential and nudge.stage is assessment.stage for nudge in unfinished)
    for nudge in unfinished:
        kept = alone and not nudge.confidential and nudge.stage < assessment.stage
        if nudge.stage is not assessment.stage and not kept:
            left = stopped(nudge, NudgeState.STAGE_LEFT, kit)
            await unit.nudges.save(left)
            await refresh(unit, kit, left)


async def _nudge(
    unit: Unit, kit: Kit, drafter: Drafter, client: Client, assessment: Assessment, change: Change
) -> tuple[Nudge | None, Client]:
    """Open the stage's nudge, let it come again, or bring its messages up to date."""
    tracks = _new_tracks(assessment, change)
    announced = replace(client, standing=replace(client.standing, announced=True))
    unfinished = next((n for n in await unit.nudges.unfinished_of(client.id) if n.stage is assessment.stage), None)
    if unfinished:
        return await _again_or_refresh(unit, kit, unfinished, client, assessment, change, tracks), announced
    if client.state is ClientState.FORMER or (client.state is ClientState.PARTING and not tracks):
        return None, announced
    if not tracks and not await _worth_opening(unit, kit, client, assessment, change):
        return None, announced if _quiet(kit, client, assessment.stage) else client
    return await _opened(unit, kit, drafter, client, assessment, change, tracks), announced


def _new_tracks(assessment: Assessment, change: Change) -> tuple[FastTrack, ...]:
    """The fast tracks that this very change has set off."""
    if change.incident is None:
        return ()
    return tuple(track for track in assessment.fast_tracks if track.incident == change.incident.id)


def _quiet(kit: Kit, client: Client, stage: Stage) -> bool:
    """Re-entered too soon after leaving: nobody is told again."""
    left = client.standing.left_exit_on if stage is Stage.EXIT else client.standing.left_talk_on
    since = client.standing.since
    return bool(left and since and 0 <= (since - left).days <= kit.policy.ladder.quiet_reentry_days)


async def _worth_opening(unit: Unit, kit: Kit, client: Client, assessment: Assessment, change: Change) -> bool:
    """A stage nobody was told of, or one whose last nudge is finished and which has grown markedly since."""
    if not client.standing.announced:
        return not _quiet(kit, client, assessment.stage) and _wakes(client, change)
    last = next((n for n in await unit.nudges.of_client(client.id) if n.stage is assessment.stage), None)
    return last is not None and _grown(kit, last, assessment, change)


def _wakes(client: Client, change: Change) -> bool:
    """After an import that already stands in the stage, the first live incident opens the nudge; a day alone does not.

    An entry of today is opened by whatever brought it about.
    """
    return change.incident is not None or client.standing.since == client.standing.checked_on


def _grown(kit: Kit, nudge: Nudge, assessment: Assessment, change: Change) -> bool:
    if change.incident is None:
        return False
    points = round(assessment.score - nudge.told_score, 6)
    return points >= kit.policy.ladder.again_after_points or change.incident.severity == 3


async def _again_or_refresh(
    unit: Unit,
    kit: Kit,
    nudge: Nudge,
    client: Client,
    assessment: Assessment,
    change: Change,
    tracks: tuple[FastTrack, ...],
) -> Nudge:
    secret = bool(tracks) and change.incident is not None and change.incident.to_owner
    if secret and not nudge.confidential:
        return await _told_to_owners(unit, kit, nudge, assessment, tracks)
    opened = nudge.confidential and not secret and _stands_by_itself(assessment)
    if not (tracks or opened or _grown(kit, nudge, assessment, change)):
        current = replace(nudge, score=assessment.score)
        await unit.nudges.save(current)
        await refresh(unit, kit, current)
        return current
    again = replace(
        nudge,
        round=nudge.round + 1,
        score=assessment.score,
        told_score=assessment.score,
        policy=kit.policy.version,
        fast_track=nudge.fast_track or bool(tracks),
        confidential=nudge.confidential and not (opened or (tracks and not secret)),
        shadow=nudge.shadow and not tracks,
    )
    if any(track.stage is Stage.EXIT for track in tracks):
        await _lock_letters(unit, kit, client.id)
    why = "entered" if nudge.confidential and not again.confidential else "again"
    kept = await begin(unit, kit, again, client, Round(why, owner_too=_owner_too(tracks)))
    await unit.nudges.save(kept)
    await refresh(unit, kit, kept)
    return kept


def _stands_by_itself(assessment: Assessment) -> bool:
    """The stage rests on more than its fast tracks."""
    return any(reason.code not in ("fast_track", "held", "kept_by_falling_rule") for reason in assessment.reasons)


async def _told_to_owners(
    unit: Unit, kit: Kit, nudge: Nudge, assessment: Assessment, tracks: tuple[FastTrack, ...]
) -> Nudge:
    """A confidential fast track must not reach the lead through a nudge that the lead knows already: the owners alone
    hear of it, and for the lead the nudge goes on as it was."""
    for person in await owners(unit):
        await tell(
            unit,
            kit,
            person.id,
            "nudge",
            {"nudge": nudge.id, "client": nudge.client, "why": "again"},
            key=f"nudge:{nudge.id}:{tracks[0].incident}",
            urgency=Urgency.FAST_TRACK,
        )
    if any(track.stage is Stage.EXIT for track in tracks):
        await _lock_letters(unit, kit, nudge.client)
    kept = replace(nudge, score=assessment.score, fast_track=True)
    await unit.nudges.save(kept)
    await refresh(unit, kit, kept)
    return kept


async def _lock_letters(unit: Unit, kit: Kit, client_id: str) -> None:
    """A letter written before a breach of business ethics became known waits for its facts as well, and goes from
    where somebody was asked to approve it.
    """
    client = await unit.clients.by_id(client_id)
    for draft in await unit.drafts.of_client(client_id):
        if draft.kind is DraftKind.EXIT and not draft.locked:
            await unit.drafts.save(replace(draft, locked=True))
            if client:
                await approvalcards.refresh(unit, kit, draft, client)


async def _opened(
    unit: Unit,
    kit: Kit,
    drafter: Drafter,
    client: Client,
    assessment: Assessment,
    change: Change,
    tracks: tuple[FastTrack, ...],
) -> Nudge:
    now = kit.now()
    wanted = Nudge(
        id=kit.ids.new(),
        client=client.id,
        stage=assessment.stage,
        opened_at=now,
        opened_on=kit.today(),
        round_at=now,
        score=assessment.score,
        told_score=assessment.score,
        policy=kit.policy.version,
        fast_track=bool(tracks),
        confidential=bool(tracks) and change.incident is not None and change.incident.to_owner,
        shadow=not tracks and await in_shadow(unit, kit),
        overdue_at=overdue_from(kit, assessment.stage, now),
    )
    nudge, new = await unit.nudges.open_or_get(wanted)
    if not new:
        return nudge
    imported = not tracks and client.standing.since is not None and client.standing.since < kit.today()
    why = "import" if imported and not client.standing.announced else "entered"
    begun = await begin(unit, kit, nudge, client, Round(why, owner_too=_owner_too(tracks)))
    await unit.nudges.save(begun)
    if any(track.stage is Stage.EXIT for track in tracks):
        await _lock_letters(unit, kit, client.id)
    if assessment.stage is Stage.EXIT:
        await draft_exit(unit, kit, drafter, client, begun, assessment)
    return begun


def _owner_too(tracks: tuple[FastTrack, ...]) -> bool:
    """Ethics (clear or severe) and severe disrespect reach the owner at once."""
    return any(track.stage is Stage.EXIT or track.protect for track in tracks)


async def in_shadow(unit: Unit, kit: Kit) -> bool:
    """Whether the deployment is still in its first days, in which owners alone are told."""
    if not kit.shadow:
        return False
    organization = await unit.journal.organization()
    if organization is None or organization.shadow_ended:
        return False
    return (kit.today() - kit.calendar.day(organization.live_since)).days < kit.settings.policy.shadow_days
