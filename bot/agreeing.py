"""Agreed points and warnings: writing them down, when the lead is reminded, what is edited when something became of
them.
"""

from datetime import date, datetime, timedelta

from bot.domain.agreement import LONGEST_DAYS, Agreement, PointKind
from bot.domain.client import Client
from bot.domain.person import Person
from bot.errors import InvalidInput
from bot.kit import Kit
from bot.messages import Point
from bot.ports import Unit
from bot.telling import owners, refresh_sent

REMINDED_AFTER = timedelta(hours=9)


def reminder_for(kit: Kit, due_on: date) -> datetime:
    """The morning of the day a point is due, or of the next working day; for what is due already the next one."""
    morning = kit.calendar.working_moment(kit.calendar.starts(due_on) + REMINDED_AFTER)
    return morning if morning > kit.now() else kit.calendar.next_morning(kit.now())


def check_point(kit: Kit, point: Point, talk: date | None = None) -> None:
    """Raises ``InvalidInput`` for a day that is over, or too far ahead to be meant. What a ``talk`` of an earlier day
    brought may have been due since, and so may the deadline of a warning.
    """
    today = kit.today()
    if point.kind is not PointKind.AGREED:
        _check_warning(kit, point, point.said_on or today)
        return
    if talk and point.due_on < talk:
        raise InvalidInput({"point_due": "before_talk"})
    if not talk and point.due_on < today:
        raise InvalidInput({"point_due": "past"})
    if point.due_on > today + timedelta(days=LONGEST_DAYS):
        raise InvalidInput({"point_due": "too_far_off"})


def _check_warning(kit: Kit, point: Point, said_on: date) -> None:
    """A warning is written down after it was sent; the record keeps it as long as reports."""
    today = kit.today()
    if said_on > today:
        raise InvalidInput({"said_on": "future"})
    if said_on < today - timedelta(days=kit.settings.privacy.incident_days):
        raise InvalidInput({"said_on": "too_old"})
    if point.due_on < said_on:
        raise InvalidInput({"point_due": "before_warning"})
    if point.due_on > today + timedelta(days=LONGEST_DAYS):
        raise InvalidInput({"point_due": "too_far_off"})


async def agreed(unit: Unit, kit: Kit, point: Point, client: Client, person: Person, talk: str | None) -> Agreement:
    """A point written down, with its reminder."""
    made = Agreement(
        id=kit.ids.new(),
        client=client.id,
        talk=talk,
        text=point.text,
        whose=point.whose,
        kind=point.kind,
        said_on=point.said_on or kit.today(),
        due_on=point.due_on,
        remind_at=reminder_for(kit, point.due_on),
        made_by=person.id,
        made_at=kit.now(),
    )
    await unit.agreements.save(made)
    return made


def told_key(point: Agreement) -> str:
    """A point that was moved is told anew."""
    return f"agreement:{point.id}:{point.due_on.isoformat()}"


async def refresh_reminders(unit: Unit, kit: Kit, before: Agreement, client: Client) -> None:
    """Whoever was reminded sees what became of the point."""
    people = [*client.leads, *client.deputies, *(person.id for person in await owners(unit))]
    await refresh_sent(unit, kit, told_key(before), people)
