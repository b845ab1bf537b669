"""What the person who is asked answers to a suspicion. Until then it counts for nothing (guarantee 21)."""

from dataclasses import replace

from bot.access import is_lead_of, joined, proven
from bot.caution import weigh_answers
from bot.domain.client import Client
from bot.domain.detection import Side
from bot.domain.incident import SEVERITIES, Incident, IncidentState, Reporter
from bot.domain.person import Person
from bot.domain.playbook import FRICTION
from bot.errors import InvalidInput, NotFound, Stale
from bot.handlers.flagging import confirmed
from bot.handlers.speech import others_names, recorded, voice_for
from bot.kit import Kit
from bot.messages import ConfirmSuspicion, CorrectSuspicion, DismissSuspicion
from bot.notices import reports
from bot.notices.parts import Notice
from bot.ports import Drafter, Store, Unit
from bot.replies import Replaced, Reply, Told
from bot.showable import names_somebody
from bot.staging import Change, restage
from bot.telling import refresh_suspicion

GONE = {
    IncidentState.CONFIRMED: "confirmed",
    IncidentState.DISMISSED: "not_incident",
    IncidentState.EXPIRED: "suspicion_expired",
    IncidentState.WITHDRAWN: "message_gone",
}


async def confirm_suspicion(message: ConfirmSuspicion, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """*Confirm*: the author, or the lead for what the client wrote, is its reporter from now on."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        proven(person, message.by)
        incident, client = await asked_about(unit, person, message.incident)
        right = _answered(kit, incident, person, client, consent=message.consent)
        notice = await _counted(unit, kit, drafter, right, client, person)
        await unit.commit()
    return Replaced(notice)


async def correct_suspicion(message: CorrectSuspicion, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """*Other sign*, *Wrong client*: it is an incident, but another one than it seemed."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        proven(person, message.by)
        incident, _ = await asked_about(unit, person, message.incident)
        client = await unit.clients.by_id(message.client)
        await _check(unit, kit, message, incident, client, person)
        assert client is not None
        await unit.lock_client(client.id)
        told = replace(
            incident, client=client.id, sign=message.sign, severity=message.severity, summary=message.summary
        )
        right = _answered(kit, told, person, client, consent=message.consent)
        current = await unit.clients.by_id(client.id) or client
        notice = await _counted(unit, kit, drafter, right, current, person)
        await unit.commit()
    return Told(notice, right.number)


async def dismiss_suspicion(message: DismissSuspicion, *, store: Store, kit: Kit) -> Reply:
    """*Not an incident*: its words stay for a while, for the detector to learn from, and are shown to nobody."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        incident, _ = await asked_about(unit, person, message.incident)
        assert incident.heard is not None
        answered = replace(incident.heard, answered_at=kit.now())
        over = replace(incident, state=IncidentState.DISMISSED, link="", heard=answered)
        await unit.incidents.save(over)
        await refresh_suspicion(unit, kit, over)
        await weigh_answers(unit, kit)
        await unit.commit()
    return Replaced(reports.dismissed(voice_for(kit, person), over))


async def asked_about(unit: Unit, person: Person, id: str) -> tuple[Incident, Client]:
    """A suspicion that this person is asked about and nobody has answered, under its client's lock."""
    seen = await unit.incidents.by_id(id)
    if seen is None or seen.client is None:
        raise NotFound("suspicion")
    await unit.lock_client(seen.client)
    incident, client = await unit.incidents.by_id(id), await unit.clients.by_id(seen.client)
    if incident is None or client is None or not may_answer(incident, client, person):
        raise NotFound("suspicion")
    if not incident.is_open_suspicion:
        raise Stale(GONE.get(incident.state, "changed"))
    return incident, client


def may_answer(incident: Incident, client: Client, person: Person) -> bool:
    """Whoever was asked; about what the client wrote, only as long as it is theirs to look after."""
    heard = incident.heard
    if heard is None or heard.asked != person.id:
        return False
    return heard.side is Side.TEAM or is_lead_of(person, client)


def _answered(kit: Kit, incident: Incident, person: Person, client: Client, *, consent: bool) -> Incident:
    """Counted from today, as a report of the person who answered."""
    assert incident.heard is not None
    now = kit.now()
    return replace(
        confirmed(incident, kit),
        reporters=(Reporter(person=person.id, joined_at=now, consent=consent),),
        reported_on=kit.today(),
        reported_at=now,
        by_lead=is_lead_of(person, client),
        about_oneself=incident.sign == FRICTION,
        heard=replace(incident.heard, answered_at=now),
    )


async def _counted(unit: Unit, kit: Kit, drafter: Drafter, right: Incident, client: Client, person: Person) -> Notice:
    if right.sign == FRICTION and names_somebody(right.quote, await others_names(unit, person)):
        right = replace(right, quote="")
    right = await _with_the_report_of_the_same_message(unit, right, client)
    await unit.incidents.save(right)
    await refresh_suspicion(unit, kit, right)
    await restage(unit, kit, drafter, client, Change(incident=right))
    await weigh_answers(unit, kit)
    return await recorded(unit, kit, right, client, person)


async def _with_the_report_of_the_same_message(unit: Unit, right: Incident, client: Client) -> Incident:
    """On that report's day: of one client, sign and day only the gravest counts, and each reporter is one of it.

    It stays an answer of its own, for the detector to learn from. A report to the owner alone is left alone.
    """
    twin = await unit.incidents.by_link(client.id, right.sign, right.link)
    return right if twin is None or twin.to_owner else replace(right, occurred_on=twin.occurred_on)


async def _check(
    unit: Unit, kit: Kit, message: CorrectSuspicion, incident: Incident, client: Client | None, person: Person
) -> None:
    problems: dict[str, str] = {}
    if client is None:
        problems["client"] = "unknown_client"
    if message.sign not in kit.policy.sign_keys():
        problems["sign"] = "unknown_sign"
    if message.severity not in SEVERITIES:
        problems["severity"] = "unknown_severity"
    if message.sign == FRICTION:
        if not incident.own_message:
            problems["sign"] = "of_oneself"
        elif not message.about_oneself:
            problems["about_oneself"] = "about_oneself"
        if names_somebody(message.summary, await others_names(unit, person)):
            problems["summary"] = "names_colleague"
    if problems:
        raise InvalidInput(problems)
