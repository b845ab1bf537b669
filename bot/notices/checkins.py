"""What people read of check-ins: the question, the promise, what was published, and why something cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.chart import TrendData, checkins_picture
from bot.domain.checkin import COMMENT_LIMIT, LEAST_DAYS, LONGEST_DAYS, Band, Published
from bot.domain.person import PersonRef
from bot.domain.schedule import Every, Rhythm
from bot.notices import labels
from bot.notices.doors import failure
from bot.notices.labels import N_
from bot.notices.parts import (
    Action,
    Block,
    ChoiceField,
    Field,
    Form,
    Items,
    Notice,
    Option,
    PageLink,
    Paragraph,
    PeopleField,
    Picture,
    Pressable,
    Quote,
    Section,
    Small,
    Subhead,
    Table,
    Text,
    TextField,
)
from bot.notices.paths import path_of
from bot.notices.reasons import REASONS
from bot.voice import Voice

FACES: Mapping[int, str] = {
    1: N_("😞 very bad"),
    2: N_("🙁 rather bad"),
    3: N_("😐 so-so"),
    4: N_("🙂 rather good"),
    5: N_("😀 very good"),
}
BANDS: Mapping[Band, str] = {Band.LOW: N_("low"), Band.MID: N_("middling"), Band.HIGH: N_("high")}
_BARS: Mapping[Band, str] = {Band.LOW: "▂", Band.MID: "▂▅", Band.HIGH: "▂▅█"}
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
FIRM = "firm"
_SHOWN_ROUNDS = 12
_SHOWN_COMMENTS = 20
_ASKED = 5


@dataclass(frozen=True, slots=True)
class OpenRound:
    """One in which the reader is asked. ``client``: its name; empty for the firm-wide one."""

    id: str
    client: str
    until: date


@dataclass(frozen=True, slots=True)
class Looked:
    """What a lead knows of a client's check-ins. ``about``: the client's id or ``FIRM``; ``until``: of the open
    round; ``next``: when the schedule opens one."""

    about: str
    client: str
    results: Sequence[Published] = ()
    days: Sequence[date] = ()
    until: date | None = None
    next: date | None = None


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


def question(say: Voice, client: str) -> Text:
    if client:
        return say("How is working with {client} for you right now?", client=client)
    return say("How is work going for you right now?")


def promise(say: Voice) -> tuple[Block, ...]:
    """In two lines, wherever somebody is about to answer; more is a click away."""
    return (*bare_promise(say), Small(say("More behind *What is this?*.")))


def bare_promise(say: Voice) -> tuple[Block, ...]:
    return (
        Small(
            say(
                "Your answer is sealed at once; when the round closes its keys are destroyed, and neither leads nor "
                "admins nor backups can tell who answered what."
            )
        ),
        Small(
            say(
                "Until then whoever runs the server could technically find out, and the chat platform carries your "
                "click."
            )
        ),
    )


# --- To the people asked ---


def card(say: Voice, rounds: Sequence[OpenRound], *, reminder: bool) -> Notice:
    """To everybody in the group alike, whether or not they have answered: nobody here knows."""
    lines = tuple(
        say("{question} (until {day})", question=question(say, one.client), day=say.day(one.until)) for one in rounds
    )
    blocks: tuple[Block, ...] = (Items(lines), *promise(say))
    title = say("A question, answered anonymously")
    if reminder:
        title = say("A reminder to everybody: a check-in is open")
        first = Paragraph(say("Whoever has answered already has nothing to do. You can still change your answer."))
        blocks = (first, *blocks)
    return Notice("checkin.card", title, blocks, _answering(say, rounds))


def what_is_this(say: Voice) -> PageLink:
    """What ``docs/anonymity.md`` says, one click away at every door."""
    return PageLink(say.word("What is this?"), path_of("anonymity"))


def _answering(say: Voice, rounds: Sequence[OpenRound]) -> tuple[Pressable, ...]:
    buttons = tuple(
        Action(
            "checkin.answer", say.word("Answer: {client}", client=one.client or say.word("the firm")), one.id, "primary"
        )
        if len(rounds) > 1
        else Action("checkin.answer", say.word("Answer"), one.id, "primary")
        for one in rounds[:_ASKED]
    )
    return (
        *buttons,
        what_is_this(say),
        Action("checkin.decline", say.word("Do not ask me")),
    )


def answer_form(say: Voice, one: OpenRound) -> Form:
    fields: tuple[Field, ...] = (
        ChoiceField(
            name="face",
            label=say.word("Your answer"),
            options=tuple(Option(str(face), say.word(label)) for face, label in FACES.items()),
            required=True,
        ),
        TextField(
            name="comment",
            label=say.word("A comment, if you like"),
            hint=say.word(
                "Do not write names, and nothing that gives you away. Comments are shown without the answers, from "
                "three on."
            ),
            lines=3,
            limit=COMMENT_LIMIT,
        ),
    )
    intro = (Paragraph(question(say, one.client)), *promise(say))
    return Form(
        kind="checkin",
        title=say.word("Check-in"),
        fields=fields,
        submit=say.word("Seal my answer"),
        cancel=say.word("Cancel"),
        intro=intro,
        state={"subject": one.id},
    )


def answered(say: Voice, until: date) -> Notice:
    return Notice(
        "checkin.answered",
        say("Thank you. Your answer is sealed."),
        (Paragraph(say("You can change it until {day}: the last one counts.", day=say.day(until))),),
    )


def explained(say: Voice, group: int) -> Notice:
    """What is this: the design in plain words, and what nobody should be left in doubt about."""
    points: tuple[Text, ...] = (
        say("Your answer is sealed with the round's own key before it is stored, padded so that all look alike."),
        say(
            "While a round is open nobody is shown how many have answered, who, or what. Reminders go to everybody in "
            "the group."
        ),
        say(
            "When it closes, answers are opened together, counted, and the keys destroyed. With fewer than {n} answers "
            "all are destroyed unread.",
            n=group,
        ),
        say(
            "Shown is a band (low, middling, high), or from twelve answers on how often each face was chosen; comments "
            "in the order of the alphabet, without their faces."
        ),
        say("*What this cannot promise:* Slack, Teams and the like carry your click and could see it."),
        say(
            "While a round is open, whoever runs the server could technically find out. What a disk keeps of deleted "
            "files is beyond a program."
        ),
        say("Somebody may recognise your style: write no names and nothing that gives you away."),
    )
    link = PageLink(say.word("How it is built, and how that is tested"), path_of("anonymity"))
    return Notice("checkin.explained", say("What a check-in is, and what it promises"), (Items(points),), (link,))


def declined(say: Voice) -> Notice:
    return Notice(
        "checkin.declined",
        say("You will not be asked any more."),
        (
            Paragraph(
                say("Your answers in rounds that are open were taken back. `/client-checkin in` lets you join again.")
            ),
        ),
    )


def joined_again(say: Voice) -> Notice:
    return Notice("checkin.joined", say("You will be asked again, from the next round on."))


def lost(say: Voice, client: str) -> Notice:
    """To everybody who was asked, and the leads."""
    return Notice(
        "checkin.void",
        say("The check-in about {what} is void.", what=_about(say, client)),
        (
            Paragraph(
                say(
                    "Its keys were lost, so no answer can be read any more, by anybody. Nothing of it is shown, and "
                    "nothing is guessed. You may be asked anew."
                )
            ),
        ),
    )


# --- To leads ---


def overview(say: Voice, asked: Sequence[OpenRound], looked: Sequence[Looked]) -> Notice:
    """``/client-checkin`` alone: what the person is asked, and how the own clients' check-ins stand."""
    blocks: list[Block] = []
    actions: list[Pressable] = []
    if asked:
        blocks += card(say, asked, reminder=False).blocks
        actions += _answering(say, asked)
    for one in looked[:_ASKED]:
        blocks += [Subhead(_name(say, one)), *_standing(say, one)]
        actions += [
            Action("checkin.start", say.word("Start: {client}", client=one.client or say.word("the firm")), one.about),
            Action(
                "checkin.results", say.word("Results: {client}", client=one.client or say.word("the firm")), one.about
            ),
        ]
    if not blocks:
        blocks.append(Paragraph(say("No check-in is open for you at the moment.")))
    if not asked:
        actions.append(what_is_this(say))
    return Notice("checkin.overview", say("Check-ins"), tuple(blocks), tuple(actions))


