"""A parting as a page: the dates, the list, what is handed over, what is unpaid, and every step."""

from bot.domain.assessment import Stage
from bot.domain.client import ClientState, Contract
from bot.domain.parting import HandOver, Step
from bot.notices import agreements
from bot.notices.ending import FIELDS, ending_blocks, no_advice
from bot.notices.labels import CLIENT_STATES, CONTRACT_KINDS, PAY_RHYTHMS, notice_words, stage_name
from bot.notices.parting import PartingView, Unpaid, by_whom, facts, progress, warnings
from bot.notices.parting_after import afterwards
from bot.notices.partinglabels import COUNTRIES, ITEMS, STATES, hint_of, money, step_words
from bot.notices.parts import (
    Action,
    Block,
    Facts,
    Items,
    Page,
    PageLink,
    Paragraph,
    Section,
    Small,
    Subhead,
    Table,
    Text,
)
from bot.voice import Voice

_DONE_BUTTONS = 8
_STEPS_SHOWN = 60


def parting_page(say: Voice, view: PartingView) -> Page:
    client, case = view.client, view.case
    sections = [_standing(say, view)]
    if case.is_open:
        sections.append(
            Section(
                say.word("When the contract can end"),
                (Facts(_contract(say, client.contract)), *ending_blocks(say, view.ending)),
                (
                    Action("parting.plan", say.word("Set the days"), client.id),
                    Action("client.edit", say.word("Edit the contract facts"), client.id),
                ),
            )
        )
    if view.freed:
        sections.append(afterwards(say, view, view.freed))
    warned = agreements.warnings(say, client.id, view.warnings, view.today, more=case.is_open)
    sections += [_list(say, view), warned, _handovers(say, view), _invoices(say, view), _steps(say, view)]
    return Page("parting", say.word("{client}: the parting", client=client.name), tuple(sections), _lead(say, view))


def _contract(say: Voice, contract: Contract) -> tuple[tuple[str, Text], ...]:
    """What the dates are reckoned from; what is not known is said below, with what it would change."""
    rows = (
        ("contract_kind", say.word(CONTRACT_KINDS[contract.kind.value]) if contract.kind else ""),
        ("contract_start", say.day(contract.start) if contract.start else ""),
        ("term_end", say.day(contract.term_end) if contract.term_end else ""),
        ("notice", notice_words(say, contract.notice)),
        ("clause", contract.clause),
        ("pay_rhythm", say.word(PAY_RHYTHMS[contract.pay_rhythm]) if contract.pay_rhythm in PAY_RHYTHMS else ""),
        ("country", say.word(COUNTRIES.get(contract.country, contract.country))),
    )
    return tuple((say.word(FIELDS[name]), say("{value}", value=value)) for name, value in rows if value)


def _lead(say: Voice, view: PartingView) -> Text:
    state = say.word(CLIENT_STATES[view.client.state.value])
    return say("{state} · {progress}", state=state, progress=progress(say, view))


def _standing(say: Voice, view: PartingView) -> Section:
    case, client = view.case, view.client
    rows = list(facts(say, view))
    if case.closed_at and case.closed_by:
        word = say.word("Closed") if client.state is ClientState.FORMER else say.word("Taken back")
        rows.append((word, say("{value}", value=by_whom(say, view, case.closed_by, view.days[case.closed_at]))))
    advice = say(
        "When it was begun the record stood at *{then}*, today at *{now}*. It only advises; the decision is yours.",
        then=stage_name(say, Stage[case.stage.upper()]),
        now=stage_name(say, view.stage),
    )
    blocks = (
        Facts(tuple(rows)),
        *warnings(say, view),
        Paragraph(say("Reason: {reason}", reason=case.reason)) if case.reason else Small(_unknown(say)),
        Small(advice),
    )
    actions: list[Action | PageLink] = []
    if case.is_open:
        actions.append(Action("client.exit", say.word("Close or take back"), client.id))
        actions.append(Action("client.draft", say.word("Draft message"), client.id))
    return Section(
        say.word("How it stands"), blocks, (*actions, PageLink(say.word("Client page"), f"clients/{client.id}"))
    )


def _unknown(say: Voice) -> Text:
    """Cases that an upgrade made (migration 0012)."""
    return say("This parting began before Signpost kept cases: who began it, when and why is not known here.")


def _list(say: Voice, view: PartingView) -> Section:
    headers = (say.word("Item"), say.word("State"), say.word("Note"), say.word("By"))
    rows = tuple(
        (
            say("{item}", item=say.word(ITEMS[one.item].label)),
            say("{state}", state=say.word(STATES[one.state])),
            say("{note}", note=one.note) if one.note else (),
            say("{who}", who=by_whom(say, view, one.by, view.days[one.at])) if one.at else (),
        )
        for one in view.items
    )
    hints = Items(
        tuple(
            (*say("*{item}*: ", item=say.word(ITEMS[one.item].label)), *hint_of(say, one.item))
            for one in view.open_items
        )
    )
    actions = tuple(
        Action("parting.item", say.word(ITEMS[one.item].label), f"{view.client.id}:{one.item.value}")
        for one in view.items
    )
    thought = (Subhead(say("What to think of")), hints, no_advice(say)) if view.open_items and view.case.is_open else ()
    return Section(say.word("Checklist"), (Table(headers, rows), *thought), actions if view.case.is_open else ())


