"""The words of a dossier. It names nobody of the team."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.agreement import Agreement
from bot.domain.assessment import Assessment, ScoreLine
from bot.domain.client import Client
from bot.domain.dossier import Period
from bot.domain.draft import Draft
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge
from bot.domain.parting import CheckedItem, Closed, HandOver, PartingCase
from bot.domain.playbook import Sign
from bot.domain.talk import Note, Talk
from bot.notices import agreements
from bot.notices.labels import (
    CLIENT_STATES,
    CONTRACT_KINDS,
    DRAFT_KINDS,
    N_,
    NUDGE_STATES,
    PAY_RHYTHMS,
    SEVERITIES,
    TONES,
    notice_words,
    stage_name,
)
from bot.notices.nudges import outcome_word, reasons_line, score_number
from bot.notices.parting import Unpaid
from bot.notices.parting_page import invoice_head, invoice_row
from bot.notices.partinglabels import ITEMS, STATES
from bot.notices.parts import Block, Facts, Paragraph, Picture, Quote, Small, Subhead, Table, Text
from bot.voice import Voice

SOURCES: Mapping[str, str] = {
    "command": N_("told in chat"),
    "shortcut": N_("told from the message itself"),
    "detected": N_("noticed by Signpost, confirmed by a person"),
    "page": N_("told on a page"),
    "api": N_("told by another system"),
    "import": N_("from an imported file"),
}


def title(say: Voice, client: str) -> str:
    return say.word("Dossier: {client}", client=client)


def period(say: Voice, period: Period) -> str:
    return say.word("{since} to {until}", since=say.day(period.since), until=say.day(period.until))


def head(
    say: Voice, client: Client, asked: Period, today: date, assessment: Assessment, policy: str
) -> tuple[Block, ...]:
    rows = (
        (say.word("Client"), client.name),
        (say.word("Period"), period(say, asked)),
        (say.word("As of"), say.day(today)),
        (say.word("State"), say.word(CLIENT_STATES[client.state.value])),
        (say.word("Stage"), stage_name(say, assessment.stage)),
        (say.word("Score"), score_number(say, assessment.score)),
        (say.word("Policy"), policy),
    )
    return (
        _facts(say, rows),
        Small(
            say(
                "Confidential. Whoever reported stands here as “team member 1, 2, …”; names of the team stand only "
                "below messages to the client. Links, and quotes of people's own messages, stand here only where the "
                "person who reported has agreed."
            )
        ),
        Small(say("This is what the record holds. It is no legal advice.")),
    )


def _facts(say: Voice, rows: Sequence[tuple[str, str]]) -> Facts:
    return Facts(tuple((label, say("{value}", value=value)) for label, value in rows))


def chart(say: Voice, client: Client) -> Picture:
    return Picture(client.id, say.word("Score of {client} over time", client=client.name))


def contract(say: Voice, client: Client) -> tuple[Block, ...]:
    told = client.contract
    value = f"{told.monthly_value} {told.currency}" if told.monthly_value is not None else ""
    rows = (
        (say.word("Kind of contract"), say.word(CONTRACT_KINDS[told.kind.value]) if told.kind else ""),
        (say.word("Contract since"), say.day(told.start) if told.start else ""),
        (say.word("Fixed until"), say.day(told.term_end) if told.term_end else ""),
        (say.word("Notice period"), notice_words(say, told.notice)),
        (say.word("Paid"), say.word(PAY_RHYTHMS[told.pay_rhythm]) if told.pay_rhythm in PAY_RHYTHMS else ""),
        (say.word("Clause on ending it"), told.clause),
        (say.word("Monthly value"), value),
    )
    known = tuple(row for row in rows if row[1])
    return (_facts(say, known),) if known else (Paragraph(say("Nothing is known of the contract.")),)


def score_head(say: Voice) -> tuple[str, ...]:
    return (say.word("Sign"), say.word("Day"), say.word("How it comes about"), say.word("Points"))


def score_row(say: Voice, line: ScoreLine, signs: Mapping[str, Sign], *, secret: bool) -> tuple[Text, ...]:
    points = say("{points}", points=say.number(line.points, 2))
    sign = say("{sign}", sign=signs[line.sign].label)
    if secret:
        return (sign, (), say("one confidential report to the owner"), points)
    factors = " × ".join(say.number(f, 2) for f in (line.base, line.severity_factor, line.settled, line.decay))
    how = say.many("{factors} · {n} person", "{factors} · {n} people", line.reporters, factors=factors)
    return (sign, say("{day}", day=say.day(line.occurred_on)), how, points)


def score_rows(say: Voice, rows: Sequence[tuple[Text, ...]], score: float | None = None) -> Table:
    """``score``: the sum below the last rows."""
    total = () if score is None else (say("*Sum*"), (), (), say("*{points}*", points=score_number(say, score)))
    return Table(score_head(say), tuple(rows), numeric=(3,), footer=total)


def score_notes(say: Voice, assessment: Assessment, signs: Mapping[str, Sign]) -> tuple[Block, ...]:
    factors = say("Points of a line: weight of the sign × severity × what a talk has settled × what time has taken.")
    return (Small(factors), Small(reasons_line(say, assessment, signs)))


def on_day(say: Voice, day: date, what: Text) -> Facts:
    """A row of the timeline."""
    return Facts(((say.day(day), what),))


def incident_line(say: Voice, incident: Incident, sign: str) -> Text:
    severity = say.word(SEVERITIES[incident.severity])
    return say("#{n} · {sign} · {severity}", n=str(incident.number), sign=sign, severity=severity)


def talk_line(say: Voice, talk: Talk) -> Text:
    return say("Talk with the client: {outcome}", outcome=outcome_word(say, talk.outcome.value))


def warning_line(say: Voice, point: Agreement, today: date) -> Text:
    return agreements.line(say, point, today)


def stage_line(say: Voice, nudge: Nudge) -> Text:
    stage = stage_name(say, nudge.stage)
    return say("Stage {stage} at {score} points", stage=stage, score=say.number(nudge.score))


def draft_line(say: Voice, draft: Draft) -> Text:
    return say("Message drafted: {kind}", kind=say.word(DRAFT_KINDS[draft.kind.value]))


def incident(say: Voice, incident: Incident, sign: str, quote: str, members: Sequence[int]) -> tuple[Block, ...]:
    head = say(
        "#{n} · {day} · {sign} · {severity}",
        n=str(incident.number),
        day=say.day(incident.occurred_on),
        sign=sign,
        severity=say.word(SEVERITIES[incident.severity]),
    )
    blocks: list[Block] = [Subhead(head), Paragraph(say("{text}", text=incident.summary))]
    if quote:
        blocks.append(Quote(quote))
    if incident.shown_link:
        blocks.append(Small(say("Link: {link}", link=incident.shown_link)))
    who = say.list([say.word("team member {n}", n=str(number)) for number in members])
    told = say(
        "Reported on {day} by {who} · {source}",
        day=say.day(incident.reported_on),
        who=who,
        source=say.word(SOURCES[incident.source.value]),
    )
    blocks.append(Small(told))
    if incident.facts_confirmed_by:
        blocks.append(Small(say("An owner has confirmed the facts.")))
    return tuple(blocks)


def confidential(say: Voice, sign: str) -> tuple[Block, ...]:
    return (Subhead(say("{sign}: one confidential report to the owner", sign=sign)),)


def nothing(say: Voice) -> tuple[Block, ...]:
    return (Paragraph(say("Nothing in this period.")),)


def talk(say: Voice, talk: Talk) -> tuple[Block, ...]:
    day, outcome = say.day(talk.day), outcome_word(say, talk.outcome.value)
    noted = (Paragraph(say("{text}", text=talk.note)),) if talk.note else ()
    return (Subhead(say("{day} · {outcome}", day=day, outcome=outcome)), *noted)


def note(say: Voice, note: Note, day: date) -> tuple[Block, ...]:
    return (Subhead(say("{day} · note", day=say.day(day))), Paragraph(say("{text}", text=note.text)))


def agreement(say: Voice, point: Agreement, made_on: date, today: date) -> tuple[Block, ...]:
    return (Subhead(say("{day} · agreed", day=say.day(made_on))), Paragraph(agreements.line(say, point, today)))


def warning(say: Voice, point: Agreement, sent_on: date, today: date) -> tuple[Block, ...]:
    return (Subhead(say("{day} · warning", day=say.day(sent_on))), Paragraph(agreements.line(say, point, today)))


def parting(say: Voice, case: PartingCase) -> tuple[Block, ...]:
    rows = (
        (say.word("Reason"), case.reason),
        (say.word("Receipt of the notice"), say.day(case.receive_on) if case.receive_on else ""),
        (say.word("Settled end"), say.day(case.ends_on) if case.ends_on else ""),
        (say.word("Last invoice"), say.day(case.last_invoice_on) if case.last_invoice_on else ""),
        (say.word("What was learnt"), case.learnt),
    )
    head = say("{day} · parting · {state}", day=say.day(case.opened_on), state=_ended(say, case))
    return (Subhead(head), _facts(say, [row for row in rows if row[1]]))


def _ended(say: Voice, case: PartingCase) -> str:
    if case.closed is None:
        return say.word("under way")
    return say.word("taken back") if case.closed is Closed.TAKEN_BACK else say.word("closed")


def parting_items(say: Voice, items: Sequence[CheckedItem]) -> tuple[Block, ...]:
    rows = [(say.word(ITEMS[one.item].label), _item_state(say, one)) for one in items]
    return (Subhead(say("Checklist")), _facts(say, rows))


def handovers(say: Voice, found: Sequence[HandOver]) -> tuple[Block, ...]:
    headers = (say.word("What is handed over"), say.word("Until"), say.word("State"))
    rows = tuple(
        (
            say("{what}", what=one.what),
            say("{day}", day=say.day(one.due_on)),
            say("{state}", state=say.word("open") if one.is_open else say.word("done")),
        )
        for one in found
    )
    return (Subhead(say("Hand-over")), Table(headers, rows))


def invoices(say: Voice, found: Sequence[Unpaid]) -> tuple[Block, ...]:
    rows = tuple(invoice_row(say, one) for one in found)
    return (Subhead(say("Open invoices")), Table(invoice_head(say), rows, numeric=(1, 3, 4)))


def steps_head(say: Voice) -> tuple[Block, ...]:
    return (Subhead(say("Steps")),)


def _item_state(say: Voice, one: CheckedItem) -> str:
    state = say.word(STATES[one.state])
    return f"{state} · {one.note}" if one.note else state


def draft(say: Voice, draft: Draft, day: date) -> tuple[Block, ...]:
    head = say(
        "{day} · {kind} · {tone}",
        day=say.day(day),
        kind=say.word(DRAFT_KINDS[draft.kind.value]),
        tone=say.word(TONES[draft.tone.value]),
    )
    if draft.locked:
        return (Subhead(head), Small(say("Locked until an owner has confirmed the facts.")))
    approved = (Small(say("Approved by a second person.")),) if draft.approved else ()
    return (Subhead(head), Paragraph(say("{text}", text=draft.subject)), Quote(draft.body), *approved)


def drafts_note(say: Voice) -> tuple[Block, ...]:
    return (Small(say("Signpost sends nothing to clients; these are texts that were written for that.")),)


def nudge(say: Voice, nudge: Nudge) -> tuple[Block, ...]:
    head = say(
        "{day} · stage {stage} · {score} points",
        day=say.day(nudge.opened_on),
        stage=stage_name(say, nudge.stage),
        score=say.number(nudge.score),
    )
    state = say("{state} · policy {policy}", state=say.word(NUDGE_STATES[nudge.state.value]), policy=nudge.policy)
    reason = (Small(say("Reason: {reason}", reason=nudge.reason)),) if nudge.reason else ()
    return (Subhead(head), Small(state), *reason)


def page_of(say: Voice) -> str:
    """With ``{page}`` to be filled in by whoever counts them."""
    return say.word("Page {page}", page="{page}")


def foot(say: Voice, digest: str) -> str:
    """Of every page; ``{pages}`` is filled in by whoever counts them."""
    return say.word("of {pages} · SHA-256 of the content {digest}", pages="{pages}", digest=digest[:16])


def content_hash(say: Voice, entries: int, digest: str) -> tuple[Block, ...]:
    text = say.many("{n} entry. SHA-256 of the content:", "{n} entries. SHA-256 of the content:", entries)
    how = say("It is the hash of all lines but the last of this dossier as JSON Lines, which anybody can count again.")
    return (Paragraph(text), Paragraph(say("`{digest}`", digest=digest)), Small(how))
