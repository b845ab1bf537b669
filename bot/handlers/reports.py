"""What can be done with a report once it is there: confirm, dismiss, withdraw, correct, join, look."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot import approvalcards
from bot.access import asker, client_led, filed_by, is_lead_of, joined, owner, proven, report_of
from bot.domain.client import Client
from bot.domain.incident import Incident, IncidentState, Reporter
from bot.domain.person import Person
from bot.domain.playbook import FRICTION, MISFIT
from bot.errors import InvalidInput, NotFound, Stale
from bot.exits import unconfirmed_tracks
from bot.handlers.flagging import confirmed, latest_day
from bot.handlers.speech import backers, client_names, others_names, recorded, signs_in, voice_for
from bot.kit import Kit
from bot.messages import (
    ConfirmFacts,
    ConfirmIncident,
    CorrectIncident,
    JoinIncident,
    ReceiptWanted,
    ShowIncident,
    ShowMine,
    WithdrawIncident,
)
from bot.notices import clients as client_notices
from bot.notices import reports
from bot.ports import Act, Drafter, Store, Unit
from bot.record import assessed, held
from bot.replies import Replaced, Reply, Told
from bot.showable import names_somebody
from bot.staging import Change, restage
from bot.telling import receipt, refresh, refresh_receipts

MINE = 25
_GONE = {
    IncidentState.WITHDRAWN: "withdrawn",
    IncidentState.DISMISSED: "not_incident",
    IncidentState.EXPIRED: "expired",
    IncidentState.WAITING: "waiting",
}


async def _held_report(unit: Unit, incident: str) -> None:
    """Before a report is read to be changed: its client's lock, so that a second click sees what the first one did."""
    found = await unit.incidents.by_id(incident)
    if found and found.client:
        await unit.lock_client(found.client)


