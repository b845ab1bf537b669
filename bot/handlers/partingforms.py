"""The forms of a parting, filled with what is there; where somebody else was quicker, with what both have typed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.domain.client import Client
from bot.domain.parting import CheckedItem, Item, PartingCase, checklist
from bot.domain.person import Person
from bot.errors import Stale
from bot.handlers.partingviews import ending_of
from bot.handlers.speech import people_options, voice_for
from bot.kit import Kit
from bot.messages import CheckItem, LookBack, PlanParting
from bot.notices import partingforms as forms
from bot.notices.forms import filled
from bot.notices.parts import Form
from bot.ports import Unit


async def plan(
    unit: Unit, kit: Kit, person: Person, client: Client, case: PartingCase, typed: PlanParting | None = None
) -> Form:
    say = voice_for(kit, person)
    values = {
        "receive_on": _written(case.receive_on),
        "ends_on": _written(case.ends_on),
        "last_invoice_on": _written(case.last_invoice_on),
        "last_invoice_out": "yes" if case.last_invoice_out else "",
    }
    form = forms.plan(say, client.id, case, ending_of(kit, client, case))
    if typed is None:
        return filled(say, form, values, {})
    mine = {
        "receive_on": _written(typed.receive_on),
        "ends_on": _written(typed.ends_on),
        "last_invoice_on": _written(typed.last_invoice_on),
        "last_invoice_out": "yes" if typed.last_invoice_out else "",
    }
    return forms.meanwhile(say, filled(say, form, mine, {}), await _last_by(unit, case), forms.plan_words(say, case))


async def item(
    unit: Unit, kit: Kit, person: Person, client: Client, known: CheckedItem, typed: CheckItem | None = None
) -> Form:
    say = voice_for(kit, person)
    form = forms.item(say, client.id, known)
    if typed is None:
        return filled(say, form, {"state": known.state.value, "note": known.note}, {})
    mine = filled(say, form, {"state": typed.state.value, "note": typed.note}, {})
    by = await unit.people.by_id(known.by) if known.by else None
    return forms.meanwhile(say, mine, by.name if by else "", forms.item_words(say, known))


async def look_back(
    unit: Unit, kit: Kit, person: Person, client: Client, case: PartingCase, typed: LookBack | None = None
) -> Form:
    say = voice_for(kit, person)
    form = forms.look_back(say, client.id, case)
    if typed is None:
        return filled(say, form, _looked(case.hours, case.rate, case.learnt), {})
    mine = filled(say, form, _looked(typed.hours, typed.rate, typed.learnt), {})
    return forms.meanwhile(say, mine, await _last_by(unit, case), forms.look_back_words(say, case))


async def handover(unit: Unit, kit: Kit, person: Person, client: Client) -> Form:
    everybody = await unit.people.everybody()
    refs = {one.id: one.refs for one in everybody}
    return forms.handover(voice_for(kit, person), client.id, people_options(everybody), refs, person.id)


async def known_item(unit: Unit, case: PartingCase, written: str) -> CheckedItem:
    """An item by its key, as it stands."""
    if written not in list(Item):
        raise Stale("changed")
    return next(one for one in checklist(await unit.partings.items_of(case.id), case.id) if one.item == written)


def _looked(hours: Decimal | None, rate: Decimal | None, learnt: str) -> Mapping[str, str]:
    return {"hours": _number(hours), "rate": _number(rate), "learnt": learnt}


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


async def _last_by(unit: Unit, case: PartingCase) -> str:
    """Who took the case's last step."""
    steps = await unit.partings.steps_of(case.id)
    by = await unit.people.by_id(steps[-1].by) if steps else None
    return by.name if by else ""
