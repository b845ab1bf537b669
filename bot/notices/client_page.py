"""A client's page, as a value that every door can show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.agreement import Agreement
from bot.domain.client import Client, ClientState
from bot.domain.comparison import Comparison
from bot.domain.counterweight import Counterweight
from bot.domain.draft import Draft
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge
from bot.domain.playbook import MISFIT
from bot.domain.reporter_question import ReporterQuestion
from bot.domain.talk import Note, Talk
from bot.notices import agreements, counterweights, questions
from bot.notices.checkin_results import Looked
from bot.notices.checkin_results import section as checkin_section
from bot.notices.labels import (
    CLIENT_STATES,
    DRAFT_KINDS,
    NUDGE_STATES,
    SEVERITIES,
    notice_words,
    stage_badge,
    stage_name,
)
from bot.notices.nudges import NudgeView, Scored, nudge_notice, outcome_word, reasons_line, score_number, score_table
from bot.notices.parts import (
    Action,
    Block,
    Facts,
    Items,
    Page,
    PageLink,
    Paragraph,
    Picture,
    Quote,
    Section,
    Small,
    Subhead,
    Text,
    plain,
)
from bot.voice import Voice


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question to the reporters of an incident, and their answers without a name."""

    question: ReporterQuestion
    answers: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientView:
    """All the client page shows; ``names``: person id → name, of those who may be named; ``reader``: who looks.
    ``parting``: there is one, or was.
    """

    client: Client
    today: date
    reader: str
    scored: Scored
    incidents: Sequence[Incident]
    talks: Sequence[Talk]
    notes: Sequence[Note]
    drafts: Sequence[Draft]
    nudges: Sequence[Nudge]
    open_nudges: Sequence[NudgeView]
    names: Mapping[str, str]
    leads: Sequence[str]
    checkins: Looked
    to_confirm: Sequence[Incident] = ()
    parting: bool = False
    agreements: Sequence[Agreement] = ()
    comparisons: Sequence[Comparison] = ()
    counterweights: Sequence[Counterweight] = ()
    questions: Sequence[Exchange] = ()


def client_page(say: Voice, view: ClientView) -> Page:
    client = view.client
    top = Section(
        say.word("How it stands"),
        (
            stage_badge(say, view.scored.assessment.stage),
            Picture(client.id, say.word("Score of {client} over time", client=client.name), say.word("Show the chart")),
        ),
        (
            Action("flag.open", say.word("Report something"), client.id),
            Action("client.guide", say.word("Prepare the talk"), client.id),
            Action("client.talk", say.word("Record talk"), client.id),
            Action("client.draft", say.word("Draft message"), client.id),
            Action("client.decision", say.word("Before the decision"), client.id),
            Action("client.dossier", say.word("Dossier"), client.id),
            Action("client.edit", say.word("Edit"), client.id),
            *((PageLink(say.word("The parting"), f"partings/{client.id}"),) if view.parting else ()),
        ),
    )
    sections = [top, *(_open_nudge(say, nudge) for nudge in view.open_nudges), _why(say, view), _record(say, view)]
    if view.to_confirm:
        sections.insert(1, _misfits(say, view))
    sections.append(checkin_section(say, view.checkins))
    sections.append(counterweights.section(say, client.id, view.counterweights, view.names, view.reader))
    sections.append(agreements.section(say, client.id, view.agreements, view.today))
    sections += [_talks(say, view), *(one for one in (_drafts(say, view), _nudges(say, view)) if one.blocks)]
    lead = say(
        "{score} points · leads: {names}",
        score=score_number(say, view.scored.assessment.score),
        names=say.list(view.leads) or "–",
    )
    return Page("client", client.name, (*sections, _contract(say, client)), lead)


def _why(say: Voice, view: ClientView) -> Section:
    table = score_table(say, view.scored, shown=100)
    return Section(
        say.word("Why the score is what it is"),
        (*table, Small(reasons_line(say, view.scored.assessment, view.scored.signs))),
    )


def _open_nudge(say: Voice, view: NudgeView) -> Section:
    """The nudge's own words and buttons; chart and score stand on the page already."""
    notice = nudge_notice(say, view, whole=False)
    return Section(plain(notice.title), notice.blocks, tuple(a for a in notice.actions if isinstance(a, Action)))


def _misfits(say: Voice, view: ClientView) -> Section:
    label = view.scored.signs[MISFIT].label
    blocks = (Paragraph(say("“{sign}” counts once a lead or an owner has confirmed it.", sign=label)),)
    actions = tuple(
        Action("report.right", say.word("Confirm #{n}", n=incident.number), incident.id)
        for incident in view.to_confirm[:5]
    )
    return Section(say.word("To confirm"), blocks, actions)


