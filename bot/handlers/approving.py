"""Approving a draft: a second person reads the exit message before it may leave the house."""

from dataclasses import replace

from bot import approvalcards
from bot.approval import first_person, seconds, withheld
from bot.domain.client import Client
from bot.domain.delivery import Urgency
from bot.domain.draft import Approval, Draft
from bot.domain.person import Person, Role
from bot.errors import InvalidInput, NotAllowed, Stale
from bot.handlers.draftviews import draft_view
from bot.handlers.revising import open_letter
from bot.handlers.speech import voice_for
from bot.handlers.talks import step_taken
from bot.kit import Kit
from bot.messages import ApproveDraft, AskApproval, WantChanges
from bot.notices import approvals as notices
from bot.ports import Act, Store, Unit
from bot.replies import Reply, Told
from bot.telling import tell


async def ask_approval(message: AskApproval, *, store: Store, kit: Kit) -> Reply:
    """Whoever is asked gets the letter as a message, with *Approve* and *Ask for changes*."""
    async with store.write() as unit:
        person, client, draft = await open_letter(unit, kit, message.by, message.draft)
        if await unit.journal.take(message.by.key, kit.now(), draft.id):
            _still(draft, message.base)
            if message.approver not in [one.id for one in await approvers(unit, kit, draft, client, person)]:
                raise InvalidInput({"approver": "unknown_person"})
            draft = replace(draft, approval=Approval(asked_by=person.id, approver=message.approver))
            await unit.drafts.save(draft)
            await approvalcards.refresh(unit, kit, draft, client)
            await approvalcards.ask(unit, kit, draft, message.approver)
            await _act(unit, kit, draft, person, "draft_approval_asked")
            await step_taken(unit, kit, client.id, person)
        view = await draft_view(unit, kit, draft, client, person)
        await unit.commit()
    return Told(notices.asked(voice_for(kit, person), view))


async def approvers(unit: Unit, kit: Kit, draft: Draft, client: Client, asker: Person) -> list[Person]:
    """Who may be asked: the owners first, then the client's leads and deputies."""
    owners = [one for one in await unit.people.with_role(Role.OWNER) if one.is_owner]
    led = await unit.people.by_ids([*client.leads, *client.deputies])
    return seconds(draft, [*owners, *led.values()], asker, kit.settings)


async def approve_draft(message: ApproveDraft, *, store: Store, kit: Kit) -> Reply:
    """Of the version that was read, and by nobody who wrote it. A change afterwards makes it void."""
    async with store.write() as unit:
        person, client, draft = await open_letter(unit, kit, message.by, message.draft)
        if await unit.journal.take(message.by.key, kit.now(), draft.id):
            _still(draft, message.number)
            await _may_approve(unit, kit, draft, person)
            asked = replace(draft.approval, approved_by=person.id, approved_at=kit.now(), note="")
            draft = replace(draft, approval=asked)
            await unit.drafts.save(draft)
            await _act(unit, kit, draft, person, "draft_approved")
            await approvalcards.refresh(unit, kit, draft, client)
            await _answer(unit, kit, draft, person, message.by.key)
            await step_taken(unit, kit, client.id, person)
        view = await draft_view(unit, kit, draft, client, person)
        await unit.commit()
    return Told(notices.approved(voice_for(kit, person), view))


async def want_changes(message: WantChanges, *, store: Store, kit: Kit) -> Reply:
    async with store.write() as unit:
        person, client, draft = await open_letter(unit, kit, message.by, message.draft)
        if await unit.journal.take(message.by.key, kit.now(), draft.id):
            _still(draft, message.base)
            await _may_approve(unit, kit, draft, person)
            draft = replace(draft, approval=replace(draft.approval, approver=person.id, note=message.note))
            await unit.drafts.save(draft)
            await _act(unit, kit, draft, person, "draft_changes_wanted")
            await approvalcards.refresh(unit, kit, draft, client)
            await _answer(unit, kit, draft, person, message.by.key)
        view = await draft_view(unit, kit, draft, client, person)
        await unit.commit()
    return Told(notices.changes_noted(voice_for(kit, person), view))


def _still(draft: Draft, number: int) -> None:
    """What was read is what stands there."""
    if draft.number != number:
        raise Stale("draft_changed")
    if draft.approved:
        raise Stale("draft_approved")


async def _may_approve(unit: Unit, kit: Kit, draft: Draft, person: Person) -> None:
    first = first_person(draft)
    reason = withheld(draft, person, await unit.people.by_id(first) if first else None, kit.settings)
    if reason:
        raise NotAllowed(reason)


async def _answer(unit: Unit, kit: Kit, draft: Draft, person: Person, cause: str) -> None:
    """To whoever asked, and to whoever wrote it; not to oneself."""
    for one in dict.fromkeys((draft.approval.asked_by, draft.version.author)):
        if one and one != person.id:
            about = {"draft": draft.id, "number": str(draft.number)}
            key = f"approval_answer:{draft.id}:{cause}"
            await tell(unit, kit, one, "approval_answer", about, key=key, urgency=Urgency.APPROVAL)


async def _act(unit: Unit, kit: Kit, draft: Draft, person: Person, act: str) -> None:
    detail = {"client": draft.client, "version": str(draft.number)}
    await unit.journal.record(Act(at=kit.now(), by=person.id, act=act, subject=draft.id, detail=detail))