def section(say: Voice, one: Looked) -> Section:
    """On a client's page."""
    actions = (
        Action("checkin.start", say.word("Start a check-in"), one.about),
        Action("checkin.schedule", say.word("Schedule check-ins"), one.about),
        Action("checkin.results", say.word("Results of check-ins"), one.about),
        *((Action("checkin.stop", say.word("No further check-ins"), one.about),) if one.next else ()),
    )
    return Section(say.word("Check-ins"), (*_standing(say, one), *_pictured(say, one)), actions)


def home_section(say: Voice, asked: Sequence[OpenRound]) -> Section:
    shown = card(say, asked, reminder=False)
    return Section(say.word("Check-ins"), shown.blocks, shown.actions)


def _standing(say: Voice, one: Looked) -> list[Block]:
    lines: list[Text] = []
    if one.until:
        lines.append(say("Open until {day}. Until then nothing is known of it.", day=say.day(one.until)))
    if one.next:
        lines.append(say("The next one opens on {day}.", day=say.day(one.next)))
    if one.results:
        lines.append(say("Last result: *{band}*", band=band_name(say, one.results[0].band)))
    return [Paragraph(line) for line in lines] or [Paragraph(say("There has been no check-in so far."))]


def trend(say: Voice, one: Looked) -> TrendData:
    """The bands of all published rounds (there is at least one), and nothing finer."""
    steps = list(Band)
    rounds = zip(one.days, one.results, strict=True)
    return TrendData(
        title=trend_title(say, one.client),
        label=say.word("a mark for every published round, in its band"),
        rounds=tuple((day, steps.index(shown.band)) for day, shown in reversed(list(rounds))),
        bands=tuple(band_name(say, step) for step in steps),
        language=say.language,
    )


