"""One person, several accounts: an admin says which of them are the same, on Slack and on Teams, say."""

from collections.abc import Sequence
from dataclasses import replace

from bot.access import admin, joined, owner, roles_of
from bot.domain.client import Client
from bot.domain.delivery import Urgency
from bot.domain.person import Person, Role
from bot.errors import InvalidInput
from bot.handlers.speech import voice_for
from bot.kit import Kit
from bot.messages import LinkPeople
from bot.notices import clients as notices
from bot.ports import Act, Drafter, Store, Unit
from bot.record import held
from bot.replies import Reply, Told
from bot.staging import Change, restage
from bot.telling import tell

EVERY_REPORT = 100_000


async def link_people(message: LinkPeople, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """Two people of the record become one, with both accounts. Who reported twice counts once from then on."""
    async with store.write() as unit:
        await unit.lock_client(f"key {message.by.key}")
        person = await joined(unit, kit, message.by)
        await admin(unit, person)
        say = voice_for(kit, person)
        if (earlier := await unit.journal.seen(message.by.key)) is not None:
            known = await unit.people.by_id(earlier)
            return Told(notices.linked(say, known.name if known else ""))
        first, second = await _both(unit, message)
        if Role.OWNER in first.roles | second.roles:
            await owner(unit, person)
        clients = await _touched(unit, second)
        one = _joined(kit, first, second)
        await unit.people.take_over(one, second.id)
        for client in clients:
            await _anew(unit, kit, drafter, client, one.id, second.id)
        await unit.journal.take(message.by.key, kit.now(), one.id)
        await unit.journal.record(
            Act(at=kit.now(), by=person.id, act="people_linked", subject=one.id, detail={"with": second.id})
        )
        await _told(unit, kit, one, second.id)
        await unit.commit()
    return Told(notices.linked(say, one.name))


async def _both(unit: Unit, message: LinkPeople) -> tuple[Person, Person]:
    known = await unit.people.by_ids([message.person, message.same])
    problems = {
        name: "unknown_person"
        for name, id in (("person", message.person), ("same", message.same))
        if id not in known or not known[id].is_met
    }
    if not problems and message.person == message.same:
        problems = {"same": "same_person"}
    if problems:
        raise InvalidInput(problems)
    return known[message.person], known[message.same]


def _joined(kit: Kit, first: Person, second: Person) -> Person:
    """Somebody who belongs to the firm on one platform belongs to it; where both say guest, one is a guest."""
    refs = (*first.refs, *second.refs)
    nameless = first.name in {ref.user for ref in first.refs}
    return replace(
        first,
        name=second.name if nameless else first.name,
        refs=refs,
        language=first.language or second.language,
        external=first.external and second.external,
        admitted=first.admitted or second.admitted,
        active=first.active or second.active,
        away_until=first.away_until or second.away_until,
        roles=roles_of(refs, kit.settings),
    )


async def _touched(unit: Unit, gone: Person) -> Sequence[Client]:
    """Clients that somebody looks after, or about whom they reported or talked: always in the same order."""
    ids = {incident.client for incident in await unit.incidents.reported_by(gone.id, EVERY_REPORT)}
    ids |= {talk.client for talk in await unit.talks.everything() if talk.lead == gone.id}
    clients = await unit.clients.all()
    return sorted(
        (one for one in clients if one.id in ids or gone.id in (*one.leads, *one.deputies)), key=lambda one: one.id
    )


async def _anew(unit: Unit, kit: Kit, drafter: Drafter, client: Client, keep: str, gone: str) -> None:
    """One lead in place of two, and the record weighed as if it had always been one reporter."""
    current = await held(unit, client)
    leads, deputies = (tuple(keep if id == gone else id for id in ids) for ids in (current.leads, current.deputies))
    leads = tuple(dict.fromkeys(leads))
    deputies = tuple(id for id in dict.fromkeys(deputies) if id not in leads)
    if (leads, deputies) != (current.leads, current.deputies):
        current = replace(current, leads=leads, deputies=deputies)
        await unit.clients.save(current)
    await restage(unit, kit, drafter, current, Change(rewritten=True))


async def _told(unit: Unit, kit: Kit, one: Person, gone: str) -> None:
    """Both accounts hear of it: whoever was linked by mistake, or worse, knows."""
    for platform in dict.fromkeys(ref.platform for ref in one.refs):
        about = {"platform": platform}
        await tell(unit, kit, one.id, "linked", about, key=f"linked:{gone}:{platform}", urgency=Urgency.RECEIPT)
