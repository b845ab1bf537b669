"""Values for the store's contract: with every field away from its default, so that a forgotten column is seen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from bot.domain.agreement import Agreement, AgreementState, PointKind, Whose
from bot.domain.assessment import Stage
from bot.domain.checkin import Band, Published, Round, Seat
from bot.domain.client import Client, ClientState, Contract, ContractKind, Standing
from bot.domain.counterweight import Counterweight, CounterweightKind
from bot.domain.delivery import Delivery, DeliveryState, Urgency
from bot.domain.detection import Side
from bot.domain.dossier import DossierRequest, Period
from bot.domain.draft import (
    Approval,
    Draft,
    DraftKind,
    Engine,
    Fact,
    FactKind,
    Order,
    Passage,
    Tone,
    Version,
)
from bot.domain.incident import Heard, Incident, IncidentState, Reporter, Source
from bot.domain.installation import Installation
from bot.domain.listening import Listening, ListeningState, Pause
from bot.domain.nudge import Nudge, NudgeState, Rung, Telling
from bot.domain.parting import CheckedItem, Closed, HandOver, Item, ItemState, OpenInvoice, PartingCase, Step
from bot.domain.person import ChannelRef, Person, PersonRef, Role
from bot.domain.reference import ChatReference
from bot.domain.reporter_question import Answer, ReporterQuestion
from bot.domain.schedule import Every, Rhythm, Schedule
from bot.domain.session import WebSession
from bot.domain.talk import Note, Outcome, Talk

NOW = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=UTC)
ELSEWHERE = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
DAY = date(2026, 11, 24)
HOUR = timedelta(hours=1)


def ref(user: str) -> PersonRef:
    return PersonRef("practice", "demo", user)


def channel(name: str) -> ChannelRef:
    return ChannelRef("practice", "demo", name)


def person(id: str, *refs: str, name: str = "") -> Person:
    return Person(id=id, name=name or id.title(), refs=tuple(map(ref, refs or (id,))))


def full_person() -> Person:
    return Person(
        id="p-full",
        name="Zoë O'Neil",
        refs=(ref("zoe"), PersonRef("slack", "T1", "U1")),
        language="de",
        external=True,
        admitted=True,
        active=False,
        away_until=DAY,
        roles=frozenset({Role.OWNER, Role.ADMIN}),
        sample=True,
    )


def client(id: str = "c1", name: str = "Acme", **changes: object) -> Client:
    return Client(id=id, name=name, **changes)  # type: ignore[arg-type]


def full_client() -> Client:
    return Client(
        id="c-full",
        name="Müller & Söhne",
        aliases=("MS", "mueller", "M&S", "!!"),
        language="de",
        leads=("p2", "p1"),
        deputies=("p3", "p4"),
        channels=(channel("z"), channel("a")),
        contract=Contract(
            kind=ContractKind.TRUST,
            start=date(2020, 1, 31),
            term_end=date(2027, 1, 1),
            notice="3 months to month_end",
            clause="§ 7",
            pay_rhythm="month",
            monthly_value=Decimal("12345.60"),
            currency="CHF",
            country="CH",
        ),
        state=ClientState.PARTING,
        standing=Standing(
            stage=Stage.EXIT,
            since=DAY,
            announced=False,
            checked_on=date(2026, 11, 23),
            left_talk_on=date(2026, 1, 2),
            left_exit_on=date(2026, 3, 4),
        ),
        sample=True,
    )


def incident(number: int, client: str | None = "c1", *, by: tuple[str, ...] = ("p1",), **changes: object) -> Incident:
    values: dict[str, object] = {
        "id": f"i{number}",
        "number": number,
        "client": client,
        "sign": "disrespect",
        "summary": "Shouted in the meeting.",
        "occurred_on": DAY,
        "reported_on": DAY,
        "reported_at": NOW + number * HOUR,
        "reporters": tuple(Reporter(person=one, joined_at=NOW) for one in by),
    }
    return Incident(**{**values, **changes})  # type: ignore[arg-type]


def heard(message: str = "17.1", asked: str = "p1", **changes: object) -> Heard:
    values: dict[str, object] = {"channel": channel("a"), "message": message, "side": Side.TEAM, "asked": asked}
    return Heard(**{**values, **changes})  # type: ignore[arg-type]


def suspicion(number: int, asked: str = "p1", place: str = "a", **changes: object) -> Incident:
    """Noticed by the bot; nobody has answered yet."""
    found = heard(f"17.{number}", asked, channel=channel(place))
    made: dict[str, object] = {"by": (), "state": IncidentState.SUSPECTED, "source": Source.DETECTED, "heard": found}
    return incident(number, **{**made, **changes})  # type: ignore[arg-type]


def full_incident() -> Incident:
    return Incident(
        id="i-full",
        number=7,
        client="c1",
        client_words="akme",
        sign="ethics",
        severity=3,
        summary="Zeile 1\nZeile 2 🙈 'quoted' <b>",
        quote='"So?"',
        link="https://example.com/a?b=c&d",
        occurred_on=date(2026, 11, 20),
        reported_on=date(2026, 11, 23),
        reported_at=NOW,
        counted_on=DAY,
        source=Source.SHORTCUT,
        state=IncidentState.SUSPECTED,
        reporters=(
            Reporter(person="p9", joined_at=NOW, consent=True),
            Reporter(person="p1", joined_at=NOW + HOUR),
        ),
        guessed=True,
        own_message=True,
        to_owner=True,
        by_lead=True,
        about_oneself=True,
        facts_confirmed_by="p5",
        released_on=date(2026, 11, 25),
        heard=heard("17.5", side=Side.CLIENT, answered_at=NOW + HOUR),
        sample=True,
    )


def talk(id: str, client: str = "c1", day: date = DAY) -> Talk:
    return Talk(id=id, client=client, day=day, outcome=Outcome.AGREED, lead="p1", recorded_at=NOW)


def full_talk() -> Talk:
    return Talk(
        id="t-full",
        client="c1",
        day=DAY,
        outcome=Outcome.REFUSED,
        lead="p2",
        note="They left.",
        recorded_at=NOW,
        sample=True,
    )


def note(id: str, client: str = "c1", written_at: datetime = NOW) -> Note:
    return Note(id=id, client=client, author="p1", text="Called them.", written_at=written_at)


def agreement(id: str = "a1", client: str = "c1", **changes: object) -> Agreement:
    values: dict[str, object] = {
        "id": id,
        "client": client,
        "text": "Feedback within three days",
        "whose": Whose.THEIRS,
        "due_on": DAY,
        "made_by": "p1",
        "made_at": NOW,
    }
    return Agreement(**{**values, **changes})  # type: ignore[arg-type]


def full_agreement() -> Agreement:
    return Agreement(
        id="a-full",
        client="c1",
        talk="t1",
        text="Zwei Runden,\nnicht mehr 🙈",
        whose=Whose.OURS,
        kind=PointKind.DEADLINE,
        said_on=date(2026, 11, 3),
        due_on=date(2026, 12, 1),
        state=AgreementState.BROKEN,
        remind_at=NOW + HOUR,
        moves=2,
        made_by="p1",
        made_at=NOW,
        settled_by="p2",
        settled_on=DAY,
        sample=True,
    )


def counterweight(id: str = "w1", client: str = "c1", **changes: object) -> Counterweight:
    values: dict[str, object] = {
        "id": id,
        "client": client,
        "kind": CounterweightKind.OWN_MISS,
        "day": DAY,
        "text": "We sent the draft two days late.",
        "author": "p1",
        "written_at": NOW,
    }
    return Counterweight(**{**values, **changes})  # type: ignore[arg-type]


def full_counterweight() -> Counterweight:
    return counterweight("w-full", kind=CounterweightKind.GOOD_DEED, text="Praised Zoë's \n work", sample=True)


def reporter_question(id: str = "q1", incident: str = "i1", **changes: object) -> ReporterQuestion:
    values: dict[str, object] = {
        "id": id,
        "incident": incident,
        "asked_by": "p2",
        "text": "Was anybody else in the call?",
        "asked_on": DAY,
        "asked_at": NOW,
    }
    return ReporterQuestion(**{**values, **changes})  # type: ignore[arg-type]


def reporter_answer(question: str = "q1", person: str = "p1", text: str = "Nobody.") -> Answer:
    return Answer(question=question, person=person, text=text, answered_at=NOW + HOUR)


def nudge(id: str, client: str = "c1", stage: Stage = Stage.TALK, **changes: object) -> Nudge:
    values: dict[str, object] = {
        "id": id,
        "client": client,
        "stage": stage,
        "opened_at": NOW,
        "opened_on": DAY,
        "score": 21.5,
        "told_score": 21.5,
        "policy": "1",
        "round_at": NOW,
    }
    return Nudge(**{**values, **changes})  # type: ignore[arg-type]


def full_nudge() -> Nudge:
    return Nudge(
        id="n-full",
        client="c1",
        stage=Stage.EXIT,
        state=NudgeState.SNOOZED,
        opened_at=NOW,
        opened_on=DAY,
        score=41.123456,
        told_score=0.1,
        policy="abc",
        fast_track=True,
        confidential=True,
        shadow=True,
        round=3,
        round_at=NOW + HOUR,
        next_rung=Rung.DEPUTIES,
        next_step_at=NOW + 2 * HOUR,
        wakes_at=NOW + 3 * HOUR,
        overdue_at=NOW + 4 * HOUR,
        overdue_told=2,
        snoozes=1,
        handled_by="p1",
        reason="Holidays",
        closed_at=NOW + 5 * HOUR,
        tellings=(Telling("p2", Rung.LEAD, NOW), Telling("p1", Rung.REMINDER, NOW + HOUR)),
    )


def version(draft: str, number: int = 1, written_at: datetime = NOW) -> Version:
    return Version(
        draft=draft,
        number=number,
        subject="",
        body="Dear …",
        engine=Engine.TEMPLATE,
        author="",
        written_at=written_at,
    )


def draft(id: str, client: str = "c1", written_at: datetime = NOW) -> Draft:
    return Draft(
        id=id,
        client=client,
        kind=DraftKind.BOUNDARY,
        tone=Tone.PLAIN,
        language="en",
        version=version(id, written_at=written_at),
    )


def full_version() -> Version:
    return Version(
        draft="d-full",
        number=3,
        subject="Ende der Zusammenarbeit",
        body="Guten Tag\n\n[Name]",
        engine=Engine.MODEL,
        author="p1",
        written_at=NOW,
        wish="kürzer",
        passages=(Passage("Guten Tag", ("talk:t1", "contract_start")),),
        facts=(
            Fact("talk:t1", FactKind.TALK, {"day": "2026-11-03", "outcome": "agreed"}),
            Fact("contract_start", FactKind.START, {"day": "2024-03-01"}),
        ),
    )


def full_draft() -> Draft:
    return Draft(
        id="d-full",
        client="c1",
        kind=DraftKind.EXIT,
        tone=Tone.FIRM,
        language="de",
        version=full_version(),
        for_person="p1",
        nudge="n1",
        locked=True,
        approval=Approval(asked_by="p1", approver="p2", approved_by="p2", approved_at=NOW + HOUR, note="Gut so"),
        order=Order(key="o1", by="p1", base=3, wish="wärmer"),
        fell_back="timeout",
    )


def delivery(id: str, person: str = "p1", **changes: object) -> Delivery:
    values: dict[str, object] = {
        "id": id,
        "key": f"key-{id}",
        "person": person,
        "notice": "nudge",
        "urgency": Urgency.NUDGE,
        "due_at": NOW,
        "created_at": NOW,
    }
    return Delivery(**{**values, **changes})  # type: ignore[arg-type]


def full_delivery() -> Delivery:
    return Delivery(
        id="m-full",
        key="nudge:n1:p1:lead",
        person="p1",
        notice="reminder",
        about={"nudge": "n1", "days": "2"},
        urgency=Urgency.ESCALATION,
        held=False,
        state=DeliveryState.FAILED,
        due_at=NOW,
        created_at=NOW - HOUR,
        attempts=4,
        edits="m0",
        channel=channel("a"),
        chat="D1",
        message="17.5",
        sent_at=NOW + HOUR,
        error="channel_not_found",
    )


def installation(workspace: str = "T01TEST", platform: str = "slack", **changes: object) -> Installation:
    values: dict[str, object] = {
        "platform": platform,
        "workspace": workspace,
        "name": "Müller & Söhne 🙈",
        "bot_user": "U0BOT",
        "app": "A0APP",
        "sealed_token": "v1.0badcafe.c2VhbGVk",
        "scopes": ("chat:write", "commands", "users:read"),
        "installed_by": "slack:T01TEST/U01ALICE",
        "installed_at": NOW,
    }
    return Installation(**{**values, **changes})  # type: ignore[arg-type]


def reference(
    user: str = "a11ce", workspace: str = "f1a0", platform: str = "teams", **changes: object
) -> ChatReference:
    values: dict[str, object] = {
        "person": PersonRef("teams", workspace, user),
        "address": "https://smba.example.com/emea/",
        "account": f"29:{user}",
        "chat": f"a:{user}",
        "seen_at": NOW,
    }
    return ChatReference(**{**values, **changes})  # type: ignore[arg-type]


def web_session(id: str = "s1", user: str = "U01ALICE", **changes: object) -> WebSession:
    made = WebSession(id, PersonRef("slack", "T01TEST", user), NOW, NOW + timedelta(hours=8))
    return replace(made, **changes)  # type: ignore[arg-type]


def dossier(id: str = "o1", client: str = "c1", **changes: object) -> DossierRequest:
    values: dict[str, object] = {
        "id": id,
        "client": client,
        "person": "p1",
        "period": Period(DAY - timedelta(days=90), DAY),
        "form": "pdf",
        "asked_at": NOW,
    }
    return DossierRequest(**{**values, **changes})  # type: ignore[arg-type]


def listening(place: str = "a", **changes: object) -> Listening:
    values: dict[str, object] = {
        "channel": channel(place),
        "client": "c1",
        "state": ListeningState.ON,
        "set_by": "p1",
        "set_at": NOW,
    }
    return Listening(**{**values, **changes})  # type: ignore[arg-type]


def full_listening() -> Listening:
    return Listening(
        channel=channel("z"),
        client="c1",
        state=ListeningState.PAUSED,
        informed_by="p2",
        language_model=True,
        set_by="p1",
        set_at=NOW,
        pause=Pause.SHARED,
    )


def parting(id: str = "e1", client: str = "c1", **changes: object) -> PartingCase:
    values: dict[str, object] = {
        "id": id,
        "client": client,
        "opened_on": DAY,
        "opened_at": NOW,
        "opened_by": "p1",
        "reason": "so",
    }
    return PartingCase(**{**values, **changes})  # type: ignore[arg-type]


def full_parting() -> PartingCase:
    return parting(
        "e-full",
        opened_by="p2",
        stage="exit",
        nudge="n-full",
        receive_on=DAY,
        ends_on=date(2027, 2, 28),
        last_invoice_on=date(2027, 3, 1),
        last_invoice_out=True,
        hours=Decimal("12.50"),
        rate=Decimal("95.00"),
        learnt="Ask for a deposit.",
        version=4,
        freed_incidents=17,
        freed_of=41,
        closed=Closed.PARTED,
        closed_at=NOW + HOUR,
        closed_by="p2",
        look_back_at=NOW + 2 * HOUR,
        looked_back_at=NOW + 3 * HOUR,
    )


def checked(item: Item = Item.COUNSEL, case: str = "e1") -> CheckedItem:
    return CheckedItem(case=case, item=item, state=ItemState.DONE, note="Called.", by="p2", at=NOW, version=3)


def handover(id: str = "h1", case: str = "e1", **changes: object) -> HandOver:
    values: dict[str, object] = {
        "id": id,
        "case": case,
        "what": "Domain",
        "owner": "p2",
        "due_on": DAY,
        "added_by": "p1",
        "added_at": NOW,
    }
    return HandOver(**{**values, **changes})  # type: ignore[arg-type]


def full_handover() -> HandOver:
    return handover("h-full", remind_at=NOW + HOUR, reminders=1, added_by="p2", done_by="p2", done_at=NOW + 2 * HOUR)


def invoice(id: str = "v1", case: str = "e1", **changes: object) -> OpenInvoice:
    values: dict[str, object] = {
        "id": id,
        "case": case,
        "number": "2026-107",
        "amount": Decimal("1200.50"),
        "currency": "CHF",
        "due_on": DAY,
        "late_from": date(2026, 11, 25),
        "added_by": "p2",
        "added_at": NOW,
        "paid_on": date(2026, 11, 30),
    }
    return OpenInvoice(**{**values, **changes})  # type: ignore[arg-type]


def step(case: str = "e1", act: str = "opened") -> Step:
    return Step(case=case, at=NOW, by="p2", act=act, about="counsel", note="Called.")


def round_of(id: str = "r1", client: str | None = "c1", *people: str, **changes: object) -> Round:
    seats = tuple(Seat(name, name) for name in sorted(people or ("p1", "p2", "p3", "p4", "p5")))
    whole = Round(
        id=id, client=client, group=5, seats=seats, opened_by="p1", opened_at=NOW, closes_at=NOW + timedelta(days=6)
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def published(id: str = "r1", client: str | None = "c1", **changes: object) -> Published:
    whole = Published(
        round=id,
        client=client,
        published_at=NOW,
        band=Band.MID,
        counts=(1, 2, 3, 4, 5),
        comments=("a \x00 b", "c", "ünï"),
        roster=frozenset({"p1", "p2", "p3", "p4", "p5"}),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def schedule(client: str | None = "c1", **changes: object) -> Schedule:
    rhythm = Rhythm(every=Every.FORTNIGHT, weekday=3, hour=14, since=DAY)
    whole = Schedule(
        id=f"s-{client}",
        client=client,
        rhythm=rhythm,
        group=6,
        open_days=4,
        people=("p1", "p2"),
        set_by="p1",
        set_at=NOW,
        next_at=NOW + HOUR,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]
