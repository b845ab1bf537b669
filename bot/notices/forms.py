"""The dialogs. Each builder gives a form from values by field name; problems (field → code) show at their fields."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.client import NAME_LIMIT
from bot.domain.dossier import Period
from bot.domain.incident import LINK_LIMIT, QUOTE_LIMIT, SUMMARY_LIMIT, Incident
from bot.domain.nudge import REASON_LIMIT
from bot.domain.person import PersonRef
from bot.domain.playbook import Sign
from bot.notices import labels
from bot.notices.dossiers import FORMS as DOSSIER_FORMS
from bot.notices.errors import problem
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
    Text,
    TextField,
)
from bot.notices.reports import straight
from bot.voice import Voice

Values = Mapping[str, str]
ABOUT_REPORTS = ("flag", "correct", "suspicion")
"""Forms that offer every client; all others are about a record, and offer those one looks after."""
PEOPLE_FIELDS = ("leads", "deputies", "owner", "people")
"""Fields whose chooser may name people by a ref."""


def filled(say: Voice, form: Form, values: Values, problems: Values) -> Form:
    """The form with what was typed and what is wrong with it; a problem of no field shows at the first one."""
    fields = tuple(_filled(say, field, values, problems) for field in form.fields)
    stray = [code for name, code in problems.items() if all(field.name != name for field in form.fields)]
    if stray and fields and not fields[0].error:
        fields = (replace(fields[0], error=problem(say, stray[0])), *fields[1:])
    return replace(form, fields=fields)


def _filled(say: Voice, field: Field, values: Values, problems: Values) -> Field:
    code = problems.get(field.name)
    return replace(
        field, value=values.get(field.name, field.value), error=problem(say, code, field.name) if code else ""
    )


def _form(
    say: Voice, kind: str, title: str, fields: Sequence[Field], submit: str, subject: str = "", **more: str
) -> Form:
    state = {"subject": subject, **more}
    kept = {name: value for name, value in state.items() if value}
    return Form(kind=kind, title=title, fields=tuple(fields), submit=submit, cancel=say.word("Cancel"), state=kept)


def flag(
    say: Voice,
    signs: Sequence[Sign],
    clients: Sequence[Option],
    values: Values,
    *,
    own: bool,
    correct: str = "",
    to_owner: bool = False,
) -> Form:
    """Report or, with ``correct`` (an incident id), correct a report. ``own``: about a message of one's own;
    ``to_owner``: the report that is corrected went straight to the owner.
    """
    fields: list[Field] = [
        which_client(say, clients, "", required=not values.get("client_words")),
        *_told(say, signs, own),
    ]
    if not correct:
        fields.append(
            CheckField(
                name="to_owner",
                label=say.word("Straight to the owner"),
                tick=say.word("Yes"),
                hint=say.word("The lead sees only the sign and its points, not what happened."),
            )
        )
    title = say.word("Correct a report") if correct else say.word("Report what a client did")
    submit = say.word("Save") if correct else say.word("Report")
    words = values.get("client_words", "")
    kind = "correct" if correct else "flag"
    form = _form(say, kind, title, fields, submit, correct, own="yes" if own else "", client_words=words)
    intro = (Paragraph(_unknown(say, words)),) if words else ()
    form = replace(form, intro=(*intro, *straight(say, to_owner=to_owner)))
    return filled(say, form, values, {})


def _told(say: Voice, signs: Sequence[Sign], own: bool) -> list[Field]:
    """What happened, when, and what the lead may know."""
    return [
        ChoiceField(
            name="sign",
            label=say.word("What kind of thing was it?"),
            options=tuple(Option(sign.key, sign.label, sign.help) for sign in signs),
            required=True,
        ),
        ChoiceField(
            name="severity", label=say.word("How grave"), options=labels.severity_options(say), value="2", required=True
        ),
        TextField(
            name="summary",
            label=say.word("What happened"),
            hint=say.word(
                "Fact, day, effect. Write so that the client could read it; no health or other private matters."
            ),
            lines=4,
            limit=SUMMARY_LIMIT,
            required=True,
        ),
        DateField(name="occurred_on", label=say.word("When it happened"), required=True),
        TextField(
            name="quote",
            label=say.word("Quote"),
            hint=say.word("The client's own words, if they help."),
            lines=2,
            limit=QUOTE_LIMIT,
        ),
        TextField(
            name="link", label=say.word("Link"), hint=say.word("To the message, ticket or mail."), limit=LINK_LIMIT
        ),
        CheckField(
            name="about_oneself",
            label=say.word("It is about my own relation to this client"),
            tick=say.word("Yes"),
            hint=say.word("Needed for “personal friction”, which names no colleague."),
        ),
        CheckField(
            name="consent",
            label=say.word("My lead may know my name"),
            tick=say.word("Yes"),
            hint=_consent_hint(say, own),
        ),
    ]


def suspicion(say: Voice, incident: Incident, signs: Sequence[Sign], clients: Sequence[Option], values: Values) -> Form:
    """What the bot noticed is an incident, but another one; what may be known of it, for one's own message."""
    left_out = {"occurred_on", "quote", "link", *(() if incident.own_message else ("consent", "about_oneself"))}
    told = [field for field in _told(say, signs, incident.own_message) if field.name not in left_out]
    fields: list[Field] = [which_client(say, clients, ""), *told]
    form = _form(say, "suspicion", say.word("What was it?"), fields, say.word("Confirm"), incident.id)
    return filled(say, replace(form, intro=(Quote(incident.quote),)), values, {})


