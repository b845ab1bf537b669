"""Gathering what a draft shows: names, what stands on nothing, what the reader may do with it."""

from dataclasses import replace

from bot.access import draft_led
from bot.approval import first_person, may_leave, needs_second, withheld
from bot.brief import facts_about
from bot.domain.client import Client
from bot.domain.draft import Draft, DraftKind
from bot.domain.person import Person
from bot.exits import locked
from bot.handlers.speech import voice_for
from bot.kit import Kit
from bot.notices import draft_page as notices
from bot.notices.drafts import DraftView
from bot.notices.parts import Page
from bot.passages import on_nothing
from bot.ports import Unit
from bot.record import assessed


async def draft_view(unit: Unit, kit: Kit, draft: Draft, client: Client, reader: Person) -> DraftView:
    """As things are now: locked while a fast track waits for its facts, and checked against the facts of today."""
    assessment = await assessed(unit, kit, client)
    if draft.kind is DraftKind.EXIT and await locked(unit, assessment):
        draft = replace(draft, locked=True)
    if kit.settings.drafting.engine != "openai":
        # It was switched off meanwhile: nobody writes.
        draft = replace(draft, order=None)
    asked = draft.approval
    ids = [id for id in (draft.version.author, asked.asked_by, asked.approver, asked.approved_by) if id]
    people = await unit.people.by_ids(ids)
    names = {id: person.name for id, person in people.items()}
    return DraftView(
        draft=draft,
        client=client.name,
        author=names.get(draft.version.author, ""),
        asked_by=names.get(asked.asked_by, ""),
        approver=names.get(asked.approver, ""),
        approved_by=names.get(asked.approved_by, ""),
        approved_on=kit.calendar.day(asked.approved_at) if asked.approved_at else None,
        loose=on_nothing(draft.version, await facts_about(unit, client, assessment)),
        versions=len(await unit.drafts.versions_of(draft.id)),
        needs_second=needs_second(draft, kit.settings),
        withheld=withheld(draft, reader, people.get(first_person(draft)), kit.settings),
        leaves=may_leave(draft, kit.settings),
        asked_of_reader=asked.approver == reader.id,
    )


async def page_of(unit: Unit, kit: Kit, person: Person, id: str) -> Page:
    draft, client = await draft_led(unit, person, id)
    versions = await unit.drafts.versions_of(draft.id)
    people = await unit.people.by_ids([version.author for version in versions if version.author])
    authors = {id: one.name for id, one in people.items()}
    view = await draft_view(unit, kit, draft, client, person)
    written = [
        notices.Written(version, kit.calendar.day(version.written_at), authors.get(version.author, ""))
        for version in reversed(versions)
    ]
    return notices.draft_page(voice_for(kit, person), view, written)
