"""Putting messages on their way: rows written in the transaction of their cause, sent by a job, with a stable key."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from bot.domain.delivery import Delivery, Urgency
from bot.domain.nudge import Nudge
from bot.domain.person import Person
from bot.kit import Kit
from bot.ports import Unit

# Outside the cap, or never held back by it (design, chapter 3).
_NEVER_HELD = (Urgency.FAST_TRACK, Urgency.EDIT)


async def tell(
    unit: Unit,
    kit: Kit,
    person: str,
    notice: str,
    about: Mapping[str, str],
    *,
    key: str,
    urgency: Urgency,
    at: datetime | None = None,
    held: bool = True,
) -> bool:
    """One message to one person, in working hours unless it is a fast track; False when the key was there already.

    ``key`` gets the person appended. ``held=False``: counts towards the daily cap but is never bundled.
    """
    now = kit.now()
    due = at or (now if urgency is Urgency.FAST_TRACK else kit.calendar.working_moment(now))
    return await unit.deliveries.add(
        Delivery(
            id=kit.ids.new(),
            key=f"{key}:{person}",
            person=person,
            notice=notice,
            about=dict(about),
            urgency=urgency,
            held=held and urgency not in _NEVER_HELD,
            due_at=due,
            created_at=now,
        )
    )


async def refresh(unit: Unit, kit: Kit, nudge: Nudge) -> None:
    """Every message of a nudge that has been sent is edited in place to what is true now, for everybody who got it."""
    now = kit.now()
    for sent in await unit.deliveries.sent_of_nudge(nudge.id):
        id = kit.ids.new()
        await unit.deliveries.add(
            Delivery(
                id=id,
                key=f"edit:{id}",
                person=sent.person,
                notice=sent.notice,
                about=sent.about,
                urgency=Urgency.EDIT,
                held=False,
                due_at=now,
                created_at=now,
                edits=sent.id,
            )
        )


async def owners(unit: Unit) -> list[Person]:
    return [person for person in await unit.people.everybody() if person.is_owner]


async def admins(unit: Unit) -> list[Person]:
    return [person for person in await unit.people.everybody() if person.is_admin]


async def reachable(unit: Unit, people: Iterable[str], on: date) -> list[Person]:
    """Those of the people, in their order, who are active and not away on that local day."""
    wanted = list(dict.fromkeys(people))
    known = await unit.people.by_ids(wanted)
    return [known[id] for id in wanted if id in known and known[id].reachable_on(on)]
