"""The forms of a parting → the commands that handlers take."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from bot import messages as m
from bot.domain.parting import HANDOVER_LIMIT, NOTE_LIMIT, Item, ItemState
from bot.errors import Stale
from bot.formvalues import Reader

_MOST_VERSION = 9


def _subject(message: m.Submitted) -> str:
    return message.state.get("subject", "")


def _version(message: m.Submitted) -> int:
    written = message.state.get("version", "")
    return int(written) if written.isdecimal() and len(written) <= _MOST_VERSION else -1


def _plan(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    command = m.PlanParting(
        by=message.by,
        client=_subject(message),
        receive_on=form.day("receive_on"),
        ends_on=form.day("ends_on"),
        last_invoice_on=form.day("last_invoice_on"),
        last_invoice_out=form.check("last_invoice_out"),
        version=_version(message),
    )
    form.done()
    return command


def _item(message: m.Submitted) -> m.Command:
    client, _, item = _subject(message).partition(":")
    if item not in list(Item):
        raise Stale("changed")
    form = Reader(message.values)
    command = m.CheckItem(
        by=message.by,
        client=client,
        item=Item(item),
        state=form.choice("state", ItemState, ItemState.OPEN),
        note=form.text("note", NOTE_LIMIT),
        version=_version(message),
    )
    form.done()
    return command


def _handover(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    people = form.names("owner")
    if len(people) != 1:
        form.problems["owner"] = "one_person"
    day = form.day("due_on", required=True)
    what = form.text("what", HANDOVER_LIMIT, required=True)
    form.done()
    return m.AddHandOver(
        by=message.by,
        client=_subject(message),
        what=what,
        owner=people[0],
        due_on=day or date.min,
        people=message.people,
    )


def _invoice(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    amount = form.money("amount")
    if amount is None and "amount" not in form.problems:
        form.problems["amount"] = "required"
    due = form.day("due_on", required=True)
    command = m.AddInvoice(
        by=message.by,
        client=_subject(message),
        number=form.text("number", 80, required=True),
        amount=amount or Decimal(0),
        currency=form.currency("currency"),
        due_on=due or date.min,
        late_from=form.day("late_from"),
    )
    form.done()
    return command


def _look_back(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    command = m.LookBack(
        by=message.by,
        client=_subject(message),
        hours=form.money("hours"),
        rate=form.money("rate"),
        learnt=form.text("learnt", NOTE_LIMIT),
        version=_version(message),
    )
    form.done()
    return command


PARTING_FORMS: Mapping[str, Callable[[m.Submitted], m.Command]] = {
    "parting_plan": _plan,
    "parting_item": _item,
    "parting_handover": _handover,
    "parting_invoice": _invoice,
    "parting_look_back": _look_back,
}
