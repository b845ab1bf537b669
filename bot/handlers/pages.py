"""Home and the client page: gathering what they show, through the same access as everything else."""

from collections.abc import Sequence
from datetime import timedelta

from bot.access import client_led, dossier_of, lead_names, may_read, may_see_incident, met
from bot.caution import WINDOW, right_among
from bot.domain.assessment import Record
from bot.domain.client import Client, ClientState
from bot.domain.delivery import Delivery
from bot.domain.incident import Incident, IncidentState, last_day
from bot.domain.listening import Listening, Pause
from bot.domain.parting import ItemState, checklist
from bot.domain.person import Person
from bot.domain.playbook import MISFIT
from bot.domain.reporter_question import QUESTION_DAYS
from bot.errors import NotFound
from bot.handlers.asking import answerable
from bot.handlers.checkins import Subject, asked_of, looked_at
from bot.handlers.draftviews import page_of as draft_page
from bot.handlers.partings import latest_case
from bot.handlers.partingviews import parting_view
from bot.handlers.preparing import comparisons, decision_view, guide_view
from bot.handlers.speech import client_names, gravest_clients, twins_among, voice_for
from bot.handlers.suspicions import may_answer
from bot.handlers.views import nudge_view, scored_for
from bot.keeping import off_because
from bot.kit import Kit
from bot.messages import PageAsked
from bot.notices import client_page, dossiers, pages, questions
from bot.notices.anonymity import anonymity_page
from bot.notices.decision_page import decision_page
from bot.notices.guide_page import guide_page
from bot.notices.nudges import NudgeView
from bot.notices.parting import PartingLine
from bot.notices.parting_page import parting_page
from bot.notices.parts import Page, Section
from bot.notices.paths import path_of
from bot.notices.web import with_browser
from bot.ports import Doors, RoundKeys, Store, Unit
from bot.record import record_of
from bot.staging import in_shadow
from bot.voice import Voice

TREND_DAYS = 30
_FAILURES_READ = 100
_QUESTIONS_SHOWN = 3


async def show_page(message: PageAsked, *, store: Store, kit: Kit, doors: Doors, keys: RoundKeys) -> Page:
    person = await met(store, kit, message.by)
    async with store.read() as unit:
        if message.page == "home":
            return await _home(unit, kit, person, doors, keys)
        page = await _page(unit, kit, person, message)
    path = path_of(message.page, message.subject)
    return with_browser(voice_for(kit, person), page, path, linked=kit.links is not None)


async def _page(unit: Unit, kit: Kit, person: Person, asked: PageAsked) -> Page:
    say, subject = voice_for(kit, person), asked.subject
    if asked.page == "anonymity":
        checkins = kit.settings.checkins
        return anonymity_page(say, checkins.minimum_group, team=checkins.show_to == "team")
    if asked.page == "draft":
        return await draft_page(unit, kit, person, subject)
    if asked.page == "dossier":
        request, client = await dossier_of(unit, person, subject)
        return dossiers.page(say, client.name, client.id, request)
    client = await client_led(unit, person, subject)
    match asked.page:
        case "client":
            return await _client(unit, kit, person, client)
        case "talk":
            return guide_page(say, await guide_view(unit, kit, client, person))
        case "decision":
            return decision_page(say, await decision_view(unit, kit, client, person))
        case "parting":
            case = await latest_case(unit, client)
            return parting_page(say, await parting_view(unit, kit, person, client, case))
    raise NotFound("page")


async def _home(unit: Unit, kit: Kit, person: Person, doors: Doors, keys: RoundKeys) -> Page:
    say = voice_for(kit, person)
    standings, nudges = [], []
    shown, more = await gravest_clients(unit, person)
    for client in shown:
        standings.append(await _standing(unit, kit, client))
        nudges += await _open_nudges(unit, kit, client, person)
    standings.sort(key=lambda s: (-s.assessment.stage, -s.assessment.score, s.client.name))
    reports = await unit.incidents.reported_by(person.id, 10)
    names = await client_names(unit, reports)
    lines = [
        (report, names.get(report.client or "", ""), kit.policy.sign(report.sign, say.language).label)
        for report in reports
    ]
    health = await _health(unit, kit, person, doors, keys) if person.is_admin else None
    noticed, put = await _suspicions(unit, kit, person), await _put_to(unit, kit, person)
    partings = await _partings(unit, [client for client in shown if client.state is ClientState.PARTING])
    rounds = await asked_of(unit, kit, person)
    linked = kit.links is not None
    return pages.home(
        say, person, standings, nudges, lines, health, more, noticed, partings, put, asked=rounds, linked=linked
    )


