"""Gathering what a parting's card and page show."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.domain.client import Client, ClientState
from bot.domain.ending import Ending, earliest_end
from bot.domain.interest import BASE_RATES, Rates, claim, monthly_interest, with_newer
from bot.domain.parting import OpenInvoice, PartingCase, checklist
from bot.domain.person import Person
from bot.exits import locked
from bot.handlers.speech import voice_for
from bot.handlers.views import clock_of, scored_for
from bot.kit import Kit
from bot.notices.clients import state_line
from bot.notices.parting import Freed, PartingView, Unpaid, parting_card
from bot.notices.parting_after import closed, taken_back
from bot.notices.parts import Notice
from bot.ports import Unit


async def parting_view(unit: Unit, kit: Kit, person: Person, client: Client, case: PartingCase) -> PartingView:
    """All that is known of a parting, as this person may see it."""
    say = voice_for(kit, person)
    scored = await scored_for(unit, kit, client, say.language, person)
    handovers = await unit.partings.handovers_of(case.id)
    invoices = await unit.partings.invoices_of(case.id)
    steps = await unit.partings.steps_of(case.id)
    items = checklist(await unit.partings.items_of(case.id), case.id)
    named = {case.opened_by, case.closed_by, *(one.owner for one in handovers), *(one.by for one in steps)}
    people = await unit.people.by_ids(sorted(id for id in named | {one.by for one in items} if id))
    moments = [case.closed_at, *(one.at for one in items), *(one.at for one in steps)]
    return PartingView(
        client=client,
        case=case,
        today=kit.today(),
        ending=ending_of(kit, client, case),
        items=items,
        handovers=handovers,
        unpaid=tuple(unpaid_of(kit, client, one) for one in invoices),
        steps=steps,
        names={id: one.name for id, one in people.items()},
        warnings=[point for point in await unit.agreements.of_client(client.id) if point.is_warning],
        days={moment: kit.calendar.day(moment) for moment in moments if moment},
        clock=await clock_of(unit, scored.assessment),
        locked=await locked(unit, scored.assessment),
        stage=scored.assessment.stage,
        freed=None if case.is_open else _freed(kit, client, case, invoices),
    )


def ending_of(kit: Kit, client: Client, case: PartingCase | None = None) -> Ending:
    """The earliest end if the notice is received on the day that was planned; today where none was."""
    received = case.receive_on if case and case.receive_on else kit.today()
    return earliest_end(client.contract, received, kit.calendar.is_working_day)


def rates_of(kit: Kit, country: str) -> Rates:
    """Base rates of a country, with what the deployment knows better; none where none count."""
    return with_newer(BASE_RATES.get(country, ()), *kit.settings.law.newer(country))


def unpaid_of(kit: Kit, client: Client, invoice: OpenInvoice) -> Unpaid:
    """With what it has grown to until it was paid, or until today."""
    until = invoice.paid_on or kit.today()
    country = client.contract.country
    rates = rates_of(kit, country)
    return Unpaid(invoice, claim(invoice.amount, invoice.due_on, invoice.late_from, until, country, rates))


def _freed(kit: Kit, client: Client, case: PartingCase, invoices: Sequence[OpenInvoice]) -> Freed:
    """The record's share of the firm's incidents in the year before, and what staying would have cost a month."""
    contract = client.contract
    late = [one for one in invoices if not one.paid_on and one.currency == contract.currency]
    overdue = sum((one.amount for one in late if one.due_on < kit.today()), Decimal(0))
    return Freed(
        incidents=case.freed_incidents,
        of=case.freed_of,
        hours_cost=case.hours * case.rate if case.hours is not None and case.rate is not None else None,
        interest=monthly_interest(overdue, kit.today(), contract.country, rates_of(kit, contract.country)),
        monthly=contract.monthly_value,
        currency=contract.currency,
    )


async def card_of(unit: Unit, kit: Kit, person: Person, client: Client, case: PartingCase) -> Notice:
    return parting_card(voice_for(kit, person), await parting_view(unit, kit, person, client, case))


async def shown_after(unit: Unit, kit: Kit, person: Person, client: Client) -> Notice:
    """What somebody reads who has just changed the client's state."""
    say = voice_for(kit, person)
    if client.state is ClientState.ACTIVE:
        return taken_back(say, client.name)
    (case, *_) = await unit.partings.of_client(client.id)
    view = await parting_view(unit, kit, person, client, case)
    if client.state is ClientState.FORMER:
        return closed(say, view)
    shown = parting_card(say, view)
    return replace(shown, blocks=(state_line(say, client), *shown.blocks))
