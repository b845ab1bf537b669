"""The messages that ask for an approval: sent once for each asking, and edited where they stand when it is over."""

from itertools import count

from bot.domain.client import Client
from bot.domain.delivery import DeliveryState, Urgency
from bot.domain.draft import Draft
from bot.kit import Kit
from bot.ports import Unit
from bot.telling import edit, owners, tell


def _key(draft: Draft, nth: int) -> str:
    return f"approval:{draft.id}:{draft.number}:{nth}"


async def ask(unit: Unit, kit: Kit, draft: Draft, person: str) -> None:
    """Anew where the person was asked about this version before."""
    about = {"draft": draft.id, "number": str(draft.number)}
    for nth in count(1):
        if await tell(unit, kit, person, "approval", about, key=_key(draft, nth), urgency=Urgency.APPROVAL):
            return


async def refresh(unit: Unit, kit: Kit, draft: Draft, client: Client) -> None:
    """Whoever was asked about this version of the draft sees what is true now, without the buttons where it is over."""
    asked = [*client.leads, *client.deputies, *(one.id for one in await owners(unit)), draft.approval.approver]
    for person in dict.fromkeys(one for one in asked if one):
        for nth in count(1):
            sent = await unit.deliveries.by_key(f"{_key(draft, nth)}:{person}")
            if sent is None:
                break
            if sent.state is DeliveryState.SENT and sent.message:
                await edit(unit, kit, sent)
