"""Before a parting is decided: one sheet with what it costs, what the record weighs, what speaks for the client, and
what was tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot.domain.agreement import Agreement
from bot.domain.client import Client
from bot.domain.comparison import Comparison
from bot.domain.counterweight import Counterweight
from bot.domain.draft import Draft
from bot.domain.ending import Ending
from bot.domain.talk import Outcome, Talk
from bot.notices import agreements, counterweights
from bot.notices.ending import ending_blocks
from bot.notices.labels import DRAFT_KINDS, WHOSE, stage_badge
from bot.notices.nudges import Scored, outcome_word, reasons_line, score_table
from bot.notices.parts import (
    Action,
    Block,
    Facts,
    Items,
    Notice,
    PageLink,
    Paragraph,
    Section,
    Small,
    Text,
)
from bot.notices.sheet import on_a_card
from bot.voice import Voice

_ON_THE_CARD, _ON_THE_PAGE = 4, 100
QUIET_DAYS = 30


@dataclass(frozen=True, slots=True)
class Share:
    """What part the client's monthly value is of all known ones in its currency: whole per cent, of so many clients."""

    percent: int
    clients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """All the sheet shows. ``ending``: the earliest end if notice came today. ``quiet_days``: since the last incident
    that counts, None without any. ``drafts`` and ``talks``: newest first.
    """

    client: Client
    today: date
    scored: Scored
    ending: Ending
    share: Share | None = None
    quiet_days: int | None = None
    talks: Sequence[Talk] = ()
    agreements: Sequence[Agreement] = ()
    comparisons: Sequence[Comparison] = ()
    drafts: Sequence[Draft] = ()
    counterweights: Sequence[Counterweight] = ()


def decision_card(say: Voice, view: DecisionView) -> Notice:
    brief = replace(view, counterweights=view.counterweights[:_ON_THE_CARD], talks=view.talks[:_ON_THE_CARD])
    found = [
        _money(say, brief),
        Section(say.word("When it can end"), _shortly(say, brief.ending)),
        _against(say, brief, _ON_THE_CARD),
        _in_favour(say, brief),
        _tried(say, replace(brief, comparisons=())),
    ]
    link = PageLink(say.word("The whole sheet"), f"decisions/{view.client.id}")
    title = say("*{client}*: before the decision", client=view.client.name)
    return Notice("decision", title, (*on_a_card(found), Small(yours(say))), (*next_steps(say, view), link))


def yours(say: Voice) -> Text:
    return say("The record only advises; the decision is yours. Talk it over with the owner, and ask counsel.")


def next_steps(say: Voice, view: DecisionView) -> tuple[Action, ...]:
    return (
        Action("client.guide", say.word("Prepare the talk"), view.client.id),
        Action("client.counterweight", say.word("Note a good deed or our own miss"), view.client.id),
        Action("client.exit", say.word("Part from a client"), view.client.id),
    )


def _shortly(say: Voice, ending: Ending) -> tuple[Block, ...]:
    """Days and rule; where no day can be named also what is missing. What to mind stands on the page."""
    whole = ending_blocks(say, replace(ending, hints=(), otherwise=()))
    return whole if ending.gaps else whole[:2]


def decision_sections(say: Voice, view: DecisionView) -> list[Section]:
    """All of it."""
    return [
        _money(say, view),
        Section(say.word("When it can end"), ending_blocks(say, view.ending)),
        _against(say, view, _ON_THE_PAGE),
        _in_favour(say, view),
        _tried(say, view),
    ]


