"""Opening the dialogs around a talk: who may, and what is filled in already."""

from collections.abc import Awaitable, Callable, Mapping

from bot.access import agreement_led, client_led, may_see_incident, own_counterweight, question_for
from bot.domain.client import Client
from bot.domain.incident import Incident
from bot.errors import NotFound, Stale
from bot.handlers.asking import askable_reporters
from bot.handlers.desk import Desk, led
from bot.handlers.speech import client_options, signs_in
from bot.notices import talk_forms as forms
from bot.notices.parts import Form, Option

_INCIDENTS_SHOWN = 50
_POINTS_SHOWN = 50


async def _talk(desk: Desk) -> Form:
    clients, chosen = await led(desk)
    today = desk.kit.today().isoformat()
    return forms.talk(desk.say, client_options(clients), chosen.id if chosen else "", today)


async def _agreement(desk: Desk) -> Form:
    client = await client_led(desk.unit, desk.person, desk.asked.subject)
    return forms.agreement(desk.say, client.id)


async def _warning(desk: Desk) -> Form:
    client = await client_led(desk.unit, desk.person, desk.asked.subject)
    return forms.warning(desk.say, client.id, desk.kit.today().isoformat())


async def _became(desk: Desk) -> Form:
    """What became of a point of a client; with the word ``point`` of that one, which is to be moved."""
    if desk.asked.words == "point":
        point, client = await agreement_led(desk.unit, desk.person, desk.asked.subject)
        return forms.became(desk.say, client.id, [point], point.id, "open")
    client = await client_led(desk.unit, desk.person, desk.asked.subject)
    points = await desk.unit.agreements.of_client(client.id)
    if not points:
        raise NotFound("agreement")
    open_first = sorted(points, key=lambda point: (not point.is_open, point.due_on))[:_POINTS_SHOWN]
    return forms.became(desk.say, client.id, open_first, open_first[0].id if len(open_first) == 1 else "", "")


async def _counterweight(desk: Desk) -> Form:
    """A new one about a client; with the word ``own`` one's own, to be changed."""
    today = desk.kit.today().isoformat()
    if desk.asked.words == "own":
        known, client = await own_counterweight(desk.unit, desk.person, desk.asked.subject)
        return forms.counterweight(desk.say, client.id, today, known)
    client = await client_led(desk.unit, desk.person, desk.asked.subject)
    return forms.counterweight(desk.say, client.id, today)


async def _ask(desk: Desk) -> Form:
    client = await client_led(desk.unit, desk.person, desk.asked.subject)
    incidents = await _askable(desk, client)
    if not incidents:
        raise Stale("nobody_to_ask")
    signs = signs_in(desk.kit, desk.say)
    options = [
        Option(
            one.id,
            desk.say.word(
                "#{n} · {day} · {sign}", n=one.number, day=desk.say.day(one.occurred_on), sign=signs[one.sign].label
            ),
        )
        for one in incidents
    ]
    return forms.ask(desk.say, client.id, options, options[0].value if len(options) == 1 else "")


async def _askable(desk: Desk, client: Client) -> list[Incident]:
    """The newest reports about which somebody else can be asked."""
    found: list[Incident] = []
    for incident in await desk.unit.incidents.counted_of(client.id):
        if len(found) == _INCIDENTS_SHOWN:
            break
        if may_see_incident(desk.person, incident) and await askable_reporters(desk.unit, incident, desk.person):
            found.append(incident)
    return found


async def _answer(desk: Desk) -> Form:
    question, incident = await question_for(desk.unit, desk.person, desk.asked.subject)
    if not (question.is_open(desk.kit.today()) and incident.counts):
        raise Stale("question_over")
    given = await desk.unit.reporter_questions.answers_to(question.id)
    earlier = next((one.text for one in given if one.person == desk.person.id), "")
    asker = await desk.unit.people.by_id(question.asked_by)
    return forms.answer(desk.say, question, asker.name if asker else "–", earlier)


TALK_BUILDERS: Mapping[str, Callable[[Desk], Awaitable[Form]]] = {
    "talk": _talk,
    "agreement": _agreement,
    "warning": _warning,
    "became": _became,
    "counterweight": _counterweight,
    "ask": _ask,
    "answer": _answer,
}
