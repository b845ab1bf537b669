"""The language model's wording of a draft, before the delivery that brings it is sent.

The model is asked outside of any transaction. A crash at any point leaves the order where it was, and it is tried
again; once its answer is stored, or known not to come, the order is gone and the delivery shows the draft as it is.
"""

from dataclasses import dataclass, replace

from bot.brief import brief_for
from bot.domain.client import Client
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.draft import Brief, Draft, DraftKind, Engine, Letter, Order
from bot.exits import locked, version_of
from bot.handlers.revising import next_number, rewritten
from bot.kit import Kit
from bot.ordering import NOTICE
from bot.passages import standing
from bot.permits import LetterPermit
from bot.ports import Drafter, Store, Unit
from bot.record import assessed, held


@dataclass(frozen=True, slots=True)
class _Wanted:
    order: Order
    draft: Draft
    client: Client
    brief: Brief


async def fulfil(store: Store, kit: Kit, drafter: Drafter, id: str) -> None:
    """What the delivery is to bring, if it is due and a model's wording still has to be asked for."""
    if kit.settings.drafting.engine != "openai":
        return
    wanted = await _wanted(store, kit, id)
    if wanted is None:
        return
    letter = await drafter.write(wanted.brief, LetterPermit(store, kit))
    async with store.write() as unit:
        await _kept(unit, kit, wanted, letter)
        await unit.commit()


async def _wanted(store: Store, kit: Kit, id: str) -> _Wanted | None:
    async with store.read() as unit:
        delivery = await unit.deliveries.by_id(id)
        organization = await unit.journal.organization()
        if delivery is None or not _is_due(kit, delivery) or organization is None or organization.held:
            return None
        draft = await unit.drafts.by_id(delivery.about.get("draft", ""))
        client = await unit.clients.by_id(draft.client) if draft else None
        if draft is None or client is None or draft.order is None or draft.order.key != delivery.key:
            return None
        sender = await unit.people.by_id(draft.order.by)
        assessment = await assessed(unit, kit, client)
        brief = await brief_for(unit, kit, client, assessment, draft.kind, draft.tone, draft.language, sender)
        # The first wording is written afresh; later ones from what stands there and is true still.
        former = standing(draft.version, brief.facts) if draft.number > 1 or draft.order.wish else ""
        return _Wanted(draft.order, draft, client, replace(brief, wish=draft.order.wish, former=former))


def _is_due(kit: Kit, delivery: Delivery) -> bool:
    waits = delivery.state in (DeliveryState.DUE, DeliveryState.SENDING)
    return delivery.notice == NOTICE and waits and delivery.due_at <= kit.now()


async def _kept(unit: Unit, kit: Kit, wanted: _Wanted, letter: Letter) -> None:
    """As the current version; beside it, where somebody has edited it meanwhile; or why there is none."""
    client = await held(unit, wanted.client)
    draft = await unit.drafts.by_id(wanted.draft.id)
    if draft is None or draft.order != wanted.order:
        return
    free = replace(draft, order=None)
    if letter.engine is not Engine.MODEL:
        await unit.drafts.save(replace(free, fell_back=letter.fell_back or "no_key"))
        return
    if draft.locked or (draft.kind is DraftKind.EXIT and await locked(unit, await assessed(unit, kit, client))):
        await unit.drafts.save(replace(free, fell_back="locked"))
        return
    number, by = await next_number(unit, draft), wanted.order.by
    version = version_of(kit, draft.id, number, wanted.brief, letter, by)
    person = await unit.people.by_id(by)
    if draft.number != wanted.order.base or person is None:
        await unit.drafts.save(free)
        await unit.drafts.keep(version)
        return
    await rewritten(unit, kit, free, version, person)
