"""Drafts: the wording, who stands behind it, what is missing; comparing, editing, approving."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.differing import GONE, NEW, differences
from bot.domain.draft import BODY_LIMIT, NOTE_LIMIT, SUBJECT_LIMIT, WISH_LIMIT, Draft, Engine, Version
from bot.domain.sheet import LetterForm
from bot.notices import labels
from bot.notices.labels import DRAFT_KINDS, N_, TONES
from bot.notices.parts import (
    Action,
    Block,
    ChoiceField,
    Facts,
    Field,
    FileLink,
    Form,
    Items,
    Notice,
    Option,
    Page,
    PageLink,
    Paragraph,
    Quote,
    Section,
    Small,
    Span,
    Style,
    Subhead,
    Text,
    TextField,
    plain,
)
from bot.voice import Voice

# Why no text of the language model is there: codes of adapters.language.openai and of bot.lettercheck.
_FAILED: Mapping[str, str] = {
    "timeout": N_("it took too long"),
    "unreachable": N_("it could not be reached"),
    "refused": N_("it refused"),
    "cut": N_("its answer was not finished"),
    "budget": N_("today's requests are used up"),
    "no_key": N_("none is set up"),
    "locked": N_("the letter was locked meanwhile"),
    "unknown_fact": N_("it named a fact that is none"),
    "foreign_name": N_("it named somebody who does not belong there"),
    "day": N_("it named a day that is in no fact"),
    "sum": N_("it named a sum that is in no fact"),
    "number": N_("it named a number that is in no fact"),
    "law": N_("it made a legal claim that is in no fact"),
    "word": N_("it used words that belong in no letter"),
    "shouting": N_("it used words that belong in no letter"),
    "part": N_("something was missing that such a letter needs"),
    "length": N_("it was too long or too short"),
    "link": N_("there was a link, mention or markup in it"),
    "mention": N_("there was a link, mention or markup in it"),
    "markup": N_("there was a link, mention or markup in it"),
}
_OTHERWISE = N_("its answer could not be used")
VERSIONS_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """``loose``: sentences that rest on a fact that is not true any more; ``withheld``: why the reader may not approve
    (a right), empty where nothing is in the way; ``needs_second``: somebody else has to approve; ``leaves``: it may be
    copied and downloaded. Names are empty where there is nobody.
    """

    draft: Draft
    client: str
    author: str = ""
    asked_by: str = ""
    approver: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    loose: Sequence[str] = ()
    versions: int = 1
    needs_second: bool = False
    withheld: str = ""
    leaves: bool = True
    asked_of_reader: bool = False

    @property
    def at(self) -> str:
        """What buttons carry: the draft, and the version that was read."""
        return f"{self.draft.id}:{self.draft.number}"


def title(say: Voice, view: DraftView) -> Text:
    return say("{kind}: *{client}*", kind=say.word(DRAFT_KINDS[view.draft.kind.value]), client=view.client)


def shown(say: Voice, view: DraftView, note: Sequence[Block] = ()) -> Notice:
    """A draft, ready to copy; a locked one shows no text. ``note``: what has just happened to it."""
    if view.draft.locked:
        return Notice("draft.locked", title(say, view), tuple(locked(say)))
    blocks = (*note, *state(say, view), *letter(say, view.draft))
    page = PageLink(say.word("Page"), f"drafts/{view.draft.id}")
    return Notice("draft", title(say, view), blocks, (*actions(say, view), page))


def locked(say: Voice) -> list[Block]:
    text = say("It stays locked until an owner has confirmed the facts. Stop and examine first; ask counsel.")
    return [Paragraph(text)]


def state(say: Voice, view: DraftView) -> list[Block]:
    """Who stands behind the wording, and how far it has come."""
    blocks: list[Block] = [Small(_label(say, view))]
    asked = view.draft.approval
    if asked.approver and not view.draft.approved:
        who = view.approver or say.word("Somebody")
        if asked.note:
            blocks += [Paragraph(say("*{who}* asks for changes:", who=who)), Quote(asked.note)]
        elif not view.asked_of_reader:
            blocks.append(Small(say("{who} is asked to approve it.", who=who)))
    if view.draft.order:
        blocks.append(Small(say("The language model is writing; its text comes here in a moment.")))
    if code := view.draft.fell_back:
        blocks.append(Paragraph(_fallen(say, view, code)))
    if view.loose:
        blocks.append(Paragraph(say("*What this rests on is not true any more*; please look at it before it leaves:")))
        blocks.append(Items(tuple(say("{sentence}", sentence=sentence) for sentence in view.loose)))
    return blocks


def _fallen(say: Voice, view: DraftView, code: str) -> Text:
    why = say.word(_FAILED.get(code, _OTHERWISE))
    if view.draft.number == 1:
        return say("The language model gave no text that can be shown: {why}. This is the template's.", why=why)
    return say("The language model gave no text that can be shown: {why}. The wording is as it was.", why=why)


def _label(say: Voice, view: DraftView) -> Text:
    """By machine until a person edits or approves it."""
    draft, tone = view.draft, say.word(TONES[view.draft.tone.value])
    if view.approved_by:
        when = say.day(draft.approval.approved_at.date()) if draft.approval.approved_at else ""
        return say(
            "Approved by {who} on {day}. Signpost sends nothing to clients: you do.", who=view.approved_by, day=when
        )
    if draft.version.engine is Engine.PERSON:
        return say(
            "Edited by {who}, not approved yet. Signpost sends nothing to clients.",
            who=view.author or say.word("Somebody"),
        )
    if draft.version.engine is Engine.MODEL:
        return say(
            "*Written by a language model*, tone {tone}. Nobody has edited or approved it; check every sentence. "
            "Signpost sends nothing to clients.",
            tone=tone,
        )
    return say(
        "*Written by Signpost from a template*, tone {tone}. Nobody has edited or approved it; Signpost sends nothing "
        "to clients.",
        tone=tone,
    )


def letter(say: Voice, draft: Draft) -> list[Block]:
    return [
        Facts(((say.word("Subject"), say("{subject}", subject=draft.subject)),)),
        Quote(draft.body, copyable=True),
        Small(say("Fill in what stands in [square brackets]. This is no legal advice.")),
    ]


def actions(say: Voice, view: DraftView) -> tuple[Action, ...]:
    draft = view.draft
    found = [
        Action("draft.edit", say.word("Edit"), view.at),
        Action("draft.rewrite", say.word("Write anew"), view.at),
    ]
    if view.versions > 1:
        found.append(Action("draft.compare", say.word("Compare"), f"{draft.id}:0"))
    if draft.approved:
        return tuple(found)
    if view.asked_of_reader and not view.withheld:
        found.insert(0, Action("draft.approve", say.word("Approve"), view.at, "primary"))
        found.insert(1, Action("draft.changes", say.word("Ask for changes"), view.at))
    elif view.needs_second:
        found.append(Action("draft.ask", say.word("Ask for approval"), view.at, "primary"))
        if not view.withheld:
            found.append(Action("draft.approve", say.word("Approve"), view.at))
    else:
        found.append(Action("draft.approve", say.word("Approve"), view.at, "primary"))
    return tuple(found)


# --- Comparing ---------------------------------------------------------------------------------------------------


def compared(say: Voice, view: DraftView, other: Version, note: Sequence[Block] = ()) -> Notice:
    """The current wording against another version of it."""
    draft = view.draft
    head = say("Version {one} and version {two}", one=other.number, two=draft.number)
    use = Action("draft.use", say.word("Take version {n}", n=other.number), f"{draft.id}:{other.number}")
    blocks = (*note, *difference(say, other, draft.version))
    return Notice("draft.compared", head, blocks, (use, Action("draft.show", say.word("Open the draft"), draft.id)))


def difference(say: Voice, before: Version, after: Version) -> list[Block]:
    marks = say("Struck: only in version {one}. Strong: only in version {two}.", one=before.number, two=after.number)
    blocks: list[Block] = [Small(marks)]
    if before.subject != after.subject:
        blocks.append(Paragraph(_spans(before.subject, after.subject)))
    return [*blocks, *(Paragraph(line) for line in _lines(_spans(before.body, after.body)))]


_STYLES = {GONE: Style.GONE, NEW: Style.NEW}


def _spans(before: str, after: str) -> Text:
    """What is gone ends with a space, so that it does not run into what came in its place."""
    found = (
        (kind, f"{text} " if kind == GONE and not text[-1].isspace() else text)
        for kind, text in differences(before, after)
    )
    return tuple(Span(text, _STYLES.get(kind, Style.USER)) for kind, text in found)


def _lines(text: Text) -> list[Text]:
    """A line of either wording begins a new one; empty ones are left out."""
    lines: list[list[Span]] = [[]]
    for span in text:
        first, *others = span.text.split("\n")
        lines[-1].append(Span(first, span.style))
        lines += [[Span(other, span.style)] for other in others]
    return [tuple(span for span in line if span.text) for line in lines if any(span.text.strip() for span in line)]


def kept_aside(say: Voice, view: DraftView, mine: Version, by: str) -> Notice:
    """Two people edited one version: the first one's is current, the later one's is kept and both are shown."""
    text = say(
        "{who} was quicker: version {one} is the current one. Yours is kept as version {two}; nothing is lost.",
        who=by or say.word("Somebody"),
        one=view.draft.number,
        two=mine.number,
    )
    return compared(say, view, mine, (Paragraph(text),))


# --- Approving ---------------------------------------------------------------------------------------------------


def approval_wanted(say: Voice, view: DraftView) -> Notice:
    """To whoever is asked."""
    head = say("{who} asks you to approve a letter to *{client}*", who=view.asked_by, client=view.client)
    whole = shown(say, view)
    return Notice("draft.approval", head, (Subhead(title(say, view)), *whole.blocks), whole.actions)


def asked(say: Voice, view: DraftView) -> Notice:
    text = say("{who} is asked to approve it, and you hear the answer here.", who=view.approver)
    return Notice("draft.asked", title(say, view), (Paragraph(text),), _open(say, view))


def approved(say: Voice, view: DraftView) -> Notice:
    text = say("You approved it. Signpost sends nothing to clients: whoever asked sends it.")
    return Notice("draft.approved", title(say, view), (Paragraph(text),), _open(say, view))


def answered(say: Voice, view: DraftView) -> Notice:
    """To whoever asked for approval: yes, or what has to change."""
    if view.draft.approved:
        head = say("*{who}* approved the letter to *{client}*", who=view.approved_by, client=view.client)
        return Notice("draft.answered", head, (Paragraph(say("It is yours to send now.")),), _open(say, view))
    head = say("*{who}* asks for changes in the letter to *{client}*", who=view.approver, client=view.client)
    return Notice("draft.answered", head, (Quote(view.draft.approval.note),), _open(say, view))


def changes_noted(say: Voice, view: DraftView) -> Notice:
    text = say("{who} gets your note.", who=view.asked_by or view.author or say.word("Somebody"))
    return Notice("draft.changes", title(say, view), (Paragraph(text),), _open(say, view))


def _open(say: Voice, view: DraftView) -> tuple[Action, ...]:
    return (Action("draft.show", say.word("Open the draft"), view.draft.id),)


# --- The page ----------------------------------------------------------------------------------------------------

FORMS: Mapping[LetterForm, str] = {
    "pdf": N_("PDF"),
    "docx": N_("Word (.docx)"),
    "eml": N_("Mail (.eml)"),
    "txt": N_("Text (.txt)"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A version, when it was written (a local day) and by whom (a name, or empty)."""

    version: Version
    day: date
    author: str


