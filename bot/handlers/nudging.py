"""What a lead does with a nudge: acknowledge, snooze, dismiss."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.access import joined, nudge_led
from bot.domain.assessment import Stage
from bot.domain.client import Client
from bot.domain.delivery import Urgency
from bot.domain.nudge import DISMISSALS_UNTIL_OWNER, SNOOZE_DAYS, SNOOZES, Nudge, NudgeState
from bot.domain.person import Person
from bot.errors import InvalidInput, Stale
from bot.handlers.speech import voice_for
from bot.handlers.views import clock_of, nudge_view
from bot.kit import Kit
from bot.ladder import acknowledged, stopped
from bot.messages import AcknowledgeNudge, DismissNudge, From, SnoozeNudge
from bot.notices.nudges import nudge_notice
from bot.ports import Drafter, Store, Unit
from bot.record import assessed, held
from bot.replies import Replaced, Reply
from bot.staging import Change, restage
from bot.telling import owners, refresh, tell

_FINISHED: Mapping[NudgeState, str] = {
    NudgeState.DISMISSED: "dismissed",
    NudgeState.DONE: "done",
    NudgeState.STAGE_LEFT: "stage_left",
}


async def acknowledge_nudge(message: AcknowledgeNudge, *, store: Store, kit: Kit) -> Reply:
    """The ladder rests; after ten working days without a step it begins again."""
    async with store.write() as unit:
        person, nudge, client = await _unfinished(unit, kit, message.by, message.nudge)
        if nudge.state is NudgeState.ACKNOWLEDGED:
            raise Stale("acknowledged", await _name(unit, nudge))
        after = acknowledged(nudge, kit, person)
        reply = await _kept(unit, kit, after, client, person)
        await unit.commit()
    return reply


async def snooze_nudge(message: SnoozeNudge, *, store: Store, kit: Kit) -> Reply:
    """At most twice, at most four weeks, never past a legal clock, with a reason."""
    async with store.write() as unit:
        person, nudge, client = await _unfinished(unit, kit, message.by, message.nudge)
        if not await unit.journal.take(message.by.key, kit.now()):
            return await _kept(unit, kit, nudge, client, person)
        if nudge.snoozes >= SNOOZES:
            raise Stale("snoozed_out")
        if message.until <= kit.today():
            raise InvalidInput({"until": "past"})
        if message.until > await latest_snooze(unit, kit, client):
            raise InvalidInput({"until": "too_far"})
        asleep = stopped(nudge, NudgeState.SNOOZED, kit, person, message.reason)
        wakes = kit.calendar.working_moment(kit.calendar.starts(message.until))
        after = replace(asleep, wakes_at=wakes, snoozes=nudge.snoozes + 1)
        reply = await _kept(unit, kit, after, client, person)
        await unit.commit()
    return reply


async def latest_snooze(unit: Unit, kit: Kit, client: Client) -> date:
    """The last day until which a nudge may sleep."""
    latest = kit.today() + timedelta(days=SNOOZE_DAYS)
    clock = await clock_of(unit, await assessed(unit, kit, client))
    return min(latest, clock) if clock else latest


async def dismiss_nudge(message: DismissNudge, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """With a reason; it ends the hold of a fast track. After three dismissals for one client the owner is told."""
    async with store.write() as unit:
        person, nudge, client = await _unfinished(unit, kit, message.by, message.nudge)
        after = stopped(nudge, NudgeState.DISMISSED, kit, person, message.reason)
        await _release(unit, kit, client, nudge.stage, person)
        reply = await _kept(unit, kit, after, client, person)
        await _tell_owner_of_many(unit, kit, client)
        current = await unit.clients.by_id(client.id) or client
        await restage(unit, kit, drafter, current, Change(rewritten=nudge.fast_track))
        await unit.commit()
    return reply


async def _unfinished(unit: Unit, kit: Kit, by: From, id: str) -> tuple[Person, Nudge, Client]:
    person = await joined(unit, kit, by)
    nudge, client = await nudge_led(unit, person, id)
    client = await held(unit, client)
    nudge = await unit.nudges.by_id(id) or nudge
    if nudge.state in _FINISHED:
        raise Stale(_FINISHED[nudge.state], await _name(unit, nudge))
    return person, nudge, client


async def _name(unit: Unit, nudge: Nudge) -> str:
    who = await unit.people.by_id(nudge.handled_by) if nudge.handled_by else None
    return who.name if who else ""


async def _kept(unit: Unit, kit: Kit, nudge: Nudge, client: Client, person: Person) -> Reply:
    await unit.nudges.save(nudge)
    await refresh(unit, kit, nudge)
    say = voice_for(kit, person)
    view = await nudge_view(unit, kit, client, nudge, say.language, reader=person)
    return Replaced(nudge_notice(say, view))


async def _release(unit: Unit, kit: Kit, client: Client, stage: Stage, person: Person) -> None:
    """Fast tracks of that stage hold it no longer; of what went straight to the owner only an owner decides."""
    tracks = {t.incident for t in (await assessed(unit, kit, client)).fast_tracks if t.stage is stage}
    for id in sorted(tracks):
        incident = await unit.incidents.by_id(id)
        if incident and (person.is_owner or not incident.to_owner):
            await unit.incidents.save(replace(incident, released_on=kit.today()))


async def _tell_owner_of_many(unit: Unit, kit: Kit, client: Client) -> None:
    nudges = await unit.nudges.of_client(client.id)
    times = sum(nudge.state is NudgeState.DISMISSED for nudge in nudges)
    if times < DISMISSALS_UNTIL_OWNER:
        return
    for person in await owners(unit):
        about = {"client": client.id, "times": str(times)}
        key = f"dismissed:{client.id}:{times}"
        await tell(unit, kit, person.id, "often_dismissed", about, key=key, urgency=Urgency.ESCALATION)
