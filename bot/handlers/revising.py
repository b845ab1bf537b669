"""Another wording of a draft: edited by a person, written anew, or an earlier one taken back. Nobody's text is lost."""

from dataclasses import replace

from bot import approvalcards
from bot.access import draft_led, joined
from bot.brief import brief_for
from bot.domain.client import Client
from bot.domain.draft import Draft, DraftKind, Engine, Version
from bot.domain.person import Person
from bot.errors import NotAllowed, NotFound, Stale
from bot.exits import locked, version_of
from bot.handlers.draftviews import draft_view
from bot.handlers.speech import voice_for
from bot.handlers.talks import step_taken
from bot.kit import Kit
from bot.messages import EditDraft, From, RewriteDraft, UseVersion
from bot.notices import drafts as notices
from bot.ordering import ordered
from bot.passages import carried
from bot.ports import Act, Drafter, Store, Unit
from bot.record import assessed, held
from bot.replies import Reply, Told


async def open_letter(unit: Unit, kit: Kit, by: From, id: str) -> tuple[Person, Client, Draft]:
    """A draft to be changed, under its client's lock. Raises ``NotAllowed("locked_letter")``."""
    person = await joined(unit, kit, by)
    _, client = await draft_led(unit, person, id)
    client = await held(unit, client)
    draft, _ = await draft_led(unit, person, id)
    if draft.locked or (draft.kind is DraftKind.EXIT and await locked(unit, await assessed(unit, kit, client))):
        raise NotAllowed("locked_letter")
    return person, client, draft


async def next_number(unit: Unit, draft: Draft) -> int:
    """Versions that were never the current one count as well."""
    return (await unit.drafts.versions_of(draft.id))[-1].number + 1


async def edit_draft(message: EditDraft, *, store: Store, kit: Kit) -> Reply:
    """A new version by a person. Somebody was quicker: both are kept, and the later one sees them side by side."""
    async with store.write() as unit:
        person, client, draft = await open_letter(unit, kit, message.by, message.draft)
        say = voice_for(kit, person)
        if not await unit.journal.take(message.by.key, kit.now(), draft.id):
            return Told(notices.shown(say, await draft_view(unit, kit, draft, client, person)))
        mine = await _edited(unit, kit, draft, message, person)
        same = (mine.subject, mine.body) == (draft.subject, draft.body)
        late = message.base != draft.number and not same
        if late:
            await unit.drafts.keep(mine)
        elif not same:
            draft = await rewritten(unit, kit, draft, mine, person)
        await step_taken(unit, kit, client.id, person)
        view = await draft_view(unit, kit, draft, client, person)
        await unit.commit()
    if late:
        return Told(notices.kept_aside(say, view, mine, view.author))
    return Told(notices.shown(say, view))


async def _edited(unit: Unit, kit: Kit, draft: Draft, message: EditDraft, person: Person) -> Version:
    versions = await unit.drafts.versions_of(draft.id)
    base = next((version for version in versions if version.number == message.base), draft.version)
    return Version(
        draft=draft.id,
        number=versions[-1].number + 1,
        subject=message.subject,
        body=message.body,
        engine=Engine.PERSON,
        author=person.id,
        written_at=kit.now(),
        passages=carried(base.passages, message.body),
        facts=base.facts,
    )


async def rewritten(unit: Unit, kit: Kit, draft: Draft, version: Version, person: Person) -> Draft:
    """The draft with another current wording; an approval is void, which the audit log keeps."""
    if draft.approved:
        detail = {"client": draft.client, "version": str(draft.number)}
        await unit.journal.record(
            Act(at=kit.now(), by=person.id, act="draft_approval_void", subject=draft.id, detail=detail)
        )
    after = draft.at(version)
    await unit.drafts.save(after)
    if client := await unit.clients.by_id(draft.client):
        await approvalcards.refresh(unit, kit, draft, client)
    return after


async def rewrite_draft(message: RewriteDraft, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """By the template at once, from what is known now; by the language model, with a wish, as soon as it has come."""
    async with store.write() as unit:
        person, client, draft = await open_letter(unit, kit, message.by, message.draft)
        say = voice_for(kit, person)
        if await unit.journal.take(message.by.key, kit.now(), draft.id):
            if draft.number != message.base:
                raise Stale("draft_changed")
            asks = kit.settings.drafting.engine == "openai"
            if draft.order and asks:
                raise Stale("being_written")
            draft = replace(draft, tone=message.tone, order=None)
            if asks:
                draft = await ordered(unit, kit, draft, person, message.by, message.wish)
            else:
                draft = await _by_template(unit, kit, drafter, client, draft, person)
            await step_taken(unit, kit, client.id, person)
        view = await draft_view(unit, kit, draft, client, person)
        await unit.commit()
    return Told(notices.shown(say, view))


async def _by_template(unit: Unit, kit: Kit, drafter: Drafter, client: Client, draft: Draft, person: Person) -> Draft:
    assessment = await assessed(unit, kit, client)
    brief = await brief_for(unit, kit, client, assessment, draft.kind, draft.tone, draft.language, person)
    letter = await drafter.write(brief)
    version = version_of(kit, draft.id, await next_number(unit, draft), brief, letter, person.id)
    return await rewritten(unit, kit, draft, version, person)


async def use_version(message: UseVersion, *, store: Store, kit: Kit) -> Reply:
    """Another wording becomes the current one, as a version of its own; its author stays who wrote it."""
    async with store.write() as unit:
        person, client, draft = await open_letter(unit, kit, message.by, message.draft)
        wanted = [v for v in await unit.drafts.versions_of(draft.id) if v.number == message.number]
        if not wanted:
            raise NotFound("draft")
        if await unit.journal.take(message.by.key, kit.now(), draft.id) and message.number != draft.number:
            again = replace(wanted[0], number=await next_number(unit, draft), written_at=kit.now())
            draft = await rewritten(unit, kit, draft, again, person)
            await step_taken(unit, kit, client.id, person)
        view = await draft_view(unit, kit, draft, client, person)
        await unit.commit()
    return Told(notices.shown(voice_for(kit, person), view))
