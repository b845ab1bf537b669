"""Home, as a value that every door can show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.domain.assessment import Assessment
from bot.domain.client import Client
from bot.domain.incident import Incident
from bot.domain.listening import Pause
from bot.domain.person import Person
from bot.domain.playbook import Sign
from bot.notices.checkins import OpenRound
from bot.notices.checkins import home_section as checkin_section
from bot.notices.clients import more_clients
from bot.notices.doors import failure, trouble
from bot.notices.labels import (
    CLIENT_STATES,
    N_,
    NUDGE_STATES,
    stage_name,
)
from bot.notices.nudges import NudgeView
from bot.notices.parting import PartingLine
from bot.notices.parting import home_section as parting_section
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
    Table,
)
from bot.notices.reasons import REASONS
from bot.notices.reports import mine_line
from bot.notices.suspicions import section
from bot.notices.told import trend
from bot.notices.web import in_browser
from bot.voice import Voice

_FAILURES_SHOWN = 5
_PAUSES_SHOWN = 5
_SUSPICIONS_SHOWN = 3
_PAUSED = {
    Pause.WISHED: N_("until somebody resumes it"),
    Pause.SHARED: N_("people from outside read along"),
    Pause.LEFT: N_("Signpost was removed from it"),
}


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
    the bot listens, None where it may nowhere; ``paused``: where it does not at the moment, by client, and why;
    ``right`` of the last ``answers`` suspicions were incidents; ``caution``: how many steps surer they have to be for
    that reason. ``checkins_off``: see ``bot.keeping``.
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
    paused: Sequence[tuple[str, Pause]] = ()
    answers: int = 0
    right: int = 0
    caution: int = 0
    checkins_off: str = ""


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
    partings: Sequence[PartingLine] = (),
    questions: Sequence[Section] = (),
    *,
    asked: Sequence[OpenRound] = (),
    linked: bool = False,
) -> Page:
    """``more``: how many of the person's clients are not among ``clients``; ``questions``: put to the person;
    ``asked``: open check-ins; ``linked``: links into the browser can be made.
    """
    sections: list[Section] = []
    if nudges:
        sections.append(Section(say.word("Open nudges"), tuple(_nudge_lines(say, nudges)), tuple(_open(say, nudges))))
    sections += _suspicions(say, suspicions)
    if partings:
        sections.append(parting_section(say, partings))
    sections += questions
    if asked:
        sections.append(checkin_section(say, asked))
    if clients:
        sections.append(_clients(say, clients, more))
    sections.append(_reports(say, reports))
    if health:
        sections.append(_health(say, health))
    if clients or person.is_owner or person.away_until:
        sections.append(_myself(say, person))
    if linked:
        text = Small(say("The same pages in your browser, with charts and downloads."))
        sections.append(Section(say.word("In the browser"), (text,), in_browser(say, "home", linked=True)))
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
    if health.checkins_off:
        blocks.append(Paragraph(say(REASONS[f"off_{health.checkins_off}"])))
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
    for client, why in list(dict.fromkeys(health.paused))[:_PAUSES_SHOWN]:
        reason = say.word(_PAUSED[why])
        lines.append(say("Listening is paused in a channel of *{client}* ({reason}).", client=client, reason=reason))
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
