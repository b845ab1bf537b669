"""After a parting: what it freed, what was learnt, the quiet look back; and what is told when something is due."""

from datetime import date

from bot.domain.client import Client
from bot.domain.parting import HandOver
from bot.notices.parting import Freed, PartingView
from bot.notices.partinglabels import money
from bot.notices.parts import (
    Action,
    Block,
    Facts,
    Items,
    Notice,
    PageLink,
    Paragraph,
    Quote,
    Section,
    Small,
    Subhead,
)
from bot.voice import Voice


def closed(say: Voice, view: PartingView) -> Notice:
    """To whoever has just closed a parting."""
    client = view.client
    left: list[Block] = []
    if view.open_items or view.open_handovers:
        left.append(
            Paragraph(
                say(
                    "Still open: {items} on the checklist, {handovers} to be handed over.",
                    items=len(view.open_items),
                    handovers=len(view.open_handovers),
                )
            )
        )
    return Notice(
        "parting.closed",
        say("*{client}* is a former client now.", client=client.name),
        (
            *left,
            *(freed_blocks(say, view.freed) if view.freed else ()),
            Small(say("In 30 days I ask quietly how it went.")),
        ),
        (
            Action("parting.look_back", say.word("Look back"), client.id),
            PageLink(say.word("Whole case"), f"partings/{client.id}"),
        ),
    )


def taken_back(say: Voice, client: str) -> Notice:
    return Notice("parting.taken_back", say("You go on together with *{client}*.", client=client))


def looked_back(say: Voice, view: PartingView) -> Notice:
    blocks = freed_blocks(say, view.freed) if view.freed else ()
    title = say("What you learnt from *{client}* is kept.", client=view.client.name)
    return Notice(
        "parting.looked_back", title, blocks, (PageLink(say.word("Whole case"), f"partings/{view.client.id}"),)
    )


def afterwards(say: Voice, view: PartingView, freed: Freed) -> Section:
    learnt: tuple[Block, ...] = (Subhead(say("What we learnt")), Quote(view.case.learnt)) if view.case.learnt else ()
    return Section(
        say.word("Afterwards"),
        (*freed_blocks(say, freed), *learnt),
        (Action("parting.look_back", say.word("Look back"), view.client.id),),
    )


def freed_blocks(say: Voice, freed: Freed) -> tuple[Block, ...]:
    """The share of incidents, and the month's sums as far as they are known."""
    lines: list[Block] = []
    if freed.of:
        share = say.number(100 * freed.incidents / freed.of, 0)
        lines.append(
            Paragraph(
                say(
                    "{n} of the firm's {of} incidents of the year before were about this client: {share} %.",
                    n=freed.incidents,
                    of=freed.of,
                    share=share,
                )
            )
        )
    both = None if freed.hours_cost is None or not freed.interest else freed.hours_cost + freed.interest
    sums = (
        (say.word("Flagged hours a month"), freed.hours_cost),
        (say.word("Interest on what is overdue, a month"), freed.interest or None),
        (say.word("Together"), both),
        (say.word("What the client paid a month"), freed.monthly),
    )
    rows = tuple(
        (label, say("{sum}", sum=money(say, value, freed.currency))) for label, value in sums if value is not None
    )
    if freed.hours_cost is not None:
        lines.append(Subhead(say("What staying would have cost")))
    return (*lines, Facts(rows)) if rows else tuple(lines)


def look_back_due(say: Voice, view: PartingView) -> Notice:
    """30 days after a parting, to those who looked after the client."""
    questions = (
        say("Is everything handed over, and the data returned or deleted?"),
        say("Is the last invoice paid?"),
        say("What became of the time that is free now?"),
        say("What would you do earlier next time?"),
    )
    freed = freed_blocks(say, view.freed) if view.freed else ()
    return Notice(
        "parting.look_back",
        say("30 days since you parted from *{client}*: a quiet look back", client=view.client.name),
        (Items(questions), *freed),
        (
            Action("parting.look_back", say.word("Look back"), view.client.id),
            PageLink(say.word("Whole case"), f"partings/{view.client.id}"),
        ),
    )


def handover_due(say: Voice, client: str, one: HandOver, *, lead: bool = False, who: str = "") -> Notice:
    """To whoever does it on the day, ``lead``: to those who look after the client when it is overdue."""
    if lead:
        title = say("*{client}*: not handed over yet: {what}", client=client, what=one.what)
        text = say("{who} was to do it by {day}.", who=who, day=say.day(one.due_on))
    else:
        title = say("*{client}*: to be handed over by {day}", client=client, day=say.day(one.due_on))
        text = say("{what}", what=one.what)
    return Notice(
        "parting.handover",
        title,
        (Paragraph(text),),
        (Action("parting.handed_over", say.word("Handed over"), one.id, "primary"),),
    )


def parting_day(say: Voice, client: Client, day: date, *, invoice: bool) -> Notice:
    """To those who look after the client, on the day of the settled end or of the last invoice."""
    if invoice:
        title = say("*{client}*: the last invoice is due to go out ({day})", client=client.name, day=say.day(day))
        actions = (Action("parting.plan", say.word("Set the days"), client.id),)
    else:
        title = say("*{client}*: the contract ends ({day})", client=client.name, day=say.day(day))
        actions = (Action("client.exit", say.word("Close or take back"), client.id),)
    whole = PageLink(say.word("Whole case"), f"partings/{client.id}")
    return Notice("parting.day", title, (), (*actions, whole))


def handed_over(say: Voice, client: str, what: str) -> Notice:
    return Notice("parting.handed_over", say("*{client}*: handed over: {what}", client=client, what=what))
