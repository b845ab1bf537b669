"""The dialogs around a talk: recording it, agreed points, what speaks for a client, questions to reporters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.agreement import AGREEMENT_LIMIT, Agreement
from bot.domain.counterweight import COUNTERWEIGHT_LIMIT, Counterweight
from bot.domain.incident import SUMMARY_LIMIT
from bot.domain.parting import Item
from bot.domain.reporter_question import ANSWER_LIMIT, QUESTION_DAYS, QUESTION_LIMIT, ReporterQuestion
from bot.notices import labels
from bot.notices.ending import no_advice
from bot.notices.forms import which_client
from bot.notices.partinglabels import hint_of
from bot.notices.parts import (
    CheckField,
    ChoiceField,
    DateField,
    Field,
    Form,
    Option,
    Paragraph,
    Quote,
    Small,
    Text,
    TextField,
)
from bot.voice import Voice

_OPTION_SHOWN = 60


def talk(say: Voice, clients: Sequence[Option], chosen: str, today: str) -> Form:
    fields: list[Field] = [
        which_client(say, clients, chosen),
        DateField(name="day", label=say.word("Day of the talk"), value=today, required=True),
        ChoiceField(
            name="outcome",
            label=say.word("What came of it"),
            options=labels.options(say, labels.OUTCOMES),
            required=True,
        ),
        TextField(
            name="note",
            label=say.word("What was said"),
            hint=say.word("For the lead and the owner only."),
            lines=3,
            limit=SUMMARY_LIMIT,
        ),
        *_point(say, required=False),
    ]
    return _dialog(say, "talk", say.word("Record a talk"), fields, say.word("Save"))


def agreement(say: Voice, client: str) -> Form:
    title = say.word("Add an agreed point")
    return _dialog(say, "agreement", title, _point(say, required=True), say.word("Save"), subject=client)


def warning(say: Voice, client: str, today: str) -> Form:
    """A warning that was sent, or a deadline that was set; the letter itself is a draft, or another one."""
    fields: list[Field] = [
        TextField(
            name="demand",
            label=say.word("What the client was asked to do or to leave"),
            hint=say.word("As it stands in the letter that was sent."),
            limit=AGREEMENT_LIMIT,
            lines=2,
            required=True,
        ),
        DateField(name="said_on", label=say.word("Sent on"), value=today, required=True),
        ChoiceField(
            name="warning_kind",
            label=say.word("What was it?"),
            options=labels.options(say, labels.WARNINGS),
            value="deadline",
            required=True,
        ),
        DateField(
            name="point_due",
            label=say.word("Until"),
            hint=say.word(
                "The last day of the deadline; of a warning without one, the day you look whether it helped."
            ),
            required=True,
        ),
    ]
    title = say.word("Record a warning")
    return replace(
        _dialog(say, "warning", title, fields, say.word("Save"), subject=client),
        intro=(Paragraph(hint_of(say, Item.WARNING)), no_advice(say)),
    )


def _point(say: Voice, *, required: bool) -> list[Field]:
    hint = say.word("Who does what. You are reminded when it is due; more points can be added afterwards.")
    return [
        TextField(
            name="point",
            label=say.word("Agreed point"),
            hint=hint,
            limit=AGREEMENT_LIMIT,
            lines=2,
            required=required,
        ),
        DateField(name="point_due", label=say.word("Due on"), required=required),
        ChoiceField(
            name="point_whose",
            label=say.word("Whose turn"),
            options=labels.options(say, labels.WHOSE),
            value="theirs",
            required=required,
        ),
    ]


def became(say: Voice, client: str, points: Sequence[Agreement], chosen: str, state: str) -> Form:
    """What became of one of the agreed points; ``state``: chosen beforehand, or empty."""
    fields: list[Field] = [
        ChoiceField(
            name="agreement",
            label=say.word("Agreed point"),
            options=tuple(Option(point.id, _shortly(say, point)) for point in points),
            value=chosen,
            required=True,
        ),
        ChoiceField(
            name="became",
            label=say.word("What became of it"),
            options=labels.options(say, labels.BECAME),
            value=state,
            required=True,
        ),
        DateField(name="point_due", label=say.word("New day"), hint=say.word("Only if it was moved.")),
    ]
    return _dialog(say, "became", say.word("An agreed point"), fields, say.word("Save"), subject=client)


def _shortly(say: Voice, point: Agreement) -> str:
    text = f"{say.day(point.due_on)} · {' '.join(point.text.split())}"
    return text if len(text) <= _OPTION_SHOWN else f"{text[: _OPTION_SHOWN - 1]}…"


def counterweight(say: Voice, client: str, today: str, known: Counterweight | None = None) -> Form:
    """A new one, or one's own to be changed or removed."""
    fields: list[Field] = [
        ChoiceField(
            name="kind",
            label=say.word("What is it?"),
            options=labels.options(say, labels.COUNTERWEIGHTS),
            value=known.kind.value if known else "",
            required=True,
        ),
        DateField(
            name="day",
            label=say.word("When it happened"),
            value=known.day.isoformat() if known else today,
            required=True,
        ),
        TextField(
            name="deed",
            label=say.word("What happened"),
            value=known.text if known else "",
            hint=say.word("Fact, day, effect; no colleague's name. It changes no score."),
            limit=COUNTERWEIGHT_LIMIT,
            lines=3,
            required=True,
        ),
    ]
    if known:
        fields.append(CheckField(name="remove", label=say.word("Remove it"), tick=say.word("Yes")))
    title, own = say.word("For a fair picture"), known.id if known else ""
    return _dialog(say, "counterweight", title, fields, say.word("Save"), subject=client, own=own)


def ask(say: Voice, client: str, incidents: Sequence[Option], chosen: str = "") -> Form:
    fields: list[Field] = [
        ChoiceField(name="incident", label=say.word("About"), options=tuple(incidents), value=chosen, required=True),
        TextField(
            name="question",
            label=say.word("Your question"),
            hint=say.word("About what happened, not about who reported it."),
            limit=QUESTION_LIMIT,
            lines=3,
            required=True,
        ),
    ]
    text = say(
        "Signpost passes your question on to everybody who reported it, with your name. Whoever likes answers within "
        "{n} days, without a name; nobody has to. In a small team an answer can still be guessed: do not try.",
        n=QUESTION_DAYS,
    )
    dialog = _dialog(say, "ask", say.word("Ask the reporters"), fields, say.word("Ask"), subject=client)
    return replace(dialog, intro=(Small(text),))


def answer(say: Voice, question: ReporterQuestion, asker: str, earlier: str) -> Form:
    """``earlier``: what the person has answered already, to be changed."""
    field = TextField(
        name="answer", label=say.word("Your answer"), value=earlier, limit=ANSWER_LIMIT, lines=4, required=True
    )
    dialog = _dialog(say, "answer", say.word("Answer"), [field], say.word("Send"), subject=question.id)
    intro = (Paragraph(say("*{name}* asks:", name=asker)), Quote(question.text), Small(unnamed(say)))
    return replace(dialog, intro=intro)


def unnamed(say: Voice) -> Text:
    """For a reporter, before an answer."""
    return say(
        "The lead reads your answer, not who gave it, and not when. In a small team one can still be guessed by what "
        "one writes. You need not answer; nobody hears of that."
    )


def _dialog(say: Voice, kind: str, title: str, fields: Sequence[Field], submit: str, **state: str) -> Form:
    kept: Mapping[str, str] = {name: value for name, value in state.items() if value}
    return Form(kind=kind, title=title, fields=tuple(fields), submit=submit, cancel=say.word("Cancel"), state=kept)
