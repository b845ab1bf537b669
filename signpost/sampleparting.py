"""The sample's one parting: a case with its days, list and steps, what is handed over, an unpaid invoice, its letter.

As everything of the sample it reminds nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from adapters.language.template import TemplateDrafter
from adapters.language.template.facts import day as written_day
from bot.brief import brief_for
from bot.domain.client import Client
from bot.domain.draft import Approval, Draft, DraftKind, Engine, Tone
from bot.domain.ending import earliest_end
from bot.domain.parting import CheckedItem, HandOver, Item, ItemState, OpenInvoice, PartingCase, Step
from bot.domain.person import Person
from bot.exits import written
from bot.kit import Kit
from bot.passages import carried
from bot.ports import Unit
from bot.record import assessed

_AT_WORK = timedelta(hours=11)
_LETTER_DAYS = 11
"""So long ago the letter was written and approved: between the beginning and the day of receipt."""


@dataclass(frozen=True, slots=True)
class Told:
    """What ``stories.yaml`` says of it, and whose it is."""

    unit: Unit
    kit: Kit
    client: Client
    lead: Person
    people: Mapping[str, Person]
    story: Mapping[str, Any]

    def ago(self, days: int) -> date:
        return self.kit.today() - timedelta(days=days)

    def at(self, days: int, minutes: int = 0) -> datetime:
        return self.kit.calendar.starts(self.ago(days)) + _AT_WORK + timedelta(minutes=minutes)


async def parted(told: Told) -> None:
    """The client is being parted from since so many days."""
    case = _case(told)
    case, _ = await told.unit.partings.open_or_get(case)
    steps = [_step(told, case, told.story["begun"], 0, "begun", note=case.reason)]
    steps += [await _item(told, case, number, item) for number, item in enumerate(told.story["items"])]
    steps += [await _handover(told, case, number, one) for number, one in enumerate(told.story["hand_over"])]
    steps += [await _invoice(told, case)]
    for name, day in (
        ("receive_on", case.receive_on),
        ("ends_on", case.ends_on),
        ("last_invoice_on", case.last_invoice_on),
    ):
        steps.append(_step(told, case, _LETTER_DAYS, 30, name, str(day)))
    for step in sorted(steps, key=lambda step: step.at):
        await told.unit.partings.add_step(step)
    await _letter(told, case)


def _case(told: Told) -> PartingCase:
    """The end is what the contract's own words give for the day of receipt."""
    received = told.ago(told.story["received"])
    ends_on = earliest_end(told.client.contract, received, told.kit.calendar.is_working_day).ends_on
    return PartingCase(
        id=told.kit.ids.new(),
        client=told.client.id,
        opened_on=told.ago(told.story["begun"]),
        opened_at=told.at(told.story["begun"]),
        opened_by=told.lead.id,
        reason=told.story["reason"],
        stage="exit",
        receive_on=received,
        ends_on=ends_on,
        last_invoice_on=told.ago(-told.story["last_invoice"]),
    )


def _step(told: Told, case: PartingCase, ago: int, minutes: int, act: str, about: str = "", note: str = "") -> Step:
    return Step(case=case.id, at=told.at(ago, minutes), by=told.lead.id, act=act, about=about, note=note)


async def _item(told: Told, case: PartingCase, number: int, item: str) -> Step:
    note, ago = told.story["items"][item], told.story["begun"] - 1
    at = told.at(ago, number * 10)
    done = CheckedItem(
        case=case.id, item=Item(item), state=ItemState.DONE, note=note, by=told.lead.id, at=at, version=1
    )
    await told.unit.partings.save_item(done)
    return _step(told, case, ago, number * 10, "item_done", item, note)


async def _handover(told: Told, case: PartingCase, number: int, one: tuple[int, str, str, str]) -> Step:
    days, owner, state, what = one
    person, ago = told.people[owner], told.story["begun"] - 2
    done = state == "done"
    handover = HandOver(
        id=told.kit.ids.new(),
        case=case.id,
        what=what,
        owner=person.id,
        due_on=told.ago(-days),
        added_by=told.lead.id,
        added_at=told.at(ago, number * 5),
        done_by=person.id if done else None,
        done_at=told.at(-days) if done else None,
    )
    await told.unit.partings.save_handover(handover)
    return _step(told, case, ago, number * 5, "handover_added", what, person.name)


async def _invoice(told: Told, case: PartingCase) -> Step:
    story, ago = told.story["invoice"], told.story["begun"] - 3
    invoice = OpenInvoice(
        id=told.kit.ids.new(),
        case=case.id,
        number=story["number"],
        amount=Decimal(story["amount"]),
        currency=told.client.contract.currency,
        due_on=told.ago(story["due"]),
        late_from=told.ago(story["late"]),
        added_by=told.lead.id,
        added_at=told.at(ago),
    )
    await told.unit.partings.save_invoice(invoice)
    return _step(told, case, ago, 0, "invoice_added", invoice.number)


async def _letter(told: Told, case: PartingCase) -> None:
    """The template's wording, the lead's, and a second person's approval."""
    unit, kit, client = told.unit, told.kit, told.client
    assessment = await assessed(unit, kit, client)
    brief = await brief_for(unit, kit, client, assessment, DraftKind.EXIT, Tone.PLAIN, client.language, told.lead)
    draft = await written(unit, kit, TemplateDrafter(), client, assessment, brief, author=told.lead.id)
    first = replace(draft.version, written_at=told.at(_LETTER_DAYS))
    await unit.drafts.save(replace(draft, version=first))
    edited = replace(
        first,
        number=2,
        body=_body(told, case),
        engine=Engine.PERSON,
        written_at=told.at(_LETTER_DAYS, 45),
    )
    await unit.drafts.save(
        _approved(told, replace(draft, version=replace(edited, passages=carried(first.passages, edited.body))))
    )


def _approved(told: Told, draft: Draft) -> Draft:
    second = told.people[told.story["approver"]]
    approval = Approval(
        asked_by=told.lead.id,
        approver=second.id,
        approved_by=second.id,
        approved_at=told.at(_LETTER_DAYS - 1),
    )
    return replace(draft, approval=approval)


def _body(told: Told, case: PartingCase) -> str:
    """With the days that follow from today."""
    last = told.ago(-max(days for days, *_ in told.story["hand_over"]))
    days = {"end": case.ends_on, "invoice": case.last_invoice_on, "handover": last}
    return str(told.story["letter"]).format(
        **{name: written_day(day, told.client.language) for name, day in days.items()}
    )