def listen(say: Voice, channel: str, preview: str, *, instead: str, chosen: str, informs: bool) -> Form:
    """``preview``: what the channel gets to read; ``instead``: its line that differs with a language model, empty where
    there is none to choose; ``informs``: an owner confirms that the client was informed.
    """
    engines = [Option("local", say.word("On our own server alone"))]
    if instead:
        engines.append(Option("openai", say.word("Doubtful messages go to a language model too")))
    fields: list[Field] = [
        ChoiceField(
            name="engine",
            label=say.word("Where messages are judged"),
            options=tuple(engines),
            value=chosen,
            required=True,
        )
    ]
    if informs:
        fields.append(
            CheckField(
                name="informed",
                label=say.word("The client was informed that messages here are evaluated, and what for"),
                tick=say.word("Yes"),
                required=True,
            )
        )
    form = _form(say, "listen", say.word("Listen in this channel"), fields, say.word("Agree"), "", channel=channel)
    other = (Paragraph(say("Where a language model helps, it reads this instead:")), Quote(instead)) if instead else ()
    intro = (
        Paragraph(say("This is what the channel gets to read:")),
        Quote(preview),
        *other,
        Small(
            say("Only the author, or the lead for what the client wrote, sees what was noticed, until they confirm it.")
        ),
    )
    return replace(form, intro=intro)


def _unknown(say: Voice, words: str) -> Text:
    return say(
        "I know no client called “{words}”. Choose one, or leave it empty: then the report is kept until somebody "
        "has added that client.",
        words=words,
    )


def _consent_hint(say: Voice, own: bool) -> str:
    hint = say.word("Otherwise the lead sees only how many people reported. In a team of three one can be guessed.")
    if own:
        hint += " " + say.word("It is your own message: without your consent its text and link stay hidden.")
    return hint


def client(
    say: Voice,
    people: Sequence[Option],
    refs: Mapping[str, tuple[PersonRef, ...]],
    subject: str,
    channel: str,
    known: str = "",
) -> Form:
    """Add or edit a client. ``channel``: a channel ref to bind as well; ``refs``: where each of the people is met."""
    fields: list[Field] = [
        TextField(name="name", label=say.word("Name"), limit=NAME_LIMIT, required=True),
        TextField(
            name="aliases", label=say.word("Also called"), hint=say.word("Short names, separated by commas."), limit=500
        ),
        ChoiceField(
            name="language",
            label=say.word("Language of letters"),
            options=labels.options(say, labels.LANGUAGES),
            value=say.language,
        ),
        PeopleField(
            name="leads",
            label=say.word("Leads"),
            hint=say.word("Who looks after this client, the first one first."),
            options=tuple(people),
            refs=refs,
        ),
        PeopleField(name="deputies", label=say.word("Deputies"), options=tuple(people), refs=refs),
    ]
    if channel:
        label = say.word("This channel is about this client")
        fields.append(CheckField(name="bind", label=label, tick=say.word("Yes"), value="" if subject else "yes"))
    title = say.word("Edit {client}", client=known) if subject else say.word("Add a client")
    return _form(say, "client", title, [*fields, *_contract(say)], say.word("Save"), subject, channel=channel)


def _contract(say: Voice) -> tuple[Field, ...]:
    return (
        ChoiceField(
            name="contract_kind", label=say.word("Kind of contract"), options=_none(say, labels.CONTRACT_KINDS)
        ),
        DateField(name="contract_start", label=say.word("Contract since")),
        DateField(name="term_end", label=say.word("Fixed term until")),
        TextField(
            name="notice",
            label=say.word("Notice period"),
            hint=say.word("As the contract says: “3 months to the end of a month”, “6 weeks”, “at any time”."),
            limit=60,
        ),
        TextField(
            name="clause",
            label=say.word("Clause on ending it"),
            hint=say.word("For example: § 9 of the contract"),
            limit=200,
        ),
        ChoiceField(name="pay_rhythm", label=say.word("Paid"), options=_none(say, labels.PAY_RHYTHMS)),
        TextField(name="monthly_value", label=say.word("Value per month"), limit=20),
        TextField(name="currency", label=say.word("Currency"), value="EUR", limit=3),
        ChoiceField(name="country", label=say.word("Governing law"), options=_countries(say), value="DE"),
    )


def which_client(say: Voice, clients: Sequence[Option], chosen: str, *, required: bool = True) -> ChoiceField:
    """The client that a form is about."""
    label, options = say.word("Client"), tuple(clients)
    return ChoiceField(name="client", label=label, options=options, value=chosen, searchable=True, required=required)


def _none(say: Voice, table: Mapping[str, str]) -> tuple[Option, ...]:
    return (Option("", say.word("not known")), *labels.options(say, table))


