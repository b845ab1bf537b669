"""Home and the client page, as values that every door can show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.assessment import Assessment
from bot.domain.client import Client
from bot.domain.draft import Draft
from bot.domain.incident import Incident
from bot.domain.nudge import Nudge
from bot.domain.person import Person
from bot.domain.playbook import Sign
from bot.domain.talk import Note, Talk
from bot.notices.clients import more_clients
from bot.notices.doors import failure, trouble
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
    Table,
    Text,
    plain,
)
from bot.notices.reports import mine_line
from bot.notices.suspicions import section
from bot.notices.told import trend
from bot.voice import Voice

_FAILURES_SHOWN = 5
_SUSPICIONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """One client in a lead's home. ``trend``: change of the score in 30 days."""

    client: Client
    assessment: Assessment
    trend: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps a door from working. ``code``: see ``bot.notices.doors``; ``detail``: a permission, say."""

    door: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The installation, for admins: who could not be reached, what waits, guests met, shadow mode, doors' troubles.

    ``twins``: names under which somebody is known twice, on different platforms. ``listened``: in how many channels
    the bot listens, None where it may nowhere; ``right`` of the last ``answers`` suspicions were incidents;
    ``caution``: how many steps surer they have to be for that reason.
    """

    failed: Sequence[tuple[str, str]] = ()
    waiting_clients: Sequence[str] = ()
    guests: Sequence[Person] = ()
    shadow_until: str = ""
    shadowed: int = 0
    held: bool = False
    policy: str = ""
    troubles: Sequence[Trouble] = ()
    twins: Sequence[str] = ()
    listened: int | None = None
    answers: int = 0
    right: int = 0
    caution: int = 0


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One that the person has not answered; ``until``: the last day for it, in words."""

    incident: Incident
    client: str
    sign: Sign
    until: str


def home(
    say: Voice,
    person: Person,
    clients: Sequence[Standing],
    nudges: Sequence[NudgeView],
    reports: Sequence[tuple[Incident, str, str]],
    health: Health | None,
    more: int = 0,
    suspicions: Sequence[Suspicion] = (),
) -> Page:
    """``more``: how many of the person's clients are not among ``clients``."""
    sections: list[Section] = []
    if nudges:
        sections.append(Section(say.word("Open nudges"), tuple(_nudge_lines(say, nudges)), tuple(_open(say, nudges))))
    sections += _suspicions(say, suspicions)
    if clients:
        sections.append(_clients(say, clients, more))
    sections.append(_reports(say, reports))
    if health:
        sections.append(_health(say, health))
    if clients or person.is_owner or person.away_until:
        sections.append(_myself(say, person))
    named = person.name.split() and person.name not in [ref.user for ref in person.refs]
    lead = say("Good to see you, {name}.", name=person.name.split()[0]) if named else say("Good to see you.")
    return Page("home", say.word("Home"), tuple(sections), lead)


def _suspicions(say: Voice, found: Sequence[Suspicion]) -> list[Section]:
    shown = [section(say, one.incident, one.client, one.sign, one.until) for one in found[:_SUSPICIONS_SHOWN]]
    if more := len(found) - len(shown):
        last = shown[-1]
        text = say.many("{n} more waits for your answer.", "{n} more wait for your answer.", more)
        shown[-1] = replace(last, blocks=(*last.blocks, Small(text)))
    return shown


def _nudge_lines(say: Voice, nudges: Sequence[NudgeView]) -> list[Block]:
    lines = tuple(
        say(
            "*{client}* · {stage} · {state} · since {day}",
            client=view.client.name,
            stage=stage_name(say, view.nudge.stage),
            state=say.word(NUDGE_STATES[view.nudge.state.value]),
            day=say.day(view.nudge.opened_on),
        )
        for view in nudges
    )
    return [Items(lines)]


def _open(say: Voice, nudges: Sequence[NudgeView]) -> list[PageLink]:
    seen = dict.fromkeys((view.client.name, view.client.id) for view in nudges)
    # "Your clients" may lead to the same page: two buttons of one name are one too many for a screen reader.
    return [PageLink(say.word("{client}: nudge", client=name), f"clients/{id}") for name, id in list(seen)[:8]]


def _clients(say: Voice, clients: Sequence[Standing], more: int) -> Section:
    rows = tuple(
        (
            say("*{client}*", client=standing.client.name),
            say("{stage}", stage=_stage_or_state(say, standing)),
            say("{score}", score=say.number(standing.assessment.score)),
            say("{trend}", trend=trend(say, standing.trend)),
        )
        for standing in clients
    )
    headers = (say.word("Client"), say.word("Stage"), say.word("Score"), say.word("Last 30 days"))
    links = tuple(f"clients/{standing.client.id}" for standing in clients)
    table = Table(headers, rows, numeric=(2, 3), links=links)
    return Section(say.word("Your clients"), (table, *more_clients(say, more)))


def _stage_or_state(say: Voice, standing: Standing) -> str:
    stage = stage_name(say, standing.assessment.stage)
    if standing.client.state.value == "active":
        return stage
    return f"{stage} ({say.word(CLIENT_STATES[standing.client.state.value])})"


