"""Drafts: the wording, who stands behind it, what is missing; one version against another."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.differing import GONE, NEW, differences
from bot.domain.draft import Draft, Engine, Version
from bot.notices.labels import DRAFT_KINDS, N_, TONES
from bot.notices.parts import (
    Action,
    Block,
    Facts,
    Items,
    Notice,
    PageLink,
    Paragraph,
    Quote,
    Small,
    Span,
    Style,
    Text,
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
_GAP = re.compile(r"\[[^\[\]]+\]")
_OTHERWISE = N_("its answer could not be used")


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
        when = say.day(view.approved_on) if view.approved_on else ""
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
        Small(_to_do(say, draft)),
    ]


def _to_do(say: Voice, draft: Draft) -> Text:
    if _GAP.search(f"{draft.subject} {draft.body}"):
        return say("Fill in what stands in [square brackets]. This is no legal advice.")
    return say("This is no legal advice.")


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