async def _partings(unit: Unit, clients: Sequence[Client]) -> list[PartingLine]:
    """The open partings among these clients, by name."""
    found = []
    for client in clients:
        if case := await unit.partings.open_of(client.id):
            items = checklist(await unit.partings.items_of(case.id), case.id)
            handovers = [one for one in await unit.partings.handovers_of(case.id) if one.is_open]
            found.append(
                PartingLine(
                    client=client.id,
                    name=client.name,
                    open_items=sum(one.state is ItemState.OPEN for one in items),
                    items=len(items),
                    ends_on=case.ends_on,
                    next_due=handovers[0].due_on if handovers else None,
                )
            )
    return sorted(found, key=lambda line: line.name)


async def _suspicions(unit: Unit, kit: Kit, person: Person) -> list[pages.Suspicion]:
    """What the bot noticed and this person is asked about."""
    say, found = voice_for(kit, person), []
    for incident in await unit.incidents.asked_of(person.id):
        client = await unit.clients.by_id(incident.client) if incident.client else None
        if client and may_answer(incident, client, person):
            sign = kit.policy.sign(incident.sign, say.language)
            found.append(pages.Suspicion(incident, client.name, sign, say.day(last_day(incident))))
    return found


async def _put_to(unit: Unit, kit: Kit, person: Person) -> list[Section]:
    """Questions of leads that this person has not answered yet."""
    since, found = kit.today() - timedelta(days=QUESTION_DAYS), []
    for question in (await unit.reporter_questions.put_to(person.id, since))[:_QUESTIONS_SHOWN]:
        put = await answerable(unit, kit, question, person)
        if put:
            found.append(questions.section(voice_for(kit, person), question, put.incident, put.client, put.asker))
    return found


async def _standing(unit: Unit, kit: Kit, client: Client) -> pages.Standing:
    record, today = await record_of(unit, client.id), kit.today()
    assessment = kit.policy.assess(record, today, client.standing.stage)
    return pages.Standing(client, assessment, trend_of(kit, record, assessment.score))


def trend_of(kit: Kit, record: Record, score: float) -> float:
    """The change of the score within 30 days."""
    before = kit.today() - timedelta(days=TREND_DAYS)
    ((_, then),) = kit.policy.history(record, before, before)
    return score - then


async def _open_nudges(unit: Unit, kit: Kit, client: Client, person: Person) -> list[NudgeView]:
    language = person.language or kit.settings.language
    return [
        await nudge_view(unit, kit, client, nudge, language, reader=person)
        for nudge in await unit.nudges.unfinished_of(client.id)
        if person.is_owner or not nudge.confidential
    ]


async def _health(unit: Unit, kit: Kit, person: Person, doors: Doors, keys: RoundKeys) -> pages.Health:
    organization = await unit.journal.organization()
    failed = await unit.deliveries.failed(_FAILURES_READ)
    end = ""
    if organization and await in_shadow(unit, kit):
        last = kit.calendar.day(organization.live_since) + timedelta(days=kit.settings.policy.shadow_days)
        end = voice_for(kit, person).day(last)
    waiting = await unit.incidents.waiting()
    answers = await unit.incidents.answered(WINDOW)
    listened = await unit.listened.all() if kit.settings.detection.mode == "ask" else None
    everybody = await unit.people.everybody()
    return pages.Health(
        failed=await _missed(unit, voice_for(kit, person), failed),
        waiting_clients=list(dict.fromkeys(incident.client_words for incident in waiting))[:10],
        guests=[guest for guest in everybody if guest.external and guest.active],
        twins=list(dict.fromkeys(one.name for one, _ in twins_among(everybody))),
        shadow_until=end,
        shadowed=len(await unit.nudges.shadowed()) if end else 0,
        held=bool(organization and organization.held),
        policy=kit.policy.version,
        troubles=doors.troubles(),
        listened=None if listened is None else sum(one.hears for one in listened),
        paused=await _paused(unit, listened or ()),
        answers=len(answers),
        right=right_among(answers),
        caution=organization.caution if organization else 0,
        checkins_off=await off_because(unit, keys),
    )


