"""What a parting reminds of."""

from bot.access import is_lead_of
from bot.domain.client import ClientState
from bot.handlers.partingviews import parting_view
from bot.notices import (
    parting_after,
)
from bot.notices.parts import Notice
from bot.work.composed.desk import Desk


async def handover(desk: Desk) -> Notice | None:
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


async def parting_day(desk: Desk) -> Notice | None:
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


async def look_back(desk: Desk) -> Notice | None:
    case = await desk.unit.partings.by_id(desk.about("case"))
    client = await desk.unit.clients.by_id(case.client) if case else None
    if case is None or client is None or client.state is not ClientState.FORMER or not is_lead_of(desk.person, client):
        return None
    view = await parting_view(desk.unit, desk.kit, desk.person, client, case)
    return parting_after.look_back_due(desk.say, view)
