"""Guarantee 13, first form: every message the core handles × every role × own and foreign client, from the registry.

A message without a case fails the test. What is refused must change nothing and show nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest

from bot import access
from bot import messages as m
from bot.domain.client import ClientState, Contract
from bot.domain.draft import DraftKind
from bot.domain.nudge import Nudge
from bot.domain.person import PersonRef
from bot.domain.schedule import Every
from bot.domain.talk import Outcome
from bot.errors import NotAllowed, NotFound, Stale
from bot.handlers.forms import BUILDERS
from bot.handlers.table import HANDLERS
from bot.notices.parts import Page
from bot.replies import Asked
from tests.dialogs.house import House, channel, read
from tests.fakes.memory import MemoryStore
from tests.fakes.memory_state import State

CANARY = "canarystory"
LED = frozenset({"lena", "dora", "olivia"})
MANAGED = LED | {"tarik"}
ANNA, OWNER, ADMIN = frozenset({"anna"}), frozenset({"olivia"}), frozenset({"tarik"})
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
    round: str
    team: tuple[str, ...]

    def by(self, who: str) -> m.From:
        found = self.house.by("lena" if who == "stranger" else who, place="acme-web")
        if who == "stranger":
            return replace(found, who=PersonRef("practice", "elsewhere", "lena"), external=True)
        return found


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
    await house.writes("anna", "acme-web", f"They called us idiots {CANARY}")
    for place in ("acme-quiet", "acme-halted"):
        await house.says("lena", "/client-setup bind acme", place=place)
    form = await house.says("tarik", "/client-setup listen", place="acme-halted")
    assert isinstance(form, Asked)
    await house.submits("tarik", form.form, {}, place="acme-halted")
    await house.says("anna", "/client-setup pause", place="acme-halted")
    await house.settles()
    team = [await house.id_of(who) for who in ("anna", "ben", "carl", "dora", "paul")]
    form = await house.says("paul", "/client-checkin start bergwerk")
    assert isinstance(form, Asked)
    await house.submits("paul", form.form, {"people": ",".join(team)})
    ids = [(await house.incident(number)).id for number in range(1, 7)]
    store = house.store
    assert isinstance(store, MemoryStore)
    organization = store.state.organization
    assert organization is not None
    store.state.organization = replace(organization, held=True)
    (draft,) = store.state.drafts
    (round,) = store.state.rounds
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
        round=round,
        team=tuple(team),
    )


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


def _start(w: World, by: m.From) -> m.StartCheckin:
    return m.StartCheckin(by=by, about=w.client, days=6, group=5, asked=w.team)


def _schedule(w: World, by: m.From) -> m.ScheduleCheckin:
    return m.ScheduleCheckin(by=by, about=w.client, days=6, group=5, every=Every.WEEK, weekday=1, hour=10, asked=w.team)


def _flag(w: World, by: m.From) -> m.FlagIncident:
    return m.FlagIncident(by=by, client=w.client, sign="disrespect", summary="again")


CASES: dict[type, tuple[Case, ...]] = {
    m.OpenForm: (
        form("flag", lambda w: "", ALL),
        form("link", lambda w: "", ADMIN),
        form("correct", lambda w: w.grave, ANNA),
        form("client", lambda w: w.client, MANAGED),
        Case(lambda w, by: m.OpenForm(by=by, form="client", words="Brand New"), ADDING, "new client"),
        form("talk", lambda w: w.client, LED),
        form("exit", lambda w: w.client, LED),
        form("draft", lambda w: w.client, LED),
        form("note", lambda w: w.client, LED),
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
    m.RecordTalk: (
        Case(lambda w, by: m.RecordTalk(by=by, client=w.client, day=w.house.kit.today(), outcome=Outcome.AGREED), LED),
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
    m.ShowDraft: (Case(lambda w, by: m.ShowDraft(by, w.draft), LED),),
    m.SetAway: (Case(lambda w, by: m.SetAway(by=by, until=None), ALL),),
    m.AdmitPerson: (Case(lambda w, by: m.AdmitPerson(by, w.guest, admitted=True), ADMIN),),
    m.LinkPeople: (
        Case(lambda w, by: m.LinkPeople(by, w.state.incidents[w.mine].reporters[0].person, w.guest), ADMIN),
    ),
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
    m.StopCheckins: (Case(lambda w, by: m.StopCheckins(by, "acme"), LED),),
    m.AskCheckin: (Case(lambda w, by: m.AskCheckin(by=by, round=w.round), ASKED),),
    m.AnswerCheckin: (Case(lambda w, by: m.AnswerCheckin(by=by, round=w.round, face=3), ASKED),),
    m.ExplainCheckin: (Case(lambda w, by: m.ExplainCheckin(by), ALL),),
    m.DeclineCheckins: (Case(lambda w, by: m.DeclineCheckins(by), ALL),),
    m.PageAsked: (
        Case(lambda w, by: m.PageAsked(by, "home"), ALL, "home"),
        Case(lambda w, by: m.PageAsked(by, "client", w.client), LED, "client"),
    ),
    m.ChartAsked: (Case(lambda w, by: m.ChartAsked(by, w.client), LED),),
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
    except (NotAllowed, NotFound, Stale) as refused:
        assert record_in(store.state) == before, f"{who} was refused and something changed"
        return False, str(refused)
    return True, _words(answer)


def test_every_message_and_form_has_a_case() -> None:
    assert set(CASES) == set(HANDLERS) - DOORS_OWN
    assert {case.name for case in CASES[m.OpenForm]} >= set(BUILDERS)


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
    (case,) = CASES[m.ChartAsked]
    assert (await _tried(world, case, "paul"))[0], "the matrix sees a right too many"