def _record(say: Voice, view: ClientView) -> Section:
    blocks: list[Block] = []
    for incident in view.incidents:
        blocks += _incident(say, view, incident)
    if not blocks:
        blocks.append(Paragraph(say("Nothing has been reported.")))
        return Section(say.word("Record"), tuple(blocks))
    ask = Action("client.ask", say.word("Ask the reporters"), view.client.id)
    return Section(say.word("Record"), tuple(blocks), (ask,))


def _incident(say: Voice, view: ClientView, incident: Incident) -> list[Block]:
    sign = view.scored.signs[incident.sign].label
    if incident.id in view.scored.secret:
        return [Subhead(say("{sign}: one confidential report to the owner", sign=sign))]
    head = say(
        "{day} · {sign} · {severity} · {who}",
        day=say.day(incident.occurred_on),
        sign=sign,
        severity=say.word(SEVERITIES[incident.severity]),
        who=_who(say, incident, view.names),
    )
    blocks: list[Block] = [Subhead(head), Paragraph(say("{text}", text=incident.summary))]
    if incident.shown_quote:
        blocks.append(Quote(incident.shown_quote))
    if incident.shown_link:
        blocks.append(Small(say("Link: {link}", link=incident.shown_link)))
    for one in view.questions:
        if one.question.incident == incident.id:
            asker = "" if one.question.asked_by == view.reader else view.names.get(one.question.asked_by, "–")
            blocks += questions.below(say, one.question, one.answers, asker)
    return blocks


def _who(say: Voice, incident: Incident, names: Mapping[str, str]) -> str:
    """Names only of those who agreed; for the others a count."""
    known = [names[r.person] for r in incident.reporters if r.consent and r.person in names]
    others = len(incident.reporters) - len(known)
    if not known:
        return say.words("{n} person", "{n} people", others)
    listed = say.list(known)
    return say.words("{names} and {n} more", "{names} and {n} more", others, names=listed) if others else listed


def _talks(say: Voice, view: ClientView) -> Section:
    lines: list[Text] = []
    for talk in reversed(view.talks):
        who = view.names.get(talk.lead, "–")
        outcome = outcome_word(say, talk.outcome.value)
        line = say("Talk on {day}: *{outcome}* ({who})", day=say.day(talk.day), outcome=outcome, who=who)
        lines.append((*line, *say(" · {note}", note=talk.note)) if talk.note else line)
    for note in reversed(view.notes):
        lines.append(say("Note by {who}: {text}", who=view.names.get(note.author, "–"), text=note.text))
    compared = agreements.comparisons(say, view.comparisons)
    shown = Items(tuple(lines)) if lines else Paragraph(say("No talk is recorded yet."))
    add = Action("client.note", say.word("Add a note"), view.client.id)
    return Section(say.word("Talks and notes"), (shown, *compared), (add,))


def _drafts(say: Voice, view: ClientView) -> Section:
    lines = tuple(
        say("{kind} · {subject}", kind=say.word(DRAFT_KINDS[draft.kind.value]), subject=draft.subject)
        for draft in view.drafts[:5]
    )
    actions = tuple(
        Action("draft.show", say.word("Open: {kind}", kind=say.word(DRAFT_KINDS[draft.kind.value])), draft.id)
        for draft in view.drafts[:5]
    )
    return Section(say.word("Drafts"), (Items(lines),) if lines else (), actions)


def _nudges(say: Voice, view: ClientView) -> Section:
    lines = tuple(
        say(
            "{day} · {stage} · {score} points · {state} · policy {policy}",
            day=say.day(nudge.opened_on),
            stage=stage_name(say, nudge.stage),
            score=say.number(nudge.told_score),
            state=say.word(NUDGE_STATES[nudge.state.value]),
            policy=nudge.policy,
        )
        for nudge in view.nudges
    )
    return Section(say.word("Nudges so far"), (Items(lines),) if lines else ())


def _contract(say: Voice, client: Client) -> Section:
    contract = client.contract
    rows = [
        (say.word("State"), say.word(CLIENT_STATES[client.state.value])),
        (say.word("Also called"), ", ".join(client.aliases)),
        (say.word("Contract since"), say.day(contract.start) if contract.start else ""),
        (say.word("Notice period"), notice_words(say, contract.notice)),
        (say.word("Clause on ending it"), contract.clause),
    ]
    facts = Facts(tuple((label, say("{value}", value=value)) for label, value in rows if value))
    going = client.state is ClientState.PARTING
    part = Action("client.exit", say.word("Close or take back") if going else say.word("Part from a client"), client.id)
    return Section(say.word("The client"), (facts,), (part,))
