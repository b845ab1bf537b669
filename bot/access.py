"""Who may do what: the table of the design's chapter 4, one function per resource. Handlers get objects only from here.

Guests and external people have no rights at all unless an admin has let them in. An admin configures and reads no
incidents; a lead sees own clients; an owner sees all.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.agreement import Agreement
from bot.domain.client import Client
from bot.domain.counterweight import Counterweight
from bot.domain.dossier import DossierRequest
from bot.domain.draft import Draft
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge
from bot.domain.parting import HandOver, PartingCase
from bot.domain.person import Person, PersonRef, Role
from bot.domain.reporter_question import ReporterQuestion
from bot.errors import NotAllowed, NotFound
from bot.kit import Kit
from bot.messages import From
from bot.ports import Store, Unit
from bot.settings import Settings
from bot.voice import LANGUAGES, language_of

# What can be refused; notices/errors.py says each in words.
RIGHTS = (
    "use",
    "proven",
    "see_client",
    "manage_client",
    "lead_client",
    "own_report",
    "owner",
    "admin",
    "channel",
    "checkin",
    "listening",
    "resume_listening",
    "reads_along",
    "informed",
    "locked_letter",
    "not_approved",
    "second_person",
    "own_letter",
    "perhaps_same",
)


def roles_of(refs: tuple[PersonRef, ...], settings: Settings) -> frozenset[Role]:
    """Firm-wide roles as ``app.yaml`` gives them."""
    roles = {Role.MEMBER}
    if set(refs) & set(settings.people.owners):
        roles.add(Role.OWNER)
    if set(refs) & set(settings.people.admins):
        roles.add(Role.ADMIN)
    return frozenset(roles)


async def asker(unit: Unit, kit: Kit, by: From) -> Person:
    """The person who speaks, as known now; somebody new is a member not stored yet. Raises ``NotAllowed("use")``."""
    _, person = await _known_and_now(unit, kit, by)
    return person


async def _known_and_now(unit: Unit, kit: Kit, by: From) -> tuple[Person | None, Person]:
    known = await unit.people.by_ref(by.who)
    person = _brought_up_to_date(known, kit, by) if known else _newcomer(kit, by)
    if not person.has_rights:
        raise NotAllowed("use")
    return known, person


async def joined(unit: Unit, kit: Kit, by: From) -> Person:
    """Like ``asker``, in a write unit: a newcomer or a changed name, language or role is stored."""
    known, person = await _known_and_now(unit, kit, by)
    if known == person:
        return person
    await unit.people.save(person)
    return await unit.people.by_ref(by.who) or person


async def met_by_name(unit: Unit, kit: Kit, seen: From) -> Person:
    """Somebody whom a door speaks of, in a write unit: known from then on, with or without rights."""
    known = await unit.people.by_ref(seen.who)
    person = _brought_up_to_date(known, kit, seen) if known else _newcomer(kit, seen)
    if person != known:
        await unit.people.save(person)
    return await unit.people.by_ref(seen.who) or person


async def chosen(unit: Unit, kit: Kit, written: str, people: Sequence[From]) -> str:
    """Somebody whom a form names: an id, or a ref that the door's own chooser gave. Whoever is new is met here.

    ``people`` are those of the form as the door knows them. What is neither comes back as it is.
    """
    if ":" not in written or "/" not in written:
        return written
    try:
        ref = PersonRef.parse(written)
    except ValueError:
        return written
    seen = next((one for one in people if one.who == ref), None)
    person = await met_by_name(unit, kit, seen) if seen else await unit.people.by_ref(ref)
    return person.id if person else written


async def remembered(store: Store, kit: Kit, by: From) -> None:
    """A guest who is refused is known from then on, so that an admin can let this one in."""
    async with store.write() as unit:
        known = await unit.people.by_ref(by.who)
        person = _brought_up_to_date(known, kit, by) if known else _newcomer(kit, by)
        if person != known:
            await unit.people.save(person)
            await unit.commit()


async def met(store: Store, kit: Kit, by: From) -> Person:
    """Like ``joined`` where nothing else is written: whoever looks in is known from then on (as a lead, say)."""
    async with store.read() as unit:
        known, person = await _known_and_now(unit, kit, by)
        if known == person:
            return person
    async with store.write() as unit:
        person = await joined(unit, kit, by)
        await unit.commit()
    return person


def _newcomer(kit: Kit, by: From) -> Person:
    return Person(
        id=kit.ids.new(),
        name=by.name or by.who.user,
        refs=(by.who,),
        language=_spoken(by.language),
        # Where the platform could not be asked, a newcomer's report is kept and waits (docs/adr/0012).
        external=bool(by.external),
        roles=roles_of((by.who,), kit.settings),
    )


def _brought_up_to_date(known: Person, kit: Kit, by: From) -> Person:
    return replace(
        known,
        name=by.name or known.name,
        language=_spoken(by.language) or known.language,
        external=_external(known, by),
        roles=roles_of(known.refs, kit.settings),
    )


def _external(known: Person, by: From) -> bool:
    """What the door says now. Of somebody with several accounts one may be a guest's: the firm's own counts."""
    if by.external is None:
        return known.external
    return by.external and (known.external or len(known.refs) == 1)


def _spoken(language: str | None) -> str | None:
    short = language_of(language, "")
    return short if short in LANGUAGES else None


def is_unproven(person: Person, by: From) -> bool:
    """Nobody could say yet whether this is a guest: the platform never told anything of the person, not even a name.

    People of the configuration are trusted.
    """
    return by.external is None and person.name == by.who.user and person.roles == {Role.MEMBER}


def proven(person: Person, by: From) -> None:
    """Raises ``NotAllowed("proven")`` while nobody can say who this is."""
    if is_unproven(person, by):
        raise NotAllowed("proven")


def is_lead_of(person: Person, client: Client) -> bool:
    """Lead, deputy or owner: sees the record, talks, drafts."""
    return person.has_rights and (person.is_owner or person.id in client.leads or person.id in client.deputies)


def may_manage(person: Person, client: Client) -> bool:
    return is_lead_of(person, client) or person.is_admin


async def client_led(unit: Unit, person: Person, client: str) -> Client:
    """A client whose record the person may see. Raises ``NotFound`` or ``NotAllowed`` naming those who may."""
    found = await unit.clients.by_id(client)
    if found is None:
        raise NotFound("client")
    if not is_lead_of(person, found):
        raise NotAllowed("lead_client", await lead_names(unit, found))
    return found


async def client_managed(unit: Unit, person: Person, client: str) -> Client:
    """A client whose people and channels the person may change."""
    found = await unit.clients.by_id(client)
    if found is None:
        raise NotFound("client")
    if not may_manage(person, found):
        raise NotAllowed("manage_client", await lead_names(unit, found))
    return found


async def may_add_clients(unit: Unit, person: Person) -> None:
    """Owners, admins and whoever already leads a client may add one."""
    if person.is_owner or person.is_admin or await unit.clients.led_by(person.id):
        return
    raise NotAllowed("manage_client", await names_with(unit, Role.OWNER, Role.ADMIN))


async def report_of(unit: Unit, person: Person, incident: str) -> Incident:
    """One's own report."""
    found = await unit.incidents.by_id(incident)
    if found is None or not found.is_from(person.id):
        raise NotFound("report")
    return found


