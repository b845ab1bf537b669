"""From what doors send to what handlers take: command words and buttons, each in one table; forms: ``bot.submitted``.

Nothing here asks the store.
"""

from collections.abc import Callable, Mapping

from bot import messages as m
from bot.domain.agreement import AgreementState
from bot.domain.incident import QUOTE_LIMIT
from bot.errors import NotAllowed, NotPossible, Refused, Stale
from bot.notices.help import COMMANDS
from bot.notices.parts import OPEN
from bot.submitted import FORMS, draft_value
from bot.wording import HELP_WORDS, MINE_WORDS, PREPARE_WORDS, PRIVACY_WORDS, WEIGH_WORDS


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


def leaves_no_trace(message: m.DoorMessage) -> bool:
    """Whether it is an answer to a check-in, or about to be one: nothing may tell afterwards that it was there."""
    match message:
        case m.Pressed(action="checkin.answer") | m.Submitted(form="checkin"):
            return True
    return False


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
        case "client-talk" if word.lower() in PREPARE_WORDS:
            return m.ShowGuide(by, words=rest.strip())
        case "client-talk":
            return m.OpenForm(by=by, form="talk", words=text)
        case "client-exit" if word.lower() in WEIGH_WORDS:
            return m.ShowDecision(by, words=rest.strip())
        case "client-exit":
            return m.OpenForm(by=by, form="exit", words=text)
        case "client-checkin":
            return _checkin_words(by, word.lower(), rest.strip(), text)
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


def _checkin_words(by: m.From, word: str, rest: str, text: str) -> m.Command:
    match word:
        case "start" | "starten":
            return m.OpenForm(by=by, form="checkin_start", words=rest)
        case "schedule" | "planen":
            return m.OpenForm(by=by, form="checkin_schedule", words=rest)
        case "stop" | "beenden":
            return m.StopCheckins(by, rest)
        case "results" | "ergebnisse":
            return m.ShowCheckinResults(by, rest)
        case "who" | "wer":
            raise NotPossible("who_answered")
        case "what" | "was" if not rest:
            return m.ExplainCheckin(by)
        case "out" | "raus" if not rest:
            return m.DeclineCheckins(by)
        case "in" | "rein" if not rest:
            return m.DeclineCheckins(by, declined=False)
    return m.ShowCheckins(by, text)


def _listen(by: m.From) -> m.Command:
    return m.OpenForm(by=by, form="listen")


LISTENING: Mapping[str, Callable[[m.From], m.Command]] = {
    "listen": _listen,
    "zuhören": _listen,
    "mithören": _listen,
    "pause": m.PauseListening,
    "pausieren": m.PauseListening,
    "anhalten": m.PauseListening,
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


def _version(make: Callable[[m.From, str, int], m.Command]) -> Callable[[m.From, str], m.Command]:
    """``value``: a draft's id and a version's number."""
    return lambda by, value: make(by, *draft_value(value))


def _form(kind: str) -> Callable[[m.From, str], m.Command]:
    return lambda by, value: m.OpenForm(by=by, form=kind, subject=value)


def _settled(state: AgreementState) -> Callable[[m.From, str], m.Command]:
    return lambda by, value: m.SettleAgreement(by=by, agreement=value, state=state)


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
    "parting.show": m.ShowParting,
    "parting.plan": _form("parting_plan"),
    "parting.item": _form("parting_item"),
    "parting.handover": _form("parting_handover"),
    "parting.handed_over": m.FinishHandOver,
    "parting.invoice": _form("parting_invoice"),
    "parting.paid": m.InvoicePaid,
    "parting.look_back": _form("parting_look_back"),
    "client.note": _form("note"),
    "client.edit": _form("client"),
    "client.facts": m.ConfirmFacts,
    "client.guide": m.ShowGuide,
    "client.decision": m.ShowDecision,
    "client.agreement": _form("agreement"),
    "client.warning": _form("warning"),
    "client.became": _form("became"),
    "client.counterweight": _form("counterweight"),
    "client.ask": _form("ask"),
    "agreement.kept": _settled(AgreementState.KEPT),
    "agreement.broken": _settled(AgreementState.BROKEN),
    "agreement.move": lambda by, value: m.OpenForm(by=by, form="became", subject=value, words="point"),
    "counterweight.edit": lambda by, value: m.OpenForm(by=by, form="counterweight", subject=value, words="own"),
    "question.answer": _form("answer"),
    "question.decline": m.DeclineQuestion,
    "draft.show": m.ShowDraft,
    "draft.compare": _version(m.CompareDraft),
    "draft.use": _version(m.UseVersion),
    "draft.edit": _form("draft_edit"),
    "draft.rewrite": _form("draft_rewrite"),
    "draft.ask": _form("draft_ask"),
    "draft.approve": _version(m.ApproveDraft),
    "draft.changes": _form("draft_changes"),
    "flag.open": lambda by, value: m.OpenForm(by=by, form="flag", values={"client": value} if value else {}),
    "mine": lambda by, value: m.ShowMine(by),
    "setup": lambda by, value: m.OpenForm(by=by, form="client"),
    "away": lambda by, value: m.OpenForm(by=by, form="away"),
    "help": m.ShowHelp,
    "admit": lambda by, value: m.AdmitPerson(by, value, admitted=True),
    "expel": lambda by, value: m.AdmitPerson(by, value, admitted=False),
    "people.link": _form("link"),
    "client.dossier": _form("dossier"),
    OPEN: m.OpenInBrowser,
    "release": lambda by, value: m.ReleaseHeld(by),
    "checkin.answer": _form("checkin"),
    "checkin.decline": lambda by, value: m.DeclineCheckins(by),
    "checkin.start": _form("checkin_start"),
    "checkin.schedule": _form("checkin_schedule"),
    "checkin.stop": lambda by, value: m.StopCheckins(by, about=value),
    "checkin.results": lambda by, value: m.ShowCheckinResults(by, about=value),
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
        "parting.plan",
        "parting.item",
        "parting.handover",
        "parting.invoice",
        "parting.look_back",
        "client.dossier",
        "client.note",
        "client.edit",
        "client.agreement",
        "client.warning",
        "client.became",
        "client.counterweight",
        "client.ask",
        "agreement.move",
        "counterweight.edit",
        "question.answer",
        "draft.edit",
        "draft.rewrite",
        "draft.ask",
        "draft.changes",
        "flag.open",
        "people.link",
        "setup",
        "away",
        "checkin.answer",
        "checkin.start",
        "checkin.schedule",
    }
)
"""The buttons that open a form: some platforms have to know before one is pressed."""


def _pressed(message: m.Pressed) -> m.Command:
    if message.action not in ACTIONS:
        raise Stale("changed")
    return ACTIONS[message.action](message.by, message.value)
