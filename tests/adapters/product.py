"""Every notice, form and page of the product with sample values, made by its own builder.

``CASES``: "module.builder" or "module.builder:variant" → how it is made in a voice. ``builders()`` are all that
``bot/notices`` has; a test compares the two.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

import bot.notices
from bot import errors as problems
from bot.domain.agreement import Agreement, AgreementState, PointKind, Whose
from bot.domain.assessment import Assessment, Reason, ScoreLine, Stage
from bot.domain.checkin import Band, Published
from bot.domain.client import Client, ClientState, Contract, ContractKind
from bot.domain.comparison import Comparison
from bot.domain.counterweight import Counterweight, CounterweightKind
from bot.domain.detection import Side
from bot.domain.dossier import DossierRequest, Made, Period, RequestState
from bot.domain.draft import Approval, Draft, DraftKind, Engine, Tone, Version
from bot.domain.ending import earliest_end
from bot.domain.incident import Heard, Incident, IncidentState, Reporter, Source
from bot.domain.interest import BASE_RATES, claim
from bot.domain.listening import Listening, ListeningState, Pause
from bot.domain.nudge import Nudge, NudgeState
from bot.domain.parting import CheckedItem, Closed, HandOver, Item, ItemState, OpenInvoice, PartingCase, Step, checklist
from bot.domain.person import ChannelRef, Person, PersonRef, Role
from bot.domain.playbook import Sign
from bot.domain.reporter_question import ReporterQuestion
from bot.domain.schedule import Every
from bot.domain.talk import Note, Outcome, Talk
from bot.notices import (
    agreements,
    anonymity,
    approvals,
    checkin_forms,
    checkin_results,
    checkins,
    client_page,
    clients,
    counterweights,
    decision,
    decision_page,
    doors,
    dossiers,
    draft_forms,
    draft_page,
    drafts,
    errors,
    forms,
    guide,
    guide_page,
    help,
    listening,
    nudges,
    pages,
    parting,
    parting_after,
    parting_page,
    partingforms,
    questions,
    reports,
    suspicions,
    talk_forms,
    told,
    web,
)
from bot.notices.parts import Form, Notice, Option, Page
from bot.voice import Voice
from policies.policy import StandardPolicy, load_policy

Shown = Notice | Form | Page
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
WORKSPACE = "T01TEST"
LINK = "https://signpost.example.com/app/open?t=abc.def"
"""The one address in all of the product that leads somewhere by itself: ours, and nobody's words."""
POLICY_VERSION = "2026-1-0a1b2c3d"


@cache
def policy() -> StandardPolicy:
    return load_policy()


def id_of(name: str) -> str:
    """Ids are as long as in real life."""
    return name.encode().hex().ljust(32, "0")[:32]


def signs(say: Voice) -> Mapping[str, Sign]:
    return {key: policy().sign(key, say.language) for key in policy().sign_keys()}


def sign(say: Voice, key: str = "disrespect") -> Sign:
    return signs(say)[key]


# --- People, a client, its record --------------------------------------------------------------------------------

ALICE, LENA, DORA, OMAR = (id_of(name) for name in ("alice", "lena", "dora", "omar"))
REFS = {
    LENA: (PersonRef("slack", WORKSPACE, "U01LENA"), PersonRef("practice", "demo", "lena")),
    DORA: (PersonRef("teams", "tenant", "dora"),),
    OMAR: (PersonRef("slack", WORKSPACE, "U01OMAR"),),
}
PEOPLE = (Option(LENA, "Lena Vogt"), Option(DORA, "Dora Stein"), Option(OMAR, "Omar Haddad"))
CLIENT = Client(
    id=id_of("acme"),
    name="Acme Outdoor GmbH",
    aliases=("Acme", "AO"),
    language="de",
    leads=(LENA,),
    deputies=(DORA,),
    channels=(ChannelRef("slack", WORKSPACE, "C0ACME"),),
    contract=Contract(start=date(2024, 2, 1), notice="3 months to month_end", clause="§ 9 of the contract"),
)
CLIENTS = (Option(CLIENT.id, CLIENT.name, "Acme, AO"), Option(id_of("nord"), "Nordwind Logistik"))
SUMMARIES = (
    "called the team idiots in the weekly call",
    "wants a third free revision of the shop's layout by Monday, “it can't be that much work”",
    "invoice 2026-107 is 41 days overdue",
)