def page(say: Voice, view: DraftView, versions: Sequence[Written]) -> Page:
    """``versions``: newest first."""
    draft = view.draft
    back = PageLink(say.word("Client page"), f"clients/{draft.client}")
    name = plain(title(say, view))
    if draft.locked:
        return Page("draft", name, (Section("", tuple(locked(say)), (back,)),))
    sections = [
        Section(say.word("State"), tuple(state(say, view)), actions(say, view)),
        Section(say.word("The letter"), (*letter(say, draft), *_how_it_leaves(say, view)), (*_files(say, view), back)),
    ]
    older = [one.version for one in versions if one.version.number < draft.number]
    if older:
        head = say.word("Changes since version {n}", n=older[0].number)
        sections.append(Section(head, tuple(difference(say, older[0], draft.version))))
    if len(versions) > 1:
        sections.append(_versions(say, draft, versions))
    return Page("draft", name, tuple(sections))


def _how_it_leaves(say: Voice, view: DraftView) -> list[Block]:
    if view.leaves:
        return [Small(say("Copy it or download it; Signpost sends nothing to clients."))]
    return [Small(say("It can be downloaded once a second person has approved it."))]


def _files(say: Voice, view: DraftView) -> tuple[FileLink, ...]:
    if not view.leaves:
        return ()
    place = f"drafts/{view.draft.id}"
    return tuple(FileLink(say.word(label), f"{place}/letter.{form}", place) for form, label in FORMS.items())


