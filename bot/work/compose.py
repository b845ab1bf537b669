"""From a delivery row to the notice it means now. None: what it was about is over, and nothing is sent."""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.delivery import Delivery
from bot.domain.person import Person
from bot.kit import Kit
from bot.notices import told
from bot.notices.parts import Notice
from bot.ports import Unit
from bot.work.composed import checkins, leads, letters, listening, partings, people, reports
from bot.work.composed.desk import Desk


async def compose(unit: Unit, kit: Kit, delivery: Delivery, person: Person) -> Notice | None:
    """What the person reads, in their language, from what is true at this moment."""
    composer = COMPOSERS.get(delivery.notice)
    if composer is None or not person.has_rights:
        return None
    return await composer(Desk(unit, kit, kit.voice(person.language), person, delivery))


async def _bundle(desk: Desk) -> Notice | None:
    """All that was over the cap until now."""
    notices = []
    for delivery in await desk.unit.deliveries.bundled_for(desk.person.id):
        if delivery.created_at >= desk.delivery.created_at:
            continue
        notice = await compose(desk.unit, desk.kit, delivery, desk.person)
        if notice:
            notices.append(notice)
    return told.bundle(desk.say, notices) if notices else None


COMPOSERS: Mapping[str, Callable[[Desk], Awaitable[Notice | None]]] = {
    "nudge": leads.nudge,
    "draft_written": letters.draft_written,
    "approval": letters.approval,
    "approval_answer": letters.approval_answer,
    "fate": people.fate,
    "filed": reports.filed,
    "receipt": reports.receipt,
    "help": people.help,
    "welcome": people.welcome,
    "linked": people.linked,
    "sharing": people.sharing,
    "client_wanted": reports.client_wanted,
    "often_dismissed": leads.often_dismissed,
    "clock": leads.clock,
    "handover": partings.handover,
    "look_back": partings.look_back,
    "parting_day": partings.parting_day,
    "digest": leads.digest,
    "shadow_end": leads.shadow_end,
    "shadow_count": leads.shadow_count,
    "bundle": _bundle,
    "suspicion": reports.suspicion,
    "listening_agreed": listening.agreed,
    "listening_shared": listening.shared,
    "caution": listening.caution,
    "agreement": leads.agreement,
    "question": reports.question,
    "answers": reports.answers,
    "dossier": people.dossier,
    "dossier_ready": people.dossier_ready,
    "checkin": checkins.asked,
    "checkin_published": checkins.published,
    "checkin_closed": checkins.closed,
    "checkin_void": checkins.void,
    "checkin_unopened": checkins.unopened,
}