def _countries(say: Voice) -> tuple[Option, ...]:
    return (
        Option("DE", say.word("Germany")),
        Option("AT", say.word("Austria")),
        Option("CH", say.word("Switzerland")),
    )


def exit(say: Voice, clients: Sequence[Option], chosen: str, state: str, stage: str) -> Form:
    steps = {
        "parting": say.word("Begin the parting"),
        "former": say.word("We have parted"),
        "active": say.word("Take it back: we go on together"),
    }
    fields: list[Field] = [
        which_client(say, clients, chosen),
        ChoiceField(
            name="state",
            label=say.word("Step"),
            options=tuple(Option(k, v) for k, v in steps.items()),
            value=state,
            required=True,
        ),
        TextField(
            name="reason",
            label=say.word("Reason"),
            hint=say.word("Kept with the notes on this client."),
            lines=2,
            limit=REASON_LIMIT,
            required=True,
        ),
    ]
    form = _form(say, "exit", say.word("Part from a client"), fields, say.word("Save"))
    advice = say("The record advises: *{stage}*. It only advises; the decision is yours.", stage=stage) if stage else ()
    law = say("A termination has legal consequences. Ask counsel when in doubt; this is no legal advice.")
    return replace(form, intro=((Paragraph(advice),) if advice else ()) + (Small(law),))


def snooze(say: Voice, nudge: str, until: str, latest: str) -> Form:
    fields = [
        DateField(
            name="until",
            label=say.word("Until"),
            value=until,
            hint=say.word("At the latest {day}", day=latest),
            required=True,
        ),
        TextField(name="reason", label=say.word("Reason"), limit=REASON_LIMIT, lines=2, required=True),
    ]
    return _form(say, "snooze", say.word("Snooze"), fields, say.word("Snooze"), nudge)


def dismiss(say: Voice, nudge: str) -> Form:
    hint = say.word("Why this needs no step. After three dismissals for one client the owner is told.")
    fields = [TextField(name="reason", label=say.word("Reason"), hint=hint, limit=REASON_LIMIT, lines=2, required=True)]
    return _form(say, "dismiss", say.word("Dismiss"), fields, say.word("Dismiss"), nudge)


def note(say: Voice, client: str) -> Form:
    fields = [TextField(name="text", label=say.word("Note"), limit=SUMMARY_LIMIT, lines=4, required=True)]
    return _form(say, "note", say.word("Add a note"), fields, say.word("Save"), client)


def draft(say: Voice, clients: Sequence[Option], chosen: str, kind: str, language: str) -> Form:
    fields: list[Field] = [
        which_client(say, clients, chosen),
        ChoiceField(
            name="kind",
            label=say.word("What for"),
            options=labels.options(say, labels.DRAFT_KINDS),
            value=kind,
            required=True,
        ),
        ChoiceField(
            name="tone", label=say.word("Tone"), options=labels.options(say, labels.TONES), value="plain", required=True
        ),
        ChoiceField(
            name="language",
            label=say.word("Language"),
            options=labels.options(say, labels.LANGUAGES),
            value=language,
            required=True,
        ),
    ]
    form = _form(say, "draft", say.word("Draft a message"), fields, say.word("Write"))
    return replace(
        form, intro=(Small(say("Signpost never sends anything to a client. You copy, edit and send it yourself.")),)
    )


def dossier(say: Voice, clients: Sequence[Option], chosen: str, whole: Period) -> Form:
    fields: list[Field] = [
        which_client(say, clients, chosen),
        DateField(name="since", label=say.word("From"), value=whole.since.isoformat(), required=True),
        DateField(name="until", label=say.word("Until"), value=whole.until.isoformat(), required=True),
        ChoiceField(
            name="form",
            label=say.word("Format"),
            options=labels.options(say, DOSSIER_FORMS),
            value="pdf",
            required=True,
        ),
    ]
    form = _form(say, "dossier", say.word("Dossier"), fields, say.word("Make it"))
    text = say(
        "The record of a client as a document: timeline, incidents, talks, drafted messages, score. Whoever reported "
        "stands there as a number. It comes to you in private; that you asked for it is logged."
    )
    return replace(form, intro=(Paragraph(text),))


def link(say: Voice, people: Sequence[Option], chosen: str) -> Form:
    """Two people of the record who are one."""
    fields = [
        ChoiceField(
            name="person",
            label=say.word("Person"),
            hint=say.word("Messages go to this account first."),
            options=tuple(people),
            value=chosen,
            required=True,
        ),
        ChoiceField(name="same", label=say.word("Is the same as"), options=tuple(people), required=True),
    ]
    form = _form(say, "link", say.word("Link two accounts"), fields, say.word("Link them"))
    warning = say("Reports, leads and rights of both are one person's from then on. It cannot be undone.")
    return replace(form, intro=(Small(warning),))


def away(say: Voice, until: str) -> Form:
    hint = say.word("Until then nudges go to the next person. Leave it empty if you are here.")
    fields = [DateField(name="until", label=say.word("Back on"), value=until, hint=hint)]
    return _form(say, "away", say.word("I am away"), fields, say.word("Save"))
