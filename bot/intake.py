"""From what doors send to what handlers take: command words, buttons and forms, each in one table.

Nothing here asks the store. A form whose values cannot be read raises ``InvalidInput`` with a problem per field, and
the front opens it again with everything that was typed.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from bot import messages as m
from bot.domain.client import ClientState, Contract, ContractKind
from bot.domain.draft import DraftKind, Tone
from bot.domain.incident import CLEAR, QUOTE_LIMIT, SEVERITIES, SUMMARY_LIMIT, Source
from bot.domain.nudge import REASON_LIMIT
from bot.domain.person import ChannelRef
from bot.domain.talk import Outcome
from bot.errors import NotAllowed, Refused, Stale
from bot.formvalues import Reader
from bot.noticeperiod import notice_code
from bot.notices.help import COMMANDS
from bot.notices.labels import PAY_RHYTHMS
from bot.wording import HELP_WORDS, MINE_WORDS, PRIVACY_WORDS

COUNTRIES = ("DE", "AT", "CH")


def read(message: m.DoorMessage) -> m.Command:
    """The command behind a door's message."""
    match message:
        case m.Typed():
            return _typed(message)
        case m.Pressed():
            return _pressed(message)
        case m.Submitted():
            return FORMS[message.form](message) if message.form in FORMS else m.ShowHelp(message.by)
        case m.MessageFlagged(by=by):
            values = {"quote": message.quote[:QUOTE_LIMIT], "link": message.link, "own": "yes" if message.own else ""}
            return m.OpenForm(by=by, form="flag", values=values)


def opens_form(message: m.DoorMessage) -> bool:
    """Whether the answer is going to be a form, or most likely so: a door may have to open its window at once."""
    try:
        return isinstance(read(message), m.OpenForm)
    except Refused:
        return False


def asks_who_reads(message: m.DoorMessage) -> bool:
    """Whether it matters who reads along in a channel (it is bound, or listening goes on): a door looks first, and says
    so in ``From`` (``shared``, ``absent``, ``unseen``). The channel is that of ``read(message).by``; for a form that is
    the one in which it was opened.
    """
    try:
        wanted = read(message)
    except Refused:
        return False
    listens = isinstance(wanted, m.OpenForm) and wanted.form == "listen"
    return listens or isinstance(wanted, m.BindChannel | m.SwitchListening | m.ResumeListening)


# --- Command words -----------------------------------------------------------------------------------------------


def _typed(message: m.Typed) -> m.Command:
    command, by, text = message.command.lstrip("/").lower(), message.by, message.text.strip()
    if command not in COMMANDS:
        return m.ShowHelp(by)
    word, _, rest = text.partition(" ")
    if text.lower() in HELP_WORDS:
        return m.ShowHelp(by, command)
    if text.lower() in PRIVACY_WORDS:
        return m.ShowPrivacy(by)
    match command:
        case "client-flag":
            return _flag_words(by, text)
        case "client-status":
            return m.ShowStatus(by, text)
        case "client-talk":
            return m.OpenForm(by=by, form="talk", words=text)
        case "client-exit":
            return m.OpenForm(by=by, form="exit", words=text)
        case _:
            return _setup_words(by, word.lower(), rest.strip(), text)


def _flag_words(by: m.From, text: str) -> m.Command:
    if not text:
        return m.OpenForm(by=by, form="flag")
    if text.lower() in MINE_WORDS:
        return m.ShowMine(by)
    return m.FlagByWords(by=by, words=text)


def _setup_words(by: m.From, word: str, rest: str, text: str) -> m.Command:
    if text.lower() in ("bind", "binden"):
        return m.ShowHelp(by, "client-setup")
    if word in ("bind", "binden"):
        return m.BindChannel(_in_channel(by), rest)
    if word in ("unbind", "lösen") and not rest:
        return m.UnbindChannel(_in_channel(by))
    if text.lower() in LISTENING:
        return LISTENING[text.lower()](_in_channel(by))
    if word in ("link", "verknüpfen") and not rest:
        return m.OpenForm(by=by, form="link")
    return m.OpenForm(by=by, form="client", words=text)


def _listen(by: m.From) -> m.Command:
    return m.OpenForm(by=by, form="listen")


LISTENING: Mapping[str, Callable[[m.From], m.Command]] = {
    "listen": _listen,
    "zuhören": _listen,
    "pause": m.PauseListening,
    "pausieren": m.PauseListening,
    "resume": m.ResumeListening,
    "fortsetzen": m.ResumeListening,
    "unlisten": m.EndListening,
    "weghören": m.EndListening,
}
"""What follows `/client-setup` in a channel, in both languages."""


def _in_channel(by: m.From) -> m.From:
    """In the chat with the bot there is no channel to bind or to listen to."""
    if by.channel is None:
        raise NotAllowed("channel")
    return by


# --- Buttons -----------------------------------------------------------------------------------------------------


