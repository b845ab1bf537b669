"""Drafts of messages to the client. The bot never sends them."""

from bot.access import asker, client_led, joined
from bot.domain.draft import DraftKind
from bot.errors import NotFound
from bot.exits import written
from bot.handlers.speech import voice_for
from bot.handlers.talks import step_taken
from bot.kit import Kit
from bot.messages import ShowDraft, WriteDraft
from bot.notices import clients as notices
from bot.ports import Drafter, Store
from bot.record import assessed
from bot.replies import Reply, Told


async def write_draft(message: WriteDraft, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """A new draft, signed by the person who asks; it counts as a step."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        client = await client_led(unit, person, message.client)
        assessment = await assessed(unit, kit, client)
        nudges = await unit.nudges.unfinished_of(client.id)
        nudge = nudges[0].id if nudges and message.kind is DraftKind.EXIT else None
        draft = await written(
            unit, kit, drafter, client, assessment, message.kind, message.tone, message.language, person, nudge
        )
        await step_taken(unit, kit, client.id, person)
        await unit.commit()
    return Told(notices.draft(voice_for(kit, person), draft, client.name))


async def show_draft(message: ShowDraft, *, store: Store, kit: Kit) -> Reply:
    async with store.read() as unit:
        person = await asker(unit, kit, message.by)
        draft = await unit.drafts.by_id(message.draft)
        if draft is None:
            raise NotFound("draft")
        client = await client_led(unit, person, draft.client)
    return Told(notices.draft(voice_for(kit, person), draft, client.name))
