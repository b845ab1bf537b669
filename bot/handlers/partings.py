"""Parting from a client: the case that begins with it, its days, its list, what is handed over and what is unpaid.

Every step is added to the case under the client's lock. Whoever saves what somebody else has changed meanwhile gets the
form again, with both texts.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.access import chosen, client_led, handover_done_by, joined, parting_led
from bot.domain.assessment import Stage
from bot.domain.client import Client, ClientState
from bot.domain.parting import (
    LOOK_BACK_DAYS,
    CheckedItem,
    Closed,
    HandOver,
    OpenInvoice,
    PartingCase,
    Step,
)
from bot.domain.person import Person
from bot.errors import InvalidInput, NotFound, Stale
from bot.handlers import partingforms
from bot.handlers.partingviews import card_of, parting_view
from bot.handlers.speech import voice_for
from bot.kit import Kit
from bot.ladder import days_later
from bot.messages import (
    AddHandOver,
    AddInvoice,
    CheckItem,
    FinishHandOver,
    From,
    InvoicePaid,
    LookBack,
    PlanParting,
    ShowParting,
)
from bot.notices import parting_after as notices
from bot.ports import Act, Store, Unit
from bot.record import held
from bot.replies import Asked, Replaced, Reply, Told
from bot.wording import within_years

FAR_YEARS = 10


async def begin(unit: Unit, kit: Kit, client: Client, person: Person, reason: str) -> PartingCase:
    """The case of a parting that begins now, from the `exit` nudge if there is one. Before the nudges are finished."""
    nudges = [nudge for nudge in await unit.nudges.unfinished_of(client.id) if nudge.stage is Stage.EXIT]
    wanted = PartingCase(
        id=kit.ids.new(),
        client=client.id,
        opened_on=kit.today(),
        opened_at=kit.now(),
        opened_by=person.id,
        reason=reason,
        stage=client.standing.stage.key,
        nudge=next((nudge.id for nudge in nudges if not nudge.confidential or person.is_owner), None),
    )
    case, new = await unit.partings.open_or_get(wanted)
    if new:
        await step(unit, kit, case, person, "begun", note=reason)
    return case


async def end(unit: Unit, kit: Kit, client: Client, person: Person, state: ClientState, reason: str) -> None:
    """The client is a former one, or both go on together; of a former one a quiet look back is due in 30 days."""
    case = await unit.partings.open_of(client.id)
    if case is None and state is ClientState.ACTIVE:
        await _no_look_back(unit, client)
        return
    case = case or await begin(unit, kit, client, person, reason)
    parted = state is ClientState.FORMER
    ended = replace(
        case,
        closed=Closed.PARTED if parted else Closed.TAKEN_BACK,
        closed_at=kit.now(),
        closed_by=person.id,
        look_back_at=days_later(kit, kit.now(), LOOK_BACK_DAYS) if parted else None,
        version=case.version + 1,
    )
    await unit.partings.save(ended)
    await step(unit, kit, ended, person, "parted" if parted else "taken_back", note=reason)
    if not parted:
        await _no_reminders(unit, ended)


async def _no_look_back(unit: Unit, client: Client) -> None:
    """Back together after all."""
    for case in await unit.partings.of_client(client.id):
        if case.look_back_at:
            await unit.partings.save(replace(case, look_back_at=None, version=case.version + 1))


async def _no_reminders(unit: Unit, case: PartingCase) -> None:
    for handover in await unit.partings.handovers_of(case.id):
        if handover.remind_at:
            await unit.partings.save_handover(replace(handover, remind_at=None))


async def step(
    unit: Unit, kit: Kit, case: PartingCase, person: Person, act: str, about: str = "", note: str = ""
) -> None:
    await unit.partings.add_step(Step(case=case.id, at=kit.now(), by=person.id, act=act, about=about, note=note))


async def show_parting(message: ShowParting, *, store: Store, kit: Kit) -> Reply:
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        case, client = await parting_led(unit, person, message.client)
        return Told(await card_of(unit, kit, person, client, case))


async def _opened(unit: Unit, kit: Kit, by: From, client_id: str) -> tuple[Person, PartingCase, Client]:
    """The open case under the client's lock, for somebody who looks after that client."""
    person = await joined(unit, kit, by)
    _, found = await parting_led(unit, person, client_id)
    await held(unit, found)
    case, client = await parting_led(unit, person, client_id)
    return person, case, client


