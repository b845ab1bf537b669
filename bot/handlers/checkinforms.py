"""The forms that start a check-in or have them open by themselves: who is asked is looked up before they open."""

from collections.abc import Sequence

from bot.access import met
from bot.domain.checkin import LONG_DAYS, SMALL_GROUP
from bot.domain.schedule import Schedule
from bot.handlers.checkins import Subject, subject_of
from bot.handlers.speech import people_options, voice_for
from bot.kit import Kit
from bot.messages import PrepareCheckin
from bot.notices import checkin_forms, forms
from bot.notices.checkin_forms import Chooser
from bot.notices.parts import Form
from bot.ports import Store, Unit
from bot.replies import Asked, Reply
from bot.rosters import Roster, Rosters
from bot.rounds import may_be_asked
from bot.voice import Voice


async def prepare_checkin(message: PrepareCheckin, *, store: Store, kit: Kit, rosters: Rosters) -> Reply:
    """Nobody waits for the doors with a transaction open, and nobody is looked up for whom it is no business."""
    asked = message.asked
    person = await met(store, kit, message.by)
    async with store.read() as unit:
        subject = await subject_of(unit, person, message.by, asked.words, asked.subject)
    # A form that comes back holds what was typed, and has to be back at once.
    roster = await rosters.of(subject.id) if subject.id and not asked.problems else None
    say = voice_for(kit, person)
    async with store.read() as unit:
        plan = await unit.checkins.schedule_of(subject.id)
        if asked.form == "checkin_schedule":
            form = await _schedule_form(unit, kit, say, subject, roster, plan)
        else:
            form = await _start_form(unit, kit, say, subject, roster, plan)
    return Asked(forms.filled(say, form, asked.values, asked.problems))


async def _start_form(
    unit: Unit, kit: Kit, say: Voice, subject: Subject, roster: Roster | None, plan: Schedule | None
) -> Form:
    """The people of the client's channels are chosen already; where nobody can say who they are, those asked last."""
    last = await unit.checkins.results_of(subject.id, 1)
    known = plan.people if plan and plan.people else sorted(last[0].roster) if last else ()
    people = await _chooser(unit, subject, sorted(roster.people if roster else ()) or known, roster)
    return checkin_forms.start_form(
        say, subject.about, subject.name, _days(kit, people), kit.settings.checkins.minimum_group, people
    )


async def _schedule_form(
    unit: Unit, kit: Kit, say: Voice, subject: Subject, roster: Roster | None, plan: Schedule | None
) -> Form:
    """Nobody need be named where the client has channels: whoever is in them then is asked."""
    people = await _chooser(unit, subject, plan.people if plan else (), roster)
    settings = kit.settings.checkins
    days, group = (plan.open_days, plan.group) if plan else (settings.open_days, settings.minimum_group)
    rhythm = plan.rhythm if plan else None
    return checkin_forms.schedule_form(say, subject.about, subject.name, days, group, people, rhythm)


async def _chooser(unit: Unit, subject: Subject, chosen: Sequence[str], roster: Roster | None) -> Chooser | None:
    if subject.client is None:
        return None
    everybody = [person for person in await unit.people.everybody() if may_be_asked(person)]
    known = {person.id for person in everybody}
    return Chooser(
        people_options(everybody),
        {person.id: person.refs for person in everybody},
        [person for person in chosen if person in known],
        channels=roster.channels if roster else len(subject.client.channels),
        troubles=roster.troubles if roster else (),
        looked_up=roster is not None,
    )


def _days(kit: Kit, people: Chooser | None) -> int:
    """A small group is offered a longer round: not everybody answers at once."""
    usual = kit.settings.checkins.open_days
    small = people is not None and kit.settings.checkins.minimum_group <= len(people.chosen) < SMALL_GROUP
    return max(usual, LONG_DAYS) if small else usual
