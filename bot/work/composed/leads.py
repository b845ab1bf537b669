"""What leads are nudged and reminded of, and their weekly digest."""

from datetime import timedelta

from bot.access import is_lead_of
from bot.domain.assessment import Stage
from bot.domain.checkin import Band
from bot.handlers.pages import trend_of
from bot.handlers.speech import led_clients
from bot.handlers.views import clock_of, nudge_view
from bot.notices import (
    agreements,
    told,
)
from bot.notices.labels import stage_name
from bot.notices.nudges import nudge_notice
from bot.notices.parts import Notice
from bot.record import assessed, record_of
from bot.work.composed.desk import Desk


async def nudge(desk: Desk) -> Notice | None:
    nudge = await desk.unit.nudges.by_id(desk.about("nudge"))
    client = await desk.unit.clients.by_id(nudge.client) if nudge else None
    if nudge is None or client is None or not is_lead_of(desk.person, client):
        return None
    if desk.delivery.edits is None and not nudge.state.unfinished:
        return None
    why = desk.about("why")
    view = await nudge_view(desk.unit, desk.kit, client, nudge, desk.say.language, why=why, reader=desk.person)
    return nudge_notice(desk.say, view)


async def agreement(desk: Desk) -> Notice | None:
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


async def clock(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    ends = await clock_of(desk.unit, await assessed(desk.unit, desk.kit, client)) if client else None
    if client is None or ends is None or ends < desk.kit.today():
        return None
    return told.clock(desk.say, client.name, (ends - desk.kit.today()).days, ends)


async def often_dismissed(desk: Desk) -> Notice | None:
    client = await desk.unit.clients.by_id(desk.about("client"))
    return told.often_dismissed(desk.say, client.name, int(desk.about("times"))) if client else None


async def digest(desk: Desk) -> Notice | None:
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


async def shadow_end(desk: Desk) -> Notice | None:
    clients = await led_clients(desk.unit, desk.person)
    found = [(client.name, stage_name(desk.say, client.standing.stage)) for client in clients]
    return told.shadow_end(desk.say, found) if found else None


async def shadow_count(desk: Desk) -> Notice | None:
    return told.shadow_count(desk.say, int(desk.about("nudges") or 0))
