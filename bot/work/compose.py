"""From a delivery row to the notice it means now. None: what it was about is over, and nothing is sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.access import dossier_of, is_lead_of, may_read, may_see_incident
from bot.domain.assessment import Stage
from bot.domain.checkin import Band
from bot.domain.client import Client, ClientState
from bot.domain.delivery import Delivery
from bot.domain.dossier import DossierRequest
from bot.domain.incident import Incident, IncidentState, last_day
from bot.domain.listening import Listening, Pause
from bot.domain.person import Person
from bot.errors import NotAllowed, NotFound
from bot.handlers.asking import answerable
from bot.handlers.checkins import Subject, asked_of, looked_at, may_see, name_of
from bot.handlers.draftviews import draft_view
from bot.handlers.listening import is_of
from bot.handlers.pages import trend_of
from bot.handlers.partingviews import parting_view
from bot.handlers.speech import led_clients, recorded
from bot.handlers.suspicions import may_answer
from bot.handlers.views import clock_of, nudge_view
from bot.kit import Kit
from bot.notices import (
    agreements,
    approvals,
    checkins,
    dossiers,
    drafts,
    listening,
    parting_after,
    questions,
    reports,
    suspicions,
    told,
)
from bot.notices import help as help_notices
from bot.notices.drafts import DraftView
from bot.notices.labels import platforms, stage_name
from bot.notices.nudges import nudge_notice
from bot.notices.parts import Notice
from bot.ports import Unit
from bot.record import assessed, record_of
from bot.voice import Voice


@dataclass(frozen=True, slots=True)
class Desk:
    unit: Unit
    kit: Kit
    say: Voice
    person: Person
    delivery: Delivery

    def about(self, name: str) -> str:
        return self.delivery.about.get(name, "")


async def compose(unit: Unit, kit: Kit, delivery: Delivery, person: Person) -> Notice | None:
    """What the person reads, in their language, from what is true at this moment."""
    composer = COMPOSERS.get(delivery.notice)
    if composer is None or not person.has_rights:
        return None
    return await composer(Desk(unit, kit, kit.voice(person.language), person, delivery))


async def compose_post(unit: Unit, kit: Kit, delivery: Delivery) -> Notice | None:
    """What everybody in a channel reads: about listening alone, and only what is true of the channel now."""
    client = await unit.clients.by_id(delivery.about.get("client", ""))
    known = await unit.listened.of_channel(delivery.channel) if delivery.channel else None
    if client is None:
        return None
    match delivery.about.get("what"):
        case "on" if known and known.switched_on and is_of(known, delivery):
            return _read_along(kit, client, known)
        case "paused" if known and known.pause is Pause.WISHED:
            return listening.halted(kit.voice(None))
        case "ended" if known is None:
            return listening.stopped(kit.voice(None))
    return None


def _read_along(kit: Kit, client: Client, known: Listening) -> Notice:
    """Where the client reads along the neutral one, in the client's language."""
    days, model = kit.settings.privacy.quote_days, known.language_model
    if known.with_client:
        return listening.informed(kit.voice(client.language), kit.settings.organization, days, language_model=model)
    return listening.started(kit.voice(None), client.name, days, language_model=model)


async def _suspicion(desk: Desk) -> Notice | None:
    incident = await desk.unit.incidents.by_id(desk.about("incident"))
    client = await desk.unit.clients.by_id(incident.client) if incident and incident.client else None
    if incident is None or client is None:
        return None
    if not may_answer(incident, client, desk.person):
        return _no_more_asked(desk, incident)
    if incident.is_open_suspicion:
        sign = desk.kit.policy.sign(incident.sign, desk.say.language)
        until = desk.say.day(last_day(incident))
        return suspicions.asked(desk.say, incident, client.name, sign, until)
    if desk.delivery.edits is None:
        return None
    if incident.state is IncidentState.CONFIRMED:
        return await recorded(desk.unit, desk.kit, incident, client, desk.person)
    if incident.state is IncidentState.DISMISSED:
        return reports.dismissed(desk.say, incident)
    return reports.withdrawn(desk.say, incident) if incident.reporters else suspicions.over(desk.say, incident)


async def _agreement(desk: Desk) -> Notice | None:
    """A point that is due; once something became of it, only an edit of what was sent."""
    point = await desk.unit.agreements.by_id(desk.about("agreement"))
    client = await desk.unit.clients.by_id(point.client) if point else None
    if point is None or client is None or not is_lead_of(desk.person, client):
        return None
    today = desk.kit.today()
    if desk.delivery.edits is None and not (point.is_open and point.due_on <= today):
        return None
    settled_by = await desk.unit.people.by_id(point.settled_by) if point.settled_by else None
    return agreements.agreement(desk.say, point, client.name, today, settled_by.name if settled_by else "")