async def confirm_incident(message: ConfirmIncident, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """*Right*: by the reporter for a guessed sign, by a lead or owner for a strategic misfit."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        proven(person, message.by)
        await _held_report(unit, message.incident)
        incident, client = await _confirmable(unit, person, message.incident)
        lead = is_lead_of(person, client)
        right = confirmed(incident, kit) if incident.state is IncidentState.SUSPECTED else incident
        right = replace(right, by_lead=right.by_lead or lead)
        await unit.incidents.save(right)
        await refresh_receipts(unit, kit, right)
        await restage(unit, kit, drafter, client, Change(incident=right))
        note = await recorded(unit, kit, right, client, person)
        await unit.commit()
    if right.is_from(person.id):
        return Replaced(note)
    say = voice_for(kit, person)
    return Replaced(reports.confirmed(say, right, client.name, kit.policy.sign(right.sign, say.language)))


async def _confirmable(unit: Unit, person: Person, id: str) -> tuple[Incident, Client]:
    incident = await unit.incidents.by_id(id)
    client = await unit.clients.by_id(incident.client) if incident and incident.client else None
    if incident is None or not (incident.is_from(person.id) or (client and is_lead_of(person, client))):
        raise NotFound("report")
    if incident.state in _GONE or client is None:
        raise Stale(_GONE.get(incident.state, "waiting"))
    if incident.state is IncidentState.SUSPECTED and not incident.is_from(person.id):
        raise NotFound("report")
    unripe = incident.sign == MISFIT and not incident.by_lead and is_lead_of(person, client)
    if incident.state is IncidentState.CONFIRMED and not unripe:
        raise Stale("confirmed")
    return incident, client


async def withdraw_incident(message: WithdrawIncident, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """Undo: it counts for nothing any more. Where others have joined, only one's own part goes."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        await _held_report(unit, message.incident)
        incident = await report_of(unit, person, message.incident)
        if incident.state in (IncidentState.WITHDRAWN, IncidentState.DISMISSED, IncidentState.EXPIRED):
            raise Stale(_GONE[incident.state])
        left = tuple(reporter for reporter in incident.reporters if reporter.person != person.id)
        gone = _without(incident, left) if left else replace(incident, state=IncidentState.WITHDRAWN)
        await unit.incidents.save(gone)
        await unit.reporter_questions.take_back(incident.id, person.id)
        await refresh_receipts(unit, kit, incident)
        await _rewritten(unit, kit, drafter, incident)
        await unit.commit()
    say = voice_for(kit, person)
    return Replaced(reports.stepped_back(say, incident) if left else reports.withdrawn(say, incident))


def _without(incident: Incident, left: tuple[Reporter, ...]) -> Incident:
    """What stays with the others: not the message that the one who goes wrote."""
    stays = replace(incident, reporters=left)
    hidden = incident.own_message and left[0] != incident.reporters[0]
    return replace(stays, quote="", link="", own_message=False) if hidden else stays


async def _rewritten(unit: Unit, kit: Kit, drafter: Drafter, incident: Incident) -> None:
    if incident.state is not IncidentState.CONFIRMED or incident.client is None:
        return
    client = await unit.clients.by_id(incident.client)
    if client:
        await restage(unit, kit, drafter, client, Change(rewritten=True))


async def correct_incident(message: CorrectIncident, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """A corrected report weighs as if it had always been so; correcting a guess confirms it."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        proven(person, message.by)
        before = await filed_by(unit, person, message.incident)
        if before.state not in (IncidentState.CONFIRMED, IncidentState.SUSPECTED, IncidentState.WAITING):
            raise Stale(_GONE[before.state])
        client = await unit.clients.by_id(message.client or "")
        await _check_correction(unit, kit, message, person, client)
        assert client is not None
        for id in sorted({before.client, client.id} - {None}, key=str):
            await unit.lock_client(str(id))
        before = await filed_by(unit, person, message.incident)
        if before.state in _GONE and before.state is not IncidentState.WAITING:
            raise Stale(_GONE[before.state])
        after = _corrected(before, message, person, client, kit)
        await unit.incidents.save(after)
        await refresh_receipts(unit, kit, after)
        if before.client and before.client != client.id:
            await _rewritten(unit, kit, drafter, before)
        current = await unit.clients.by_id(client.id) or client
        news = after if _is_news(before, after) else None
        await restage(unit, kit, drafter, current, Change(incident=news, rewritten=True))
        note = await recorded(unit, kit, after, client, person)
        await unit.commit()
    return Told(note, after.number)


async def _check_correction(
    unit: Unit, kit: Kit, message: CorrectIncident, person: Person, client: Client | None
) -> None:
    problems: dict[str, str] = {}
    if client is None:
        problems["client"] = "unknown_client"
    if message.sign not in kit.policy.sign_keys():
        problems["sign"] = "unknown_sign"
    if message.occurred_on > latest_day(kit, message.by):
        problems["occurred_on"] = "future"
    if message.occurred_on < kit.today() - timedelta(days=kit.settings.privacy.incident_days):
        problems["occurred_on"] = "too_old"
    if message.sign == FRICTION and not message.about_oneself:
        problems["about_oneself"] = "about_oneself"
    if message.sign == FRICTION and names_somebody(message.summary, await others_names(unit, person)):
        problems["summary"] = "names_colleague"
    if problems:
        raise InvalidInput(problems)


def _corrected(before: Incident, message: CorrectIncident, person: Person, client: Client, kit: Kit) -> Incident:
    first, *witnesses = before.reporters
    same_thing = (before.client, before.sign) == (client.id, message.sign)
    return replace(
        before,
        client=client.id,
        client_words="",
        sign=message.sign,
        severity=message.severity,
        summary=message.summary,
        quote=message.quote,
        link=message.link,
        occurred_on=min(message.occurred_on, kit.today()),
        about_oneself=message.about_oneself,
        by_lead=is_lead_of(person, client) or (before.by_lead and same_thing),
        guessed=False,
        state=IncidentState.CONFIRMED,
        counted_on=before.counted_on or kit.today(),
        reporters=(replace(first, consent=message.consent), *witnesses),
    )


def _is_news(before: Incident, after: Incident) -> bool:
    """Whether leads hear of a correction anew: a better wording or a milder severity is none."""
    same_thing = before.counts and (before.client, before.sign) == (after.client, after.sign)
    return not same_thing or after.severity > before.severity


async def join_incident(message: JoinIncident, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """*The same thing*: one incident with one more witness instead of two."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        await _held_report(unit, message.mine)
        mine = await filed_by(unit, person, message.mine)
        other = await unit.incidents.by_id(message.other)
        if mine.state is not IncidentState.CONFIRMED or mine.client is None:
            raise Stale(_GONE.get(mine.state, "changed"))
        if other is None or not other.counts or _kind(other) != _kind(mine):
            raise Stale("changed")
        consent = mine.reporters[0].consent
        witness = other.joined_by(Reporter(person=person.id, joined_at=kit.now(), consent=consent))
        # Both counted once, for the higher severity; joining must not take that away.
        witness = replace(witness, severity=max(other.severity, mine.severity))
        await unit.incidents.save(witness)
        await unit.incidents.save(replace(mine, state=IncidentState.WITHDRAWN))
        await unit.reporter_questions.take_back(mine.id, person.id)
        await refresh_receipts(unit, kit, mine)
        client = await unit.clients.by_id(mine.client)
        if client is None:
            raise NotFound("client")
        await restage(unit, kit, drafter, client, Change(rewritten=True))
        leads = await backers(unit, kit, client, person, witness.sign, to_owner=witness.to_owner)
        await unit.commit()
    say = voice_for(kit, person)
    sign = kit.policy.sign(witness.sign, say.language)
    return Replaced(reports.joined(say, witness, client.name, sign, leads))


def _kind(incident: Incident) -> tuple[object, ...]:
    """What two reports of the same thing have in common."""
    return incident.client, incident.sign, incident.occurred_on, incident.to_owner


async def show_mine(message: ShowMine, *, store: Store, kit: Kit) -> Reply:
    """One's own reports, newest first."""
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        found = await unit.incidents.reported_by(person.id, MINE)
        names = await client_names(unit, found)
    say = voice_for(kit, person)
    return Told(reports.mine(say, _listed(kit, say.language, found, names)))


def _listed(
    kit: Kit, language: str, found: Sequence[Incident], names: dict[str, str]
) -> list[tuple[Incident, str, str]]:
    return [
        (incident, names.get(incident.client or "", ""), kit.policy.sign(incident.sign, language).label)
        for incident in found
    ]


async def show_incident(message: ShowIncident, *, store: Store, kit: Kit) -> Reply:
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        incident = await report_of(unit, person, message.incident)
        client = await unit.clients.by_id(incident.client) if incident.client else None
    say = voice_for(kit, person)
    sign = signs_in(kit, say)[incident.sign]
    filed = incident.reporter == person.id
    return Told(reports.detail(say, incident, client.name if client else "", sign, filed=filed))


async def receipt_wanted(message: ReceiptWanted, *, store: Store, kit: Kit) -> None:
    """A door could not confirm a report: the kept copy of the confirmation is sent until it arrives."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        incident = await unit.incidents.by_number(message.number)
        own = await report_of(unit, person, incident.id if incident else "")
        await receipt(unit, kit, own, person.id, message.by)
        await unit.commit()


async def confirm_facts(message: ConfirmFacts, *, store: Store, kit: Kit) -> Reply:
    """An owner has examined a fast track: its facts are confirmed and the exit message is unlocked."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        await owner(unit, person)
        client = await held(unit, await client_led(unit, person, message.client))
        if not await unit.journal.take(message.by.key, kit.now()):
            return Told(client_notices.facts_confirmed(voice_for(kit, person), client.name))
        for incident in await unconfirmed_tracks(unit, await assessed(unit, kit, client)):
            await unit.incidents.save(replace(incident, facts_confirmed_by=person.id))
        for draft in await unit.drafts.of_client(client.id):
            if draft.locked:
                await unit.drafts.save(replace(draft, locked=False))
                await approvalcards.refresh(unit, kit, draft, client)
        for nudge in await unit.nudges.unfinished_of(client.id):
            await refresh(unit, kit, nudge)
        await unit.journal.record(Act(at=kit.now(), by=person.id, act="facts_confirmed", subject=client.id))
        await unit.commit()
    return Told(client_notices.facts_confirmed(voice_for(kit, person), client.name))
