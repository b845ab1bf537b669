"""Starting check-ins and having them open by themselves: the forms, and what they bring about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.checkin import LEAST_DAYS, LONGEST_DAYS
from bot.domain.person import PersonRef
from bot.domain.schedule import Every, Rhythm
from bot.notices import labels
from bot.notices.checkins import about_what, question
from bot.notices.doors import failure
from bot.notices.labels import N_
from bot.notices.parts import (
    Block,
    ChoiceField,
    Field,
    Form,
    Notice,
    Option,
    Paragraph,
    PeopleField,
    Small,
    Text,
    TextField,
)
from bot.notices.reasons import REASONS
from bot.voice import Voice

RHYTHMS: Mapping[str, str] = {
    Every.WEEK.value: N_("every week"),
    Every.FORTNIGHT.value: N_("every two weeks"),
    Every.MONTH.value: N_("every month"),
}
WEEKDAYS: Mapping[str, str] = {
    "0": N_("Monday"),
    "1": N_("Tuesday"),
    "2": N_("Wednesday"),
    "3": N_("Thursday"),
    "4": N_("Friday"),
    "5": N_("Saturday"),
    "6": N_("Sunday"),
}


@dataclass(frozen=True, slots=True)
class Chooser:
    """People who may be asked, and the ones chosen. ``channels``: how many the client has; ``troubles``: codes of why
    nobody could say who is in one; ``looked_up``: whether anybody was asked for this form."""

    options: tuple[Option, ...]
    refs: Mapping[str, tuple[PersonRef, ...]] = field(default_factory=dict)
    chosen: Sequence[str] = ()
    channels: int = 0
    troubles: Sequence[str] = ()
    looked_up: bool = True


def start_form(say: Voice, about: str, client: str, days: int, group: int, people: Chooser | None) -> Form:
    """``people`` None: the whole firm."""
    title, size = say.word("Start a check-in"), _size(say, days, group, people)
    return _form(say, "checkin_start", title, about, client, size, _whom(say, people, scheduled=False))


def schedule_form(
    say: Voice, about: str, client: str, days: int, group: int, people: Chooser | None, rhythm: Rhythm | None = None
) -> Form:
    """``rhythm``: of the schedule that there is."""
    when: tuple[Field, ...] = (
        ChoiceField(
            name="every",
            label=say.word("How often"),
            options=labels.options(say, RHYTHMS),
            value=rhythm.every.value if rhythm else Every.MONTH.value,
            required=True,
        ),
        ChoiceField(
            name="weekday",
            label=say.word("Weekday"),
            options=labels.options(say, WEEKDAYS),
            value=str(rhythm.weekday) if rhythm else "1",
            required=True,
        ),
        ChoiceField(
            name="hour",
            label=say.word("Hour"),
            options=tuple(Option(str(hour), f"{hour:02}:00") for hour in range(7, 20)),
            value=str(rhythm.hour) if rhythm else "10",
            required=True,
        ),
    )
    fields = (*when, *_size(say, days, group, people, scheduled=True))
    title = say.word("Schedule check-ins")
    return _form(say, "checkin_schedule", title, about, client, fields, _whom(say, people, scheduled=True))


def _whom(say: Voice, people: Chooser | None, *, scheduled: bool) -> list[Block]:
    """Where the names come from, or why there are none."""
    if people is None:
        return [Small(say("The whole firm is asked: everybody whom Signpost has met."))]
    if not people.looked_up:
        return []
    if people.troubles:
        unseen = N_("Who is in the client's channels cannot be seen: {why}. Name people yourself.")
        return [Small(say(unseen, why=failure(say, code))) for code in people.troubles]
    if people.channels and scheduled:
        return [
            Small(
                say(
                    "Name nobody, and whoever is in the client's channels when a round opens is asked: newcomers too, "
                    "people from outside never."
                )
            )
        ]
    if people.channels:
        return [Small(say("Chosen are the people of the client's channels. Change that as you like."))]
    return [Small(say("The client has no channel here (`/client-setup bind`), so name the people who work with it."))]


def _size(say: Voice, days: int, group: int, people: Chooser | None, *, scheduled: bool = False) -> tuple[Field, ...]:
    small = say.word(
        "{least} to {most}. With fewer than eight people ten days are better: not everybody answers at once, and below "
        "{n} answers nothing is shown.",
        least=LEAST_DAYS,
        most=LONGEST_DAYS,
        n=group,
    )
    fields: list[Field] = [
        TextField(
            name="days",
            label=say.word("Days open"),
            value=str(days),
            hint=small if people is not None else say.word("{least} to {most}.", least=LEAST_DAYS, most=LONGEST_DAYS),
            limit=3,
            required=True,
        ),
        TextField(
            name="group",
            label=say.word("Fewest answers of which anything is shown"),
            value=str(group),
            hint=say.word("Never below {n}; it stays as it is while the round is open.", n=group),
            limit=4,
            required=True,
        ),
    ]
    if people is not None:
        fields.append(
            PeopleField(
                name="people",
                label=say.word("Who is asked"),
                hint=say.word("Nobody from outside, and nobody who does not want to be asked."),
                options=people.options,
                refs=people.refs,
                value=",".join(people.chosen),
                required=not (scheduled and people.channels),
            )
        )
    return tuple(fields)


def _form(
    say: Voice, kind: str, title: str, about: str, client: str, fields: Sequence[Field], whom: Sequence[Block]
) -> Form:
    return Form(
        kind=kind,
        title=title,
        fields=tuple(fields),
        submit=say.word("Start") if kind == "checkin_start" else say.word("Save"),
        cancel=say.word("Cancel"),
        intro=(Paragraph(question(say, client)), *whom),
        state={"subject": about},
    )


def started(say: Voice, client: str, people: int, until: date, *, small: bool) -> Notice:
    blocks: list[Block] = [
        Paragraph(
            say(
                "{n} people are asked. It is open until {day}; nobody closes it earlier, and nobody ever sees who "
                "has answered.",
                n=people,
                day=say.day(until),
            )
        )
    ]
    if small:
        blocks.append(Small(_seldom(say)))
    return Notice(
        "checkin.started", say("The check-in about {what} has begun.", what=about_what(say, client)), tuple(blocks)
    )


def _seldom(say: Voice) -> Text:
    return say(
        "In so small a group a round often finds too few answers to show anything. Ten days or more help, and so does "
        "the firm-wide round."
    )


def scheduled(say: Voice, client: str, every: Every, first: date) -> Notice:
    return Notice(
        "checkin.scheduled",
        say("Check-ins about {what}: {every}.", what=about_what(say, client), every=say.word(RHYTHMS[every.value])),
        (Paragraph(say("The first one opens on {day}. Days off are skipped.", day=say.day(first))),),
    )


def stopped(say: Voice, client: str, until: date | None, *, was_scheduled: bool) -> Notice:
    title = (
        say("No further check-in about {what} opens by itself.", what=about_what(say, client))
        if was_scheduled
        else say("No check-in about {what} was scheduled.", what=about_what(say, client))
    )
    open_ = (
        say("The one that is open goes on until {day}: nobody closes a round earlier.", day=say.day(until))
        if until
        else None
    )
    return Notice("checkin.stopped", title, (Paragraph(open_),) if open_ else ())


def unopened(say: Voice, client: str, reason: str) -> Notice:
    """To whoever scheduled it."""
    return Notice(
        "checkin.unopened",
        say("The scheduled check-in about {what} did not open.", what=about_what(say, client)),
        (Paragraph(say(REASONS.get(reason, REASONS["off_not_shared"]))),),
    )