async def _question(desk: Desk) -> Notice | None:
    """To a reporter who has not answered yet, as long as the one who asks looks after the client."""
    question = await desk.unit.reporter_questions.by_id(desk.about("question"))
    put = await answerable(desk.unit, desk.kit, question, desk.person) if question else None
    return questions.asked(desk.say, question, put.incident, put.client, put.asker) if question and put else None


async def _answers(desk: Desk) -> Notice | None:
    """To the lead who asked."""
    question = await desk.unit.reporter_questions.by_id(desk.about("question"))
    incident = await desk.unit.incidents.by_id(question.incident) if question else None
    client = (
        await desk.unit.clients.by_id(incident.client) if incident and incident.counts and incident.client else None
    )
    if question is None or incident is None or client is None:
        return None
    if not (is_lead_of(desk.person, client) and may_see_incident(desk.person, incident)):
        return None
    given = [one.text for one in await desk.unit.reporter_questions.answers_to(question.id)]
    return questions.answers(desk.say, question, incident, client.name, given) if given else None


def _no_more_asked(desk: Desk, incident: Incident) -> Notice | None:
    """Only in the place of what the person was shown before."""
    if desk.delivery.edits is None:
        return None
    if incident.heard and incident.heard.asked != desk.person.id:
        return suspicions.passed_on(desk.say, incident)
    return None if incident.is_open_suspicion else suspicions.over(desk.say, incident)


