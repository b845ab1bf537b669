"""The dialogs of a draft: editing it, writing it anew, asking for approval, asking for changes."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.draft import BODY_LIMIT, NOTE_LIMIT, SUBJECT_LIMIT, WISH_LIMIT
from bot.notices import labels
from bot.notices.drafts import DraftView
from bot.notices.labels import TONES
from bot.notices.parts import ChoiceField, Field, Form, Option, Small, TextField
from bot.voice import Voice


def _form(say: Voice, kind: str, name: str, fields: Sequence[Field], submit: str, subject: str) -> Form:
    state = {"subject": subject}
    return Form(kind=kind, title=name, fields=tuple(fields), submit=submit, cancel=say.word("Cancel"), state=state)


def edit(say: Voice, view: DraftView) -> Form:
    draft = view.draft
    fields = [
        TextField(name="subject", label=say.word("Subject"), value=draft.subject, limit=SUBJECT_LIMIT, required=True),
        TextField(name="body", label=say.word("Text"), value=draft.body, limit=BODY_LIMIT, lines=16, required=True),
    ]
    form = _form(say, "draft_edit", say.word("Edit the draft"), fields, say.word("Save"), view.at)
    if not draft.approved:
        return form
    again = say("It is approved. A change means that it has to be approved once more.")
    return replace(form, intro=(Small(again),))


def rewrite(say: Voice, view: DraftView, *, model: bool) -> Form:
    fields: list[Field] = [
        ChoiceField(
            name="tone",
            label=say.word("Tone"),
            options=labels.options(say, TONES),
            value=view.draft.tone.value,
            required=True,
        )
    ]
    if model:
        label = say.word("What should be different")
        hint = say.word("For example: “shorter, mention the hand-over”. Names and numbers do not leave with it.")
        fields.append(TextField(name="wish", label=label, hint=hint, lines=2, limit=WISH_LIMIT))
    form = _form(say, "draft_rewrite", say.word("Write it anew"), fields, say.word("Write"), view.at)
    by_model = say("A language model writes it from neutral facts; this wording stays among the versions.")
    by_template = say("The template is filled in with what is known today; this wording stays among the versions.")
    text = by_model if model else by_template
    return replace(form, intro=(Small(text),))


def ask(say: Voice, view: DraftView, people: Sequence[Option]) -> Form:
    fields = [
        ChoiceField(
            name="approver",
            label=say.word("Who approves it"),
            options=tuple(people),
            value=people[0].value if people else "",
            required=True,
        )
    ]
    return _form(say, "draft_ask", say.word("Ask for approval"), fields, say.word("Ask"), view.at)


def changes(say: Voice, view: DraftView) -> Form:
    fields = [
        TextField(name="note", label=say.word("What has to change"), lines=4, limit=NOTE_LIMIT, required=True),
    ]
    return _form(say, "draft_changes", say.word("Ask for changes"), fields, say.word("Send"), view.at)
