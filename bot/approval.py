"""Who may approve a draft, and when it may leave the house: the rule of the second person. Pure."""

from collections.abc import Iterable

from bot.domain.client import name_key
from bot.domain.draft import Draft, DraftKind
from bot.domain.person import Person
from bot.settings import Settings


def needs_second(draft: Draft, settings: Settings) -> bool:
    """The exit message alone; a firm of one person has nobody else (``drafting.second_person: waived``)."""
    return draft.kind is DraftKind.EXIT and settings.drafting.second_person == "required"


def first_person(draft: Draft) -> str:
    """Who stands behind the current wording: its author, else whoever asks for approval. A person id, or empty."""
    return draft.version.author or draft.approval.asked_by


def withheld(draft: Draft, person: Person, first: Person | None, settings: Settings) -> str:
    """Why this person may not approve it, as a right (``bot.access.RIGHTS``); empty where nothing is in the way."""
    if draft.locked:
        return "locked_letter"
    if not needs_second(draft, settings):
        return ""
    if first is None:
        return "second_person"
    if first.id == person.id:
        return "own_letter"
    # Two accounts that nobody has linked are no two people.
    return "perhaps_same" if name_key(first.name) == name_key(person.name) else ""


def may_leave(draft: Draft, settings: Settings) -> bool:
    """Whether it may be copied and downloaded to be sent."""
    return not draft.locked and (draft.approved or not needs_second(draft, settings))


def seconds(draft: Draft, people: Iterable[Person], asker: Person, settings: Settings) -> list[Person]:
    """Of the owners, leads and deputies those who may be asked, each once. Without a rule anybody else."""
    found: dict[str, Person] = {}
    for person in people:
        first = asker if not draft.version.author else None
        if person.id == asker.id or person.id == draft.version.author or not person.has_rights:
            continue
        if first and needs_second(draft, settings) and name_key(first.name) == name_key(person.name):
            continue
        found.setdefault(person.id, person)
    return list(found.values())
