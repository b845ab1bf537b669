"""Approving a draft: who is asked, what came of it, and what stands there once nobody has to answer any more."""

from bot.notices import drafts
from bot.notices.drafts import DraftView
from bot.notices.parts import Action, Notice, Paragraph, Quote, Subhead, Text
from bot.voice import Voice


def wanted(say: Voice, view: DraftView) -> Notice:
    """To whoever is asked."""
    head = say("{who} asks you to approve a letter to *{client}*", who=view.asked_by, client=view.client)
    whole = drafts.shown(say, view)
    return Notice("draft.approval", head, (Subhead(drafts.title(say, view)), *whole.blocks), whole.actions)


def asked(say: Voice, view: DraftView) -> Notice:
    text = say("{who} is asked to approve it, and you hear the answer here.", who=view.approver)
    return Notice("draft.asked", drafts.title(say, view), (Paragraph(text),), _open(say, view))


def approved(say: Voice, view: DraftView) -> Notice:
    text = say("You approved it. Signpost sends nothing to clients: whoever asked sends it.")
    return Notice("draft.approved", drafts.title(say, view), (Paragraph(text),), _open(say, view))


def answered(say: Voice, view: DraftView) -> Notice:
    """To whoever asked for approval: yes, or what has to change."""
    if view.draft.approved:
        head = say("*{who}* approved the letter to *{client}*", who=view.approved_by, client=view.client)
        return Notice("draft.answered", head, (Paragraph(say("It is yours to send now.")),), _open(say, view))
    head = say("*{who}* asks for changes in the letter to *{client}*", who=view.approver, client=view.client)
    return Notice("draft.answered", head, (Quote(view.draft.approval.note),), _open(say, view))


def over(say: Voice, view: DraftView, number: int) -> Notice:
    """In the place of what somebody was asked: nothing is to be approved there any more. ``number``: the version."""
    if view.draft.locked:
        return drafts.shown(say, view)
    why = Paragraph(_why_over(say, view, number))
    return Notice("draft.approval_over", drafts.title(say, view), (why,), _open(say, view))


def _why_over(say: Voice, view: DraftView, number: int) -> Text:
    if view.draft.number != number:
        return say("The wording has changed since you were asked, so this one is not to be approved any more.")
    if view.draft.approved and view.approved_on:
        return say("*{who}* approved it on {day}.", who=view.approved_by, day=say.day(view.approved_on))
    if view.draft.approval.note:
        return say("*{who}* asked for changes.", who=view.approver or say.word("Somebody"))
    return say("{who} is asked now.", who=view.approver or say.word("Somebody"))


def changes_noted(say: Voice, view: DraftView) -> Notice:
    text = say("{who} gets your note.", who=view.asked_by or view.author or say.word("Somebody"))
    return Notice("draft.changes", drafts.title(say, view), (Paragraph(text),), _open(say, view))


def _open(say: Voice, view: DraftView) -> tuple[Action, ...]:
    return (Action("draft.show", say.word("Open the draft"), view.draft.id),)
