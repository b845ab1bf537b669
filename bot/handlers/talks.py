"""Recording a talk, and notes."""

from dataclasses import replace
from datetime import timedelta

from bot.access import client_led, joined
from bot.agreeing import agreed, check_point
from bot.domain.assessment import Stage
from bot.domain.nudge import Nudge, NudgeState
from bot.domain.person import Person
from bot.domain.talk import Note, Outcome, Talk
from bot.errors import InvalidInput
from bot.handlers.fates import tell_fate
from bot.handlers.speech import voice_for
from bot.kit import Kit
from bot.ladder import acknowledged, stopped
from bot.messages import AddNote, RecordTalk
from bot.notices import clients as notices
from bot.ports import Drafter, Store, Unit
from bot.record import held
from bot.replies import Reply, Told
from bot.staging import Change, restage
from bot.telling import refresh

TALK_DAYS = 365


async def record_talk(message: RecordTalk, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """A talk finishes the `talk` nudge, may settle what was before it, and opens the way to `exit` if in vain."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        client = await held(unit, await client_led(unit, person, message.client))
        if not await unit.journal.take(message.by.key, kit.now()):
            return Told(notices.talk_recorded(voice_for(kit, person), client, 0, asks_for_points=_may_go_on(message)))
        _check_talk(kit, message)
        talk = Talk(
            id=kit.ids.new(),
            client=client.id,
            day=message.day,
            outcome=message.outcome,
            lead=person.id,
            note=message.note,
            recorded_at=kit.now(),
        )
        await unit.talks.save(talk)
        if message.agreed:
            await agreed(unit, kit, replace(message.agreed, said_on=message.day), client, person, talk.id)
        await _nudges_after_talk(unit, kit, client.id, person)
        await restage(unit, kit, drafter, client, Change())
        told = await tell_fate(unit, kit, client, "talked", cause=talk.id, but=person.id)
        await unit.commit()
    return Told(notices.talk_recorded(voice_for(kit, person), client, told, asks_for_points=_may_go_on(message)))


def _may_go_on(message: RecordTalk) -> bool:
    """Whether more points may have been agreed."""
    return message.outcome is not Outcome.REFUSED


def _check_talk(kit: Kit, message: RecordTalk) -> None:
    today = kit.today()
    if message.agreed:
        check_point(kit, message.agreed, message.day)
    if message.day > today:
        raise InvalidInput({"day": "future"})
    if message.day < today - timedelta(days=TALK_DAYS):
        raise InvalidInput({"day": "too_old"})


async def _nudges_after_talk(unit: Unit, kit: Kit, client: str, person: Person) -> None:
    for nudge in await unit.nudges.unfinished_of(client):
        after = (
            stopped(nudge, NudgeState.DONE, kit, person) if nudge.stage is Stage.TALK else stepped(nudge, kit, person)
        )
        await unit.nudges.save(after)
        await refresh(unit, kit, after)


def stepped(nudge: Nudge, kit: Kit, person: Person) -> Nudge:
    """A step was taken (talk, draft, note): an acknowledged nudge lapses later."""
    if nudge.state is not NudgeState.ACKNOWLEDGED:
        return nudge
    return replace(acknowledged(nudge, kit, person), handled_by=nudge.handled_by)


async def step_taken(unit: Unit, kit: Kit, client: str, person: Person) -> None:
    for nudge in await unit.nudges.unfinished_of(client):
        after = stepped(nudge, kit, person)
        if after != nudge:
            await unit.nudges.save(after)


async def add_note(message: AddNote, *, store: Store, kit: Kit) -> Reply:
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        client = await client_led(unit, person, message.client)
        if await unit.journal.take(message.by.key, kit.now()):
            note = Note(id=kit.ids.new(), client=client.id, author=person.id, text=message.text, written_at=kit.now())
            await unit.talks.add_note(note)
            await step_taken(unit, kit, client.id, person)
            await unit.commit()
    return Told(notices.noted(voice_for(kit, person), client.name))
