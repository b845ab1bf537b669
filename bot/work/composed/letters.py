"""Letters that a model wrote, and their approval."""

from bot.access import is_lead_of, may_read
from bot.handlers.draftviews import draft_view
from bot.notices import (
    approvals,
    drafts,
)
from bot.notices.drafts import DraftView
from bot.notices.parts import Notice
from bot.work.composed.desk import Desk


async def draft_written(desk: Desk) -> Notice | None:
    """The language model's wording, or why there is none."""
    view = await _draft_view(desk)
    return drafts.shown(desk.say, view) if view else None


async def approval(desk: Desk) -> Notice | None:
    """Only for the wording that was to be approved, as long as nobody has answered; then what was sent says so."""
    view = await _draft_view(desk)
    if view is None:
        return None
    number, answered = int(desk.about("number")), view.draft.approved or bool(view.draft.approval.note)
    if view.asked_of_reader and not answered and view.draft.number == number and not view.draft.locked:
        return approvals.wanted(desk.say, view)
    return approvals.over(desk.say, view, number) if desk.delivery.edits else None


async def approval_answer(desk: Desk) -> Notice | None:
    view = await _draft_view(desk)
    if view is None or str(view.draft.number) != desk.about("number"):
        return None
    return approvals.answered(desk.say, view) if view.draft.approved or view.draft.approval.note else None


async def _draft_view(desk: Desk) -> DraftView | None:
    draft = await desk.unit.drafts.by_id(desk.about("draft"))
    client = await desk.unit.clients.by_id(draft.client) if draft else None
    if draft is None or client is None or not is_lead_of(desk.person, client):
        return None
    if not await may_read(desk.unit, desk.person, draft):
        return None
    return await draft_view(desk.unit, desk.kit, draft, client, desk.person)
