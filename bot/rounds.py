"""Opening a check-in round: who is asked, what speaks against it, and the messages that go with it."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.domain.checkin import Round, Seat, Wanted, refused, reminders
from bot.domain.client import Client
from bot.domain.delivery import DeliveryState, Urgency
from bot.domain.person import Person, Role
from bot.errors import InvalidInput
from bot.kit import Kit
from bot.ports import RoundKeys, Unit
from bot.telling import edit, tell


async def roster_of(unit: Unit, people: Collection[str]) -> frozenset[str]:
    """Those who can be asked: never guests, nobody whose account is gone, and nobody who has declined."""
    known = await unit.people.by_ids(sorted(people))
    able = {id for id, person in known.items() if may_be_asked(person)}
    return frozenset(able - await unit.checkins.declined(able))


async def firm_roster(unit: Unit) -> frozenset[str]:
    """Everybody of the firm whom Signpost has met."""
    return await roster_of(unit, [person.id for person in await unit.people.everybody()])


def may_be_asked(person: Person) -> bool:
    return person.active and person.is_met and not person.external


async def open_round(
    unit: Unit, kit: Kit, keys: RoundKeys, client: str | None, wanted: Wanted, opened_by: str
) -> Round:
    """Its keys are made first: a round is never there without them. Raises ``InvalidInput`` with what speaks against
    it. The caller commits, and destroys the keys where that fails."""
    running = await unit.checkins.open_of(client)
    if problems := refused(wanted, kit.settings.checkins.minimum_group, running):
        raise InvalidInput(problems)
    now = kit.now()
    round = Round(
        id=kit.ids.new(),
        client=client,
        group=wanted.group,
        seats=tuple(Seat(person, person) for person in sorted(wanted.roster)),
        opened_by=opened_by,
        opened_at=now,
        closes_at=now + timedelta(days=wanted.days),
    )
    keys.make(round.id)
    if not await unit.checkins.open(round):
        keys.destroy(round.id)
        raise InvalidInput({"people": "round_open"})
    await _invite(unit, kit, round)
    return round


async def _invite(unit: Unit, kit: Kit, round: Round) -> None:
    """One card a person and week, whatever opens in it, and reminders for all alike: one a person and day."""
    year, week, _ = kit.calendar.day(round.opened_at).isocalendar()
    for person in sorted(round.roster):
        key = f"checkin:{year}-{week:02}"
        if not await tell(unit, kit, person, "checkin", {}, key=key, urgency=Urgency.CHECKIN):
            await _renew(unit, kit, f"{key}:{person}")
        for moment in reminders(round.opened_at, round.closes_at):
            at = kit.calendar.working_moment(moment)
            if at < round.closes_at:
                again = f"checkin-reminder:{kit.calendar.day(at)}"
                about = {"reminder": "yes"}
                await tell(unit, kit, person, "checkin", about, key=again, urgency=Urgency.CHECKIN, at=at)


async def _renew(unit: Unit, kit: Kit, key: str) -> None:
    """The week's card, where it was sent already, has the new question in its place."""
    sent = await unit.deliveries.by_key(key)
    if sent and sent.state is DeliveryState.SENT:
        await edit(unit, kit, sent)


async def tell_leads(unit: Unit, kit: Kit, round: Round, notice: str) -> None:
    """Of a client its leads and deputies, of the firm its owners."""
    for person in await leads_of(unit, round.client):
        key = f"{notice}:{round.id}"
        await tell(unit, kit, person, notice, {"round": round.id}, key=key, urgency=Urgency.CHECKIN)


async def tell_roster(unit: Unit, kit: Kit, round: Round, notice: str) -> None:
    for person in sorted(round.roster):
        key = f"{notice}:{round.id}"
        await tell(unit, kit, person, notice, {"round": round.id}, key=key, urgency=Urgency.CHECKIN)


async def leads_of(unit: Unit, client: str | None) -> Sequence[str]:
    found: Client | None = await unit.clients.by_id(client) if client else None
    if found and (found.leads or found.deputies):
        return (*found.leads, *found.deputies)
    return [person.id for person in await unit.people.with_role(Role.OWNER) if person.is_owner]
