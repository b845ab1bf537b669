"""Asking a language model for a wording: a delivery that brings it, and the draft that waits for it, as rows."""

from dataclasses import replace

from bot.domain.delivery import Urgency
from bot.domain.draft import Draft, Order
from bot.domain.person import Person
from bot.kit import Kit
from bot.messages import From
from bot.ports import Unit
from bot.telling import tell

NOTICE = "draft_written"


async def ordered(unit: Unit, kit: Kit, draft: Draft, person: Person, by: From, wish: str = "") -> Draft:
    """The draft, waiting for the model's wording where one is switched on; stored."""
    if kit.settings.drafting.engine != "openai":
        return draft
    cause = f"draft:{draft.id}:{kit.ids.new()}"
    about = {"draft": draft.id, "platform": by.who.platform}
    await tell(unit, kit, person.id, NOTICE, about, key=cause, urgency=Urgency.RECEIPT)
    order = Order(key=f"{cause}:{person.id}", by=person.id, base=draft.number, wish=wish)
    waiting = replace(draft, order=order, fell_back="")
    await unit.drafts.save(waiting)
    return waiting
