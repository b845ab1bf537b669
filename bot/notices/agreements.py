"""Agreed points and warnings: reminders, what became of them, and how the client's page shows them."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.agreement import Agreement, AgreementState, PointKind, Whose
from bot.domain.comparison import PER_DAYS, WINDOW_DAYS, Comparison
from bot.notices.labels import AGREEMENT_STATES, WARNING_STATES, WHOSE
from bot.notices.parts import (
    Action,
    Bar,
    Bars,
    Block,
    Facts,
    Items,
    Notice,
    PageLink,
    Paragraph,
    Section,
    Small,
    Text,
    plain,
)
from bot.voice import Voice


def agreement(say: Voice, point: Agreement, client: str, today: date, settled_by: str = "") -> Notice:
    """A point as it stands now: to the lead when it is due, and after somebody has said what became of it."""
    rows = (
        (say.word("Agreed"), say("{text}", text=point.text)),
        (say.word("Whose turn"), say("{whose}", whose=say.word(WHOSE[point.whose.value]))),
        (say.word("Due on"), say("{day}", day=say.day(point.due_on))),
    )
    shown = _warning_facts(say, point) if point.is_warning else rows
    title = _warning_title(say, point, client, today) if point.is_warning else _title(say, point, client, today)
    return Notice("agreement", title, (Facts(shown), *_fate(say, point, settled_by)), _actions(say, point))


def _warning_facts(say: Voice, point: Agreement) -> tuple[tuple[str, Text], ...]:
    rows = [
        (say.word("Demanded"), point.text),
        (say.word("Sent on"), say.day(point.said_on) if point.said_on else ""),
        (say.word("Deadline"), say.day(point.due_on) if point.kind is PointKind.DEADLINE else ""),
    ]
    return tuple((label, say("{value}", value=value)) for label, value in rows if value)


def _warning_title(say: Voice, point: Agreement, client: str, today: date) -> Text:
    match point.state:
        case AgreementState.KEPT:
            return say("*{client}*: a warning was heeded", client=client)
        case AgreementState.BROKEN:
            return say("*{client}*: a warning was without success", client=client)
    if point.kind is PointKind.WARNED:
        return say("*{client}*: has the warning helped?", client=client)
    if point.due_on > today:
        return say("*{client}*: a deadline ends on {day}", client=client, day=say.day(point.due_on))
    return (
        say("*{client}*: the deadline you set is over", client=client)
        if point.due_on < today
        else say("*{client}*: the deadline you set ends today", client=client)
    )


def _title(say: Voice, point: Agreement, client: str, today: date) -> Text:
    match point.state:
        case AgreementState.KEPT:
            return say("*{client}*: an agreed point was kept", client=client)
        case AgreementState.BROKEN:
            return say("*{client}*: an agreed point was not kept", client=client)
    if point.due_on > today:
        return say("*{client}*: an agreed point is due on {day}", client=client, day=say.day(point.due_on))
    if point.whose is Whose.OURS:
        return say("*{client}*: a point that we agreed to is due", client=client)
    return say("*{client}*: a point that the client agreed to is due", client=client)


def _fate(say: Voice, point: Agreement, settled_by: str) -> list[Block]:
    if not point.is_open:
        lines: list[Block] = []
        if settled_by:
            state = say.word(_states(point)[point.state.value])
            lines.append(Paragraph(say("*{who}*: {state}", who=settled_by, state=state)))
        if point.state is AgreementState.BROKEN and point.whose is Whose.THEIRS:
            lines.append(Small(say("By itself it counts for nothing. If it did harm, report it.")))
        if point.state is AgreementState.BROKEN and point.is_warning:
            lines.append(Small(say("What follows from it, and how soon you would have to act on it: ask counsel.")))
        return lines
    moved = say.many("Moved {n} time so far.", "Moved {n} times so far.", point.moves)
    return [Small(moved)] if point.moves else []


def _actions(say: Voice, point: Agreement) -> tuple[Action | PageLink, ...]:
    page = PageLink(say.word("Client page"), f"clients/{point.client}")
    if point.is_open:
        kept, broken = say.word("Kept"), say.word("Not kept")
        if point.is_warning:
            kept, broken = say.word("Heeded"), say.word("Without success")
        return (
            Action("agreement.kept", kept, point.id, "primary"),
            Action("agreement.broken", broken, point.id),
            Action("agreement.move", say.word("Move"), point.id),
            page,
        )
    if point.state is AgreementState.BROKEN and point.whose is Whose.THEIRS:
        return (Action("flag.open", say.word("Report something"), point.client), page)
    return (page,)


def added(say: Voice, point: Agreement, client: str, today: date) -> Notice:
    """To whoever wrote it down."""
    if point.is_warning:
        return Notice(
            "agreement.warned",
            say("*{client}*: the warning is recorded.", client=client),
            (
                Items((line(say, point, today),)),
                Small(say("Whoever looks after the client is reminded on that day.")),
            ),
            (PageLink(say.word("Client page"), f"clients/{point.client}"),),
        )
    return Notice(
        "agreement.added",
        say("*{client}*: the point is kept, due on {day}.", client=client, day=say.day(point.due_on)),
        (Small(say("Whoever looks after the client is reminded on that day.")),),
        (Action("client.agreement", say.word("Add an agreed point"), point.client),),
    )


def line(say: Voice, point: Agreement, today: date) -> Text:
    """One point on one line: what, whose, until when, and what became of it."""
    if point.is_warning:
        return _warning_line(say, point, today)
    words = say(
        "{text} ({whose}, {day}): *{state}*",
        text=point.text,
        whose=say.word(WHOSE[point.whose.value]),
        day=say.day(point.due_on),
        state=_state(say, point, today),
    )
    return (*words, *say.many(" · moved {n} time", " · moved {n} times", point.moves)) if point.moves else words


def _warning_line(say: Voice, point: Agreement, today: date) -> Text:
    sent = say.day(point.said_on) if point.said_on else "–"
    state = _state(say, point, today)
    if point.kind is PointKind.WARNED:
        return say("Warning of {sent}: *{state}* · {text}", sent=sent, text=point.text, state=state)
    words = say(
        "Deadline set on {sent}, until {day}: *{state}* · {text}",
        sent=sent,
        day=say.day(point.due_on),
        text=point.text,
        state=state,
    )
    return (*words, *say.many(" · moved {n} time", " · moved {n} times", point.moves)) if point.moves else words


def _states(point: Agreement) -> Mapping[str, str]:
    return WARNING_STATES if point.is_warning else AGREEMENT_STATES


def _state(say: Voice, point: Agreement, today: date) -> str:
    if point.is_open and point.due_on < today:
        return say.word("overdue")
    return say.word(_states(point)[point.state.value])


def section(say: Voice, client: str, points: Sequence[Agreement], today: date) -> Section:
    """Of the client's page: open ones first."""
    lines = tuple(line(say, point, today) for point in _open_first(points))
    actions = [
        Action("client.agreement", say.word("Add an agreed point"), client),
        Action("client.warning", say.word("Record a warning"), client),
    ]
    if points:
        actions.append(Action("client.became", say.word("What became of one"), client))
    blocks: tuple[Block, ...] = (Items(lines),) if lines else (Paragraph(say("Nothing has been agreed so far.")),)
    return Section(say.word("Agreed points and warnings"), blocks, tuple(actions))


