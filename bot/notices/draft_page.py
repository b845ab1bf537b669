"""A draft as a page: how far it has come, the letter and its files, what changed, and every version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.draft import Draft, Engine, Version
from bot.domain.sheet import LetterForm
from bot.notices import drafts
from bot.notices.drafts import DraftView
from bot.notices.labels import N_
from bot.notices.parts import Action, Block, FileLink, Items, Page, PageLink, Section, Small, Text, plain
from bot.voice import Voice

VERSIONS_SHOWN = 10
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


def draft_page(say: Voice, view: DraftView, versions: Sequence[Written]) -> Page:
    """``versions``: newest first."""
    draft = view.draft
    back = PageLink(say.word("Client page"), f"clients/{draft.client}")
    name = plain(drafts.title(say, view))
    if draft.locked:
        return Page("draft", name, (Section("", tuple(drafts.locked(say)), (back,)),))
    letter = (*drafts.letter(say, draft), *_how_it_leaves(say, view))
    sections = [
        Section(say.word("State"), tuple(drafts.state(say, view)), drafts.actions(say, view)),
        Section(say.word("The letter"), letter, (*_files(say, view), back)),
    ]
    older = [one.version for one in versions if one.version.number < draft.number]
    if older:
        head = say.word("Changes since version {n}", n=older[0].number)
        sections.append(Section(head, tuple(drafts.difference(say, older[0], draft.version))))
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
