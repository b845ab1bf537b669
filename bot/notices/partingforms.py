"""The dialogs of a parting."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.ending import Ending
from bot.domain.parting import HANDOVER_LIMIT, NOTE_LIMIT, CheckedItem, PartingCase
from bot.domain.person import PersonRef
from bot.notices.ending import ending_blocks, no_advice
from bot.notices.labels import options
from bot.notices.partinglabels import ITEMS, STATES, hint_of, money
from bot.notices.parts import (
    CheckField,
    ChoiceField,
    DateField,
    Field,
    Form,
    Option,
    Paragraph,
    PeopleField,
    Quote,
    Small,
    TextField,
)
from bot.voice import Voice


def _form(
    say: Voice, kind: str, title: str, fields: tuple[Field, ...], subject: str, version: int | None = None
) -> Form:
    """``version``: of what is edited, so that a second writer is noticed."""
    state = {"subject": subject, **({} if version is None else {"version": str(version)})}
    save, cancel = say.word("Save"), say.word("Cancel")
    return Form(kind=kind, title=title, fields=fields, submit=save, cancel=cancel, state=state)


def plan(say: Voice, client: str, case: PartingCase, ending: Ending) -> Form:
    """When the notice is to arrive, and what was settled. Above: the earliest end, for the day planned so far."""
    fields = (
        DateField(
            name="receive_on",
            label=say.word("The client receives the notice on"),
            hint=say.word("The earliest end is reckoned from this day."),
        ),
        DateField(
            name="ends_on",
            label=say.word("Settled end"),
            hint=say.word("The day you will write, or have agreed on. Nobody fills it in for you."),
        ),
        DateField(name="last_invoice_on", label=say.word("Day of the last invoice")),
        CheckField(name="last_invoice_out", label=say.word("The last invoice is out"), tick=say.word("Yes")),
    )
    title = say.word("Days of the parting")
    form = _form(say, "parting_plan", title, fields, client, case.version)
    return replace(form, intro=ending_blocks(say, ending))


def plan_words(say: Voice, case: PartingCase) -> str:
    days = (
        (say.word("The client receives the notice on"), case.receive_on),
        (say.word("Settled end"), case.ends_on),
        (say.word("Day of the last invoice"), case.last_invoice_on),
    )
    lines = [f"{label}: {say.day(day) if day else '–'}" for label, day in days]
    return "\n".join([*lines, say.word("The last invoice is out")] if case.last_invoice_out else lines)


def item(say: Voice, client: str, known: CheckedItem) -> Form:
    fields = (
        ChoiceField(
            name="state",
            label=say.word("How it stands"),
            options=options(say, {state.value: label for state, label in STATES.items()}),
            value=known.state.value,
            required=True,
        ),
        TextField(
            name="note",
            label=say.word("Note"),
            hint=say.word("What was found or done. It stays with the case."),
            limit=NOTE_LIMIT,
            lines=3,
        ),
    )
    title, subject = say.word(ITEMS[known.item].label), f"{client}:{known.item.value}"
    form = _form(say, "parting_item", title, fields, subject, known.version)
    return replace(form, intro=(Paragraph(hint_of(say, known.item)), no_advice(say)))


def item_words(say: Voice, known: CheckedItem) -> str:
    state = say.word(STATES[known.state])
    return f"{state}: {known.note}" if known.note else state


def handover(
    say: Voice, client: str, people: Sequence[Option], refs: Mapping[str, tuple[PersonRef, ...]], chosen: str
) -> Form:
    fields = (
        TextField(
            name="what",
            label=say.word("What is handed over"),
            hint=say.word("Files, accounts, domains, access, open work …"),
            limit=HANDOVER_LIMIT,
            required=True,
        ),
        PeopleField(
            name="owner",
            label=say.word("Who does it"),
            hint=say.word("One person; they are told, and reminded on the day."),
            options=tuple(people),
            refs=refs,
            value=chosen,
            required=True,
        ),
        DateField(name="due_on", label=say.word("Until"), required=True),
    )
    return _form(say, "parting_handover", say.word("Hand something over"), fields, client)


def invoice(say: Voice, client: str, currency: str) -> Form:
    fields = (
        TextField(name="number", label=say.word("Number of the invoice"), limit=80, required=True),
        TextField(name="amount", label=say.word("Amount unpaid"), limit=20, required=True),
        TextField(name="currency", label=say.word("Currency"), value=currency, limit=3),
        DateField(name="due_on", label=say.word("Due on"), required=True),
        DateField(
            name="late_from",
            label=say.word("In default since"),
            hint=say.word(
                "The day after a calendar day agreed for payment, or after a reminder. Empty: 30 days after it was due."
            ),
        ),
    )
    return _form(say, "parting_invoice", say.word("Unpaid invoice"), fields, client)


def look_back(say: Voice, client: str, case: PartingCase) -> Form:
    fields = (
        TextField(
            name="learnt",
            label=say.word("What we learnt"),
            hint=say.word("About the client, the contract, ourselves. Names nobody."),
            limit=NOTE_LIMIT,
            lines=4,
        ),
        TextField(
            name="hours",
            label=say.word("Hours a month that the flagged matters took"),
            hint=say.word("A guess of yours, if you like: it says what staying would have cost."),
            limit=20,
        ),
        TextField(name="rate", label=say.word("Hourly rate"), limit=20),
    )
    title = say.word("Look back")
    return _form(say, "parting_look_back", title, fields, client, case.version)


def look_back_words(say: Voice, case: PartingCase) -> str:
    lines = [case.learnt] if case.learnt else []
    if case.hours is not None and case.rate is not None:
        hours, rate = money(say, case.hours), money(say, case.rate)
        lines.append(say.word("{hours} hours, {rate} an hour", hours=hours, rate=rate))
    return "\n".join(lines) or "–"


def meanwhile(say: Voice, form: Form, who: str, theirs: str) -> Form:
    """Somebody saved first: what they saved stands above, what this person typed is still in the fields."""
    first = Paragraph(
        say(
            "*{who}* has saved something here while you were typing. Nothing is lost: this is theirs, yours is below.",
            who=who or say.word("Somebody"),
        )
    )
    again = Small(say("Saving now puts yours in its place; theirs stays in the list of steps."))
    return replace(form, intro=(first, Quote(theirs), again))