async def _paused(unit: Unit, listened: Sequence[Listening]) -> list[tuple[str, Pause]]:
    paused = [one for one in listened if one.pause]
    names = {one.id: one.name for one in await unit.clients.names()} if paused else {}
    return [(names.get(one.client, "?"), one.pause) for one in paused if one.pause]


async def _missed(unit: Unit, say: Voice, failed: Sequence[Delivery]) -> list[tuple[str, str]]:
    """Whom each message was for, and why it did not arrive."""
    people = await unit.people.by_ids([delivery.person for delivery in failed])
    names = {id: person.name for id, person in people.items()}
    clients = {one.id: one.name for one in await unit.clients.names()} if any(one.posted for one in failed) else {}
    return [
        (
            say.word("a channel of {client}", client=clients.get(one.about.get("client", ""), "?"))
            if one.posted
            else names.get(one.person, "?"),
            one.error,
        )
        for one in failed
    ]


async def _client(unit: Unit, kit: Kit, person: Person, client: Client) -> Page:
    say = voice_for(kit, person)
    incidents = await unit.incidents.of_client(client.id)
    talks, notes = await unit.talks.of_client(client.id), await unit.talks.notes_of(client.id)
    counted = [incident for incident in incidents if incident.state is IncidentState.CONFIRMED]
    nudges = [n for n in await unit.nudges.of_client(client.id) if person.is_owner or not n.confidential]
    scored = await scored_for(unit, kit, client, say.language, person)
    beside = await unit.counterweights.of_client(client.id)
    exchanges = await _exchanges(unit, counted, person)
    acted = [*(t.lead for t in talks), *(n.author for n in notes), *(one.author for one in beside)]
    acted += [exchange.question.asked_by for exchange in exchanges]
    return client_page.client_page(
        say,
        client_page.ClientView(
            client=client,
            today=kit.today(),
            reader=person.id,
            scored=scored,
            incidents=counted,
            talks=talks,
            agreements=await unit.agreements.of_client(client.id),
            comparisons=await comparisons(unit, kit, scored, talks),
            counterweights=beside,
            questions=exchanges,
            notes=notes,
            drafts=[draft for draft in await unit.drafts.of_client(client.id) if await may_read(unit, person, draft)],
            nudges=[nudge for nudge in nudges if not nudge.state.unfinished],
            open_nudges=await _open_nudges(unit, kit, client, person),
            names=await _names(unit, counted, acted),
            leads=await lead_names(unit, client),
            parting=bool(await unit.partings.of_client(client.id)),
            checkins=await looked_at(unit, kit, Subject(client)),
            to_confirm=[
                i for i in counted if i.sign == MISFIT and not i.by_lead and (person.is_owner or not i.to_owner)
            ],
        ),
    )


async def _exchanges(unit: Unit, incidents: Sequence[Incident], person: Person) -> list[client_page.Exchange]:
    """What leads asked the reporters of these incidents, and the answers by their words alone."""
    shown = {one.id: one for one in incidents if may_see_incident(person, one)}
    if not shown:
        return []
    client = next(iter(shown.values())).client or ""
    answers = await unit.reporter_questions.answers_about_client(client)
    return [
        client_page.Exchange(question, [one.text for one in answers if one.question == question.id])
        for question in await unit.reporter_questions.about_client(client)
        if question.incident in shown
    ]


async def _names(unit: Unit, incidents: Sequence[Incident], others: Sequence[str]) -> dict[str, str]:
    """Names of leads who acted and of reporters who agreed to be named, of nobody else."""
    agreed = [r.person for incident in incidents for r in incident.reporters if r.consent]
    people = await unit.people.by_ids([*agreed, *others])
    return {id: person.name for id, person in people.items()}