async def plan_parting(message: PlanParting, *, store: Store, kit: Kit) -> Reply:
    """When the notice is to arrive, when it ends, when the last invoice goes out."""
    async with store.write() as unit:
        person, case, client = await _opened(unit, kit, message.by, message.client)
        if not await unit.journal.take(message.by.key, kit.now()):
            return Told(await card_of(unit, kit, person, client, case))
        if message.version != case.version:
            return Asked(await partingforms.plan(unit, kit, person, client, case, typed=message))
        _check_plan(kit, message)
        planned = replace(
            case,
            receive_on=message.receive_on,
            ends_on=message.ends_on,
            last_invoice_on=message.last_invoice_on,
            last_invoice_out=message.last_invoice_out,
            version=case.version + 1,
        )
        await unit.partings.save(planned)
        for act, was, now in _changed(case, planned):
            await step(unit, kit, planned, person, act, about=now, note=was)
        detail = {"ends_on": str(planned.ends_on or ""), "receive_on": str(planned.receive_on or "")}
        await unit.journal.record(Act(at=kit.now(), by=person.id, act="parting_plan", subject=client.id, detail=detail))
        card = await card_of(unit, kit, person, client, planned)
        await unit.commit()
    return Told(card)


def _check_plan(kit: Kit, message: PlanParting) -> None:
    problems: dict[str, str] = {}
    for name in ("receive_on", "ends_on", "last_invoice_on"):
        day: date | None = getattr(message, name)
        if day and not within_years(day, kit.today(), FAR_YEARS):
            problems[name] = "out_of_range"
    if message.receive_on and message.ends_on and message.ends_on < message.receive_on:
        problems["ends_on"] = "end_before_start"
    if problems:
        raise InvalidInput(problems)


def _changed(before: PartingCase, after: PartingCase) -> list[tuple[str, str, str]]:
    """(step, what it was, what it is) of each day that is another now."""
    found = []
    for name in ("receive_on", "ends_on", "last_invoice_on"):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            found.append((name, str(was or ""), str(now or "")))
    if before.last_invoice_out != after.last_invoice_out:
        found.append(("last_invoice_out" if after.last_invoice_out else "last_invoice_not_out", "", ""))
    return found


async def check_item(message: CheckItem, *, store: Store, kit: Kit) -> Reply:
    """An item of the list is done, not needed, or open again, with a note."""
    async with store.write() as unit:
        person, case, client = await _opened(unit, kit, message.by, message.client)
        if not await unit.journal.take(message.by.key, kit.now()):
            return Told(await card_of(unit, kit, person, client, case))
        known = await partingforms.known_item(unit, case, message.item)
        if message.version != known.version:
            return Asked(await partingforms.item(unit, kit, person, client, known, typed=message))
        checked = CheckedItem(
            case=case.id,
            item=message.item,
            state=message.state,
            note=message.note,
            by=person.id,
            at=kit.now(),
            version=known.version + 1,
        )
        await unit.partings.save_item(checked)
        await step(unit, kit, case, person, f"item_{message.state.value}", about=message.item.value, note=message.note)
        card = await card_of(unit, kit, person, client, case)
        await unit.commit()
    return Told(card)


async def add_handover(message: AddHandOver, *, store: Store, kit: Kit) -> Reply:
    """Something is handed over by somebody until a day; they are told when it is due."""
    async with store.write() as unit:
        person, case, client = await _opened(unit, kit, message.by, message.client)
        if not await unit.journal.take(message.by.key, kit.now()):
            return Told(await card_of(unit, kit, person, client, case))
        owner = await unit.people.by_id(await chosen(unit, kit, message.owner, message.people))
        problems = {} if owner and owner.has_rights else {"owner": "unknown_person"}
        if not within_years(message.due_on, kit.today(), FAR_YEARS):
            problems["due_on"] = "out_of_range"
        if problems or owner is None:
            raise InvalidInput(problems)
        handover = HandOver(
            id=kit.ids.new(),
            case=case.id,
            what=message.what,
            owner=owner.id,
            due_on=message.due_on,
            added_by=person.id,
            added_at=kit.now(),
            remind_at=reminder_at(kit, message.due_on),
        )
        await unit.partings.save_handover(handover)
        await step(unit, kit, case, person, "handover_added", about=message.what, note=owner.name)
        card = await card_of(unit, kit, person, client, case)
        await unit.commit()
    return Told(card)