def _reports(say: Voice, reports: Sequence[tuple[Incident, str, str]]) -> Section:
    add = Action("flag.open", say.word("Report something"), "", "primary")
    if not reports:
        return Section(say.word("Your reports"), (Paragraph(say("You have reported nothing so far.")),), (add,))
    lines = Items(tuple(mine_line(say, *report) for report in reports))
    return Section(say.word("Your reports"), (lines,), (add, Action("mine", say.word("Change or withdraw"))))


def _myself(say: Voice, person: Person) -> Section:
    """For those whom nudges reach."""
    text = say("You are here; nudges reach you.")
    if person.away_until:
        text = say("You are away until {day}; nudges go to the next person.", day=say.day(person.away_until))
    return Section(say.word("You"), (Paragraph(text),), (Action("away", say.word("I am away")),))


def _health(say: Voice, health: Health) -> Section:
    blocks: list[Block] = [Facts(((say.word("Policy"), say("{version}", version=health.policy)),))]
    actions: list[Action] = []
    if health.shadow_until:
        text = say.many(
            "First days until {day}: only owners are told. Signpost would have told leads {n} time.",
            "First days until {day}: only owners are told. Signpost would have told leads {n} times.",
            health.shadowed,
            day=health.shadow_until,
        )
        blocks.append(Paragraph(text))
    if health.held:
        blocks.append(Paragraph(say("A backup was restored. What was due before it waits until you agree.")))
        actions.append(Action("release", say.word("Send what waits"), "", "danger"))
    if health.waiting_clients:
        names = say.list(list(health.waiting_clients))
        blocks.append(Paragraph(say("Reported, but no client yet: {names}.", names=names)))
        actions.append(Action("setup", say.word("Add a client")))
    blocks += _troubles(say, health) or [Paragraph(say("All messages were delivered."))]
    if health.twins:
        names = say.list(list(health.twins[:5]))
        blocks.append(Paragraph(say("Known twice, perhaps one person each: {names}.", names=names)))
        actions.append(Action("people.link", say.word("Link two accounts")))
    blocks += _listening(say, health)
    for guest in health.guests[:5]:
        if guest.admitted:
            actions.append(Action("expel", say.word("Shut out {name}", name=guest.name), guest.id))
        else:
            actions.append(Action("admit", say.word("Let in {name}", name=guest.name), guest.id))
    return Section(say.word("The installation"), tuple(blocks), tuple(actions))


def _listening(say: Voice, health: Health) -> list[Block]:
    """Where Signpost listens, and how often it was right."""
    if health.listened is None:
        return []
    lines = [
        say.many("Signpost listens in {n} channel.", "Signpost listens in {n} channels.", health.listened)
        if health.listened
        else say("Signpost listens in no channel.")
    ]
    if health.answers:
        lines.append(say("Suspicions that were right: {m} of the last {n}.", m=health.right, n=health.answers))
    if health.caution:
        lines.append(say("Too many were wrong: only surer ones are shown (step {n} of 3).", n=health.caution))
    return [Paragraph(line) for line in lines]


def _troubles(say: Voice, health: Health) -> list[Block]:
    """What keeps the doors from working and whom they could not reach, one line for what is of one kind."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for one in health.troubles:
        kinds.setdefault((one.door, one.code), []).append(one.detail)
    lines = [trouble(say, door, code, *dict.fromkeys(details)) for (door, code), details in kinds.items()]
    for (name, code), times in list(Counter(health.failed).items())[:_FAILURES_SHOWN]:
        reason = failure(say, code)
        text = say.many(
            "A message to {name} could not be delivered: {reason}.",
            "{n} messages to {name} could not be delivered: {reason}.",
            times,
            name=name,
            reason=reason,
        )
        lines.append(text)
    return [Paragraph(line) for line in lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientView:
    """All the client page shows; ``names``: person id → name, of those who may be named."""

    client: Client
    scored: Scored
    incidents: Sequence[Incident]
    talks: Sequence[Talk]
    notes: Sequence[Note]
    drafts: Sequence[Draft]
    nudges: Sequence[Nudge]
    open_nudges: Sequence[NudgeView]
    names: Mapping[str, str]
    leads: Sequence[str]
    to_confirm: Sequence[Incident] = ()


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
            Action("client.talk", say.word("Record talk"), client.id),
            Action("client.draft", say.word("Draft message"), client.id),
            Action("client.note", say.word("Add a note"), client.id),
            Action("client.exit", say.word("Part from a client"), client.id),
            Action("client.edit", say.word("Edit"), client.id),
        ),
    )
    sections = [top, *(_open_nudge(say, nudge) for nudge in view.open_nudges), _why(say, view), _record(say, view)]
    if view.to_confirm:
        sections.insert(1, _misfits(say, view))
    sections += [section for section in (_talks(say, view), _drafts(say, view), _nudges(say, view)) if section.blocks]
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
    label = view.scored.signs["strategic_misfit"].label
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
    if incident.quote and (incident.names_consented or not incident.own_message):
        blocks.append(Quote(incident.quote))
    if incident.link and incident.names_consented:
        blocks.append(Small(say("Link: {link}", link=incident.link)))
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
    return Section(say.word("Talks and notes"), (Items(tuple(lines)),) if lines else ())


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
    return Section(say.word("The client"), (facts,))