def _same(by: m.From, value: str) -> m.Command:
    mine, _, other = value.partition(":")
    return m.JoinIncident(by, mine, other)


def _form(kind: str) -> Callable[[m.From, str], m.Command]:
    return lambda by, value: m.OpenForm(by=by, form=kind, subject=value)


ACTIONS: Mapping[str, Callable[[m.From, str], m.Command]] = {
    "report.right": m.ConfirmIncident,
    "report.correct": _form("correct"),
    "report.withdraw": m.WithdrawIncident,
    "report.same": _same,
    "report.show": m.ShowIncident,
    "suspicion.confirm": m.ConfirmSuspicion,
    "suspicion.named": lambda by, value: m.ConfirmSuspicion(by, value, consent=True),
    "suspicion.other": _form("suspicion"),
    "suspicion.client": lambda by, value: m.OpenForm(by=by, form="suspicion", subject=value, words="client"),
    "suspicion.dismiss": m.DismissSuspicion,
    "nudge.acknowledge": m.AcknowledgeNudge,
    "nudge.snooze": _form("snooze"),
    "nudge.dismiss": _form("dismiss"),
    "client.talk": _form("talk"),
    "client.draft": _form("draft"),
    "client.exit": _form("exit"),
    "client.note": _form("note"),
    "client.edit": _form("client"),
    "client.facts": m.ConfirmFacts,
    "draft.show": m.ShowDraft,
    "flag.open": lambda by, value: m.OpenForm(by=by, form="flag", values={"client": value} if value else {}),
    "mine": lambda by, value: m.ShowMine(by),
    "setup": lambda by, value: m.OpenForm(by=by, form="client"),
    "away": lambda by, value: m.OpenForm(by=by, form="away"),
    "help": m.ShowHelp,
    "admit": lambda by, value: m.AdmitPerson(by, value, admitted=True),
    "expel": lambda by, value: m.AdmitPerson(by, value, admitted=False),
    "people.link": _form("link"),
    "release": lambda by, value: m.ReleaseHeld(by),
}


OPENING = frozenset(
    {
        "report.correct",
        "suspicion.other",
        "suspicion.client",
        "nudge.snooze",
        "nudge.dismiss",
        "client.talk",
        "client.draft",
        "client.exit",
        "client.note",
        "client.edit",
        "flag.open",
        "people.link",
        "setup",
        "away",
    }
)
"""The buttons that open a form: some platforms have to know before one is pressed."""


def _pressed(message: m.Pressed) -> m.Command:
    if message.action not in ACTIONS:
        raise Stale("changed")
    return ACTIONS[message.action](message.by, message.value)


# --- Forms -------------------------------------------------------------------------------------------------------


_SEVERITY = {str(severity): severity for severity in SEVERITIES}


def _subject(message: m.Submitted) -> str:
    return message.state.get("subject", "")