def incident(number: int = 12, **more: object) -> Incident:
    made = Incident(
        id=id_of(f"i{number}"),
        number=number,
        client=CLIENT.id,
        sign="disrespect",
        severity=3,
        summary=SUMMARIES[0],
        quote="You are all idiots, and I want this by Monday.",
        link="https://example.slack.com/archives/C0ACME/p1764000000000100",
        occurred_on=date(2026, 11, 23),
        reported_on=TODAY,
        reported_at=NOW,
        counted_on=TODAY,
        reporters=(Reporter(person=ALICE, joined_at=NOW, consent=True),),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def suspicion(number: int = 21, side: Side = Side.TEAM, **more: object) -> Incident:
    """Noticed by the bot: nobody has answered yet."""
    heard = Heard(channel=CLIENT.channels[0], message="1764000000.000200", side=side, asked=ALICE)
    made = incident(
        number,
        state=IncidentState.SUSPECTED,
        source=Source.DETECTED,
        reporters=(),
        own_message=side is Side.TEAM,
        heard=heard,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def dossier(state: RequestState = RequestState.WAITING) -> DossierRequest:
    ready = state is RequestState.READY
    return DossierRequest(
        id=id_of("dossier"),
        client=CLIENT.id,
        person=LENA,
        period=Period(date(2025, 11, 24), TODAY),
        form="pdf",
        asked_at=NOW,
        state=state,
        made=Made(128, "0a1b2c3d" * 8) if ready else None,
    )


def listened(state: ListeningState = ListeningState.ON) -> Listening:
    channel = CLIENT.channels[0]
    return Listening(channel=channel, client=CLIENT.id, state=state, set_by=OMAR, set_at=NOW)


@cache
def assessment(many: int) -> tuple[Assessment, Mapping[str, str]]:
    """So many incidents on days of their own, with invented points (the policy's may change); id → summary."""
    keys = [key for key in policy().sign_keys() if key not in ("strategic_misfit", "ethics", "crowding_out")]
    lines = tuple(
        ScoreLine(
            sign=keys[n % len(keys)],
            occurred_on=TODAY - timedelta(days=n),
            severity=1 + n % 2,
            incidents=(id_of(f"i{n}"),),
            reporters=1 + n % 2,
            base=8.0,
            severity_factor=1.0,
            settled=0.5 if n > 5 else 1.0,
            decay=1.0,
            points=8.0 / (n + 1),
        )
        for n in range(many)
    )
    score = round(sum(line.points for line in lines), 6)
    reasons = (
        Reason("score", {"score": score, "threshold": 20.0}),
        Reason("two_reporters", {"reporters": 2, "days": 180}),
    )
    weighed = Assessment(
        day=TODAY,
        score=score,
        stage=Stage.TALK if many else Stage.CALM,
        lines=lines,
        reasons=reasons if many else (),
        reporters=2,
    )
    return weighed, {line.incidents[0]: SUMMARIES[n % 3] for n, line in enumerate(lines)}


def scored(say: Voice, many: int = 9) -> nudges.Scored:
    weighed, summaries = assessment(many)
    return nudges.Scored(assessment=weighed, signs=signs(say), summaries=summaries)


def nudge(stage: Stage = Stage.TALK, **more: object) -> Nudge:
    made = Nudge(
        id=id_of("nudge"),
        client=CLIENT.id,
        stage=stage,
        opened_at=NOW,
        opened_on=TODAY,
        score=24.9,
        told_score=24.9,
        policy=POLICY_VERSION,
        round_at=NOW,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def view(say: Voice, many: int = 9, stage: Stage = Stage.TALK, **more: object) -> nudges.NudgeView:
    """``more``: state and reason of the nudge, or whatever a ``NudgeView`` has."""
    of_nudge = {name: more.pop(name) for name in ("state", "reason", "shadow") if name in more}
    made = nudges.NudgeView(client=CLIENT, nudge=nudge(stage, **of_nudge), scored=scored(say, many), today=TODAY)
    return replace(made, **more)  # type: ignore[arg-type]


def draft(*, locked: bool = False) -> Draft:
    body = "Dear Ms Falk,\n\nthank you for two good years. [name the date] …\n\nKind regards\nLena Vogt"
    return Draft(
        id=id_of("draft"),
        client=CLIENT.id,
        kind=DraftKind.EXIT,
        tone=Tone.FIRM,
        language="en",
        version=Version(
            draft=id_of("draft"),
            number=1,
            subject="Our contract of February 2024",
            body=body,
            engine=Engine.TEMPLATE,
            author="",
            written_at=NOW,
        ),
        locked=locked,
    )


def by(engine: Engine) -> Draft:
    return draft().at(replace(draft().version, engine=engine, author=LENA))


def version(number: int) -> Version:
    """The second one is a person's."""
    first = draft().version
    if number == 1:
        return first
    body = first.body.replace("two good years", "two good years and the relaunch").replace(" …", "")
    return replace(first, number=number, body=body, engine=Engine.PERSON, author=LENA)


def drafted(made: Draft | None = None, **more: object) -> drafts.DraftView:
    shown = drafts.DraftView(draft=made or draft(), client=CLIENT.name)
    return replace(shown, **more)  # type: ignore[arg-type]


def edited(**more: object) -> drafts.DraftView:
    return drafted(draft().at(version(2)), **{"author": "Lena Vogt", "versions": 2, **more})


def approved_draft() -> drafts.DraftView:
    made = replace(draft(), approval=Approval(approved_by=LENA, approved_at=NOW))
    return drafted(made, approved_by="Olivia Berg", approved_on=TODAY)


def person(user: str, **more: object) -> Person:
    made = Person(id=id_of(user), name=user.title(), refs=(PersonRef("slack", WORKSPACE, f"U01{user.upper()}"),))
    return replace(made, **more)  # type: ignore[arg-type]


def check_in(*, counted: bool = False) -> Published:
    return Published(
        round=id_of("round"),
        client=CLIENT.id,
        published_at=NOW,
        band=Band.MID,
        counts=(2, 3, 4, 3, 1) if counted else None,
        comments=("calls at night, again", "better since they have a new contact", "fine"),
        roster=frozenset({ALICE, LENA}),
    )


ASKED = checkins.OpenRound(id_of("round"), CLIENT.name, date(2026, 11, 30))
FIRM_ASKED = checkins.OpenRound(id_of("firm"), "", date(2026, 12, 2))


def looked(*, counted: bool = False) -> checkin_results.Looked:
    return checkin_results.Looked(
        about=CLIENT.id,
        client=CLIENT.name,
        results=[check_in(counted=counted), check_in()],
        days=[TODAY, TODAY - timedelta(days=28)],
        until=date(2026, 11, 30),
        next=date(2026, 12, 1),
    )


def chooser(channels: int = 0, *troubles: str) -> checkin_forms.Chooser:
    return checkin_forms.Chooser(PEOPLE, REFS, [LENA, OMAR], channels, troubles)


def _reports(say: Voice, many: int) -> Sequence[tuple[Incident, str, str]]:
    return [(incident(n), CLIENT.name, sign(say).label) for n in range(many, 0, -1)]


def _home(say: Voice) -> Page:
    weighed, _ = assessment(9)
    calm, _ = assessment(0)
    nordwind = replace(CLIENT, id=id_of("nord"), name="Nordwind Logistik", state=ClientState.PARTING)
    standing = [pages.Standing(CLIENT, weighed, 8.2), pages.Standing(nordwind, calm, 0.0)]
    health = pages.Health(
        failed=[("Dora Stein", "account_inactive")],
        waiting_clients=["Globex", "Initech"],
        guests=[person("gerd", external=True), person("gina", external=True, admitted=True)],
        shadow_until=say.day(date(2026, 12, 1)),
        shadowed=2,
        held=True,
        policy=POLICY_VERSION,
        listened=2,
        paused=[(CLIENT.name, why) for why in Pause],
        answers=50,
        right=31,
        caution=1,
        checkins_off="readable_by_others",
    )
    noticed = [pages.Suspicion(suspicion(n), CLIENT.name, sign(say), say.day(TODAY)) for n in range(21, 26)]
    lead = person("lena", name="Lena Vogt", roles=frozenset({Role.ADMIN, Role.OWNER}))
    line = parting.PartingLine(
        client=nordwind.id,
        name=nordwind.name,
        open_items=8,
        items=11,
        ends_on=date(2026, 12, 31),
        next_due=date(2026, 12, 11),
    )
    return pages.home(
        say,
        lead,
        standing,
        [view(say)],
        _reports(say, 3),
        health,
        suspicions=noticed,
        partings=[line],
        asked=[ASKED],
    )


def agreement(**more: object) -> Agreement:
    made = Agreement(
        id=id_of("point"),
        client=CLIENT.id,
        text="two rounds of corrections, no more",
        whose=Whose.THEIRS,
        due_on=TODAY,
        made_by=LENA,
        made_at=NOW,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def agreed() -> list[Agreement]:
    return [
        agreement(),
        agreement(id=id_of("p2"), whose=Whose.OURS, text="a fixed contact", state=AgreementState.KEPT, settled_by=LENA),
        agreement(id=id_of("p3"), text="feedback in three days", state=AgreementState.BROKEN, moves=2, settled_by=LENA),
    ]


def warnings() -> list[Agreement]:
    deadline = agreement(
        id=id_of("p4"), text="no calls at the weekend", kind=PointKind.DEADLINE, said_on=date(2026, 11, 10)
    )
    warned = agreement(
        id=id_of("p5"),
        text="a calm tone in every call",
        kind=PointKind.WARNED,
        said_on=date(2026, 10, 12),
        state=AgreementState.BROKEN,
        settled_by=LENA,
    )
    return [deadline, warned]


def good_and_bad() -> list[Counterweight]:
    good = Counterweight(
        id=id_of("w1"),
        client=CLIENT.id,
        kind=CounterweightKind.GOOD_DEED,
        day=date(2026, 11, 2),
        text="paid the whole sum in advance",
        author=LENA,
        written_at=NOW,
    )
    miss = replace(good, id=id_of("w2"), kind=CounterweightKind.OWN_MISS, text="we sent the draft two days late")
    return [good, miss]


COMPARISONS = [
    Comparison(date(2026, 9, 1), 5, 60, 1, 60),
    Comparison(date(2026, 11, 15), 3, 60, 1, 9),
    Comparison(TODAY, 2, 41, 0, 0),
]
QUESTION = ReporterQuestion(
    id=id_of("q"), incident=id_of("i12"), asked_by=LENA, text="Was anybody else there?", asked_on=TODAY, asked_at=NOW
)


def talk() -> Talk:
    return Talk(
        id=id_of("t"),
        client=CLIENT.id,
        day=date(2026, 11, 15),
        outcome=Outcome.AGREED,
        lead=LENA,
        note="two rounds, no more",
        recorded_at=NOW,
    )


def guide_view(say: Voice, strongest: Sequence[str] = ("disrespect", "late_payment", "ethics")) -> guide.GuideView:
    facts = [
        guide.Fact(
            day=TODAY - timedelta(days=n), sign=strongest[n % 3], what=SUMMARIES[n % 3], quote="You idiots." * (n < 2)
        )
        for n in range(23)
    ]
    return guide.GuideView(
        client=CLIENT,
        today=TODAY,
        signs=signs(say),
        words={key: policy().talk_words(key, say.language) for key in strongest},
        facts=facts,
        withheld=1,
        strongest=strongest,
        protect=sign(say),
        affected=True,
        talks=[talk()],
        agreements=agreed(),
        counterweights=good_and_bad(),
    )


def decision_view(say: Voice, **more: object) -> decision.DecisionView:
    value = replace(CLIENT.contract, monthly_value=Decimal("12500"), kind=ContractKind.SERVICE)
    made = decision.DecisionView(
        client=replace(CLIENT, contract=value),
        today=TODAY,
        scored=scored(say),
        ending=earliest_end(value, TODAY, lambda day: day.weekday() < 5),
        share=decision.Share(23, 6),
        quiet_days=41,
        talks=[talk(), replace(talk(), outcome=Outcome.RESOLVED)],
        agreements=agreed(),
        comparisons=COMPARISONS,
        drafts=[draft()],
        counterweights=good_and_bad(),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def _bare_decision(say: Voice) -> decision.DecisionView:
    """Nothing is known, nothing was tried."""
    bare: dict[str, object] = dict.fromkeys(("talks", "agreements", "comparisons", "drafts", "counterweights"), ())
    ending = earliest_end(Contract(), TODAY, lambda day: True)
    return decision_view(say, client=replace(CLIENT, contract=Contract()), ending=ending, quiet_days=None, **bare)


def client_view(say: Voice) -> client_page.ClientView:
    return client_page.ClientView(
        client=CLIENT,
        today=TODAY,
        reader=LENA,
        agreements=agreed(),
        comparisons=COMPARISONS,
        counterweights=good_and_bad(),
        questions=[client_page.Exchange(QUESTION, ["Two of theirs.", "I was alone."])],
        scored=scored(say),
        incidents=[incident(), incident(11, reporters=(Reporter(person=DORA, joined_at=NOW),))],
        talks=[talk()],
        notes=[Note(id=id_of("n"), client=CLIENT.id, author=LENA, text="call on Friday", written_at=NOW)],
        drafts=[draft()],
        nudges=[nudge(state=NudgeState.DONE)],
        open_nudges=[view(say)],
        names={ALICE: "Alice Koch", LENA: "Lena Vogt"},
        leads=["Lena Vogt"],
        checkins=looked(),
        to_confirm=[incident(9, sign="strategic_misfit")],
    )


def _flag(say: Voice, **values: str) -> Form:
    typed = {"client": CLIENT.id, "occurred_on": TODAY.isoformat(), **values}
    return forms.flag(say, list(signs(say).values()), CLIENTS, typed, own=False)


def _client_form(say: Voice) -> Form:
    fresh = forms.client(say, PEOPLE, REFS, CLIENT.id, f"slack:{WORKSPACE}/C0ACME", CLIENT.name)
    values = {"name": CLIENT.name, "aliases": "Acme, AO", "leads": f"{LENA},{OMAR}", "deputies": DORA, "notice": "any"}
    return forms.filled(say, fresh, values, {})


def _refusals() -> Mapping[str, problems.SignpostError]:
    return {
        "": problems.NotRecorded(),
        "not_allowed": problems.NotAllowed("see_client", ("Lena Vogt", "Omar Haddad")),
        "unknown_client": problems.UnknownClient("Acne", ("Acme Outdoor GmbH",)),
        "unknown_sign": problems.UnknownSign("disrespekt"),
        "unknown_severity": problems.UnknownSeverity("7"),
        "stale": problems.Stale("acknowledged", "Lena Vogt"),
        "taken": problems.AlreadyTaken("AO", "Alpha Ost KG"),
        "not_found": problems.NotFound("client"),
        "invalid": problems.InvalidInput({"summary": "too_long:2041"}),
        "not_possible": problems.NotPossible("who_answered"),
        "own_fault": problems.SignpostError(),
    }


def _refusal(error: problems.SignpostError) -> Callable[[Voice], Shown]:
    return lambda say: errors.refusal(say, error, {key: one.label for key, one in signs(say).items()})


def _parting(say: Voice, *, closed: bool = False) -> parting.PartingView:
    contract = Contract(kind=ContractKind.SERVICE, start=date(2024, 2, 1), pay_rhythm="quarter", clause="§ 9")
    case = PartingCase(
        id=id_of("case"),
        client=CLIENT.id,
        opened_on=TODAY,
        opened_at=NOW,
        opened_by=LENA,
        reason="No agreement has lasted; the team cannot plan.",
        stage="exit",
        ends_on=date(2026, 12, 31),
        last_invoice_on=date(2027, 1, 4),
        learnt="Agree on a procedure for changes before the first invoice." if closed else "",
        closed=Closed.PARTED if closed else None,
        closed_at=NOW if closed else None,
        closed_by=LENA if closed else None,
    )
    read = CheckedItem(
        case=case.id, item=Item.CONTRACT, state=ItemState.DONE, note="§ 9: in writing", by=LENA, at=NOW, version=1
    )
    return parting.PartingView(
        client=replace(CLIENT, contract=contract, state=ClientState.FORMER if closed else ClientState.PARTING),
        case=case,
        today=TODAY,
        ending=earliest_end(contract, TODAY, lambda day: day.weekday() < 5),
        items=checklist([read], case.id),
        handovers=[HANDOVER, replace(HANDOVER, id=id_of("h2"), what="Fonts", done_at=NOW, done_by=LENA)],
        unpaid=[_unpaid("2026-107", date(2026, 9, 1)), _unpaid("2026-131", date(2026, 10, 9), None)],
        steps=[
            Step(case=case.id, at=NOW, by=LENA, act="begun", note=case.reason, seq=1),
            Step(case=case.id, at=NOW, by=LENA, act="item_done", about="contract", note=read.note, seq=2),
            Step(case=case.id, at=NOW, by=DORA, act="ends_on", about="2026-12-31", seq=3),
        ],
        names={LENA: "Lena Vogt", DORA: "Dora Stein", OMAR: "Omar Haddad"},
        days={NOW: TODAY},
        warnings=warnings(),
        clock=None if closed else date(2026, 12, 3),
        locked=not closed,
        stage=Stage.EXIT,
        freed=parting.Freed(
            incidents=17,
            of=41,
            hours_cost=Decimal("1146.00"),
            interest=Decimal("39.40"),
            monthly=Decimal("4500.00"),
            currency="EUR",
        )
        if closed
        else None,
    )


def _unpaid(number: str, due: date, late: date | None = date(2026, 10, 2)) -> parting.Unpaid:
    invoice = OpenInvoice(
        id=id_of(number),
        case=id_of("case"),
        number=number,
        amount=Decimal("4600.00"),
        currency="EUR",
        due_on=due,
        late_from=late,
        added_by=LENA,
        added_at=NOW,
    )
    return parting.Unpaid(invoice, claim(invoice.amount, due, late, TODAY, "DE", BASE_RATES["DE"]))


HANDOVER = HandOver(
    id=id_of("h1"),
    case=id_of("case"),
    what="The domain acme.example and its mailboxes",
    owner=OMAR,
    due_on=date(2026, 12, 11),
    added_by=LENA,
    added_at=NOW,
)


CASES: dict[str, Callable[[Voice], Shown]] = {
    "checkins.card": lambda say: checkins.card(say, [ASKED], reminder=False),
    "checkins.card:reminder": lambda say: checkins.card(say, [ASKED, FIRM_ASKED], reminder=True),
    "checkins.answer_form": lambda say: checkins.answer_form(say, ASKED),
    "checkins.answer_form:firm": lambda say: checkins.answer_form(say, FIRM_ASKED),
    "checkins.answered": lambda say: checkins.answered(say, ASKED.until),
    "checkins.explained": lambda say: checkins.explained(say, 5),
    "checkins.declined": lambda say: checkins.declined(say),
    "checkins.joined_again": lambda say: checkins.joined_again(say),
    "checkins.lost": lambda say: checkins.lost(say, CLIENT.name),
    "checkin_results.overview": lambda say: checkin_results.overview(say, [ASKED], [looked()]),
    "checkin_results.overview:nothing": lambda say: checkin_results.overview(say, [], []),
    "checkin_results.results": lambda say: checkin_results.results(say, looked(counted=True)),
    "checkin_results.results:none": lambda say: checkin_results.results(
        say, checkin_results.Looked(CLIENT.id, CLIENT.name)
    ),
    "checkin_results.published": lambda say: checkin_results.published(say, check_in(), looked(counted=True)),
    "checkin_results.unpublished": lambda say: checkin_results.unpublished(say, CLIENT.name, 5),
    "checkin_forms.started": lambda say: checkin_forms.started(say, CLIENT.name, 6, ASKED.until, small=True),
    "checkin_forms.scheduled": lambda say: checkin_forms.scheduled(say, CLIENT.name, Every.FORTNIGHT, ASKED.until),
    "checkin_forms.stopped": lambda say: checkin_forms.stopped(say, CLIENT.name, ASKED.until, was_scheduled=True),
    "checkin_forms.unopened": lambda say: checkin_forms.unopened(say, CLIENT.name, "roster_too_small"),
    "checkin_forms.start_form": lambda say: checkin_forms.start_form(say, CLIENT.id, CLIENT.name, 6, 5, chooser()),
    "checkin_forms.start_form:channel": lambda say: checkin_forms.start_form(
        say, CLIENT.id, CLIENT.name, 10, 5, chooser(2)
    ),
    "checkin_forms.start_form:unseen": lambda say: checkin_forms.start_form(
        say, CLIENT.id, CLIENT.name, 6, 5, chooser(1, "missing_scope:groups:read")
    ),
    "checkin_forms.schedule_form:channel": lambda say: checkin_forms.schedule_form(
        say, CLIENT.id, CLIENT.name, 6, 5, chooser(1)
    ),
    "checkin_forms.schedule_form": lambda say: checkin_forms.schedule_form(
        say, CLIENT.id, CLIENT.name, 6, 5, chooser()
    ),
    "checkin_forms.schedule_form:firm": lambda say: checkin_forms.schedule_form(say, "firm", "", 6, 5, None),
    "clients.saved": lambda say: clients.saved(say, CLIENT, ["Lena Vogt"], 2, new=True),
    "clients.bound": lambda say: clients.bound(say, CLIENT.name, absent=True, shared=True),
    "clients.unbound": lambda say: clients.unbound(say, CLIENT.name),
    "clients.status": lambda say: clients.status(say, CLIENT, scored(say), ["Lena Vogt"]),
    "clients.overview": lambda say: clients.overview(say, [(CLIENT, assessment(9)[0])]),
    "clients.overview:none": lambda say: clients.overview(say, []),
    "clients.talk_recorded": lambda say: clients.talk_recorded(say, CLIENT, 2, asks_for_points=True),
    "clients.noted": lambda say: clients.noted(say, CLIENT.name),
    "clients.facts_confirmed": lambda say: clients.facts_confirmed(say, CLIENT.name),
    "drafts.shown": lambda say: drafts.shown(say, drafted()),
    "drafts.shown:locked": lambda say: drafts.shown(say, drafted(draft(locked=True))),
    "drafts.shown:loose": lambda say: drafts.shown(say, drafted(loose=["We agreed on two rounds on 3 November 2026."])),
    "drafts.shown:fell_back": lambda say: drafts.shown(say, drafted(replace(draft(), fell_back="timeout"))),
    "drafts.shown:by_model": lambda say: drafts.shown(say, drafted(by(Engine.MODEL))),
    "drafts.shown:approved": lambda say: drafts.shown(say, approved_draft()),
    "drafts.compared": lambda say: drafts.compared(say, edited(), version(1)),
    "drafts.kept_aside": lambda say: drafts.kept_aside(say, edited(), version(3), "Omar Haddad"),
    "approvals.wanted": lambda say: approvals.wanted(say, edited(asked_of_reader=True, asked_by="Lena Vogt")),
    "approvals.asked": lambda say: approvals.asked(say, edited(approver="Olivia Berg")),
    "approvals.approved": lambda say: approvals.approved(say, approved_draft()),
    "approvals.answered": lambda say: approvals.answered(say, approved_draft()),
    "approvals.answered:changes": lambda say: approvals.answered(
        say, drafted(replace(draft(), approval=Approval(note="Name the hand-over.")), approver="Olivia Berg")
    ),
    "approvals.over": lambda say: approvals.over(say, approved_draft(), 1),
    "approvals.over:reworded": lambda say: approvals.over(say, edited(), 1),
    "approvals.changes_noted": lambda say: approvals.changes_noted(say, edited(asked_by="Lena Vogt")),
    "draft_page.draft_page": lambda say: draft_page.draft_page(
        say, edited(needs_second=True), [draft_page.Written(version(n), TODAY, "Lena Vogt") for n in (2, 1)]
    ),
    "draft_forms.edit": lambda say: draft_forms.edit(say, edited()),
    "draft_forms.rewrite": lambda say: draft_forms.rewrite(say, edited(), model=True),
    "draft_forms.ask": lambda say: draft_forms.ask(say, edited(), PEOPLE),
    "draft_forms.changes": lambda say: draft_forms.changes(say, edited()),
    "clients.away": lambda say: clients.away(say, say.day(TODAY)),
    "clients.linked": lambda say: clients.linked(say, "Lena Vogt"),
    "clients.admitted": lambda say: clients.admitted(say, "Gerd Ast", admitted=True),
    "doors.moment": lambda say: doors.moment(say),
    "doors.form_failed": lambda say: doors.form_failed(say, "missing_scope"),
    "doors.chart_sent": lambda say: doors.chart_sent(say),
    "doors.chart_failed": lambda say: doors.chart_failed(say, "missing_scope:files:write"),
    "doors.not_here": lambda say: doors.not_here(say, "T09OTHER"),
    "doors.no_private_chat": lambda say: doors.no_private_chat(say),
    "doors.closed": lambda say: doors.closed(say),
    "doors.too_long": lambda say: doors.too_long(say, "acme called the whole team idiots, and went on for an hour"),
    "forms.filled": lambda say: forms.filled(say, _flag(say), {"summary": ""}, {"summary": "required"}),
    "forms.flag": lambda say: _flag(say),
    "forms.flag:unknown_client": lambda say: _flag(say, client="", client_words="Globex", summary="late again"),
    "forms.client": lambda say: _client_form(say),
    "talk_forms.talk": lambda say: talk_forms.talk(say, CLIENTS, CLIENT.id, TODAY.isoformat()),
    "talk_forms.agreement": lambda say: talk_forms.agreement(say, CLIENT.id),
    "talk_forms.warning": lambda say: talk_forms.warning(say, CLIENT.id, TODAY.isoformat()),
    "talk_forms.became": lambda say: talk_forms.became(say, CLIENT.id, agreed(), "", ""),
    "talk_forms.counterweight": lambda say: talk_forms.counterweight(say, CLIENT.id, TODAY.isoformat()),
    "talk_forms.counterweight:own": lambda say: talk_forms.counterweight(
        say, CLIENT.id, TODAY.isoformat(), good_and_bad()[0]
    ),
    "talk_forms.ask": lambda say: talk_forms.ask(
        say, CLIENT.id, [Option(id_of("i12"), "#12 · 23 Nov 2026 · Disrespect")]
    ),
    "talk_forms.answer": lambda say: talk_forms.answer(say, QUESTION, "Lena Vogt", "Two of theirs."),
    "agreements.agreement": lambda say: agreements.agreement(say, agreement(moves=1), CLIENT.name, TODAY),
    "agreements.agreement:ours": lambda say: agreements.agreement(say, agreement(whose=Whose.OURS), CLIENT.name, TODAY),
    "agreements.agreement:later": lambda say: agreements.agreement(
        say, agreement(due_on=date(2026, 12, 9)), CLIENT.name, TODAY
    ),
    "agreements.agreement:kept": lambda say: agreements.agreement(say, agreed()[1], CLIENT.name, TODAY, "Lena Vogt"),
    "agreements.agreement:broken": lambda say: agreements.agreement(say, agreed()[2], CLIENT.name, TODAY, "Lena Vogt"),
    "agreements.added": lambda say: agreements.added(say, agreement(), CLIENT.name, TODAY),
    "agreements.added:warning": lambda say: agreements.added(say, warnings()[0], CLIENT.name, TODAY),
    "agreements.agreement:deadline": lambda say: agreements.agreement(say, warnings()[0], CLIENT.name, TODAY),
    "agreements.agreement:warned": lambda say: agreements.agreement(
        say, warnings()[1], CLIENT.name, TODAY, "Lena Vogt"
    ),
    "counterweights.kept": lambda say: counterweights.kept(say, CLIENT.name, delicate=True),
    "counterweights.removed": lambda say: counterweights.removed(say, CLIENT.name),
    "questions.asked": lambda say: questions.asked(say, QUESTION, incident(), CLIENT.name, "Lena Vogt"),
    "questions.passed_on": lambda say: questions.passed_on(say, QUESTION, incident()),
    "questions.answered": lambda say: questions.answered(say, QUESTION, incident()),
    "questions.declined": lambda say: questions.declined(say),
    "questions.answers": lambda say: questions.answers(
        say, QUESTION, incident(), CLIENT.name, ["Two of theirs.", "I was alone."]
    ),
    "guide_page.guide_page": lambda say: guide_page.guide_page(say, guide_view(say)),
    "guide.guide_card": lambda say: guide.guide_card(say, guide_view(say)),
    "anonymity.anonymity_page": lambda say: anonymity.anonymity_page(say, 5, team=True),
    "anonymity.anonymity_page:leads": lambda say: anonymity.anonymity_page(say, 5, team=False),
    "decision_page.decision_page": lambda say: decision_page.decision_page(say, decision_view(say)),
    "decision_page.decision_page:bare": lambda say: decision_page.decision_page(say, _bare_decision(say)),
    "decision.decision_card": lambda say: decision.decision_card(say, decision_view(say)),
    "forms.exit": lambda say: forms.exit(say, CLIENTS, CLIENT.id, "parting", "talk"),
    "forms.snooze": lambda say: forms.snooze(say, id_of("nudge"), "2026-12-01", say.day(date(2026, 12, 22))),
    "forms.dismiss": lambda say: forms.dismiss(say, id_of("nudge")),
    "forms.note": lambda say: forms.note(say, CLIENT.id),
    "forms.dossier": lambda say: forms.dossier(say, CLIENTS, CLIENT.id, Period(date(2025, 11, 24), TODAY)),
    "forms.draft": lambda say: forms.draft(say, CLIENTS, CLIENT.id, "exit", "de"),
    "forms.suspicion": lambda say: forms.suspicion(
        say, suspicion(), list(signs(say).values()), CLIENTS, {"client": CLIENT.id, "sign": "disrespect"}
    ),
    "forms.suspicion:client_wrote": lambda say: forms.suspicion(
        say, suspicion(side=Side.CLIENT), list(signs(say).values()), CLIENTS, {"sign": "disrespect"}
    ),
    "forms.listen": lambda say: forms.listen(
        say,
        f"slack:{WORKSPACE}/C0ACME",
        listening.preview(listening.informed(say, "Studio Nordlicht", 180)),
        instead=listening.with_model(say),
        chosen="local",
        informs=True,
    ),
    "listening.started": lambda say: listening.started(say, CLIENT.name, 180),
    "listening.started:language_model": lambda say: listening.started(say, CLIENT.name, 180, language_model=True),
    "listening.informed": lambda say: listening.informed(say, "Studio Nordlicht", 180),
    "listening.halted": lambda say: listening.halted(say),
    "listening.stopped": lambda say: listening.stopped(say),
    "listening.switched": lambda say: listening.switched(say, CLIENT.name, listened(ListeningState.STARTING)),
    "listening.switched:on": lambda say: listening.switched(say, CLIENT.name, listened()),
    "listening.switched:agreed": lambda say: listening.switched(say, CLIENT.name, listened(ListeningState.AGREED)),
    "listening.switched:paused": lambda say: listening.switched(say, CLIENT.name, listened(ListeningState.PAUSED)),
    "listening.paused": lambda say: listening.paused(say, CLIENT.name),
    "listening.ended": lambda say: listening.ended(say, CLIENT.name),
    "listening.agreed": lambda say: listening.agreed(say, CLIENT.name),
    "listening.shared": lambda say: listening.shared(say, CLIENT.name),
    "listening.caution": lambda say: listening.caution(say, 34, 50),
    "suspicions.asked": lambda say: suspicions.asked(say, suspicion(), CLIENT.name, sign(say), say.day(TODAY)),
    "suspicions.passed_on": lambda say: suspicions.passed_on(say, suspicion(side=Side.CLIENT)),
    "suspicions.asked:client_wrote": lambda say: suspicions.asked(
        say, suspicion(side=Side.CLIENT), CLIENT.name, sign(say), say.day(TODAY)
    ),
    "suspicions.asked:friction": lambda say: suspicions.asked(
        say, suspicion(sign="personal_friction"), CLIENT.name, sign(say, "personal_friction"), say.day(TODAY)
    ),
    "suspicions.over": lambda say: suspicions.over(say, suspicion()),
    "forms.link": lambda say: forms.link(say, PEOPLE, LENA),
    "forms.away": lambda say: forms.away(say, "2026-12-01"),
    "help.help": lambda say: help.help(say, "", list(signs(say).values())),
    "help.help:flag": lambda say: help.help(say, "client-flag", list(signs(say).values())),
    "help.help:setup": lambda say: help.help(say, "client-setup", []),
    "help.help:overheard": lambda say: help.help(say, "", list(signs(say).values()), overheard=True),
    "help.welcome": lambda say: help.welcome(say, overheard=True),
    "help.privacy": lambda say: help.privacy(say, 365, 180),
    "help.unconfigured": lambda say: help.unconfigured(say, f"slack:{WORKSPACE}/U01ALICE"),
    "nudges.nudge_notice": lambda say: nudges.nudge_notice(say, view(say)),
    "nudges.nudge_notice:acknowledged": lambda say: nudges.nudge_notice(
        say, view(say, state=NudgeState.ACKNOWLEDGED, handled_by="Lena Vogt")
    ),
    "nudges.nudge_notice:dismissed": lambda say: nudges.nudge_notice(
        say, view(say, state=NudgeState.DISMISSED, handled_by="Lena Vogt", reason="all agreed")
    ),
    "nudges.nudge_notice:exit": lambda say: nudges.nudge_notice(
        say, view(say, stage=Stage.EXIT, draft=id_of("draft"), locked=True, clock=TODAY, reader_is_owner=True)
    ),
    "nudges.nudge_notice:linked": lambda say: nudges.nudge_notice(say, replace(view(say), linked=True)),
    "nudges.nudge_notice:hundred": lambda say: nudges.nudge_notice(say, view(say, 100, why="reminder")),
    "pages.home": lambda say: _home(say),
    "pages.home:member": lambda say: pages.home(say, person("alice"), [], [], [], None),
    "parting.parting_card": lambda say: parting.parting_card(say, _parting(say)),
    "parting_page.parting_page": lambda say: parting_page.parting_page(say, _parting(say)),
    "parting_page.parting_page:closed": lambda say: parting_page.parting_page(say, _parting(say, closed=True)),
    "parting_after.closed": lambda say: parting_after.closed(say, _parting(say, closed=True)),
    "parting_after.taken_back": lambda say: parting_after.taken_back(say, CLIENT.name),
    "parting_after.looked_back": lambda say: parting_after.looked_back(say, _parting(say, closed=True)),
    "parting_after.look_back_due": lambda say: parting_after.look_back_due(say, _parting(say, closed=True)),
    "parting_after.handover_due": lambda say: parting_after.handover_due(say, CLIENT.name, HANDOVER),
    "parting_after.handover_due:lead": lambda say: parting_after.handover_due(
        say, CLIENT.name, HANDOVER, lead=True, who="Omar Haddad"
    ),
    "parting_after.parting_day": lambda say: parting_after.parting_day(say, CLIENT, TODAY, invoice=False),
    "parting_after.parting_day:invoice": lambda say: parting_after.parting_day(say, CLIENT, TODAY, invoice=True),
    "parting_after.handed_over": lambda say: parting_after.handed_over(say, CLIENT.name, HANDOVER.what),
    "partingforms.plan": lambda say: partingforms.plan(say, CLIENT.id, _parting(say).case, _parting(say).ending),
    "partingforms.item": lambda say: partingforms.item(say, CLIENT.id, _parting(say).items[0]),
    "partingforms.handover": lambda say: partingforms.handover(say, CLIENT.id, PEOPLE, REFS, LENA),
    "partingforms.invoice": lambda say: partingforms.invoice(say, CLIENT.id, "EUR"),
    "partingforms.look_back": lambda say: partingforms.look_back(say, CLIENT.id, _parting(say, closed=True).case),
    "partingforms.meanwhile": lambda say: partingforms.meanwhile(
        say,
        partingforms.item(say, CLIENT.id, _parting(say).items[0]),
        "Dora Stein",
        partingforms.item_words(say, _parting(say).items[0]),
    ),
    "client_page.client_page": lambda say: client_page.client_page(say, client_view(say)),
    "reports.recorded": lambda say: reports.recorded(
        say, incident(), CLIENT.name, sign(say), leads=["Lena Vogt"], similar=incident(11), insulting=True
    ),
    "reports.proposed": lambda say: reports.proposed(say, incident(), CLIENT.name, sign(say)),
    "reports.confirmed": lambda say: reports.confirmed(say, incident(), CLIENT.name, sign(say)),
    "reports.waiting": lambda say: reports.waiting(say, incident(client=None, client_words="Acne"), ["Acme"]),
    "reports.joined": lambda say: reports.joined(say, incident(), CLIENT.name, sign(say), ["Lena Vogt"]),
    "reports.repeated": lambda say: reports.repeated(say, incident()),
    "reports.withdrawn": lambda say: reports.withdrawn(say, incident()),
    "reports.stepped_back": lambda say: reports.stepped_back(say, incident()),
    "reports.dismissed": lambda say: reports.dismissed(say, incident()),
    "reports.mine": lambda say: reports.mine(say, _reports(say, 20)),
    "reports.mine:none": lambda say: reports.mine(say, []),
    "reports.detail": lambda say: reports.detail(
        say, incident(state=IncidentState.SUSPECTED), CLIENT.name, sign(say), filed=True
    ),
    "told.fate": lambda say: told.fate(say, CLIENT.name, "talked"),
    "told.filed": lambda say: told.filed(say, 12, CLIENT.name),
    "told.client_wanted": lambda say: told.client_wanted(say, "Globex"),
    "told.sharing": lambda say: told.sharing(say, CLIENT.name, shared=True),
    "told.often_dismissed": lambda say: told.often_dismissed(say, CLIENT.name, 3),
    "told.clock": lambda say: told.clock(say, CLIENT.name, 4, date(2026, 11, 28)),
    "told.digest": lambda say: told.digest(say, [told.DigestLine(CLIENT.name, Stage.TALK, 24.9, 8.2, 1)]),
    "told.shadow_end": lambda say: told.shadow_end(say, [(CLIENT.name, "talk")]),
    "told.shadow_count": lambda say: told.shadow_count(say, 2),
    "told.bundle": lambda say: told.bundle(say, [told.fate(say, CLIENT.name, "parting"), told.filed(say, 7, "Globex")]),
    "told.linked": lambda say: told.linked(say, "Slack, Microsoft Teams"),
    "told.released": lambda say: told.released(say),
    "web.with_browser": lambda say: web.with_browser(
        say, pages.home(say, person("alice"), [], [], [], None), "home", linked=True
    ),
    "web.link": lambda say: web.link(say, LINK),
    "dossiers.asked_for": lambda say: dossiers.asked_for(say, CLIENT.name, dossier()),
    "dossiers.progress": lambda say: dossiers.progress(say, CLIENT.name, dossier()),
    "dossiers.progress:failed": lambda say: dossiers.progress(say, CLIENT.name, dossier(RequestState.FAILED)),
    "dossiers.ready": lambda say: dossiers.ready(say, CLIENT.name, dossier(RequestState.READY)),
    "dossiers.page": lambda say: dossiers.page(say, CLIENT.name, CLIENT.id, dossier(RequestState.READY)),
    "dossiers.page:waiting": lambda say: dossiers.page(say, CLIENT.name, CLIENT.id, dossier()),
    **{f"errors.refusal{':' * bool(name)}{name}": _refusal(error) for name, error in _refusals().items()},
}


def builders() -> set[str]:
    """Public functions of ``bot/notices`` that make a notice, form or page, as "module.function"."""
    found = set()
    for module in pkgutil.iter_modules(bot.notices.__path__):
        rooms = importlib.import_module(f"bot.notices.{module.name}")
        for name, function in inspect.getmembers(rooms, inspect.isfunction):
            own = function.__module__ == rooms.__name__ and not name.startswith("_")
            if own and inspect.signature(function, eval_str=True).return_annotation in (Notice, Form, Page):
                found.add(f"{module.name}.{name}")
    return found