def trend_title(say: Voice, client: str) -> str:
    if client:
        return say.word("Check-ins about {client} over time", client=client)
    return say.word("Check-ins about work in the firm over time")


def _pictured(say: Voice, one: Looked) -> list[Block]:
    """From two rounds on; its words say the same."""
    if len(one.results) < 2:
        return []
    rounds = list(zip(one.days, one.results, strict=True))[:_SHOWN_ROUNDS]
    each = [say.word("{day} {band}", day=say.day(day), band=band_name(say, shown.band)) for day, shown in rounds[::-1]]
    alt = say.word("{title}: {rounds}", title=trend_title(say, one.client), rounds=", ".join(each))
    return [Picture(checkins_picture(one.about), alt, say.word("Show the picture"))]


def results(say: Voice, one: Looked) -> Notice:
    """The last result whole, and the bands of those before as a picture."""
    title = say("Check-ins about {what}", what=_about(say, one.client))
    if not one.results:
        text = say("Nothing has been published so far.")
        return Notice("checkin.results", title, (Paragraph(text), *_open_note(say, one)))
    last, day = one.results[0], one.days[0]
    blocks: list[Block] = [Subhead(say("Closed on {day}", day=say.day(day))), *_shown(say, last), *_open_note(say, one)]
    if picture := _pictured(say, one):
        blocks += [Subhead(say("Over time")), *picture]
    return Notice("checkin.results", title, tuple(blocks))


def _open_note(say: Voice, one: Looked) -> list[Block]:
    if not one.until:
        return []
    return [Small(say("A round is open until {day}. Until then nothing is known of it.", day=say.day(one.until)))]


def published(say: Voice, one: Published, looked: Looked) -> Notice:
    """When a round has closed. ``looked``: with what was published before."""
    what, band = _about(say, looked.client), band_name(say, one.band)
    title = say("The check-in about {what} is closed: {band}", what=what, band=band)
    return Notice("checkin.published", title, (*_shown(say, one), *_pictured(say, looked)))


def unpublished(say: Voice, client: str, group: int) -> Notice:
    """To the leads: too few have answered."""
    return Notice(
        "checkin.closed",
        say("The check-in about {what} is closed without a result.", what=_about(say, client)),
        (
            Paragraph(
                say(
                    "Fewer than {n} people answered, so all answers were destroyed unread. A longer round, or the "
                    "firm-wide one, finds more.",
                    n=group,
                )
            ),
        ),
    )


def _shown(say: Voice, one: Published) -> list[Block]:
    blocks: list[Block] = [Paragraph(say("Band: *{band}* {bars}", band=band_name(say, one.band), bars=_BARS[one.band]))]
    if one.counts is not None:
        rows = tuple(
            (say("{face}", face=say.word(FACES[face])), say("{n}", n=count))
            for face, count in enumerate(one.counts, start=1)
        )
        blocks.append(Table((say.word("Answer"), say.word("How often")), rows, numeric=(1,)))
    else:
        blocks.append(Small(say("More than the band would tell too much about single people.")))
    if one.comments:
        blocks.append(Subhead(say("Comments, in the order of the alphabet")))
        blocks += [Quote(comment) for comment in one.comments[:_SHOWN_COMMENTS]]
    return blocks


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
        "checkin.started", say("The check-in about {what} has begun.", what=_about(say, client)), tuple(blocks)
    )


def _seldom(say: Voice) -> Text:
    return say(
        "In so small a group a round often finds too few answers to show anything. Ten days or more help, and so does "
        "the firm-wide round."
    )


def scheduled(say: Voice, client: str, every: Every, first: date) -> Notice:
    return Notice(
        "checkin.scheduled",
        say("Check-ins about {what}: {every}.", what=_about(say, client), every=say.word(RHYTHMS[every.value])),
        (Paragraph(say("The first one opens on {day}. Days off are skipped.", day=say.day(first))),),
    )


def stopped(say: Voice, client: str, until: date | None, *, was_scheduled: bool) -> Notice:
    title = (
        say("No further check-in about {what} opens by itself.", what=_about(say, client))
        if was_scheduled
        else say("No check-in about {what} was scheduled.", what=_about(say, client))
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
        say("The scheduled check-in about {what} did not open.", what=_about(say, client)),
        (Paragraph(say(REASONS.get(reason, REASONS["off_not_shared"]))),),
    )


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


def band_name(say: Voice, band: Band) -> str:
    return say.word(BANDS[band])


def _name(say: Voice, one: Looked) -> Text:
    return say("*{client}*", client=one.client) if one.client else say("*The firm*")


def _about(say: Voice, client: str) -> Text:
    return say("*{client}*", client=client) if client else say("work in the firm")