async def filed_by(unit: Unit, person: Person, incident: str) -> Incident:
    """A report that the person filed (not only joined): may be corrected and withdrawn."""
    found = await report_of(unit, person, incident)
    if found.reporter != person.id:
        raise NotAllowed("own_report")
    return found


async def nudge_led(unit: Unit, person: Person, nudge: str) -> tuple[Nudge, Client]:
    """A nudge of a client the person leads; a confidential one is for owners."""
    found = await unit.nudges.by_id(nudge)
    if found is None:
        raise NotFound("nudge")
    client = await client_led(unit, person, found.client)
    if found.confidential and not person.is_owner:
        raise NotFound("nudge")
    return found, client


async def parting_led(unit: Unit, person: Person, client: str) -> tuple[PartingCase, Client]:
    """The open parting of a client the person leads."""
    found = await client_led(unit, person, client)
    case = await unit.partings.open_of(found.id)
    if case is None:
        raise NotFound("parting")
    return case, found


async def handover_done_by(unit: Unit, person: Person, handover: str) -> tuple[HandOver, Client]:
    """Something to be handed over: for the one who does it, and for those who look after the client."""
    found = await unit.partings.handover(handover)
    case = await unit.partings.by_id(found.case) if found else None
    client = await unit.clients.by_id(case.client) if case else None
    if found is None or client is None or not (found.owner == person.id or is_lead_of(person, client)):
        raise NotFound("handover")
    return found, client