def _versions(say: Voice, draft: Draft, versions: Sequence[Written]) -> Section:
    lines: list[Text] = []
    buttons: list[Action] = []
    for one in versions[:VERSIONS_SHOWN]:
        version = one.version
        who = _who(say, version, one.author)
        line = say("Version {n} · {day} · {who}", n=version.number, day=say.day(one.day), who=who)
        lines.append((*line, *say(" · wish: {wish}", wish=version.wish)) if version.wish else line)
        if version.number != draft.number:
            label = say.word("Compare with version {n}", n=version.number)
            buttons.append(Action("draft.compare", label, f"{draft.id}:{version.number}"))
    return Section(say.word("Versions"), (Items(tuple(lines)),), tuple(buttons))


def _who(say: Voice, version: Version, author: str) -> str:
    if version.engine is Engine.PERSON:
        return author or say.word("Somebody")
    machine = say.word("language model") if version.engine is Engine.MODEL else say.word("template")
    return say.word("{machine}, for {who}", machine=machine, who=author) if author else machine


# --- Forms -------------------------------------------------------------------------------------------------------


def _form(say: Voice, kind: str, name: str, fields: Sequence[Field], submit: str, subject: str) -> Form:
    state = {"subject": subject}
    return Form(kind=kind, title=name, fields=tuple(fields), submit=submit, cancel=say.word("Cancel"), state=state)


def edit_form(say: Voice, view: DraftView) -> Form:
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


def rewrite_form(say: Voice, view: DraftView, *, model: bool) -> Form:
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


def ask_form(say: Voice, view: DraftView, people: Sequence[Option]) -> Form:
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


def changes_form(say: Voice, view: DraftView) -> Form:
    fields = [
        TextField(name="note", label=say.word("What has to change"), lines=4, limit=NOTE_LIMIT, required=True),
    ]
    return _form(say, "draft_changes", say.word("Ask for changes"), fields, say.word("Send"), view.at)
