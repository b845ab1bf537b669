"""Check-ins: the card, the result, and why there is none."""

from bot.handlers.checkins import Subject, asked_of, looked_at, may_see, name_of
from bot.notices import checkin_forms, checkin_results, checkins
from bot.notices.parts import Notice
from bot.work.composed.desk import Desk


async def asked(desk: Desk) -> Notice | None:
    """The same for everybody in the group: whether somebody has answered is not known here."""
    asked = await asked_of(desk.unit, desk.kit, desk.person)
    return checkins.card(desk.say, asked, reminder=desk.about("reminder") == "yes") if asked else None


async def published(desk: Desk) -> Notice | None:
    round = await desk.unit.checkins.by_id(desk.about("round"))
    if round is None:
        return None
    client = await desk.unit.clients.by_id(round.client) if round.client else None
    team = desk.kit.settings.checkins.show_to == "team" and desk.person.id in round.roster
    if not (team or may_see(desk.person, client)):
        return None
    looked = await looked_at(desk.unit, desk.kit, Subject(client))
    shown = [one for one in looked.results if one.round == round.id]
    return checkin_results.published(desk.say, shown[0], looked) if shown else None


async def closed(desk: Desk) -> Notice | None:
    round = await desk.unit.checkins.by_id(desk.about("round"))
    client = await desk.unit.clients.by_id(round.client) if round and round.client else None
    if round is None or not may_see(desk.person, client):
        return None
    return checkin_results.unpublished(desk.say, client.name if client else "", round.group)


async def void(desk: Desk) -> Notice | None:
    round = await desk.unit.checkins.by_id(desk.about("round"))
    return checkins.lost(desk.say, await name_of(desk.unit, round.client)) if round else None


async def unopened(desk: Desk) -> Notice | None:
    name = await name_of(desk.unit, desk.about("client") or None)
    return checkin_forms.unopened(desk.say, name, desk.about("reason"))