def warnings(say: Voice, client: str, points: Sequence[Agreement], today: date, *, more: bool) -> Section:
    """Of a parting's page. ``more``: another may be recorded."""
    lines = tuple(line(say, point, today) for point in _open_first(points) if point.is_warning)
    actions = [Action("client.warning", say.word("Record a warning"), client)] if more else []
    if lines and more:
        actions.append(Action("client.became", say.word("What became of one"), client))
    blocks: tuple[Block, ...] = (Items(lines),) if lines else (Paragraph(say("No warning is recorded.")),)
    return Section(say.word("Warnings and deadlines"), blocks, tuple(actions))


def _open_first(points: Sequence[Agreement]) -> Sequence[Agreement]:
    return sorted(points, key=lambda point: (not point.is_open, point.due_on))


def tally(say: Voice, points: Sequence[Agreement]) -> Mapping[str, str]:
    """Whose → how many were kept and not kept, in words; only those with any settled or open."""
    found = {}
    for whose in Whose:
        own = [point for point in points if point.whose is whose and not point.is_warning]
        if own:
            counts = {state: sum(point.state is state for point in own) for state in AgreementState}
            found[whose.value] = say.word(
                "{kept} kept, {broken} not kept, {open} open",
                kept=counts[AgreementState.KEPT],
                broken=counts[AgreementState.BROKEN],
                open=counts[AgreementState.OPEN],
            )
    return found


