"""Drafts of messages to the client. The bot never sends them."""

from bot.access import asker, client_led, draft_led, joined
from bot.brief import brief_for
from bot.domain.assessment import Stage
from bot.domain.draft import DraftKind
from bot.domain.person import Person
from bot.errors import NotAllowed, NotFound, Stale
from bot.exits import written
from bot.handlers.draftviews import draft_view
from bot.handlers.speech import voice_for
from bot.handlers.talks import step_taken
from bot.kit import Kit
from bot.messages import CompareDraft, ShowDraft, WriteDraft
from bot.notices import drafts as notices
from bot.ordering import ordered
from bot.ports import Drafter, Store, Unit
from bot.record import assessed, held
from bot.replies import Reply, Told


async def write_draft(message: WriteDraft, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """A new draft, signed by the person who asks, by template at once; it counts as a step. Where a language model is
    switched on, its wording follows as a message.
    """
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        client = await held(unit, await client_led(unit, person, message.client))
        assessment = await assessed(unit, kit, client)
        if (earlier := await unit.journal.seen(message.by.key)) is not None:
            return await _shown(unit, kit, person, earlier)
        nudges = await unit.nudges.unfinished_of(client.id)
        exits = [nudge.id for nudge in nudges if nudge.stage is Stage.EXIT and not nudge.confidential]
        nudge = exits[0] if exits and message.kind is DraftKind.EXIT else None
        brief = await brief_for(unit, kit, client, assessment, message.kind, message.tone, message.language, person)
        draft = await written(unit, kit, drafter, client, assessment, brief, author=person.id, nudge=nudge)
        if not draft.locked:
            draft = await ordered(unit, kit, draft, person, message.by)
        await unit.journal.take(message.by.key, kit.now(), draft.id)
        await step_taken(unit, kit, client.id, person)
        reply = await _shown(unit, kit, person, draft.id)
        await unit.commit()
    return reply


async def _shown(unit: Unit, kit: Kit, person: Person, id: str) -> Reply:
    draft, client = await draft_led(unit, person, id)
    return Told(notices.shown(voice_for(kit, person), await draft_view(unit, kit, draft, client, person)))


async def show_draft(message: ShowDraft, *, store: Store, kit: Kit) -> Reply:
    async with store.read() as unit:
        return await _shown(unit, kit, await asker(unit, kit, message.by), message.draft)


async def compare_draft(message: CompareDraft, *, store: Store, kit: Kit) -> Reply:
    """With the version before it, or any other."""
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        draft, client = await draft_led(unit, person, message.draft)
        view = await draft_view(unit, kit, draft, client, person)
        if view.draft.locked:
            raise NotAllowed("locked_letter")
        versions = await unit.drafts.versions_of(draft.id)
        if message.number:
            found = [version for version in versions if version.number == message.number]
        else:
            found = [version for version in versions if version.number < draft.number][-1:] or [
                version for version in versions if version.number != draft.number
            ]
        if not found:
            raise NotFound("draft") if message.number else Stale("no_former")
    return Told(notices.compared(voice_for(kit, person), view, found[-1]))
