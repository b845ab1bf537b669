"""Guarantee 13, first form: every message the core handles × every role × own and foreign client, from the registry.

A message without a case fails the test. What is refused must change nothing and show nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args

import pytest

from bot import access
from bot import messages as m
from bot.domain.agreement import Agreement, AgreementState, PointKind, Whose
from bot.domain.chart import checkins_picture
from bot.domain.checkin import Band, Published, Round, RoundState
from bot.domain.client import ClientState, Contract
from bot.domain.counterweight import Counterweight, CounterweightKind
from bot.domain.dossier import Period
from bot.domain.draft import Approval, Draft, DraftKind, Engine, Tone, Version
from bot.domain.nudge import Nudge
from bot.domain.parting import Item, ItemState
from bot.domain.person import PersonRef
from bot.domain.reporter_question import Answer, ReporterQuestion
from bot.domain.schedule import Every
from bot.domain.talk import Outcome
from bot.errors import InvalidInput, NotAllowed, NotFound, Stale
from bot.handlers.forms import BUILDERS, PREPARED
from bot.handlers.table import HANDLERS
from bot.notices.parts import Page
from bot.notices.paths import FOLDERS
from bot.replies import Asked, File
from tests.dialogs.house import House, channel, read
from tests.fakes.memory import MemoryStore
from tests.fakes.memory_state import State

CANARY = "canarystory"
LED = frozenset({"lena", "dora", "olivia"})
# Of the client whom the firm parts from; carl does what is to be handed over to it.
LED_THERE = frozenset({"paul", "olivia"})
MANAGED = LED | {"tarik"}
LENA = frozenset({"lena"})
ANNA, OWNER, ADMIN = frozenset({"anna"}), frozenset({"olivia"}), frozenset({"tarik"})
NOBODY: frozenset[str] = frozenset()
LENA = frozenset({"lena"})
ALL = frozenset({"anna", "carl", "lena", "dora", "olivia", "tarik", "paul"})
ASKED = frozenset({"anna", "carl", "dora", "paul"})
ADDING = ALL - {"anna", "carl"}
# anna reported, carl is any member, paul leads another client, greta is a guest, stranger is Lena's name elsewhere.
PEOPLE = (*sorted(ALL), "greta", "stranger")


@dataclass
class World:
    """A firm in which everything is there that a message could be about; put back before each try."""

    house: House
    state: State
    client: str
    grave: str
    guess: str
    misfit: str
    mine: str
    other: str
    nudge: Nudge
    draft: str
    guest: str
    suspicion: str
    parting: str
    handover: str
    invoice: str
    point: str
    note: str
    question: str
    letter: str
    other_letter: str
    owner: str
    dossier: str
    round: str
    team: tuple[str, ...]

    def by(self, who: str) -> m.From:
        found = self.house.by("lena" if who == "stranger" else who, place="acme-web")
        if who == "stranger":
            return replace(found, who=PersonRef("practice", "elsewhere", "lena"), external=True)
        return found


async def _published(house: House, client: str) -> None:
    """What check-ins gave about the client, and about the firm."""
    async with house.store.write() as unit:
        for about in (client, None):
            at, id = house.clock.now(), f"of {about}"
            over = Round(
                id=id, client=about, group=5, seats=(), opened_by="", opened_at=at, closes_at=at,
                state=RoundState.PUBLISHED, ended_at=at, swept=True,
            )  # fmt: skip
            await unit.checkins.open(over)
            await unit.checkins.publish(Published(round=id, client=about, published_at=at, band=Band.HIGH))
        await unit.commit()


async def built() -> World:
    house = House(externals=frozenset({"greta", "gus"}))
    await house.opens("anna", "ben", "carl", "lena", "dora", "paul")
    client = await house.has_client("Acme Outdoor", "lena", "dora", aliases="Acme")
    await house.has_client("Bergwerk", "paul")
    await house.says("greta", "/client-flag")
    await house.says("gus", "/client-flag")
    await house.says("lena", "/client-setup bind acme", place="acme-web")
    await house.files("anna", "Acme", "disrespect", 2, CANARY)
    await house.files("ben", "Acme", "disrespect", 2, CANARY)
    await house.files("anna", "Acme", "ethics", 2, CANARY, quote=CANARY, link=f"https://{CANARY}.example")
    await house.files("anna", "Acme", "strategic_misfit", 2, CANARY)
    await house.says("anna", f"/client-flag acme wants a third free revision {CANARY}")
    await house.settles()
    form = await house.says("tarik", "/client-setup listen", place="acme-web")
    assert isinstance(form, Asked)
    await house.submits("tarik", form.form, {}, place="acme-web")
    await house.settles()
    await house.writes("anna", "acme-web", f"They called us idiots {CANARY}")
    for place in ("acme-quiet", "acme-halted"):
        await house.says("lena", "/client-setup bind acme", place=place)
    form = await house.says("tarik", "/client-setup listen", place="acme-halted")
    assert isinstance(form, Asked)
    await house.submits("tarik", form.form, {}, place="acme-halted")
    await house.says("anna", "/client-setup pause", place="acme-halted")
    await house.settles()
    gone = await house.client("Bergwerk")
    leaving = {"client": gone.id, "state": "parting", "reason": "they want it cheaper"}
    await house.submits("paul", "exit", leaving)
    carl = {"what": "The domain", "owner": await house.id_of("carl"), "due_on": "2026-06-30"}
    state = {"subject": gone.id}
    await house.answers(m.Submitted(house.by("paul"), "parting_handover", carl, state))
    bill = {"number": "7", "amount": "10", "due_on": "2026-01-01"}
    await house.answers(m.Submitted(house.by("paul"), "parting_invoice", bill, state))
    dates = {"since": "2026-01-01", "until": house.kit.today().isoformat()}
    await house.submits("lena", "dossier", {"client": client.id, "form": "jsonl", **dates})
    await house.settles()
    team = [await house.id_of(who) for who in ("anna", "ben", "carl", "dora", "paul")]
    form = await house.says("paul", "/client-checkin start bergwerk")
    assert isinstance(form, Asked)
    await house.submits("paul", form.form, {"people": ",".join(team)})
    await _published(house, client.id)
    ids = [(await house.incident(number)).id for number in range(1, 7)]
    point, note, question = await _beside(house, client.id, ids[0])
    store = house.store
    assert isinstance(store, MemoryStore)
    organization = store.state.organization
    assert organization is not None
    store.state.organization = replace(organization, held=True)
    (draft,) = store.state.drafts
    (dossier,) = store.state.dossiers
    (round,) = [id for id, one in store.state.rounds.items() if one.is_open]
    nudge = await house.nudge("Acme")
    return World(
        house=house,
        state=store.state,
        client=client.id,
        grave=ids[2],
        guess=ids[4],
        misfit=ids[3],
        mine=ids[0],
        other=ids[1],
        nudge=nudge,
        draft=draft,
        guest=await house.id_of("gus"),
        suspicion=ids[5],
        parting=gone.id,
        handover=next(iter(store.state.handovers)),
        invoice=next(iter(store.state.invoices)),
        point=point,
        note=note,
        question=question,
        letter=_letter(store.state, await house.id_of("lena"), client.id, house.kit.now()),
        other_letter="note",
        owner=await house.id_of("olivia"),
        dossier=dossier,
        round=round,
        team=tuple(team),
    )


async def _beside(house: House, client: str, incident: str) -> tuple[str, str, str]:
    """An agreed point, a note of Lena's, and a question of Dora's to Anna that Ben's report has no part in."""
    lena, dora, now, today = await house.id_of("lena"), await house.id_of("dora"), house.kit.now(), house.kit.today()
    point = Agreement(
        id="point", client=client, text=CANARY, whose=Whose.THEIRS, due_on=today, made_by=lena, made_at=now
    )
    note = Counterweight(
        id="note",
        client=client,
        kind=CounterweightKind.GOOD_DEED,
        day=today,
        text=CANARY,
        author=lena,
        written_at=now,
    )
    question = ReporterQuestion(
        id="question", incident=incident, asked_by=dora, text=CANARY, asked_on=today, asked_at=now
    )
    async with house.store.write() as unit:
        await unit.agreements.save(point)
        await unit.counterweights.save(note)
        await unit.reporter_questions.ask(question)
        answer = Answer(question=question.id, person=await house.id_of("anna"), text=CANARY, answered_at=now)
        await unit.reporter_questions.answer(answer)
        await unit.commit()
    return point.id, note.id, question.id


