"""The ladder of a nudge: lead at once, reminder, deputies, owner; each step once, counted from the round's start."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.assessment import Stage
from bot.domain.client import Client
from bot.domain.delivery import Urgency
from bot.domain.nudge import Nudge, NudgeState, Rung, Telling
from bot.domain.person import Person
from bot.kit import Kit
from bot.ports import Unit
from bot.telling import owners, reachable, tell

_NEXT = {Rung.LEAD: Rung.REMINDER, Rung.REMINDER: Rung.DEPUTIES, Rung.DEPUTIES: Rung.OWNER, Rung.OWNER: None}
_WHY = {Rung.LEAD: "entered", Rung.REMINDER: "reminder", Rung.DEPUTIES: "escalated", Rung.OWNER: "escalated"}


@dataclass(frozen=True, slots=True)
class Round:
    """Why a round begins: ``entered``, ``again``, ``lapsed``, ``woke``; ``owner_too``: the owner hears at once."""

    why: str = "entered"
    owner_too: bool = False


async def begin(unit: Unit, kit: Kit, nudge: Nudge, client: Client, round: Round) -> Nudge:
    """Start a round: the lead is told now (fast track) or within working hours; returns the nudge to be saved."""
    start = kit.now() if nudge.fast_track else kit.calendar.working_moment(kit.now())
    started = replace(
        nudge,
        state=NudgeState.OPEN,
        round_at=start,
        next_rung=Rung.LEAD,
        next_step_at=start,
        wakes_at=None,
        tellings=(),
    )
    return await climb(unit, kit, started, client, round)


async def climb(unit: Unit, kit: Kit, nudge: Nudge, client: Client, round: Round | None = None) -> Nudge:
    """Take every step that is due; a rung without anybody to tell falls through to the next."""
    while nudge.next_rung and nudge.next_step_at and (nudge.next_step_at <= kit.now() or round):
        at = max(nudge.next_step_at, kit.now())
        at = at if nudge.fast_track else kit.calendar.working_moment(at)
        people = await _people_on(unit, kit, nudge, client, nudge.next_rung, kit.calendar.day(at))
        # Where nobody could be told so far, whoever comes next hears of the stage as its lead would have.
        first = nudge.next_rung is Rung.LEAD or not nudge.tellings
        fresh = people if nudge.next_rung is Rung.REMINDER else [p for p in people if not nudge.told(p.id)]
        if round and round.owner_too:
            fresh += [p for p in await owners(unit) if p not in fresh]
        why = round.why if round else "entered" if first else _WHY[nudge.next_rung]
        for person in fresh:
            await tell(
                unit,
                kit,
                person.id,
                "nudge",
                {"nudge": nudge.id, "client": client.id, "why": why},
                key=f"nudge:{nudge.id}:{nudge.round}:{nudge.next_rung.value}",
                urgency=_urgency(nudge, first=first),
                at=at,
                held=not first,
            )
        nudge = _after(kit, nudge, fresh, fell_through=not fresh)
        round = None
    return nudge


async def _people_on(unit: Unit, kit: Kit, nudge: Nudge, client: Client, rung: Rung, on: date) -> list[Person]:
    firm = [person for person in await owners(unit) if person.reachable_on(on)] or await owners(unit)
    if nudge.confidential or nudge.shadow:
        return firm if rung in (Rung.LEAD, Rung.REMINDER) else []
    match rung:
        case Rung.LEAD:
            return await reachable(unit, client.leads, on)
        case Rung.REMINDER:
            return await reachable(unit, [telling.person for telling in nudge.tellings], on)
        case Rung.DEPUTIES:
            return await reachable(unit, client.deputies, on)
        case Rung.OWNER:
            return firm


def _urgency(nudge: Nudge, *, first: bool) -> Urgency:
    if first:
        return Urgency.FAST_TRACK if nudge.fast_track else Urgency.NUDGE
    return Urgency.NUDGE if nudge.next_rung is Rung.REMINDER else Urgency.ESCALATION


def _after(kit: Kit, nudge: Nudge, told: list[Person], *, fell_through: bool) -> Nudge:
    rung = nudge.next_rung
    assert rung is not None
    tellings = [Telling(person.id, rung, kit.now()) for person in told if not nudge.told(person.id)]
    following = _NEXT[rung]
    if fell_through and rung is Rung.LEAD and not nudge.tellings:
        # Nobody there to tell: who comes next is told now, and the owner if there is no deputy either.
        following = Rung.DEPUTIES
    at = None
    if following:
        at = nudge.round_at if fell_through and not nudge.tellings else _due(kit, nudge.round_at, following)
    return replace(nudge, tellings=(*nudge.tellings, *tellings), next_rung=following, next_step_at=at)


def _due(kit: Kit, start: datetime, rung: Rung) -> datetime:
    ladder = kit.policy.ladder
    days = {
        Rung.REMINDER: ladder.remind_after_working_days,
        Rung.DEPUTIES: ladder.deputies_after_working_days,
        Rung.OWNER: ladder.owner_after_working_days,
    }
    return kit.calendar.after_working_days(start, days[rung])


def stopped(nudge: Nudge, state: NudgeState, kit: Kit, by: Person | None = None, reason: str = "") -> Nudge:
    """The nudge in a state in which the ladder rests; finished ones are closed."""
    return replace(
        nudge,
        state=state,
        handled_by=by.id if by else nudge.handled_by,
        reason=reason or nudge.reason,
        next_rung=None,
        next_step_at=None,
        wakes_at=None,
        overdue_at=nudge.overdue_at if state.unfinished else None,
        closed_at=None if state.unfinished else kit.now(),
    )


def acknowledged(nudge: Nudge, kit: Kit, by: Person) -> Nudge:
    """Acknowledged; lapses after so many working days without a step."""
    lapse = kit.calendar.after_working_days(kit.now(), kit.policy.ladder.lapse_after_working_days)
    return replace(stopped(nudge, NudgeState.ACKNOWLEDGED, kit, by), wakes_at=lapse)


def overdue_from(kit: Kit, nudge_stage: Stage, opened: datetime) -> datetime | None:
    """When "talk overdue" is said for the first time."""
    if nudge_stage is not Stage.TALK:
        return None
    return days_later(kit, opened, kit.policy.ladder.overdue_after_days)


def days_later(kit: Kit, moment: datetime, days: int) -> datetime:
    """The same time of day so many local days later, also across a clock change; within working hours."""
    day = kit.calendar.day(moment)
    into_the_day = moment - kit.calendar.starts(day)
    return kit.calendar.working_moment(kit.calendar.starts(day + timedelta(days=days)) + into_the_day)
