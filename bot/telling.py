"""Putting messages on their way: rows written in the transaction of their cause, sent by a job, with a stable key."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from bot.domain.delivery import OUTSIDE_THE_CAP, Delivery, DeliveryState, Urgency
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge
from bot.domain.person import ChannelRef, Person, Role
from bot.kit import Kit
from bot.messages import From
from bot.ports import Unit

# Not held until working hours: what cannot wait, and what answers the person's own action.
_AT_ONCE = (Urgency.FAST_TRACK, Urgency.RECEIPT)


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
    """One message to one person, in working hours unless it is urgent or an answer; False when the key was there.

    ``key`` gets the person appended. ``held=False``: counts towards the daily cap but is never bundled.
    """
    now = kit.now()
    due = at or (now if urgency in _AT_ONCE else kit.calendar.working_moment(now))
    return await unit.deliveries.add(
        Delivery(
            id=kit.ids.new(),
            key=f"{key}:{person}",
            person=person,
            notice=notice,
            about=dict(about),
            urgency=urgency,
            held=held and urgency not in OUTSIDE_THE_CAP,
            due_at=due,
            created_at=now,
        )
    )


async def whisper(
    unit: Unit,
    kit: Kit,
    person: str,
    channel: ChannelRef,
    notice: str,
    about: Mapping[str, str],
    *,
    key: str,
    urgency: Urgency,
) -> None:
    """Shown at once in a channel, to one person alone. It may vanish there, so what is still true on the next working
    morning comes once more, in that morning's bundle.
    """
    now = kit.now()
    beside = Delivery(
        id=kit.ids.new(),
        key=f"whisper:{key}:{person}",
        person=person,
        notice=notice,
        about=dict(about),
        urgency=urgency,
        held=False,
        channel=channel,
        due_at=now,
        created_at=now,
    )
    again = replace(
        beside, id=kit.ids.new(), key=f"{key}:{person}", held=True, channel=None, state=DeliveryState.BUNDLED
    )
    await unit.deliveries.add(beside)
    await unit.deliveries.add(again)


async def post(unit: Unit, kit: Kit, channel: ChannelRef, notice: str, about: Mapping[str, str], *, key: str) -> None:
    """To everybody who reads a channel, before anything is whispered there."""
    now = kit.now()
    await unit.deliveries.add(
        Delivery(
            id=kit.ids.new(),
            key=key,
            person="",
            notice=notice,
            about=dict(about),
            urgency=Urgency.FAST_TRACK,
            held=False,
            channel=channel,
            due_at=now,
            created_at=now,
        )
    )


async def refresh(unit: Unit, kit: Kit, nudge: Nudge) -> None:
    """Every message of a nudge that has been sent is edited in place to what is true now, for everybody who got it."""
    for sent in await unit.deliveries.sent_of_nudge(nudge.id):
        await edit(unit, kit, sent)


def about_door(by: From) -> Mapping[str, str]:
    """What answers somebody goes where they spoke, and fits there."""
    return {"platform": by.who.platform, "overheard": "yes" if by.overheard else ""}


async def receipt(unit: Unit, kit: Kit, incident: Incident, person: str, by: From) -> None:
    """The kept copy of a report's confirmation, for doors whose answers vanish."""
    await tell(
        unit,
        kit,
        person,
        "receipt",
        {"incident": incident.id, "platform": by.who.platform},
        key=f"receipt:{incident.id}",
        urgency=Urgency.RECEIPT,
    )


async def refresh_receipts(unit: Unit, kit: Kit, incident: Incident) -> None:
    """The kept confirmations of a report say what is true now. One that was not sent yet is composed when it is."""
    for reporter in incident.reporters:
        sent = await unit.deliveries.by_key(f"receipt:{incident.id}:{reporter.person}")
        if sent and sent.state is DeliveryState.SENT:
            await edit(unit, kit, sent)


async def refresh_suspicion(unit: Unit, kit: Kit, incident: Incident) -> None:
    """Wherever a suspicion was shown, what is true of it now; what a platform cannot change any more stays."""
    asked = incident.heard.asked if incident.heard else ""
    for key in (f"suspicion:{incident.id}:{asked}", f"whisper:suspicion:{incident.id}:{asked}"):
        sent = await unit.deliveries.by_key(key)
        if sent and sent.state is DeliveryState.SENT and sent.message:
            await edit(unit, kit, sent)


async def refresh_sent(unit: Unit, kit: Kit, key: str, people: Iterable[str]) -> None:
    """What these people were sent under this key (``tell``) is edited in place to what is true now."""
    for person in dict.fromkeys(people):
        sent = await unit.deliveries.by_key(f"{key}:{person}")
        if sent and sent.state is DeliveryState.SENT and sent.message:
            await edit(unit, kit, sent)


async def edit(unit: Unit, kit: Kit, sent: Delivery) -> None:
    """One waiting edit of a message serves all changes until it goes out: it is composed then.

    Under the edit's own lock, which sending takes as well: it is either still waiting when we commit, or gone.
    """
    if waiting := await unit.deliveries.edit_due(sent.id):
        await unit.lock_client(f"delivery {waiting.id}")
        if await unit.deliveries.edit_due(sent.id):
            return
    now, id = kit.now(), kit.ids.new()
    await unit.deliveries.add(
        Delivery(
            id=id,
            key=f"edit:{id}",
            person=sent.person,
            notice=sent.notice,
            about=sent.about,
            channel=sent.channel,
            urgency=Urgency.EDIT,
            held=False,
            due_at=now,
            created_at=now,
            edits=sent.id,
        )
    )


async def owners(unit: Unit) -> list[Person]:
    return [person for person in await unit.people.with_role(Role.OWNER) if person.is_owner]


async def admins(unit: Unit) -> list[Person]:
    return [person for person in await unit.people.with_role(Role.ADMIN) if person.is_admin]


async def reachable(unit: Unit, people: Iterable[str], on: date) -> list[Person]:
    """Those of the people, in their order, who are active and not away on that local day."""
    wanted = list(dict.fromkeys(people))
    known = await unit.people.by_ids(wanted)
    return [known[id] for id in wanted if id in known and known[id].reachable_on(on)]