def _letter(state: State, author: str, client: str, at: datetime) -> str:
    """An exit message that Lena wrote, no fast track in its way, and another wording beside it."""
    first = Version(
        draft="letter",
        number=1,
        subject=CANARY,
        body=CANARY,
        engine=Engine.PERSON,
        author=author,
        written_at=at,
    )
    letter = Draft(
        id="letter",
        client=client,
        kind=DraftKind.EXIT,
        tone=Tone.PLAIN,
        language="en",
        version=first,
        approval=Approval(),
    )
    # The exit draft of the nudge stays locked; no fast track is in the way of this one.
    for id, incident in state.incidents.items():
        state.incidents[id] = replace(incident, facts_confirmed_by=author)
    state.drafts["letter"] = letter
    state.draft_versions["letter", 1] = first
    state.drafts["note"] = replace(letter, id="note", kind=DraftKind.BOUNDARY, version=replace(first, draft="note"))
    state.draft_versions["note", 1] = replace(first, draft="note")
    state.draft_versions["letter", 2] = replace(first, number=2)
    return "letter"


@dataclass(frozen=True)
class Case:
    """``build`` makes the message; ``allowed`` are the people for whom it does something or shows something."""

    build: Callable[[World, m.From], object]
    allowed: frozenset[str]
    name: str = ""


