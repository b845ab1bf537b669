"""About single reports, to those who filed them, asked about them or are asked."""

from bot.access import is_lead_of, may_see_incident
from bot.domain.incident import Incident, IncidentState, last_day
from bot.handlers.asking import answerable
from bot.handlers.speech import recorded
from bot.handlers.suspicions import may_answer
from bot.notices import (
    questions,
    reports,
    suspicions,
    told,
)
from bot.notices.parts import Notice
from bot.work.composed.desk import Desk


async def receipt(desk: Desk) -> Notice | None:
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


async def filed(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    incident = await desk.unit.incidents.by_id(desk.about("incident"))
    return told.filed(desk.say, incident.number, client.name) if client and incident else None


async def client_wanted(desk: Desk) -> Notice | None:
    incident = await desk.unit.incidents.by_id(desk.about("incident"))
    if incident is None or incident.client or incident.state.value != "waiting":
        return None
    return told.client_wanted(desk.say, incident.client_words)


async def suspicion(desk: Desk) -> Notice | None:
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


def _no_more_asked(desk: Desk, incident: Incident) -> Notice | None:
    """Only in the place of what the person was shown before."""
    if desk.delivery.edits is None:
        return None
    if incident.heard and incident.heard.asked != desk.person.id:
        return suspicions.passed_on(desk.say, incident)
    return None if incident.is_open_suspicion else suspicions.over(desk.say, incident)


async def question(desk: Desk) -> Notice | None:
    """To a reporter who has not answered yet, as long as the one who asks looks after the client."""
    question = await desk.unit.reporter_questions.by_id(desk.about("question"))
    put = await answerable(desk.unit, desk.kit, question, desk.person) if question else None
    return questions.asked(desk.say, question, put.incident, put.client, put.asker) if question and put else None


async def answers(desk: Desk) -> Notice | None:
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
