"""A submitted form → the command that handlers take, one function a form.

Nothing here asks the store. Values that cannot be read raise ``InvalidInput`` with a problem per field, and the front
opens the form again with everything that was typed.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from datetime import date

from bot import messages as m
from bot.domain.checkin import COMMENT_LIMIT, FACES, fits
from bot.domain.client import ClientState, Contract, ContractKind
from bot.domain.dossier import FORMS as DOSSIER_FORMS
from bot.domain.dossier import DossierForm, Period
from bot.domain.draft import BODY_LIMIT, NOTE_LIMIT, SUBJECT_LIMIT, WISH_LIMIT, DraftKind, Tone
from bot.domain.incident import CLEAR, QUOTE_LIMIT, SEVERITIES, SUMMARY_LIMIT, Source
from bot.domain.nudge import REASON_LIMIT
from bot.domain.person import ChannelRef
from bot.domain.schedule import Every
from bot.errors import Stale
from bot.formvalues import Reader
from bot.noticeperiod import notice_code
from bot.notices.labels import PAY_RHYTHMS
from bot.submittedpartings import PARTING_FORMS
from bot.talkforms import TALK_FORMS

COUNTRIES = ("DE", "AT", "CH")

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
    return Contract(
        kind=form.choice("contract_kind", ContractKind, ContractKind.SERVICE) if kind else None,
        start=start,
        term_end=end,
        notice=notice,
        clause=form.text("clause", 200),
        pay_rhythm=_one_of(form, "pay_rhythm", PAY_RHYTHMS),
        monthly_value=form.money("monthly_value"),
        currency=form.currency("currency"),
        country=_one_of(form, "country", COUNTRIES) or "DE",
    )


def _one_of(form: Reader, name: str, known: Container[str]) -> str:
    """An optional choice."""
    value = form.values.get(name, "").strip()
    if value and value not in known:
        form.problems[name] = "unknown_choice"
    return value


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


def draft_value(value: str) -> tuple[str, int]:
    """``id:3``, as buttons and forms about one version carry it."""
    draft, _, number = value.partition(":")
    return draft, int(number) if number.isdecimal() and len(number) < 6 else 0


def _edited(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    draft, base = draft_value(_subject(message))
    subject = form.text("subject", SUBJECT_LIMIT, required=True)
    body = form.text("body", BODY_LIMIT, required=True)
    form.done()
    return m.EditDraft(by=message.by, draft=draft, base=base, subject=" ".join(subject.split()), body=body)


def _rewritten(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    draft, base = draft_value(_subject(message))
    tone, wish = form.choice("tone", Tone, Tone.PLAIN), form.text("wish", WISH_LIMIT)
    form.done()
    return m.RewriteDraft(by=message.by, draft=draft, base=base, tone=tone, wish=wish)


def _asked_for_approval(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    draft, base = draft_value(_subject(message))
    approver = form.text("approver", 80, required=True)
    form.done()
    return m.AskApproval(by=message.by, draft=draft, base=base, approver=approver)


def _changes(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    draft, base = draft_value(_subject(message))
    note = form.text("note", NOTE_LIMIT, required=True)
    form.done()
    return m.WantChanges(by=message.by, draft=draft, base=base, note=note)


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


def _dossier(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    since, until = form.day("since", required=True), form.day("until", required=True)
    if since and until and until < since:
        form.problems["until"] = "end_before_start"
    known: dict[str, DossierForm] = {one: one for one in DOSSIER_FORMS}
    chosen = form.choice("form", known.__getitem__, DOSSIER_FORMS[0])
    client = form.text("client", 80, required=True)
    form.done()
    period = Period(since or date.min, until or date.min)
    return m.AskForDossier(by=message.by, client=client, period=period, form=chosen)


def _checkin(message: m.Submitted) -> m.Command:
    """An answer to a check-in."""
    form = Reader(message.values)
    face = form.choice("face", {str(face): face for face in FACES}.__getitem__, FACES[0])
    comment = form.text("comment", COMMENT_LIMIT)
    if not fits(comment):
        form.problems.setdefault("comment", "comment_too_long")
    form.done()
    return m.AnswerCheckin(by=message.by, round=_subject(message), face=face, comment=comment)


def _checkin_start(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    days, group = form.whole("days"), form.whole("group")
    command = m.StartCheckin(
        by=message.by,
        about=_subject(message),
        days=days,
        group=group,
        asked=form.names("people"),
        people=message.people,
    )
    form.done()
    return command


def _checkin_schedule(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    command = m.ScheduleCheckin(
        by=message.by,
        about=_subject(message),
        days=form.whole("days"),
        group=form.whole("group"),
        every=form.choice("every", Every, Every.MONTH),
        weekday=form.choice("weekday", {str(day): day for day in range(7)}.__getitem__, 0),
        hour=form.choice("hour", {str(hour): hour for hour in range(24)}.__getitem__, 0),
        asked=form.names("people"),
        people=message.people,
    )
    form.done()
    return command


FORMS: Mapping[str, Callable[[m.Submitted], m.Command]] = {
    "flag": _flag,
    "correct": _correct,
    "suspicion": _suspicion,
    "listen": _listened,
    "client": _client,
    "exit": _exit,
    "snooze": _snooze,
    "dismiss": _dismiss,
    "note": _note,
    "draft": _draft,
    "draft_edit": _edited,
    "draft_rewrite": _rewritten,
    "draft_ask": _asked_for_approval,
    "draft_changes": _changes,
    "away": _away,
    "link": _link,
    **PARTING_FORMS,
    **TALK_FORMS,
    "dossier": _dossier,
    "checkin": _checkin,
    "checkin_start": _checkin_start,
    "checkin_schedule": _checkin_schedule,
}