def form(kind: str, subject: Callable[[World], str], allowed: frozenset[str]) -> Case:
    return Case(lambda w, by: m.OpenForm(by=by, form=kind, subject=subject(w)), allowed, kind)


def _correction(w: World, by: m.From) -> m.CorrectIncident:
    return m.CorrectIncident(
        by=by,
        incident=w.grave,
        client=w.client,
        sign="ethics",
        severity=1,
        summary="milder",
        quote="",
        link="",
        occurred_on=w.house.kit.today(),
        consent=True,
        about_oneself=False,
    )


def _setup(w: World, by: m.From, client: str | None, name: str) -> m.SetClient:
    return m.SetClient(
        by=by, client=client, name=name, aliases=(), language="en", leads=(), deputies=(), contract=Contract()
    )


def _at(by: m.From, place: str) -> m.From:
    return replace(by, channel=channel(place))


def _shared(by: m.From) -> m.From:
    return replace(_at(by, "acme-quiet"), shared=True)


def _other_sign(w: World, by: m.From) -> m.CorrectSuspicion:
    return m.CorrectSuspicion(
        by=by,
        incident=w.suspicion,
        client=w.client,
        sign="disrespect",
        severity=1,
        summary="again",
        consent=False,
        about_oneself=False,
    )


def _plan(w: World, by: m.From) -> m.PlanParting:
    day = w.house.kit.today()
    return m.PlanParting(
        by=by, client=w.parting, receive_on=day, ends_on=day, last_invoice_on=None, last_invoice_out=True, version=0
    )


def _check(w: World, by: m.From) -> m.CheckItem:
    return m.CheckItem(by=by, client=w.parting, item=Item.DATA, state=ItemState.DONE, note="sent", version=0)


def _hand_over(w: World, by: m.From) -> m.AddHandOver:
    owner = w.state.handovers[w.handover].owner
    return m.AddHandOver(by=by, client=w.parting, what="Files", owner=owner, due_on=w.house.kit.today())


def _bill(w: World, by: m.From) -> m.AddInvoice:
    day = w.house.kit.today()
    return m.AddInvoice(
        by=by, client=w.parting, number="8", amount=Decimal(1), currency="EUR", due_on=day, late_from=None
    )


def _look_back(w: World, by: m.From) -> m.LookBack:
    return m.LookBack(by=by, client=w.parting, hours=None, rate=None, learnt="much", version=0)


def _start(w: World, by: m.From) -> m.StartCheckin:
    return m.StartCheckin(by=by, about=w.client, days=6, group=5, asked=w.team)


def _schedule(w: World, by: m.From) -> m.ScheduleCheckin:
    return m.ScheduleCheckin(by=by, about=w.client, days=6, group=5, every=Every.WEEK, weekday=1, hour=10, asked=w.team)


