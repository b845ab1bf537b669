"""A lead asks the reporters of an incident something through the bot; they answer without a name, or do not."""

from dataclasses import dataclass

from bot.access import asker, client_led, is_lead_of, joined, may_see_incident, question_for
from bot.domain.client import Client
from bot.domain.delivery import Urgency
from bot.domain.incident import Incident
from bot.domain.person import Person
from bot.domain.reporter_question import Answer, ReporterQuestion
from bot.errors import NotFound, Stale
from bot.handlers.speech import voice_for
from bot.kit import Kit
from bot.messages import AnswerQuestion, AskReporters, DeclineQuestion
from bot.notices import questions as notices
from bot.ports import Store, Unit
from bot.record import held
from bot.replies import Replaced, Reply, Told
from bot.telling import tell


async def ask_reporters(message: AskReporters, *, store: Store, kit: Kit) -> Reply:
    """One question a lead and incident within the window; it reaches whoever reported, but for the lead who asks."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        client = await held(unit, await client_led(unit, person, message.client))
        incident = await _askable(unit, person, client, message.incident)
        if earlier := await unit.journal.seen(message.by.key):
            question = await unit.reporter_questions.by_id(earlier)
        else:
            question = await _ask(unit, kit, message, person, incident)
            await unit.journal.take(message.by.key, kit.now(), question.id)
            await unit.commit()
    if question is None:
        raise NotFound("question")
    return Told(notices.passed_on(voice_for(kit, person), question, incident))


async def _askable(unit: Unit, person: Person, client: Client, id: str) -> Incident:
    incident = await unit.incidents.by_id(id)
    counts = incident is not None and incident.counts and incident.client == client.id
    if incident is None or not counts or not may_see_incident(person, incident):
        raise NotFound("question")
    return incident


async def _ask(unit: Unit, kit: Kit, message: AskReporters, person: Person, incident: Incident) -> ReporterQuestion:
    known = await unit.reporter_questions.about_incident(incident.id)
    if any(one.asked_by == person.id and one.is_open(kit.today()) for one in known):
        raise Stale("asked_already")
    people = await askable_reporters(unit, incident, person)
    if not people:
        raise Stale("nobody_to_ask")
    question = ReporterQuestion(
        id=kit.ids.new(),
        incident=incident.id,
        asked_by=person.id,
        text=message.text,
        asked_on=kit.today(),
        asked_at=kit.now(),
    )
    await unit.reporter_questions.ask(question)
    for reporter in people:
        about, key = {"question": question.id}, f"question:{question.id}"
        await tell(unit, kit, reporter, "question", about, key=key, urgency=Urgency.SUSPICION)
    return question


async def askable_reporters(unit: Unit, incident: Incident, but: Person) -> list[str]:
    """The reporters who can be reached, without the lead who asks."""
    known = await unit.people.by_ids([one.person for one in incident.reporters if one.person != but.id])
    return [id for id, person in known.items() if person.has_rights and person.active and person.is_met]


async def answer_question(message: AnswerQuestion, *, store: Store, kit: Kit) -> Reply:
    """A reporter's answer, or a better one; the lead hears of it on the next working morning, so that the time of it
    tells nothing.
    """
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        question, incident = await question_for(unit, person, message.question)
        if not (question.is_open(kit.today()) and incident.counts):
            raise Stale("question_over")
        if await unit.journal.take(message.by.key, kit.now()):
            answer = Answer(question=question.id, person=person.id, text=message.text, answered_at=kit.now())
            await unit.reporter_questions.answer(answer)
            morning = kit.calendar.next_morning(kit.now())
            key = f"answers:{question.id}:{kit.calendar.day(morning).isoformat()}"
            about = {"question": question.id}
            await tell(unit, kit, question.asked_by, "answers", about, key=key, urgency=Urgency.FATE, at=morning)
            await unit.commit()
    return Replaced(notices.answered(voice_for(kit, person), question, incident))


@dataclass(frozen=True, slots=True)
class Put:
    """A question as a reporter reads it: ``client`` and ``asker`` by name."""

    incident: Incident
    client: str
    asker: str


async def answerable(unit: Unit, kit: Kit, question: ReporterQuestion, person: Person) -> Put | None:
    """What the person reads of a question; None where it is not theirs, is over, was answered, or the one who asks
    does not look after the client any more.
    """
    try:
        _, incident = await question_for(unit, person, question.id)
    except NotFound:
        return None
    client = await unit.clients.by_id(incident.client) if incident.counts and incident.client else None
    lead = await unit.people.by_id(question.asked_by)
    if client is None or lead is None or not is_lead_of(lead, client) or not question.is_open(kit.today()):
        return None
    if any(one.person == person.id for one in await unit.reporter_questions.answers_to(question.id)):
        return None
    return Put(incident, client.name, lead.name)


async def decline_question(message: DeclineQuestion, *, store: Store, kit: Kit) -> Reply:
    """Nothing is stored: that somebody would rather not is nobody's business."""
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        await question_for(unit, person, message.question)
    return Replaced(notices.declined(voice_for(kit, person)))