def reminder_at(kit: Kit, due_on: date) -> datetime:
    """In the morning of the day it is due, or of the working day before; at once where that is over."""
    day = max(due_on, kit.today())
    while day > kit.today() and not kit.calendar.is_working_day(day):
        day -= timedelta(days=1)
    return kit.calendar.working_moment(max(kit.now(), kit.calendar.starts(day)))


async def finish_handover(message: FinishHandOver, *, store: Store, kit: Kit) -> Reply:
    """Handed over: said by whoever does it, or by somebody who looks after the client."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        _, client = await handover_done_by(unit, person, message.handover)
        await held(unit, client)
        handover, client = await handover_done_by(unit, person, message.handover)
        if not handover.is_open:
            raise Stale("handed_over", await _name(unit, handover.done_by))
        done = replace(handover, done_by=person.id, done_at=kit.now(), remind_at=None)
        await unit.partings.save_handover(done)
        case = await unit.partings.by_id(handover.case)
        assert case is not None
        await step(unit, kit, case, person, "handover_done", about=handover.what)
        await unit.commit()
    return Replaced(notices.handed_over(voice_for(kit, person), client.name, handover.what))


async def _name(unit: Unit, id: str | None) -> str:
    person = await unit.people.by_id(id) if id else None
    return person.name if person else ""


async def add_invoice(message: AddInvoice, *, store: Store, kit: Kit) -> Reply:
    """An unpaid invoice, so that interest and the flat sum can be reckoned."""
    async with store.write() as unit:
        person, case, client = await _opened(unit, kit, message.by, message.client)
        if not await unit.journal.take(message.by.key, kit.now()):
            return Told(await card_of(unit, kit, person, client, case))
        days = {"due_on": message.due_on, "late_from": message.late_from}
        problems = {
            name: "out_of_range" for name, day in days.items() if day and not within_years(day, kit.today(), FAR_YEARS)
        }
        if message.late_from and message.late_from <= message.due_on:
            problems["late_from"] = "end_before_start"
        if problems:
            raise InvalidInput(problems)
        invoice = OpenInvoice(
            id=kit.ids.new(),
            case=case.id,
            number=message.number,
            amount=message.amount,
            currency=message.currency,
            due_on=message.due_on,
            late_from=message.late_from,
            added_by=person.id,
            added_at=kit.now(),
        )
        await unit.partings.save_invoice(invoice)
        await step(unit, kit, case, person, "invoice_added", about=message.number)
        card = await card_of(unit, kit, person, client, case)
        await unit.commit()
    return Told(card)


async def invoice_paid(message: InvoicePaid, *, store: Store, kit: Kit) -> Reply:
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        case, client = await _of_invoice(unit, person, message.invoice)
        await held(unit, client)
        invoice = await unit.partings.invoice(message.invoice)
        assert invoice is not None
        if invoice.paid_on:
            raise Stale("paid")
        await unit.partings.save_invoice(replace(invoice, paid_on=kit.today()))
        await step(unit, kit, case, person, "invoice_paid", about=invoice.number)
        card = await card_of(unit, kit, person, client, case)
        await unit.commit()
    return Told(card)


async def _of_invoice(unit: Unit, person: Person, id: str) -> tuple[PartingCase, Client]:
    invoice = await unit.partings.invoice(id)
    case = await unit.partings.by_id(invoice.case) if invoice else None
    if case is None:
        raise NotFound("invoice")
    return case, await client_led(unit, person, case.client)


async def look_back(message: LookBack, *, store: Store, kit: Kit) -> Reply:
    """What was learnt, and what staying would have cost. Also of a parting that is over."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        client = await held(unit, await client_led(unit, person, message.client))
        case = await latest_case(unit, client)
        if not await unit.journal.take(message.by.key, kit.now()):
            return Told(await card_of(unit, kit, person, client, case))
        if message.version != case.version:
            return Asked(await partingforms.look_back(unit, kit, person, client, case, typed=message))
        seen = replace(case, hours=message.hours, rate=message.rate, learnt=message.learnt, version=case.version + 1)
        await unit.partings.save(seen)
        await step(unit, kit, seen, person, "looked_back", note=message.learnt)
        view = await parting_view(unit, kit, person, client, seen)
        await unit.commit()
    return Told(notices.looked_back(voice_for(kit, person), view))


async def latest_case(unit: Unit, client: Client) -> PartingCase:
    """The open case, else the last one. Raises ``NotFound``."""
    cases: Sequence[PartingCase] = await unit.partings.of_client(client.id)
    found = next((case for case in cases if case.is_open), cases[0] if cases else None)
    if found is None:
        raise NotFound("parting")
    return found