def _flag(w: World, by: m.From) -> m.FlagIncident:
    return m.FlagIncident(by=by, client=w.client, sign="disrespect", summary="again")


def _point(w: World) -> m.Point:
    return m.Point(text="calls before noon", due_on=w.house.kit.today(), whose=Whose.THEIRS)


def _warning(w: World) -> m.Point:
    return replace(_point(w), kind=PointKind.DEADLINE, said_on=w.house.kit.today())


def _good_deed(w: World, by: m.From, note: str | None) -> m.SetCounterweight:
    return m.SetCounterweight(
        by=by,
        client=w.client,
        counterweight=note,
        kind=CounterweightKind.OWN_MISS,
        day=w.house.kit.today(),
        text="we were late",
    )


CASES: dict[type, tuple[Case, ...]] = {
    m.OpenForm: (
        form("flag", lambda w: "", ALL),
        form("link", lambda w: "", ADMIN),
        form("correct", lambda w: w.grave, ANNA),
        form("client", lambda w: w.client, MANAGED),
        Case(lambda w, by: m.OpenForm(by=by, form="client", words="Brand New"), ADDING, "new client"),
        form("talk", lambda w: w.client, LED),
        form("exit", lambda w: w.client, LED),
        form("parting_plan", lambda w: w.parting, LED_THERE),
        form("parting_item", lambda w: f"{w.parting}:counsel", LED_THERE),
        form("parting_handover", lambda w: w.parting, LED_THERE),
        form("parting_invoice", lambda w: w.parting, LED_THERE),
        form("parting_look_back", lambda w: w.parting, LED_THERE),
        form("draft", lambda w: w.client, LED),
        form("draft_edit", lambda w: f"{w.letter}:1", LED),
        form("draft_rewrite", lambda w: f"{w.letter}:1", LED),
        form("draft_ask", lambda w: f"{w.letter}:1", LED),
        form("draft_changes", lambda w: f"{w.letter}:1", LED - {"lena"}),
        form("dossier", lambda w: w.client, LED),
        form("note", lambda w: w.client, LED),
        form("agreement", lambda w: w.client, LED),
        form("warning", lambda w: w.client, LED),
        form("became", lambda w: w.client, LED),
        Case(lambda w, by: m.OpenForm(by=by, form="became", subject=w.point, words="point"), LED, "one point"),
        form("counterweight", lambda w: w.client, LED),
        Case(
            lambda w, by: m.OpenForm(by=by, form="counterweight", subject=w.note, words="own"), LENA, "one's own note"
        ),
        form("ask", lambda w: w.client, LED),
        form("answer", lambda w: w.question, ANNA),
        form("snooze", lambda w: w.nudge.id, LED),
        form("dismiss", lambda w: w.nudge.id, LED),
        form("away", lambda w: "", ALL),
        form("checkin", lambda w: w.round, ASKED),
        form("checkin_start", lambda w: w.client, LED),
        form("checkin_schedule", lambda w: w.client, LED),
        form("checkin_start", lambda w: "firm", OWNER),
        form("suspicion", lambda w: w.suspicion, ANNA),
        Case(lambda w, by: m.OpenForm(by=_at(by, "acme-quiet"), form="listen"), ADMIN, "listen"),
    ),
    m.FlagByWords: (Case(lambda w, by: m.FlagByWords(by=by, words="acme disrespect:1 again"), ALL),),
    m.FlagIncident: (Case(_flag, ALL),),
    m.ConfirmIncident: (
        Case(lambda w, by: m.ConfirmIncident(by, w.guess), ANNA, "guess"),
        Case(lambda w, by: m.ConfirmIncident(by, w.misfit), LED, "misfit"),
    ),
    m.ConfirmSuspicion: (Case(lambda w, by: m.ConfirmSuspicion(by, w.suspicion), ANNA),),
    m.CorrectSuspicion: (Case(_other_sign, ANNA),),
    m.DismissSuspicion: (Case(lambda w, by: m.DismissSuspicion(by, w.suspicion), ANNA),),
    m.SwitchListening: (
        Case(lambda w, by: m.SwitchListening(by=_at(by, "acme-quiet")), ADMIN),
        Case(lambda w, by: m.SwitchListening(by=_shared(by), informed=True), OWNER, "shared, nobody has agreed yet"),
    ),
    m.PauseListening: (Case(lambda w, by: m.PauseListening(by), ALL),),
    m.ResumeListening: (Case(lambda w, by: m.ResumeListening(_at(by, "acme-halted")), MANAGED),),
    m.EndListening: (Case(lambda w, by: m.EndListening(by), ADMIN),),
    m.WithdrawIncident: (Case(lambda w, by: m.WithdrawIncident(by, w.grave), ANNA),),
    m.CorrectIncident: (Case(_correction, ANNA),),
    m.JoinIncident: (Case(lambda w, by: m.JoinIncident(by, w.mine, w.other), ANNA),),
    m.ConfirmFacts: (Case(lambda w, by: m.ConfirmFacts(by, w.client), OWNER),),
    m.ShowMine: (Case(lambda w, by: m.ShowMine(by), ALL),),
    m.ShowIncident: (Case(lambda w, by: m.ShowIncident(by, w.grave), ANNA),),
    m.ShowHelp: (Case(lambda w, by: m.ShowHelp(by), ALL),),
    m.ShowPrivacy: (Case(lambda w, by: m.ShowPrivacy(by), ALL),),
    m.ShowStatus: (
        Case(lambda w, by: m.ShowStatus(by, "acme"), LED, "named"),
        Case(lambda w, by: m.ShowStatus(by), LED, "in the client's channel"),
        Case(lambda w, by: m.ShowStatus(replace(by, channel=None)), ALL, "all own"),
    ),
    m.SetClient: (
        Case(lambda w, by: _setup(w, by, w.client, "Acme"), MANAGED, "edit"),
        Case(lambda w, by: _setup(w, by, None, "Brand New"), ADDING, "add"),
    ),
    m.BindChannel: (Case(lambda w, by: m.BindChannel(replace(by, channel=channel("other")), "acme"), MANAGED),),
    m.UnbindChannel: (Case(lambda w, by: m.UnbindChannel(by), MANAGED),),
    m.ChangeClientState: (
        Case(lambda w, by: m.ChangeClientState(by=by, client=w.client, state=ClientState.PARTING, reason="so"), LED),
    ),
    m.ShowParting: (Case(lambda w, by: m.ShowParting(by, w.parting), LED_THERE),),
    m.PlanParting: (Case(_plan, LED_THERE),),
    m.CheckItem: (Case(_check, LED_THERE),),
    m.AddHandOver: (Case(_hand_over, LED_THERE),),
    m.FinishHandOver: (Case(lambda w, by: m.FinishHandOver(by, w.handover), LED_THERE | {"carl"}),),
    m.AddInvoice: (Case(_bill, LED_THERE),),
    m.InvoicePaid: (Case(lambda w, by: m.InvoicePaid(by, w.invoice), LED_THERE),),
    m.LookBack: (Case(_look_back, LED_THERE),),
    m.RecordTalk: (
        Case(lambda w, by: m.RecordTalk(by=by, client=w.client, day=w.house.kit.today(), outcome=Outcome.AGREED), LED),
    ),
    m.AddAgreement: (
        Case(lambda w, by: m.AddAgreement(by=by, client=w.client, point=_point(w)), LED),
        Case(lambda w, by: m.AddAgreement(by=by, client=w.client, point=_warning(w)), LED, "warning"),
    ),
    m.SettleAgreement: (
        Case(lambda w, by: m.SettleAgreement(by=by, agreement=w.point, state=AgreementState.KEPT), LED, "kept"),
        Case(
            lambda w, by: m.SettleAgreement(
                by=by, agreement=w.point, state=AgreementState.OPEN, due_on=w.house.kit.today()
            ),
            LED,
            "moved",
        ),
    ),
    m.SetCounterweight: (
        Case(lambda w, by: _good_deed(w, by, None), LED, "new"),
        Case(lambda w, by: _good_deed(w, by, w.note), LENA, "changed"),
    ),
    m.RemoveCounterweight: (Case(lambda w, by: m.RemoveCounterweight(by, w.note), LENA),),
    m.AskReporters: (
        Case(lambda w, by: m.AskReporters(by=by, client=w.client, incident=w.grave, text="How so?"), LED),
    ),
    m.AnswerQuestion: (Case(lambda w, by: m.AnswerQuestion(by=by, question=w.question, text="So."), ANNA),),
    m.DeclineQuestion: (Case(lambda w, by: m.DeclineQuestion(by, w.question), ANNA),),
    m.ShowGuide: (
        Case(lambda w, by: m.ShowGuide(by, w.client), LED, "by id"),
        Case(lambda w, by: m.ShowGuide(by, words="acme"), LED, "named"),
        Case(lambda w, by: m.ShowGuide(by), LED, "in the client's channel"),
    ),
    m.ShowDecision: (
        Case(lambda w, by: m.ShowDecision(by, w.client), LED, "by id"),
        Case(lambda w, by: m.ShowDecision(by, words="acme"), LED, "named"),
        Case(lambda w, by: m.ShowDecision(by), LED, "in the client's channel"),
    ),
    m.AddNote: (Case(lambda w, by: m.AddNote(by=by, client=w.client, text="called"), LED),),
    m.AcknowledgeNudge: (Case(lambda w, by: m.AcknowledgeNudge(by, w.nudge.id), LED),),
    m.SnoozeNudge: (
        Case(
            lambda w, by: m.SnoozeNudge(
                by=by, nudge=w.nudge.id, until=w.house.kit.today().replace(day=9), reason="later"
            ),
            LED,
        ),
    ),
    m.DismissNudge: (Case(lambda w, by: m.DismissNudge(by=by, nudge=w.nudge.id, reason="no"), LED),),
    m.WriteDraft: (Case(lambda w, by: m.WriteDraft(by=by, client=w.client, kind=DraftKind.BOUNDARY), LED),),
    m.ShowDraft: (
        Case(lambda w, by: m.ShowDraft(by, w.letter), LED),
        Case(lambda w, by: m.ShowDraft(by, w.draft), LED, "locked"),
    ),
    m.CompareDraft: (
        Case(lambda w, by: m.CompareDraft(by, w.letter, 2), LED),
        Case(lambda w, by: m.CompareDraft(by, w.draft), NOBODY, "locked"),
    ),
    m.EditDraft: (
        Case(lambda w, by: m.EditDraft(by=by, draft=w.letter, base=1, subject="Hi", body="Anew"), LED),
        Case(lambda w, by: m.EditDraft(by=by, draft=w.draft, base=1, subject="Hi", body="Anew"), NOBODY, "locked"),
    ),
    m.RewriteDraft: (
        Case(lambda w, by: m.RewriteDraft(by=by, draft=w.letter, base=1, tone=Tone.WARM), LED),
        Case(lambda w, by: m.RewriteDraft(by=by, draft=w.draft, base=1, tone=Tone.WARM), NOBODY, "locked"),
    ),
    m.UseVersion: (Case(lambda w, by: m.UseVersion(by, w.letter, 2), LED),),
    m.AskApproval: (
        Case(lambda w, by: m.AskApproval(by=by, draft=w.letter, base=1, approver=w.owner), LED - {"olivia"}),
        Case(lambda w, by: m.AskApproval(by=by, draft=w.draft, base=1, approver=w.owner), NOBODY, "locked"),
    ),
    m.ApproveDraft: (
        Case(lambda w, by: m.ApproveDraft(by, w.letter, 1), LED - {"lena"}, "not by who wrote it"),
        Case(lambda w, by: m.ApproveDraft(by, w.draft, 1), NOBODY, "locked"),
    ),
    m.WantChanges: (Case(lambda w, by: m.WantChanges(by=by, draft=w.letter, base=1, note="shorter"), LED - {"lena"}),),
    m.SetAway: (Case(lambda w, by: m.SetAway(by=by, until=None), ALL),),
    m.AdmitPerson: (Case(lambda w, by: m.AdmitPerson(by, w.guest, admitted=True), ADMIN),),
    m.LinkPeople: (
        Case(lambda w, by: m.LinkPeople(by, w.state.incidents[w.mine].reporters[0].person, w.guest), ADMIN),
    ),
    m.OpenInBrowser: (
        Case(lambda w, by: m.OpenInBrowser(by, "home"), ALL, "home"),
        Case(lambda w, by: m.OpenInBrowser(by, "anonymity"), ALL, "anonymity"),
        Case(lambda w, by: m.OpenInBrowser(by, f"clients/{w.client}"), LED, "client"),
        Case(lambda w, by: m.OpenInBrowser(by, f"talks/{w.client}"), LED, "talk"),
        Case(lambda w, by: m.OpenInBrowser(by, f"decisions/{w.client}"), LED, "decision"),
        Case(lambda w, by: m.OpenInBrowser(by, f"partings/{w.parting}"), LED_THERE, "parting"),
        Case(lambda w, by: m.OpenInBrowser(by, f"drafts/{w.letter}"), LED, "draft"),
        Case(lambda w, by: m.OpenInBrowser(by, f"dossiers/{w.dossier}"), LENA, "dossier"),
    ),
    m.AskForDossier: (
        Case(
            lambda w, by: m.AskForDossier(
                by=by, client=w.client, period=Period(w.house.kit.today(), w.house.kit.today()), form="pdf"
            ),
            LED,
        ),
    ),
    m.LetterFetched: (
        Case(lambda w, by: m.LetterFetched(by, w.other_letter, "txt"), LED),
        Case(lambda w, by: m.LetterFetched(by, w.letter, "pdf"), NOBODY, "not approved"),
        Case(lambda w, by: m.LetterFetched(by, w.draft, "pdf"), NOBODY, "locked"),
    ),
    m.DossierFetched: (Case(lambda w, by: m.DossierFetched(by, w.dossier), LENA),),
    m.ReleaseHeld: (Case(lambda w, by: m.ReleaseHeld(by), ADMIN),),
    m.ShowCheckins: (
        Case(lambda w, by: m.ShowCheckins(by), ALL, "what one is asked"),
        Case(lambda w, by: m.ShowCheckins(by, "acme"), LED, "named"),
        Case(lambda w, by: m.ShowCheckins(by, "firm"), OWNER, "the firm"),
    ),
    m.ShowCheckinResults: (
        Case(lambda w, by: m.ShowCheckinResults(by, "acme"), LED, "named"),
        Case(lambda w, by: m.ShowCheckinResults(by, about=w.client), LED, "by a button"),
        Case(lambda w, by: m.ShowCheckinResults(by, "firm"), OWNER, "the firm"),
    ),
    m.StartCheckin: (
        Case(_start, LED),
        Case(lambda w, by: replace(_start(w, by), about="firm"), OWNER, "the firm"),
    ),
    m.ScheduleCheckin: (
        Case(_schedule, LED),
        Case(lambda w, by: replace(_schedule(w, by), about="firm"), OWNER, "the firm"),
    ),
    m.StopCheckins: (
        Case(lambda w, by: m.StopCheckins(by, "acme"), LED),
        Case(lambda w, by: m.StopCheckins(by, about="firm"), OWNER, "the firm"),
    ),
    m.PrepareCheckin: (
        Case(lambda w, by: m.PrepareCheckin(by, m.OpenForm(by=by, form="checkin_start", subject=w.client)), LED),
        Case(
            lambda w, by: m.PrepareCheckin(by, m.OpenForm(by=by, form="checkin_schedule", subject="firm")),
            OWNER,
            "the firm",
        ),
    ),
    m.AskCheckin: (Case(lambda w, by: m.AskCheckin(by=by, round=w.round), ASKED),),
    m.AnswerCheckin: (Case(lambda w, by: m.AnswerCheckin(by=by, round=w.round, face=3), ASKED),),
    m.ExplainCheckin: (Case(lambda w, by: m.ExplainCheckin(by), ALL),),
    m.DeclineCheckins: (Case(lambda w, by: m.DeclineCheckins(by), ALL),),
    m.PageAsked: (
        Case(lambda w, by: m.PageAsked(by, "home"), ALL, "home"),
        Case(lambda w, by: m.PageAsked(by, "anonymity"), ALL, "anonymity"),
        Case(lambda w, by: m.PageAsked(by, "client", w.client), LED, "client"),
        Case(lambda w, by: m.PageAsked(by, "parting", w.parting), LED_THERE, "parting"),
        Case(lambda w, by: m.PageAsked(by, "talk", w.client), LED, "talk"),
        Case(lambda w, by: m.PageAsked(by, "decision", w.client), LED, "decision"),
        Case(lambda w, by: m.PageAsked(by, "draft", w.letter), LED, "draft"),
        Case(lambda w, by: m.PageAsked(by, "dossier", w.dossier), LENA, "dossier"),
    ),
    m.ChartAsked: (
        Case(lambda w, by: m.ChartAsked(by, w.client), LED),
        Case(lambda w, by: m.ChartAsked(by, checkins_picture(w.client)), LED, "check-ins"),
        Case(lambda w, by: m.ChartAsked(by, checkins_picture("firm")), OWNER, "check-ins of the firm"),
    ),
    m.ClientsSought: (
        Case(lambda w, by: m.ClientsSought(by, "ac"), ALL, "all"),
        Case(lambda w, by: m.ClientsSought(by, "ac", led=True), ALL, "one's own"),
    ),
    m.HelpWanted: (Case(lambda w, by: m.HelpWanted(by), ALL),),
    m.Installed: (Case(lambda w, by: m.Installed(by), ALL),),
    m.ReceiptWanted: (Case(lambda w, by: m.ReceiptWanted(by, w.state.incidents[w.mine].number), ANNA),),
}
# What a door says by itself: nobody asks for it, and nobody is answered.
DOORS_OWN = {
    m.PersonSeen,
    m.SharingChanged,
    m.ChannelMoved,
    m.OutsiderJoined,
    m.ChannelLeft,
    m.StrangersSought,
    m.MessageHeard,
    m.MessageGone,
}