def _money(say: Voice, view: DecisionView) -> Section:
    contract = view.client.contract
    if contract.monthly_value is None:
        note = Paragraph(say("The monthly value is not known. Add it under *Edit*; then its share is shown here."))
        return Section(say.word("What is at stake"), (note,))
    rows = [(say.word("Value per month"), say("{value}", value=money(say, contract.monthly_value, contract.currency)))]
    blocks: list[Block] = []
    if view.share:
        rows.append((say.word("Share"), say("{percent} %", percent=view.share.percent)))
        text = say.many(
            "Of the monthly values of {n} client that are known here in {currency}; not of the whole turnover.",
            "Of the monthly values of {n} clients that are known here in {currency}; not of the whole turnover.",
            view.share.clients,
            currency=contract.currency,
        )
        blocks.append(Small(text))
    return Section(say.word("What is at stake"), (Facts(tuple(rows)), *blocks))


def money(say: Voice, value: Decimal, currency: str) -> str:
    """``12,500 EUR``; cents only where there are any."""
    written = f"{value:,.2f}" if value != value.to_integral_value() else f"{value:,.0f}"
    if say.language == "de":
        written = written.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"{written} {currency}"


def _against(say: Voice, view: DecisionView, shown: int) -> Section:
    assessment = view.scored.assessment
    blocks: list[Block] = [stage_badge(say, assessment.stage), *score_table(say, view.scored, shown)]
    blocks.append(Small(reasons_line(say, assessment, view.scored.signs)))
    if assessment.one_account:
        blocks.append(Small(say("So far this is one person's account.")))
    return Section(say.word("What the record weighs"), tuple(blocks))


def _in_favour(say: Voice, view: DecisionView) -> Section:
    lines = [*_observed(say, view), *(counterweights.line(say, one) for one in view.counterweights)]
    if not lines:
        lines = [say("Nothing is noted. Ask yourselves before you decide: what would we miss?")]
    return Section(say.word("What speaks for the client"), (Items(tuple(lines)),))


def _observed(say: Voice, view: DecisionView) -> list[Text]:
    """What the record itself has to say in the client's favour."""
    lines: list[Text] = []
    if view.quiet_days is not None and view.quiet_days >= QUIET_DAYS:
        lines.append(say.many("{n} day without an incident.", "{n} days without an incident.", view.quiet_days))
    for talk in view.talks:
        if talk.outcome is Outcome.RESOLVED:
            lines.append(say("The talk on {day} resolved what was before.", day=say.day(talk.day)))
    for one in view.comparisons:
        if not one.is_early and one.after_rate < one.before_rate:
            text = say(
                "Fewer incidents after the talk on {day}: {after} per 30 days instead of {before}.",
                day=say.day(one.talk),
                after=say.number(one.after_rate),
                before=say.number(one.before_rate),
            )
            lines.append(text)
    return lines


def _tried(say: Voice, view: DecisionView) -> Section:
    lines = [
        say("Talk on {day}: *{outcome}*", day=say.day(talk.day), outcome=outcome_word(say, talk.outcome.value))
        for talk in view.talks
    ]
    lines += [
        say("Agreed points, {whose}: {tally}", whose=say.word(WHOSE[whose]), tally=tally)
        for whose, tally in agreements.tally(say, view.agreements).items()
    ]
    lines += [agreements.line(say, point, view.today) for point in view.agreements if point.is_warning]
    lines += [
        say("Drafted on {day}: {kind}", day=say.day(day), kind=say.word(DRAFT_KINDS[kind]))
        for day, kind in _drafted(view).items()
    ]
    blocks: list[Block] = [Items(tuple(lines))] if lines else []
    if not view.talks:
        blocks.insert(0, Paragraph(say("*No talk is on record.* One real chance comes before a parting.")))
    return Section(say.word("What was tried"), (*blocks, *agreements.comparisons(say, view.comparisons)))


def _drafted(view: DecisionView) -> Mapping[date, str]:
    """The kind of the last draft of each day."""
    return {draft.written_at.date(): draft.kind.value for draft in reversed(view.drafts)}


def share_of(value: Decimal, known: Sequence[Decimal]) -> Share | None:
    """``known``: of all clients with a value in that currency, this one's included; None where they make nothing."""
    whole = sum(known, Decimal())
    return Share(round(100 * value / whole), len(known)) if whole > 0 else None
