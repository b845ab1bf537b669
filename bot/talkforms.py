"""Submitted forms around a talk → commands; ``bot.submitted`` gives them on beside the others."""

from collections.abc import Callable, Mapping
from datetime import date

from bot import messages as m
from bot.domain.agreement import AGREEMENT_LIMIT, AgreementState, PointKind, Whose
from bot.domain.counterweight import COUNTERWEIGHT_LIMIT, CounterweightKind
from bot.domain.incident import SUMMARY_LIMIT
from bot.domain.reporter_question import ANSWER_LIMIT, QUESTION_LIMIT
from bot.domain.talk import Outcome
from bot.formvalues import Reader


def _subject(message: m.Submitted) -> str:
    return message.state.get("subject", "")


def _talk(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    day = form.day("day", required=True)
    command = m.RecordTalk(
        by=message.by,
        client=form.text("client", 80, required=True),
        day=day or date.min,
        outcome=form.choice("outcome", Outcome, Outcome.AGREED),
        note=form.text("note", SUMMARY_LIMIT),
        agreed=_point(form, required=False),
    )
    form.done()
    return command


def _point(form: Reader, *, required: bool) -> m.Point | None:
    """An agreed point; where there may be none, its day and owner are asked for only with a text."""
    text = form.text("point", AGREEMENT_LIMIT, required=required)
    if not text and not required:
        return None
    due_on = form.day("point_due", required=True)
    return m.Point(text=text, due_on=due_on or date.max, whose=form.choice("point_whose", Whose, Whose.THEIRS))


def _agreement(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    point = _point(form, required=True)
    form.done()
    assert point is not None
    return m.AddAgreement(by=message.by, client=_subject(message), point=point)


def _warning(message: m.Submitted) -> m.Command:
    """A deadline needs its day; a mere warning one on which to look whether it helped."""
    form = Reader(message.values)
    said_on, due_on = form.day("said_on", required=True), form.day("point_due", required=True)
    point = m.Point(
        text=form.text("demand", AGREEMENT_LIMIT, required=True),
        due_on=due_on or date.max,
        whose=Whose.THEIRS,
        kind=form.choice("warning_kind", _warning_kind, PointKind.DEADLINE),
        said_on=said_on or date.min,
    )
    form.done()
    return m.AddAgreement(by=message.by, client=_subject(message), point=point)


def _warning_kind(written: str) -> PointKind:
    kind = PointKind(written)
    if kind is PointKind.AGREED:
        raise ValueError(written)
    return kind


def _became(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    state = form.choice("became", AgreementState, AgreementState.KEPT)
    command = m.SettleAgreement(
        by=message.by,
        agreement=form.text("agreement", 80, required=True),
        state=state,
        due_on=form.day("point_due", required=state is AgreementState.OPEN),
    )
    form.done()
    return command


def _counterweight(message: m.Submitted) -> m.Command:
    form, own = Reader(message.values), message.state.get("own", "")
    if own and form.check("remove"):
        return m.RemoveCounterweight(message.by, own)
    day = form.day("day", required=True)
    command = m.SetCounterweight(
        by=message.by,
        client=_subject(message),
        counterweight=own or None,
        kind=form.choice("kind", CounterweightKind, CounterweightKind.GOOD_DEED),
        day=day or date.min,
        text=form.text("deed", COUNTERWEIGHT_LIMIT, required=True),
    )
    form.done()
    return command


def _ask(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    command = m.AskReporters(
        by=message.by,
        client=_subject(message),
        incident=form.text("incident", 80, required=True),
        text=form.text("question", QUESTION_LIMIT, required=True),
    )
    form.done()
    return command


def _answer(message: m.Submitted) -> m.Command:
    form = Reader(message.values)
    text = form.text("answer", ANSWER_LIMIT, required=True)
    form.done()
    return m.AnswerQuestion(by=message.by, question=_subject(message), text=text)


TALK_FORMS: Mapping[str, Callable[[m.Submitted], m.Command]] = {
    "talk": _talk,
    "agreement": _agreement,
    "warning": _warning,
    "became": _became,
    "counterweight": _counterweight,
    "ask": _ask,
    "answer": _answer,
}