KINDS = sorted(kind.__name__ for kind in CASES)


def cases_of(name: str) -> tuple[Case, ...]:
    return next(cases for kind, cases in CASES.items() if kind.__name__ == name)


@pytest.fixture
async def world() -> World:
    return await built()


def record_in(state: State) -> dict[str, object]:
    """Everything but the people met."""
    return {part.name: getattr(state, part.name) for part in fields(state) if part.name != "people"}


def _words(answer: Any) -> str:
    if isinstance(answer, bytes):
        return answer.decode()
    if isinstance(answer, File):
        with answer.content as content:
            return content.read().decode()
    if isinstance(answer, Page):
        return read(answer)
    return str(answer.form) if isinstance(answer, Asked) else read(answer.notice) if hasattr(answer, "notice") else ""


async def _tried(world: World, case: Case, who: str) -> tuple[bool, str]:
    """Whether it was done, and what was shown."""
    store = world.house.store
    assert isinstance(store, MemoryStore)
    store.state = world.state.copy()
    before = record_in(store.state)
    try:
        answer = await world.house.bus.handle(case.build(world, world.by(who)))  # type: ignore[arg-type]
    except (InvalidInput, NotAllowed, NotFound, Stale) as refused:
        assert record_in(store.state) == before, f"{who} was refused and something changed"
        return False, str(refused)
    return True, _words(answer)