async def _listening_agreed(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    return listening.agreed(desk.say, client.name) if client else None


async def _listening_shared(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    return listening.shared(desk.say, client.name) if client else None


async def _caution(desk: Desk) -> Notice | None:
    return listening.caution(desk.say, int(desk.about("right")), int(desk.about("of")))


async def _nudge(desk: Desk) -> Notice | None:
    nudge = await desk.unit.nudges.by_id(desk.about("nudge"))
    client = await desk.unit.clients.by_id(nudge.client) if nudge else None
    if nudge is None or client is None or not is_lead_of(desk.person, client):
        return None
    if desk.delivery.edits is None and not nudge.state.unfinished:
        return None
    why = desk.about("why")
    view = await nudge_view(desk.unit, desk.kit, client, nudge, desk.say.language, why=why, reader=desk.person)
    return nudge_notice(desk.say, view)


async def _draft_view(desk: Desk) -> DraftView | None:
    draft = await desk.unit.drafts.by_id(desk.about("draft"))
    client = await desk.unit.clients.by_id(draft.client) if draft else None
    if draft is None or client is None or not is_lead_of(desk.person, client):
        return None
    if not await may_read(desk.unit, desk.person, draft):
        return None
    return await draft_view(desk.unit, desk.kit, draft, client, desk.person)


async def _draft_written(desk: Desk) -> Notice | None:
    """The language model's wording, or why there is none."""
    view = await _draft_view(desk)
    return drafts.shown(desk.say, view) if view else None


async def _approval(desk: Desk) -> Notice | None:
    """Only for the wording that was to be approved, as long as nobody has answered; then what was sent says so."""
    view = await _draft_view(desk)
    if view is None:
        return None
    number, answered = int(desk.about("number")), view.draft.approved or bool(view.draft.approval.note)
    if view.asked_of_reader and not answered and view.draft.number == number and not view.draft.locked:
        return approvals.wanted(desk.say, view)
    return approvals.over(desk.say, view, number) if desk.delivery.edits else None


async def _approval_answer(desk: Desk) -> Notice | None:
    view = await _draft_view(desk)
    if view is None or str(view.draft.number) != desk.about("number"):
        return None
    return approvals.answered(desk.say, view) if view.draft.approved or view.draft.approval.note else None


async def _fate(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    return told.fate(desk.say, client.name, desk.about("what")) if client else None


async def _filed(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    incident = await desk.unit.incidents.by_id(desk.about("incident"))
    return told.filed(desk.say, incident.number, client.name) if client and incident else None


async def _receipt(desk: Desk) -> Notice | None:
    """A report's confirmation, to be kept; once withdrawn it is only an edit of what was sent."""
    incident = await desk.unit.incidents.by_id(desk.about("incident"))
    if incident is None or (desk.delivery.edits is None and incident.state is IncidentState.WITHDRAWN):
        return None
    if not incident.is_from(desk.person.id):
        return reports.stepped_back(desk.say, incident)
    client = await desk.unit.clients.by_id(incident.client) if incident.client else None
    sign = desk.kit.policy.sign(incident.sign, desk.say.language)
    filed = incident.reporter == desk.person.id
    return reports.detail(desk.say, incident, client.name if client else "", sign, filed=filed)


async def _dossier(desk: Desk) -> Notice | None:
    """How it stands: one message, edited until it is ready."""
    found = await _asked_dossier(desk)
    return dossiers.progress(desk.say, found[1].name, found[0]) if found else None


async def _dossier_ready(desk: Desk) -> Notice | None:
    found = await _asked_dossier(desk)
    return dossiers.ready(desk.say, found[1].name, found[0]) if found else None


async def _asked_dossier(desk: Desk) -> tuple[DossierRequest, Client] | None:
    try:
        return await dossier_of(desk.unit, desk.person, desk.about("dossier"))
    except (NotFound, NotAllowed):
        return None


async def _help(desk: Desk) -> Notice | None:
    return help_notices.help(desk.say, "", (), overheard=desk.about("overheard") == "yes")


async def _welcome(desk: Desk) -> Notice | None:
    return help_notices.welcome(desk.say, overheard=desk.about("overheard") == "yes")


async def _linked(desk: Desk) -> Notice | None:
    return told.linked(desk.say, platforms(desk.say, [ref.platform for ref in desk.person.refs]))


async def _sharing(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    return told.sharing(desk.say, client.name, shared=desk.about("shared") == "yes") if client else None


async def _client_wanted(desk: Desk) -> Notice | None:
    incident = await desk.unit.incidents.by_id(desk.about("incident"))
    if incident is None or incident.client or incident.state.value != "waiting":
        return None
    return told.client_wanted(desk.say, incident.client_words)


async def _often_dismissed(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    return told.often_dismissed(desk.say, client.name, int(desk.about("times"))) if client else None


async def _clock(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    ends = await clock_of(desk.unit, await assessed(desk.unit, desk.kit, client)) if client else None
    if client is None or ends is None or ends < desk.kit.today():
        return None
    return told.clock(desk.say, client.name, (ends - desk.kit.today()).days, ends)


async def _handover(desk: Desk) -> Notice | None:
    one = await desk.unit.partings.handover(desk.about("handover"))
    case = await desk.unit.partings.by_id(one.case) if one else None
    client = await desk.unit.clients.by_id(case.client) if case else None
    if one is None or client is None or not one.is_open:
        return None
    lead = desk.about("lead") == "yes"
    if lead and not is_lead_of(desk.person, client):
        return None
    who = await desk.unit.people.by_id(one.owner)
    return parting_after.handover_due(desk.say, client.name, one, lead=lead, who=who.name if who else "–")


async def _parting_day(desk: Desk) -> Notice | None:
    """The settled end, or the last invoice; moved or done meanwhile, it is not said."""
    case = await desk.unit.partings.by_id(desk.about("case"))
    client = await desk.unit.clients.by_id(case.client) if case else None
    if case is None or client is None or not case.is_open or not is_lead_of(desk.person, client):
        return None
    invoice = desk.about("what") == "invoice"
    day = case.last_invoice_on if invoice else case.ends_on
    if day is None or day > desk.kit.today() or (invoice and case.last_invoice_out):
        return None
    return parting_after.parting_day(desk.say, client, day, invoice=invoice)


async def _look_back(desk: Desk) -> Notice | None:
    case = await desk.unit.partings.by_id(desk.about("case"))
    client = await desk.unit.clients.by_id(case.client) if case else None
    if case is None or client is None or client.state is not ClientState.FORMER or not is_lead_of(desk.person, client):
        return None
    view = await parting_view(desk.unit, desk.kit, desk.person, client, case)
    return parting_after.look_back_due(desk.say, view)


async def _digest(desk: Desk) -> Notice | None:
    lines = []
    for client in await led_clients(desk.unit, desk.person):
        record = await record_of(desk.unit, client.id)
        assessment = desk.kit.policy.assess(record, desk.kit.today(), client.standing.stage)
        if assessment.stage is Stage.CALM:
            continue
        nudges = await desk.unit.nudges.unfinished_of(client.id)
        open_nudges = sum(desk.person.is_owner or not nudge.confidential for nudge in nudges)
        change = trend_of(desk.kit, record, assessment.score)
        lines.append(told.DigestLine(client.name, assessment.stage, assessment.score, change, open_nudges))
    lines.sort(key=lambda line: (-line.stage, -line.score, line.client))
    closed = await _closed_last_week(desk)
    return told.digest(desk.say, lines, closed) if lines or closed else None


async def _closed_last_week(desk: Desk) -> list[tuple[str, Band]]:
    """What was published of the clients whose record the person may see."""
    since, found = desk.kit.now() - timedelta(days=7), []
    for client in await led_clients(desk.unit, desk.person):
        found += [
            (client.name, one.band)
            for one in await desk.unit.checkins.results_of(client.id, 1)
            if one.published_at > since
        ]
    return found


async def _shadow_end(desk: Desk) -> Notice | None:
    clients = await led_clients(desk.unit, desk.person)
    found = [(client.name, stage_name(desk.say, client.standing.stage)) for client in clients]
    return told.shadow_end(desk.say, found) if found else None


async def _shadow_count(desk: Desk) -> Notice | None:
    return told.shadow_count(desk.say, int(desk.about("nudges") or 0))


async def _bundle(desk: Desk) -> Notice | None:
    """All that was over the cap until now."""
    notices = []
    for delivery in await desk.unit.deliveries.bundled_for(desk.person.id):
        if delivery.created_at >= desk.delivery.created_at:
            continue
        notice = await compose(desk.unit, desk.kit, delivery, desk.person)
        if notice:
            notices.append(notice)
    return told.bundle(desk.say, notices) if notices else None


async def _checkin(desk: Desk) -> Notice | None:
    """The same for everybody in the group: whether somebody has answered is not known here."""
    asked = await asked_of(desk.unit, desk.kit, desk.person)
    return checkins.card(desk.say, asked, reminder=desk.about("reminder") == "yes") if asked else None


async def _checkin_published(desk: Desk) -> Notice | None:
    round = await desk.unit.checkins.by_id(desk.about("round"))
    if round is None:
        return None
    client = await desk.unit.clients.by_id(round.client) if round.client else None
    team = desk.kit.settings.checkins.show_to == "team" and desk.person.id in round.roster
    if not (team or may_see(desk.person, client)):
        return None
    looked = await looked_at(desk.unit, desk.kit, Subject(client))
    shown = [one for one in looked.results if one.round == round.id]
    return checkins.published(desk.say, shown[0], looked) if shown else None


async def _checkin_closed(desk: Desk) -> Notice | None:
    round = await desk.unit.checkins.by_id(desk.about("round"))
    client = await desk.unit.clients.by_id(round.client) if round and round.client else None
    if round is None or not may_see(desk.person, client):
        return None
    return checkins.unpublished(desk.say, client.name if client else "", round.group)


async def _checkin_void(desk: Desk) -> Notice | None:
    round = await desk.unit.checkins.by_id(desk.about("round"))
    return checkins.lost(desk.say, await name_of(desk.unit, round.client)) if round else None


async def _checkin_unopened(desk: Desk) -> Notice | None:
    name = await name_of(desk.unit, desk.about("client") or None)
    return checkins.unopened(desk.say, name, desk.about("reason"))


COMPOSERS: Mapping[str, Callable[[Desk], Awaitable[Notice | None]]] = {
    "nudge": _nudge,
    "draft_written": _draft_written,
    "approval": _approval,
    "approval_answer": _approval_answer,
    "fate": _fate,
    "filed": _filed,
    "receipt": _receipt,
    "help": _help,
    "welcome": _welcome,
    "linked": _linked,
    "sharing": _sharing,
    "client_wanted": _client_wanted,
    "often_dismissed": _often_dismissed,
    "clock": _clock,
    "handover": _handover,
    "look_back": _look_back,
    "parting_day": _parting_day,
    "digest": _digest,
    "shadow_end": _shadow_end,
    "shadow_count": _shadow_count,
    "bundle": _bundle,
    "suspicion": _suspicion,
    "listening_agreed": _listening_agreed,
    "listening_shared": _listening_shared,
    "caution": _caution,
    "agreement": _agreement,
    "question": _question,
    "answers": _answers,
    "dossier": _dossier,
    "dossier_ready": _dossier_ready,
    "checkin": _checkin,
    "checkin_published": _checkin_published,
    "checkin_closed": _checkin_closed,
    "checkin_void": _checkin_void,
    "checkin_unopened": _checkin_unopened,
}
