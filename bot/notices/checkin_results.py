"""What leads read of check-ins: what was published, how it goes on, and why there is nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.chart import TrendData, checkins_picture
from bot.domain.checkin import Band, Published
from bot.notices.checkins import ASKED, FACES, OpenRound, about_what, answering, card, what_is_this
from bot.notices.labels import N_
from bot.notices.parts import (
    Action,
    Block,
    Notice,
    Paragraph,
    Picture,
    Pressable,
    Quote,
    Section,
    Small,
    Subhead,
    Table,
    Text,
)
from bot.voice import Voice

BANDS: Mapping[Band, str] = {Band.LOW: N_("low"), Band.MID: N_("middling"), Band.HIGH: N_("high")}
_BARS: Mapping[Band, str] = {Band.LOW: "▂", Band.MID: "▂▅", Band.HIGH: "▂▅█"}
_SHOWN_ROUNDS = 12
_SHOWN_COMMENTS = 20


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


def overview(say: Voice, asked: Sequence[OpenRound], looked: Sequence[Looked]) -> Notice:
    """``/client-checkin`` alone: what the person is asked, and how the own clients' check-ins stand."""
    blocks: list[Block] = []
    actions: list[Pressable] = []
    if asked:
        blocks += card(say, asked, reminder=False).blocks
        actions += answering(say, asked)
    for one in looked[:ASKED]:
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
    title = say("Check-ins about {what}", what=about_what(say, one.client))
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
    what, band = about_what(say, looked.client), band_name(say, one.band)
    title = say("The check-in about {what} is closed: {band}", what=what, band=band)
    return Notice("checkin.published", title, (*_shown(say, one), *_pictured(say, looked)))


def unpublished(say: Voice, client: str, group: int) -> Notice:
    """To the leads: too few have answered."""
    return Notice(
        "checkin.closed",
        say("The check-in about {what} is closed without a result.", what=about_what(say, client)),
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


def band_name(say: Voice, band: Band) -> str:
    return say.word(BANDS[band])


def _name(say: Voice, one: Looked) -> Text:
    return say("*{client}*", client=one.client) if one.client else say("*The firm*")
