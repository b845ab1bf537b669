"""From a delivery row to the notice it means now. None: what it was about is over, and nothing is sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.access import is_lead_of
from bot.domain.assessment import Stage
from bot.domain.checkin import Band
from bot.domain.delivery import Delivery
from bot.domain.incident import IncidentState, last_day
from bot.domain.listening import Pause
from bot.domain.person import Person
from bot.handlers.checkins import asked_of, may_see, name_of
from bot.handlers.pages import trend_of
from bot.handlers.speech import led_clients, recorded
from bot.handlers.suspicions import may_answer
from bot.handlers.views import clock_of, nudge_view
from bot.kit import Kit
from bot.notices import checkins, listening, reports, suspicions, told
from bot.notices import help as help_notices
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
    firm, days = kit.voice(None), kit.settings.privacy.quote_days
    match delivery.about.get("what"):
        case "on" if known and known.hears and known.with_client:
            say, name = kit.voice(client.language), kit.settings.organization
            return listening.informed(say, name, days, language_model=known.language_model)
        case "on" if known and known.hears:
            return listening.started(firm, client.name, days, language_model=known.language_model)
        case "paused" if known and known.pause is Pause.WISHED:
            return listening.halted(firm)
        case "ended" if known is None:
            return listening.stopped(firm)
    return None


async def _suspicion(desk: Desk) -> Notice | None:
    incident = await desk.unit.incidents.by_id(desk.about("incident"))
    client = await desk.unit.clients.by_id(incident.client) if incident and incident.client else None
    if incident is None or client is None or not may_answer(incident, client, desk.person):
        return None
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
    shown = [one for one in await desk.unit.checkins.results_of(round.client) if one.round == round.id]
    return checkins.published(desk.say, client.name if client else "", shown[0]) if shown else None


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
    "digest": _digest,
    "shadow_end": _shadow_end,
    "shadow_count": _shadow_count,
    "bundle": _bundle,
    "suspicion": _suspicion,
    "listening_agreed": _listening_agreed,
    "listening_shared": _listening_shared,
    "caution": _caution,
    "checkin": _checkin,
    "checkin_published": _checkin_published,
    "checkin_closed": _checkin_closed,
    "checkin_void": _checkin_void,
    "checkin_unopened": _checkin_unopened,
}