def _flag(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    words = message.state.get("client_words", "")
    client = form.text("client", 80, required=not words)
    command = m.FlagIncident(
        by=message.by,
        client=client or None,
        client_words="" if client else words,
        sign=form.text("sign", 80, required=True),
        severity=form.choice("severity", _SEVERITY.__getitem__, CLEAR),
        summary=form.text("summary", SUMMARY_LIMIT, required=True),
        quote=form.text("quote", QUOTE_LIMIT),
        link=form.link("link"),
        occurred_on=form.day("occurred_on", required=True),
        consent=form.check("consent"),
        to_owner=form.check("to_owner"),
        about_oneself=form.check("about_oneself"),
        own_message=message.state.get("own") == "yes",
        source=Source.SHORTCUT if form.values.get("link") else Source.COMMAND,
    )
    form.done()
    return command


def _correct(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    day = form.day("occurred_on", required=True)
    command = m.CorrectIncident(
        by=message.by,
        incident=_subject(message),
        client=form.text("client", 80, required=True) or None,
        sign=form.text("sign", 80, required=True),
        severity=form.choice("severity", _SEVERITY.__getitem__, CLEAR),
        summary=form.text("summary", SUMMARY_LIMIT, required=True),
        quote=form.text("quote", QUOTE_LIMIT),
        link=form.link("link"),
        occurred_on=day or date.min,
        consent=form.check("consent"),
        about_oneself=form.check("about_oneself"),
    )
    form.done()
    return command


def _suspicion(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    command = m.CorrectSuspicion(
        by=message.by,
        incident=_subject(message),
        client=form.text("client", 80, required=True),
        sign=form.text("sign", 80, required=True),
        severity=form.choice("severity", _SEVERITY.__getitem__, CLEAR),
        summary=form.text("summary", SUMMARY_LIMIT, required=True),
        consent=form.check("consent"),
        about_oneself=form.check("about_oneself"),
    )
    form.done()
    return command


def _listened(message: m.Submitted) -> m.Command:
    """From the form of `/client-setup listen`; the channel it was opened in comes back with it.

    Where the door tells a channel as well, it has to be that one: who reads along is known of no other.
    """
    form = Reader(message.values)
    model = form.choice("engine", {"local": False, "openai": True}.__getitem__, False)
    if "informed" in message.values and not form.check("informed"):
        form.problems["informed"] = "required"
    form.done()
    opened_in, by = message.state.get("channel", ""), message.by
    if opened_in and by.channel is None:
        by = replace(by, channel=ChannelRef.parse(opened_in))
    if opened_in and str(by.channel) != opened_in:
        raise Stale("changed")
    return m.SwitchListening(by=by, language_model=model, informed=form.check("informed"))


def _client(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    channel = message.state.get("channel", "")
    command = m.SetClient(
        by=message.by,
        client=_subject(message) or None,
        name=form.text("name", 80, required=True),
        aliases=form.names("aliases"),
        language=form.choice("language", {"de": "de", "en": "en"}.__getitem__, "en"),
        leads=form.names("leads"),
        deputies=form.names("deputies"),
        contract=_contract(form),
        bind=ChannelRef.parse(channel) if channel and form.check("bind") else None,
        people=message.people,
    )
    form.done()
    return command


def _contract(form: Reader) -> Contract:
    kind = form.values.get("contract_kind", "")
    start, end = form.day("contract_start"), form.day("term_end")
    if start and end and end < start:
        form.problems["term_end"] = "end_before_start"
    written = form.text("notice", 60)
    notice = notice_code(written)
    if written and not notice:
        form.problems["notice"] = "not_a_notice"
    currency = (form.text("currency", 3) or "EUR").upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        form.problems["currency"] = "not_a_currency"
    return Contract(
        kind=form.choice("contract_kind", ContractKind, ContractKind.SERVICE) if kind else None,
        start=start,
        term_end=end,
        notice=notice,
        clause=form.text("clause", 200),
        pay_rhythm=_one_of(form, "pay_rhythm", PAY_RHYTHMS),
        monthly_value=_money(form),
        currency=currency,
        country=_one_of(form, "country", COUNTRIES) or "DE",
    )


def _one_of(form: Reader, name: str, known: Container[str]) -> str:
    """An optional choice."""
    value = form.values.get(name, "").strip()
    if value and value not in known:
        form.problems[name] = "unknown_choice"
    return value


def _money(form: Reader) -> Decimal | None:
    written = form.text("monthly_value", 20).replace(" ", "")
    if "," in written:
        written = written.replace(".", "").replace(",", ".")
    try:
        value = Decimal(written) if written else None
    except InvalidOperation:
        value = Decimal("NaN")
    if value is not None and not (value.is_finite() and 0 <= value < 10**9):
        form.problems["monthly_value"] = "not_a_number"
        return None
    return value


def _talk(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    day = form.day("day", required=True)
    command = m.RecordTalk(
        by=message.by,
        client=form.text("client", 80, required=True),
        day=day or date.min,
        outcome=form.choice("outcome", Outcome, Outcome.AGREED),
        note=form.text("note", SUMMARY_LIMIT),
    )
    form.done()
    return command


def _exit(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    command = m.ChangeClientState(
        by=message.by,
        client=form.text("client", 80, required=True),
        state=form.choice("state", ClientState, ClientState.PARTING),
        reason=form.text("reason", REASON_LIMIT, required=True),
    )
    form.done()
    return command


def _snooze(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    day = form.day("until", required=True)
    reason = form.text("reason", REASON_LIMIT, required=True)
    form.done()
    return m.SnoozeNudge(by=message.by, nudge=_subject(message), until=day or date.min, reason=reason)


def _dismiss(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    reason = form.text("reason", REASON_LIMIT, required=True)
    form.done()
    return m.DismissNudge(by=message.by, nudge=_subject(message), reason=reason)


def _note(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    text = form.text("text", SUMMARY_LIMIT, required=True)
    form.done()
    return m.AddNote(by=message.by, client=_subject(message), text=text)


def _draft(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    command = m.WriteDraft(
        by=message.by,
        client=form.text("client", 80, required=True),
        kind=form.choice("kind", DraftKind, DraftKind.BOUNDARY),
        tone=form.choice("tone", Tone, Tone.PLAIN),
        language=form.choice("language", {"de": "de", "en": "en"}.__getitem__, ""),
    )
    form.done()
    return command


def _away(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    day = form.day("until")
    form.done()
    return m.SetAway(by=message.by, until=day)


def _link(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    person, same = form.text("person", 80, required=True), form.text("same", 80, required=True)
    form.done()
    return m.LinkPeople(message.by, person, same)


FORMS: Mapping[str, Callable[[m.Submitted], m.Command]] = {
    "flag": _flag,
    "correct": _correct,
    "suspicion": _suspicion,
    "listen": _listened,
    "client": _client,
    "talk": _talk,
    "exit": _exit,
    "snooze": _snooze,
    "dismiss": _dismiss,
    "note": _note,
    "draft": _draft,
    "away": _away,
    "link": _link,
}