async def agreement_led(unit: Unit, person: Person, agreement: str) -> tuple[Agreement, Client]:
    """A point agreed with a client the person leads."""
    found = await unit.agreements.by_id(agreement)
    if found is None:
        raise NotFound("agreement")
    return found, await client_led(unit, person, found.client)


async def own_counterweight(unit: Unit, person: Person, counterweight: str) -> tuple[Counterweight, Client]:
    """What the person noted about a client that is (still) theirs to see."""
    found = await unit.counterweights.by_id(counterweight)
    if found is None or found.author != person.id:
        raise NotFound("counterweight")
    return found, await client_led(unit, person, found.client)


async def question_for(unit: Unit, person: Person, question: str) -> tuple[ReporterQuestion, Incident]:
    """A question that the person may answer: one of the reporters, and not the one who asks."""
    found = await unit.reporter_questions.by_id(question)
    incident = await unit.incidents.by_id(found.incident) if found else None
    if found is None or incident is None or not incident.is_from(person.id) or found.asked_by == person.id:
        raise NotFound("question")
    return found, incident


def may_see_incident(person: Person, incident: Incident) -> bool:
    """For a lead of its client: what was told straight to the owner is for owners."""
    return person.is_owner or not incident.to_owner


async def draft_led(unit: Unit, person: Person, draft: str) -> tuple[Draft, Client]:
    """A draft for a client the person leads."""
    found = await unit.drafts.by_id(draft)
    if found is None or not await may_read(unit, person, found):
        raise NotFound("draft")
    return found, await client_led(unit, person, found.client)


async def may_read(unit: Unit, person: Person, draft: Draft) -> bool:
    """The exit message that a confidential nudge brought is for owners."""
    nudge = await unit.nudges.by_id(draft.nudge) if draft.nudge else None
    return person.is_owner or nudge is None or not nudge.confidential


async def dossier_of(unit: Unit, person: Person, dossier: str) -> tuple[DossierRequest, Client]:
    """A dossier that the person asked for, of a client whose record the person still may see."""
    found = await unit.dossiers.by_id(dossier)
    if found is None or found.person != person.id:
        raise NotFound("dossier")
    return found, await client_led(unit, person, found.client)


async def owner(unit: Unit, person: Person) -> None:
    if not person.is_owner:
        raise NotAllowed("owner", await names_with(unit, Role.OWNER))


async def admin(unit: Unit, person: Person) -> None:
    if not person.is_admin:
        raise NotAllowed("admin", await names_with(unit, Role.ADMIN))


async def names_with(unit: Unit, *roles: Role) -> tuple[str, ...]:
    return tuple(person.name for person in await unit.people.with_role(*roles) if person.has_rights)


async def lead_people(unit: Unit, client: Client) -> list[Person]:
    """A client's leads who still have rights, in their order."""
    people = await unit.people.by_ids(client.leads)
    return [people[lead] for lead in client.leads if lead in people and people[lead].has_rights]


async def lead_names(unit: Unit, client: Client) -> tuple[str, ...]:
    """Who looks after a client: its leads, else the owners."""
    names = tuple(person.name for person in await lead_people(unit, client))
    return names or await names_with(unit, Role.OWNER)
