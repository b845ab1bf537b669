"""Agreed points and warnings: adding one, and saying what became of it."""

from bot.access import agreement_led, client_led, joined
from bot.agreeing import agreed, check_point, refresh_reminders, reminder_for
from bot.domain.agreement import Agreement, AgreementState, PointKind
from bot.domain.person import Person
from bot.errors import InvalidInput, NotFound, Stale
from bot.handlers.partings import step
from bot.handlers.speech import voice_for
from bot.handlers.talks import step_taken
from bot.kit import Kit
from bot.messages import AddAgreement, Point, SettleAgreement
from bot.notices import agreements as notices
from bot.ports import Store, Unit
from bot.record import held
from bot.replies import Replaced, Reply, Told


async def add_agreement(message: AddAgreement, *, store: Store, kit: Kit) -> Reply:
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        client = await held(unit, await client_led(unit, person, message.client))
        if earlier := await unit.journal.seen(message.by.key):
            point = await unit.agreements.by_id(earlier)
            if point is None:
                raise NotFound("agreement")
            return Told(notices.added(voice_for(kit, person), point, client.name, kit.today()))
        check_point(kit, message.point)
        talks = await unit.talks.of_client(client.id)
        talk = talks[-1].id if talks and message.point.kind is PointKind.AGREED else None
        point = await agreed(unit, kit, message.point, client, person, talk)
        case = await unit.partings.open_of(client.id) if point.is_warning else None
        if case:
            await step(unit, kit, case, person, "warned", about=point.text)
        await unit.journal.take(message.by.key, kit.now(), point.id)
        await step_taken(unit, kit, client.id, person)
        await unit.commit()
    return Told(notices.added(voice_for(kit, person), point, client.name, kit.today()))


async def settle_agreement(message: SettleAgreement, *, store: Store, kit: Kit) -> Reply:
    """Kept, not kept, or moved to another day: then it is open again, whatever was said of it before."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        before, client = await agreement_led(unit, person, message.agreement)
        client = await held(unit, client)
        before = await unit.agreements.by_id(before.id) or before
        fresh = await unit.journal.take(message.by.key, kit.now(), before.id)
        after = await _after(unit, kit, message, before, person) if fresh else before
        name = await _settler(unit, after)
        if fresh:
            await unit.agreements.save(after)
            await refresh_reminders(unit, kit, before, client)
            await step_taken(unit, kit, client.id, person)
            await unit.commit()
    return Replaced(notices.agreement(voice_for(kit, person), after, client.name, kit.today(), name))


async def _after(unit: Unit, kit: Kit, message: SettleAgreement, before: Agreement, person: Person) -> Agreement:
    if message.state is AgreementState.OPEN:
        if message.due_on is None:
            raise InvalidInput({"point_due": "required"})
        check_point(kit, Point(text=before.text, due_on=message.due_on, whose=before.whose))
        return before.moved(message.due_on, reminder_for(kit, message.due_on))
    if not before.is_open:
        raise Stale(before.state.value, await _settler(unit, before))
    return before.settled(message.state, person.id, kit.today())


async def _settler(unit: Unit, point: Agreement) -> str:
    """Who said what became of it, by name."""
    known = await unit.people.by_id(point.settled_by) if point.settled_by else None
    return known.name if known else ""
