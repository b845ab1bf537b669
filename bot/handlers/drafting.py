"""Drafts of messages to the client. The bot never sends them."""

from dataclasses import replace

from bot.access import asker, client_led, joined
from bot.domain.assessment import Stage
from bot.domain.draft import Draft, DraftKind
from bot.domain.person import Person
from bot.errors import NotFound
from bot.exits import locked, written
from bot.handlers.speech import voice_for
from bot.handlers.talks import step_taken
from bot.kit import Kit
from bot.messages import ShowDraft, WriteDraft
from bot.notices import clients as notices
from bot.ports import Drafter, Store, Unit
from bot.record import assessed, held
from bot.replies import Reply, Told


async def write_draft(message: WriteDraft, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """A new draft, signed by the person who asks; it counts as a step."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        client = await held(unit, await client_led(unit, person, message.client))
        assessment = await assessed(unit, kit, client)
        if earlier := await unit.journal.seen(message.by.key):
            return await _again(unit, kit, person, earlier, client.name)
        nudges = await unit.nudges.unfinished_of(client.id)
        exits = [nudge.id for nudge in nudges if nudge.stage is Stage.EXIT and not nudge.confidential]
        nudge = exits[0] if exits and message.kind is DraftKind.EXIT else None
        draft = await written(
            unit, kit, drafter, client, assessment, message.kind, message.tone, message.language, person, nudge
        )
        await unit.journal.take(message.by.key, kit.now(), draft.id)
        await step_taken(unit, kit, client.id, person)
        await unit.commit()
    return Told(notices.draft(voice_for(kit, person), draft, client.name))


async def _again(unit: Unit, kit: Kit, person: Person, id: str, client: str) -> Reply:
    """The same delivery twice: the letter is there already."""
    draft = await unit.drafts.by_id(id)
    if draft is None:
        raise NotFound("draft")
    return Told(notices.draft(voice_for(kit, person), draft, client))


async def may_read(unit: Unit, person: Person, draft: Draft) -> bool:
    """The exit message that a confidential nudge brought is for owners."""
    nudge = await unit.nudges.by_id(draft.nudge) if draft.nudge else None
    return person.is_owner or nudge is None or not nudge.confidential


async def show_draft(message: ShowDraft, *, store: Store, kit: Kit) -> Reply:
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        draft = await unit.drafts.by_id(message.draft)
        if draft is None or not await may_read(unit, person, draft):
            raise NotFound("draft")
        client = await client_led(unit, person, draft.client)
        if draft.kind is DraftKind.EXIT and await locked(unit, await assessed(unit, kit, client)):
            draft = replace(draft, locked=True)
    return Told(notices.draft(voice_for(kit, person), draft, client.name))