_BAR = 12


def comparisons(say: Voice, found: Sequence[Comparison]) -> tuple[Block, ...]:
    """How often something happened before and after each talk, newest talk first."""
    if not found:
        return ()
    newest = sorted(found, key=lambda one: one.talk, reverse=True)
    most = max(max(one.before_rate, one.after_rate) for one in newest)
    lines = tuple(
        say(
            "Talk on {day}: before it {before}, after it {after}",
            day=say.day(one.talk),
            before=_rate(say, one.before_rate, most),
            after=_rate(say, one.after_rate, most) if one.after_days else "–",
        )
        for one in newest
    )
    notes = [Small(note) for one in newest if (note := _fairness(say, one))]
    heading = say("Incidents per {n} days, in the {m} days before and after each talk:", n=PER_DAYS, m=WINDOW_DAYS)
    bars = Bars(
        alt="; ".join(plain(line) for line in _told(say, newest)),
        groups=tuple((say.word("Talk on {day}", day=say.day(one.talk)), _bars(say, one, most)) for one in newest),
        instead=Items(lines),
    )
    return (Paragraph(heading), bars, *notes)


def _told(say: Voice, found: Sequence[Comparison]) -> list[Text]:
    """As lines without bars, for whoever does not see them."""
    return [
        say(
            "Talk on {day}: before it {before}, after it {after}",
            day=say.day(one.talk),
            before=say.number(one.before_rate),
            after=say.number(one.after_rate) if one.after_days else "–",
        )
        for one in found
    ]


def _bars(say: Voice, one: Comparison, most: float) -> tuple[Bar, Bar]:
    before = Bar(say.word("before"), one.before_rate / most if most else 0.0, say.number(one.before_rate))
    after = say.number(one.after_rate) if one.after_days else "–"
    return before, Bar(say.word("after"), one.after_rate / most if most else 0.0, after, one.is_early)


def _rate(say: Voice, rate: float, most: float) -> str:
    """The number, and a bar that is as long as it is in proportion to the others."""
    bar = "▇" * max(round(rate / most * _BAR), 1) if rate and most else ""
    return f"{say.number(rate)} {bar}".rstrip()


def _fairness(say: Voice, one: Comparison) -> Text:
    """What is to be known before the two numbers are compared; nothing where both windows are whole."""
    day = say.day(one.talk)
    if one.after_days == 0:
        return say("{day}: the talk was today, so there is nothing to compare yet.", day=day)
    if one.is_early:
        return say.many(
            "{day}: {n} day has passed since; too early to tell.",
            "{day}: {n} days have passed since; too early to tell.",
            one.after_days,
            day=day,
        )
    if one.is_whole:
        return ()
    return say(
        "{day}: counted over {before} days before and {after} days after, which is all there is.",
        day=day,
        before=one.before_days,
        after=one.after_days,
    )
