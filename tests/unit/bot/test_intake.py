"""From what doors send to what handlers take: every command word, button and form."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot import intake
from bot import messages as m
from bot.domain.client import ClientState, ContractKind
from bot.domain.draft import DraftKind, Tone
from bot.domain.incident import Source
from bot.domain.parting import Item, ItemState
from bot.domain.person import ChannelRef, PersonRef
from bot.domain.talk import Outcome
from bot.errors import InvalidInput, NotAllowed, NotPossible, Stale
from bot.handlers.forms import BUILDERS, PREPARED
from bot.handlers.table import HANDLERS
from bot.notices.help import COMMANDS
from bot.notices.paths import page_of
from bot.submitted import FORMS

# Their form has a handler of its own, which only reads.
WITHOUT_A_TRACE = {"checkin"}
BY = m.From(who=PersonRef("practice", "demo", "anna"), key="k")
THERE = replace(BY, channel=ChannelRef("practice", "demo", "acme-web"))


@pytest.mark.parametrize(
    ("command", "text", "expected"),
    [
        ("client-flag", "", m.OpenForm(by=BY, form="flag")),
        ("/client-flag", " acme shouted ", m.FlagByWords(by=BY, words="acme shouted")),
        ("CLIENT-FLAG", "Mine", m.ShowMine(BY)),
        ("client-flag", "meine", m.ShowMine(BY)),
        ("client-flag", "help", m.ShowHelp(BY, "client-flag")),
        ("client-flag", "HILFE", m.ShowHelp(BY, "client-flag")),
        ("client-flag", "help wanted by acme", m.FlagByWords(by=BY, words="help wanted by acme")),
        ("client-flag", "privacy", m.ShowPrivacy(BY)),
        ("client-flag", "datenschutz", m.ShowPrivacy(BY)),
        ("client-status", "", m.ShowStatus(BY, "")),
        ("client-status", "acme", m.ShowStatus(BY, "acme")),
        ("client-talk", "acme", m.OpenForm(by=BY, form="talk", words="acme")),
        ("client-checkin", "", m.ShowCheckins(BY, "")),
        ("client-checkin", "acme gmbh", m.ShowCheckins(BY, "acme gmbh")),
        ("client-checkin", "start acme", m.OpenForm(by=BY, form="checkin_start", words="acme")),
        ("client-checkin", "Planen Acme", m.OpenForm(by=BY, form="checkin_schedule", words="Acme")),
        ("client-checkin", "stop", m.StopCheckins(BY, "")),
        ("client-checkin", "ergebnisse acme", m.ShowCheckinResults(BY, "acme")),
        ("client-checkin", "was", m.ExplainCheckin(BY)),
        ("client-checkin", "out", m.DeclineCheckins(BY)),
        ("client-checkin", "rein", m.DeclineCheckins(BY, declined=False)),
        ("client-exit", "acme", m.OpenForm(by=BY, form="exit", words="acme")),
        ("client-setup", "", m.OpenForm(by=BY, form="client", words="")),
        ("client-setup", "Globex Corp", m.OpenForm(by=BY, form="client", words="Globex Corp")),
        ("client-setup", "bind", m.ShowHelp(BY, "client-setup")),
        ("client-setup", "binden", m.ShowHelp(BY, "client-setup")),
        ("client-what", "acme", m.ShowHelp(BY)),
    ],
)
def test_command_words(command: str, text: str, expected: m.Command) -> None:
    assert intake.read(m.Typed(BY, command, text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bind Globex Corp", m.BindChannel(THERE, "Globex Corp")),
        ("binden Globex", m.BindChannel(THERE, "Globex")),
        ("unbind", m.UnbindChannel(THERE)),
        ("lösen", m.UnbindChannel(THERE)),
    ],
)
def test_binding_works_in_a_channel_only(text: str, expected: m.Command) -> None:
    assert intake.read(m.Typed(THERE, "client-setup", text)) == expected
    with pytest.raises(NotAllowed):
        intake.read(m.Typed(BY, "client-setup", text))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help(command: str) -> None:
    assert intake.read(m.Typed(BY, command, "help")) == m.ShowHelp(BY, command)


@pytest.mark.parametrize("action", intake.ACTIONS)
def test_every_button_leads_to_a_handler(action: str) -> None:
    command = intake.read(m.Pressed(BY, action, "a:b"))
    assert type(command) in HANDLERS and command.by == BY
    if isinstance(command, m.OpenForm):
        assert command.form in {*BUILDERS, *PREPARED, *WITHOUT_A_TRACE}


def test_forms_given_out_are_the_forms_read() -> None:
    assert set(FORMS) == {*BUILDERS, *PREPARED, *WITHOUT_A_TRACE}


@pytest.mark.parametrize(
    ("message", "quiet"),
    [
        (m.Pressed(BY, "checkin.answer", "r"), True),
        (m.Submitted(BY, "checkin", {}), True),
        (m.Submitted(BY, "checkin_start", {}), False),
        (m.Typed(BY, "client-checkin"), False),
    ],
)
def test_answers_leave_no_trace(message: m.DoorMessage, quiet: bool) -> None:
    assert intake.leaves_no_trace(message) is quiet


@pytest.mark.parametrize("word", ["who", "wer", "who acme", "WHO has answered"])
def test_who_has_answered_is_refused(word: str) -> None:
    with pytest.raises(NotPossible, match="who_answered"):
        intake.read(m.Typed(BY, "client-checkin", word))


def test_unknown_button_is_stale_and_unknown_form_gets_help() -> None:
    with pytest.raises(Stale):
        intake.read(m.Pressed(BY, "nudge.explode", "1"))
    assert intake.read(m.Submitted(BY, "nothing", {})) == m.ShowHelp(BY)


def test_same_thing_carries_both_reports() -> None:
    assert intake.read(m.Pressed(BY, "report.same", "1:2")) == m.JoinIncident(BY, "1", "2")


def test_flagged_message_opens_the_form() -> None:
    found = intake.read(m.MessageFlagged(BY, "q" * 4_000, "https://x.example", own=True))
    assert isinstance(found, m.OpenForm)
    assert found.values == {"quote": "q" * 3_000, "link": "https://x.example", "own": "yes"}


FLAG = {"client": "c", "sign": "ethics", "severity": "3", "summary": " s ", "occurred_on": "2026-03-01"}


def test_flag_form() -> None:
    more = {"quote": "q", "link": "https://x.example", "consent": "yes", "to_owner": "yes", "about_oneself": "yes"}
    found = intake.read(m.Submitted(BY, "flag", {**FLAG, **more}, {"own": "yes"}))
    assert found == m.FlagIncident(
        by=BY,
        client="c",
        sign="ethics",
        severity=3,
        summary="s",
        quote="q",
        link="https://x.example",
        occurred_on=date(2026, 3, 1),
        consent=True,
        to_owner=True,
        about_oneself=True,
        own_message=True,
        source=Source.SHORTCUT,
    )


def test_correct_form() -> None:
    found = intake.read(m.Submitted(BY, "correct", FLAG, {"subject": "i"}))
    assert isinstance(found, m.CorrectIncident)
    assert (found.incident, found.client, found.severity, found.occurred_on) == ("i", "c", 3, date(2026, 3, 1))


def problems(form: str, values: dict[str, str]) -> dict[str, str]:
    with pytest.raises(InvalidInput) as invalid:
        intake.read(m.Submitted(BY, form, values, {"subject": "x"}))
    return dict(invalid.value.problems)


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        ("flag", {"client", "sign", "severity", "summary", "occurred_on"}),
        ("correct", {"client", "sign", "severity", "summary", "occurred_on"}),
        ("client", {"name", "language"}),
        ("talk", {"client", "day", "outcome"}),
        ("exit", {"client", "state", "reason"}),
        ("snooze", {"until", "reason"}),
        ("dismiss", {"reason"}),
        ("note", {"text"}),
        ("draft", {"client", "kind", "tone", "language"}),
    ],
)
def test_empty_form_names_every_missing_field(form: str, missing: set[str]) -> None:
    assert problems(form, {}) == dict.fromkeys(missing, "required")


@pytest.mark.parametrize(
    ("form", "field", "limit"),
    [("dismiss", "reason", 500), ("snooze", "reason", 500), ("exit", "reason", 500), ("note", "text", 2_000)],
)
def test_texts_have_limits(form: str, field: str, limit: int) -> None:
    values = {"until": "2026-03-05", "client": "c", "state": "parting"}
    intake.read(m.Submitted(BY, form, {**values, field: "x" * limit}, {"subject": "x"}))
    assert problems(form, {**values, field: "x" * (limit + 1)}) == {field: f"too_long:{limit + 1}"}


@pytest.mark.parametrize(
    ("link", "fine"),
    [
        ("https://x.example/1", True),
        ("HTTP://x.example", True),
        ("practice:demo/acme/1", True),
        ("", True),
        ("javascript:alert(1)", False),
        ("x.example", False),
        ("https://" + "x" * 2_000, False),
    ],
)
def test_links(link: str, fine: bool) -> None:
    if fine:
        intake.read(m.Submitted(BY, "flag", {**FLAG, "link": link}))
    else:
        assert set(problems("flag", {**FLAG, "link": link})) == {"link"}


def client_form(**values: str) -> m.SetClient:
    found = intake.read(
        m.Submitted(BY, "client", {"name": "Acme", "language": "de", **values}, {"channel": "slack:T/C"})
    )
    assert isinstance(found, m.SetClient)
    return found


def test_client_form() -> None:
    found = client_form(
        aliases="A, B ,A,", leads="1,2", deputies="3", bind="yes", contract_kind="works", currency="chf"
    )
    assert (found.name, found.aliases, found.leads, found.deputies) == ("Acme", ("A", "B"), ("1", "2"), ("3",))
    assert found.bind == ChannelRef("slack", "T", "C")
    assert (found.contract.kind, found.contract.currency) == (ContractKind.WORKS, "CHF")
    assert client_form().bind is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("4500", Decimal(4500)),
        ("4500.50", Decimal("4500.5")),
        ("4.500,50", Decimal("4500.5")),
        ("4 500,5", Decimal("4500.5")),
        ("0", Decimal(0)),
        ("", None),
    ],
)
def test_money_in_both_notations(written: str, value: Decimal | None) -> None:
    assert client_form(monthly_value=written).contract.monthly_value == value


@pytest.mark.parametrize("written", ["-1", "much", "NaN", "Infinity", "1e12", "1,2,3"])
def test_impossible_money(written: str) -> None:
    values = {"name": "Acme", "language": "de", "monthly_value": written}
    assert problems("client", values) == {"monthly_value": "not_a_number"}


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("notice", "whenever", "not_a_notice"),
        ("currency", "E", "not_a_currency"),
        ("contract_start", "x", "not_a_date"),
        ("language", "fr", "unknown_choice"),
        ("contract_kind", "gift", "unknown_choice"),
        ("pay_rhythm", "yearly", "unknown_choice"),
        ("country", "FR", "unknown_choice"),
    ],
)
def test_impossible_contract_facts(field: str, typed: str, problem: str) -> None:
    assert problems("client", {"name": "Acme", "language": "de", field: typed}) == {field: problem}


def test_term_that_ends_before_it_starts() -> None:
    values = {"name": "Acme", "language": "de", "contract_start": "2026-02-01", "term_end": "2026-01-01"}
    assert problems("client", values) == {"term_end": "end_before_start"}


def test_the_other_forms() -> None:
    subject = {"subject": "n"}
    talk = {"client": "c", "day": "1.3.2026", "outcome": "refused", "note": " so "}
    assert intake.read(m.Submitted(BY, "talk", talk)) == m.RecordTalk(
        by=BY, client="c", day=date(2026, 3, 1), outcome=Outcome.REFUSED, note="so"
    )
    left = {"client": "c", "state": "former", "reason": "r"}
    assert intake.read(m.Submitted(BY, "exit", left)) == m.ChangeClientState(
        by=BY, client="c", state=ClientState.FORMER, reason="r"
    )
    assert intake.read(m.Submitted(BY, "snooze", {"until": "2026-03-09", "reason": "r"}, subject)) == m.SnoozeNudge(
        by=BY, nudge="n", until=date(2026, 3, 9), reason="r"
    )
    assert intake.read(m.Submitted(BY, "dismiss", {"reason": "r"}, subject)) == m.DismissNudge(
        by=BY, nudge="n", reason="r"
    )
    assert intake.read(m.Submitted(BY, "note", {"text": "t"}, subject)) == m.AddNote(by=BY, client="n", text="t")
    letter = {"client": "c", "kind": "exit", "tone": "warm", "language": "de"}
    assert intake.read(m.Submitted(BY, "draft", letter)) == m.WriteDraft(
        by=BY, client="c", kind=DraftKind.EXIT, tone=Tone.WARM, language="de"
    )
    assert intake.read(m.Submitted(BY, "away", {"until": ""})) == m.SetAway(by=BY, until=None)
    assert intake.read(m.Submitted(BY, "away", {"until": "9.3.2026"})) == m.SetAway(by=BY, until=date(2026, 3, 9))


def test_the_forms_of_a_parting() -> None:
    subject = {"subject": "c", "version": "3"}
    days = {"receive_on": "9.3.2026", "ends_on": "", "last_invoice_on": "2026-05-04", "last_invoice_out": "yes"}
    assert intake.read(m.Submitted(BY, "parting_plan", days, subject)) == m.PlanParting(
        by=BY,
        client="c",
        receive_on=date(2026, 3, 9),
        ends_on=None,
        last_invoice_on=date(2026, 5, 4),
        last_invoice_out=True,
        version=3,
    )
    ticked = {"state": "not_needed", "note": " n "}
    assert intake.read(m.Submitted(BY, "parting_item", ticked, {"subject": "c:data", "version": "-1"})) == m.CheckItem(
        by=BY, client="c", item=Item.DATA, state=ItemState.NOT_NEEDED, note="n", version=-1
    )
    what = {"what": "w", "owner": "p", "due_on": "2026-03-09"}
    assert intake.read(m.Submitted(BY, "parting_handover", what, subject)) == m.AddHandOver(
        by=BY, client="c", what="w", owner="p", due_on=date(2026, 3, 9)
    )
    bill = {"number": "7", "amount": "1.234,50", "currency": "chf", "due_on": "2026-03-09", "late_from": ""}
    assert intake.read(m.Submitted(BY, "parting_invoice", bill, subject)) == m.AddInvoice(
        by=BY,
        client="c",
        number="7",
        amount=Decimal("1234.50"),
        currency="CHF",
        due_on=date(2026, 3, 9),
        late_from=None,
    )
    seen = {"hours": "12", "rate": "", "learnt": "much"}
    assert intake.read(m.Submitted(BY, "parting_look_back", seen, subject)) == m.LookBack(
        by=BY, client="c", hours=Decimal(12), rate=None, learnt="much", version=3
    )


@pytest.mark.parametrize("amount", ["", "-3", "NaN", "1e99", "so much"])
def test_an_amount_that_is_none_is_said_at_its_field(amount: str) -> None:
    bill = {"number": "7", "amount": amount, "due_on": "2026-03-09"}
    with pytest.raises(InvalidInput) as refused:
        intake.read(m.Submitted(BY, "parting_invoice", bill, {"subject": "c"}))
    assert set(refused.value.problems) == {"amount"}


@pytest.mark.parametrize(
    ("path", "page", "subject"),
    [
        ("home", "home", ""),
        ("clients/c1", "client", "c1"),
        ("/partings/c1", "parting", "c1"),
        ("talks/c1", "talk", "c1"),
        ("decisions/c1", "decision", "c1"),
        ("anonymity", "anonymity", ""),
        ("dossiers/d1", "dossier", "d1"),
        ("else/c1", "client", "c1"),
    ],
)
def test_links_lead_to_their_pages(path: str, page: str, subject: str) -> None:
    assert page_of(path) == (page, subject)


def test_buttons_that_open_a_form_are_known_as_such() -> None:
    opening = {name for name, made in intake.ACTIONS.items() if isinstance(made(BY, "x"), m.OpenForm)}
    assert opening == intake.OPENING
