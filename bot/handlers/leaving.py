"""A letter leaves the house as a file in somebody's hands: the bot itself sends nothing to clients."""

import io

from bot.access import draft_led, joined
from bot.domain.sheet import LetterForm, LetterSheet
from bot.errors import NotAllowed
from bot.handlers.draftviews import draft_view
from bot.kit import Kit
from bot.messages import LetterFetched
from bot.ports import Act, Documents, Store
from bot.replies import File

MEDIA_TYPES: dict[LetterForm, str] = {
    "txt": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eml": "message/rfc822",
    "pdf": "application/pdf",
}


async def fetch_letter(message: LetterFetched, *, store: Store, kit: Kit, documents: Documents) -> File:
    """The wording of this moment. A locked one stays, and so does an exit message that nobody else has approved."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        draft, client = await draft_led(unit, person, message.draft)
        view = await draft_view(unit, kit, draft, client, person)
        if view.draft.locked:
            raise NotAllowed("locked_letter")
        if not view.leaves:
            raise NotAllowed("not_approved")
        detail = {"client": client.id, "version": str(draft.number), "form": message.form}
        await unit.journal.record(
            Act(at=kit.now(), by=person.id, act="letter_fetched", subject=draft.id, detail=detail)
        )
        await unit.commit()
    sheet = LetterSheet(
        organization=kit.settings.organization,
        sender=person.name,
        client=client.name,
        subject=draft.subject,
        body=draft.body,
        day=kit.today(),
        language=draft.language,
    )
    content = await documents.letter(sheet, message.form)
    return File(f"letter.{message.form}", MEDIA_TYPES[message.form], len(content), io.BytesIO(content))
