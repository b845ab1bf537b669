"""Between a parting's values and their rows."""

from typing import Any

from sqlalchemy import RowMapping

from bot.domain.parting import CheckedItem, Closed, HandOver, Item, ItemState, OpenInvoice, PartingCase, Step


def case_row(case: PartingCase) -> dict[str, Any]:
    return {
        "id": case.id,
        "client_id": case.client,
        "open_key": case.client if case.is_open else None,
        "opened_on": case.opened_on,
        "opened_at": case.opened_at,
        "opened_by": case.opened_by,
        "reason": case.reason,
        "stage": case.stage,
        "nudge_id": case.nudge,
        "receive_on": case.receive_on,
        "ends_on": case.ends_on,
        "last_invoice_on": case.last_invoice_on,
        "last_invoice_out": case.last_invoice_out,
        "hours": case.hours,
        "rate": case.rate,
        "learnt": case.learnt,
        "version": case.version,
        "closed": case.closed and case.closed.value,
        "closed_at": case.closed_at,
        "closed_by": case.closed_by,
        "look_back_at": case.look_back_at,
        "looked_back_at": case.looked_back_at,
    }


def case_of(row: RowMapping) -> PartingCase:
    return PartingCase(
        id=row["id"],
        client=row["client_id"],
        opened_on=row["opened_on"],
        opened_at=row["opened_at"],
        opened_by=row["opened_by"],
        reason=row["reason"],
        stage=row["stage"],
        nudge=row["nudge_id"],
        receive_on=row["receive_on"],
        ends_on=row["ends_on"],
        last_invoice_on=row["last_invoice_on"],
        last_invoice_out=row["last_invoice_out"],
        hours=row["hours"],
        rate=row["rate"],
        learnt=row["learnt"],
        version=row["version"],
        closed=row["closed"] and Closed(row["closed"]),
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
        look_back_at=row["look_back_at"],
        looked_back_at=row["looked_back_at"],
    )


def item_row(item: CheckedItem) -> dict[str, Any]:
    return {
        "case_id": item.case,
        "item": item.item.value,
        "state": item.state.value,
        "note": item.note,
        "by_person": item.by,
        "at": item.at,
        "version": item.version,
    }


def item_of(row: RowMapping) -> CheckedItem:
    return CheckedItem(
        case=row["case_id"],
        item=Item(row["item"]),
        state=ItemState(row["state"]),
        note=row["note"],
        by=row["by_person"],
        at=row["at"],
        version=row["version"],
    )


def handover_row(handover: HandOver) -> dict[str, Any]:
    return {
        "id": handover.id,
        "case_id": handover.case,
        "what": handover.what,
        "owner_id": handover.owner,
        "due_on": handover.due_on,
        "added_by": handover.added_by,
        "added_at": handover.added_at,
        "remind_at": handover.remind_at,
        "reminders": handover.reminders,
        "done_by": handover.done_by,
        "done_at": handover.done_at,
    }


def handover_of(row: RowMapping) -> HandOver:
    return HandOver(
        id=row["id"],
        case=row["case_id"],
        what=row["what"],
        owner=row["owner_id"],
        due_on=row["due_on"],
        added_by=row["added_by"],
        added_at=row["added_at"],
        remind_at=row["remind_at"],
        reminders=row["reminders"],
        done_by=row["done_by"],
        done_at=row["done_at"],
    )


def invoice_row(invoice: OpenInvoice) -> dict[str, Any]:
    return {
        "id": invoice.id,
        "case_id": invoice.case,
        "number": invoice.number,
        "amount": invoice.amount,
        "currency": invoice.currency,
        "due_on": invoice.due_on,
        "late_from": invoice.late_from,
        "added_by": invoice.added_by,
        "added_at": invoice.added_at,
        "paid_on": invoice.paid_on,
    }


def invoice_of(row: RowMapping) -> OpenInvoice:
    return OpenInvoice(
        id=row["id"],
        case=row["case_id"],
        number=row["number"],
        amount=row["amount"],
        currency=row["currency"],
        due_on=row["due_on"],
        late_from=row["late_from"],
        added_by=row["added_by"],
        added_at=row["added_at"],
        paid_on=row["paid_on"],
    )


def step_row(step: Step) -> dict[str, Any]:
    return {
        "case_id": step.case,
        "seq": step.seq,
        "at": step.at,
        "by_person": step.by,
        "act": step.act,
        "about": step.about,
        "note": step.note,
    }


def step_of(row: RowMapping) -> Step:
    return Step(
        case=row["case_id"],
        seq=row["seq"],
        at=row["at"],
        by=row["by_person"],
        act=row["act"],
        about=row["about"],
        note=row["note"],
    )
