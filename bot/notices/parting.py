"""A parting: what there is to show of it, its card, and its line in Home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.domain.agreement import Agreement
from bot.domain.assessment import Stage
from bot.domain.client import Client
from bot.domain.ending import Ending
from bot.domain.interest import Claim
from bot.domain.parting import CheckedItem, HandOver, ItemState, OpenInvoice, PartingCase, Step
from bot.notices.ending import no_advice
from bot.notices.partinglabels import ITEMS, hint_of
from bot.notices.parts import (
    Action,
    Block,
    Facts,
    Items,
    Notice,
    PageLink,
    Paragraph,
    Section,
    Subhead,
    Text,
)
from bot.voice import Voice

_NEXT_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Unpaid:
    invoice: OpenInvoice
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """What the parting freed. ``incidents`` of the firm's ``of`` in the year before; sums a month, where known.

    ``hours_cost``: flagged hours × rate; ``interest``: on what is overdue; ``monthly``: what the client paid.
    """

    incidents: int
    of: int
    hours_cost: Decimal | None
    interest: Decimal | None
    monthly: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartingView:
    """All that is known of a parting. ``clock``: last day of a fast track's legal clock; ``names``: person id → name;
    ``days``: the local day of each moment; ``warnings``: sent to the client, at any time; ``locked``: the letter waits
    for an owner to confirm the facts; ``freed``: once it is over.
    """

    client: Client
    case: PartingCase
    today: date
    ending: Ending
    items: Sequence[CheckedItem]
    handovers: Sequence[HandOver]
    unpaid: Sequence[Unpaid]
    steps: Sequence[Step]
    names: Mapping[str, str]
    days: Mapping[datetime, date]
    warnings: Sequence[Agreement] = ()
    clock: date | None = None
    locked: bool = False
    stage: Stage = Stage.CALM
    freed: Freed | None = None

    @property
    def open_items(self) -> list[CheckedItem]:
        return [one for one in self.items if one.state is ItemState.OPEN]

    @property
    def open_handovers(self) -> list[HandOver]:
        return [one for one in self.handovers if one.is_open]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartingLine:
    """One parting in Home. ``ends_on``: settled; ``next_due``: of the next thing to hand over."""

    client: str
    name: str
    open_items: int
    items: int
    ends_on: date | None
    next_due: date | None


def parting_card(say: Voice, view: PartingView) -> Notice:
    """The dates, and what comes next."""
    client = view.client
    blocks: list[Block] = [Facts(facts(say, view)), *warnings(say, view)]
    if view.open_items:
        blocks.append(Subhead(say("Next on the checklist")))
        blocks.append(
            Items(
                tuple(
                    (*say("*{item}*: ", item=say.word(ITEMS[one.item].label)), *hint_of(say, one.item))
                    for one in view.open_items[:_NEXT_SHOWN]
                )
            )
        )
    blocks.append(no_advice(say))
    items = tuple(
        Action("parting.item", say.word(ITEMS[one.item].label), f"{client.id}:{one.item.value}")
        for one in view.open_items[:_NEXT_SHOWN]
    )
    return Notice(
        "parting.card",
        say("*{client}*: the parting", client=client.name),
        tuple(blocks),
        (
            *items,
            Action("parting.plan", say.word("Set the days"), client.id),
            Action("parting.handover", say.word("Hand something over"), client.id),
            Action("parting.invoice", say.word("Unpaid invoice"), client.id),
            Action("client.exit", say.word("Close or take back"), client.id),
            PageLink(say.word("Whole case"), f"partings/{client.id}"),
        ),
    )


def facts(say: Voice, view: PartingView) -> tuple[tuple[str, Text], ...]:
    case, ending = view.case, view.ending
    none = say.word("not settled yet")
    earliest = say.day(ending.ends_on) if ending.ends_on else say.word("no day can be named")
    rows = [
        *([(say.word("Begun"), by_whom(say, view, case.opened_by, case.opened_on))] if case.opened_by else []),
        *([(say.word("Earliest end"), earliest)] if case.is_open else []),
        (say.word("Notice to be received on"), say.day(case.receive_on) if case.receive_on else none),
        (say.word("Settled end"), say.day(case.ends_on) if case.ends_on else none),
        (say.word("Last invoice"), _last_invoice(say, case)),
        (say.word("Checklist"), progress(say, view)),
    ]
    if view.open_handovers:
        due = view.open_handovers[0].due_on
        rows.append(
            (
                say.word("Hand-over"),
                say.words(
                    "{n} open, next on {day}", "{n} open, next on {day}", len(view.open_handovers), day=say.day(due)
                ),
            )
        )
    return tuple((label, say("{value}", value=value)) for label, value in rows)


def progress(say: Voice, view: PartingView) -> str:
    done = len(view.items) - len(view.open_items)
    return say.word("{done} of {n} settled", done=done, n=len(view.items))


def _last_invoice(say: Voice, case: PartingCase) -> str:
    if case.last_invoice_out:
        return say.word("out")
    return say.day(case.last_invoice_on) if case.last_invoice_on else say.word("not settled yet")


def by_whom(say: Voice, view: PartingView, person: str, day: date) -> str:
    return say.word("{day}, {who}", day=say.day(day), who=view.names.get(person, "–"))


def warnings(say: Voice, view: PartingView) -> list[Block]:
    """What must not be overlooked: the legal clock, a locked letter, an end that the notice does not reach."""
    if not view.case.is_open:
        return []
    found: list[Block] = []
    if view.clock:
        left = (view.clock - view.today).days
        if left >= 0:
            text = say.many(
                "*{n} day left* to decide on notice without a term (§ 626(2) BGB, until {day}). Ask counsel.",
                "*{n} days left* to decide on notice without a term (§ 626(2) BGB, until {day}). Ask counsel.",
                left,
                day=say.day(view.clock),
            )
        else:
            text = say("The two weeks of § 626(2) BGB ended on {day}. Ask counsel.", day=say.day(view.clock))
        found.append(Paragraph(text))
    if view.locked:
        found.append(Paragraph(say("The exit message stays locked until an owner has confirmed the facts.")))
    settled, earliest = view.case.ends_on, view.ending.ends_on
    if settled and earliest and settled < earliest:
        found.append(
            Paragraph(
                say(
                    "The settled end ({day}) lies before the earliest end reckoned here ({earliest}). That needs the "
                    "client's agreement, or an important reason.",
                    day=say.day(settled),
                    earliest=say.day(earliest),
                )
            )
        )
    by = view.ending.receive_by
    if not view.case.receive_on and by and by != view.ending.received and view.ending.ends_on:
        found.append(
            Paragraph(
                say(
                    "To end on {day}, the client has to receive the notice by {by}.",
                    day=say.day(view.ending.ends_on),
                    by=say.day(by),
                )
            )
        )
    return found


def home_section(say: Voice, lines: Sequence[PartingLine]) -> Section:
    items = tuple(_home_line(say, line) for line in lines)
    links = tuple(
        PageLink(say.word("{client}: parting", client=line.name), f"partings/{line.client}") for line in lines
    )
    return Section(say.word("Partings"), (Items(items),), links)


def _home_line(say: Voice, line: PartingLine) -> Text:
    none = say.word("not settled yet")
    text = say(
        "*{client}* · checklist: {done} of {n} · end: {end}",
        client=line.name,
        done=line.items - line.open_items,
        n=line.items,
        end=say.day(line.ends_on) if line.ends_on else none,
    )
    if line.next_due is None:
        return text
    return (*text, *say(" · next hand-over: {day}", day=say.day(line.next_due)))