def _handovers(say: Voice, view: PartingView) -> Section:
    headers = (say.word("What is handed over"), say.word("Who does it"), say.word("Until"), say.word("State"))
    rows = tuple(
        (
            say("{what}", what=one.what),
            say("{who}", who=view.names.get(one.owner, "–")),
            say("{day}", day=say.day(one.due_on)),
            say("{state}", state=_handed(say, view, one)),
        )
        for one in view.handovers
    )
    blocks: tuple[Block, ...] = (Table(headers, rows),) if rows else (Paragraph(say("Nothing is listed yet.")),)
    done = tuple(
        Action("parting.handed_over", say.word("Done: {what}", what=_short(one.what)), one.id)
        for one in view.open_handovers[:_DONE_BUTTONS]
    )
    add = (Action("parting.handover", say.word("Hand something over"), view.client.id),) if view.case.is_open else ()
    return Section(say.word("Hand-over"), blocks, (*add, *done))


def _handed(say: Voice, view: PartingView, one: HandOver) -> str:
    if not one.is_open:
        return say.word("done")
    return say.word("overdue") if one.due_on < view.today else say.word("open")


def _short(words: str) -> str:
    return words if len(words) <= 30 else f"{words[:29]}…"


def _invoices(say: Voice, view: PartingView) -> Section:
    if not view.unpaid:
        blocks: tuple[Block, ...] = (Paragraph(say("No unpaid invoice is listed.")),)
    else:
        rows = tuple(invoice_row(say, one) for one in view.unpaid)
        blocks = (Table(invoice_head(say), rows, numeric=(1, 3, 4)), *_sums(say, view))
    add = (Action("parting.invoice", say.word("Unpaid invoice"), view.client.id),) if view.case.is_open else ()
    paid = tuple(
        Action("parting.paid", say.word("Paid: {number}", number=_short(one.invoice.number)), one.invoice.id)
        for one in view.unpaid
        if one.invoice.paid_on is None
    )
    return Section(say.word("Open invoices"), blocks, (*add, *paid[:_DONE_BUTTONS]))


def invoice_head(say: Voice) -> tuple[str, ...]:
    return (
        say.word("Invoice"),
        say.word("Amount unpaid"),
        say.word("In default since"),
        say.word("Interest"),
        say.word("Flat sum"),
    )


def invoice_row(say: Voice, one: Unpaid) -> tuple[Text, ...]:
    invoice, claim = one.invoice, one.claim
    number = invoice.number if not invoice.paid_on else say.word("{number} (paid)", number=invoice.number)
    since = say.day(claim.late_from)
    return (
        say("{number}", number=number),
        say("{amount}", amount=money(say, invoice.amount, invoice.currency)),
        say("{day}", day=say.word("{day} (reckoned)", day=since) if claim.assumed else since),
        say("{sum}", sum="–" if claim.interest is None else money(say, claim.interest, invoice.currency)),
        say("{sum}", sum="–" if claim.flat is None else money(say, claim.flat, "EUR")),
    )


def _sums(say: Voice, view: PartingView) -> list[Block]:
    found: list[Block] = []
    if any(one.claim.assumed for one in view.unpaid):
        found.append(
            Small(
                say(
                    "“Reckoned”: 30 days after the invoice was due (Germany: § 286(3) BGB). It may have begun earlier, "
                    "by a calendar day agreed on or a reminder: enter it then."
                )
            )
        )
    if any(one.claim.interest is None for one in view.unpaid):
        found.append(Small(say("Where no interest is shown, no base rate is known for that country or time.")))
    austria = view.client.contract.country == "AT"
    stale = min((one.claim.stale_from for one in view.unpaid if one.claim.stale_from), default=None)
    if stale:
        found.append(
            Small(
                say(
                    "From {day} on an older base rate stands in; `{key}` in `app.yaml` sets the newer one.",
                    day=say.day(stale),
                    key="law.base_rate_at" if austria else "law.base_rate",
                )
            )
        )
    return [*found, Small(_austrian(say) if austria else _reckoned(say))]


def _reckoned(say: Voice) -> Text:
    return say(
        "Simple interest by days, 365 to a year. Base rates: Deutsche Bundesbank, § 247 BGB. This is no legal advice."
    )


def _austrian(say: Voice) -> Text:
    return say(
        "Simple interest by days, 365 to a year: 9.2 points over the base rate of each half-year's first day "
        "(Oesterreichische Nationalbank, § 456 UGB). Where the client is not to blame for the delay it is 4 percent "
        "(§ 1000 ABGB). This is no legal advice."
    )


def _steps(say: Voice, view: PartingView) -> Section:
    lines = tuple(_step(say, view, one) for one in reversed(view.steps[-_STEPS_SHOWN:]))
    return Section(say.word("Steps"), (Items(lines),) if lines else ())


def _step(say: Voice, view: PartingView, one: Step) -> Text:
    who = view.names.get(one.by, "–")
    return (*say("{day} · *{who}* ", day=say.day(view.days[one.at]), who=who), *step_words(say, one))