def test_every_message_form_and_page_has_a_case() -> None:
    assert {case.name for case in CASES[m.PageAsked]} == set(get_args(m.PageName))
    assert set(CASES) == set(HANDLERS) - DOORS_OWN
    assert {case.name for case in CASES[m.OpenForm]} >= {*BUILDERS, *PREPARED}
    assert {case.name for case in CASES[m.PageAsked]} == set(FOLDERS.values())
    assert {case.name for case in CASES[m.OpenInBrowser]} == set(FOLDERS.values())


@pytest.mark.parametrize("message", KINDS)
async def test_only_those_with_the_right_get_through(world: World, message: str) -> None:
    for case in cases_of(message):
        done = {who for who in PEOPLE if (await _tried(world, case, who))[0]}
        assert done == case.allowed, f"{message} {case.name}"


# Anna's own reports are hers to read.
READERS = LED | ANNA


@pytest.mark.parametrize("message", KINDS)
async def test_nobody_else_is_shown_what_was_reported(world: World, message: str) -> None:
    for case in cases_of(message):
        for who in PEOPLE:
            _, shown = await _tried(world, case, who)
            assert CANARY not in shown.lower() or who in READERS, f"{message} {case.name} shows {who}"


async def test_planted_hole_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "is_lead_of", lambda person, client: True)
    case = CASES[m.ChartAsked][0]
    assert (await _tried(world, case, "paul"))[0], "the matrix sees a right too many"
