"""Sending one delivery: claimed in a transaction, sent outside it, written down in another.

``sending`` with a due time ahead is a claim; found with its time gone by, the outcome of that call is unknown: then
the platform is asked for the message, and where it cannot tell one repeat is accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.delivery import MESSAGES_PER_PERSON_AND_DAY, Delivery, DeliveryState
from bot.domain.nudge import NudgeState, Rung
from bot.domain.person import Person, PersonRef
from bot.ears import Ears
from bot.errors import RateLimited, Rejected, Unreachable
from bot.handlers.listening import channel_told, channel_untold
from bot.kit import Kit
from bot.notices.parts import Notice
from bot.ports import Chat, Sent, Store, Unit
from bot.telling import edit
from bot.work.compose import compose
from bot.work.composed.listening import compose_post

CLAIM = timedelta(seconds=120)
FIRST_RETRY_SECONDS = 5
_LIVING = ("nudge", "receipt", "suspicion", "agreement", "approval", "dossier")
LONGEST_RETRY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
# With the waits above, so many tries take three days: a message that waited long before its first one gets them too.
GIVE_UP_TRIES = 80


@dataclass(frozen=True, slots=True)
class _Claim:
    """``ref``: to whom; None for what everybody in a channel reads."""

    delivery: Delivery
    person: Person | None
    ref: PersonRef | None
    platform: str
    notice: Notice
    unknown: bool
    original: Delivery | None
    follows: Sent | None = None


async def deliver(store: Store, kit: Kit, chats: Mapping[str, Chat], ears: Ears, id: str) -> datetime | None:
    """Send one delivery if it is due; the moment of the next try where it has to be tried again."""
    claim = await _claim(store, kit, chats, id)
    if not isinstance(claim, _Claim):
        return claim
    try:
        sent = await _sent(chats[claim.platform], claim)
    except RateLimited as limit:
        untried = replace(claim.delivery, attempts=claim.delivery.attempts - 1)
        # It may have been the look-up that was refused: what was unknown before is unknown still.
        state = DeliveryState.SENDING if claim.unknown else DeliveryState.DUE
        return await _later(store, kit, untried, timedelta(seconds=limit.retry_after), state)
    except Unreachable:
        return await _later(store, kit, claim.delivery, _backoff(claim.delivery), DeliveryState.SENDING)
    except Rejected as refused:
        await _failed(store, kit, claim.delivery, refused.reason)
        return None
    if await _done(store, kit, claim, sent):
        await ears.renew()
    return None


async def _claim(store: Store, kit: Kit, chats: Mapping[str, Chat], id: str) -> _Claim | datetime | None:
    now = kit.now()
    async with store.write() as unit:
        await unit.lock_client(f"delivery {id}")
        delivery = await unit.deliveries.by_id(id)
        if delivery is None or delivery.state not in (DeliveryState.DUE, DeliveryState.SENDING):
            return None
        if delivery.due_at > now:
            return delivery.due_at
        organization = await unit.journal.organization()
        if organization and organization.held:
            return None
        person = await unit.people.by_id(delivery.person) if delivery.person else None
        original = await unit.deliveries.by_id(delivery.edits) if delivery.edits else None
        ref = _address(person, delivery, original, chats) if person else None
        platform = _platform(delivery, ref, chats)
        verdict = await _verdict(unit, kit, delivery, person, platform)
        if isinstance(verdict, Delivery):
            await unit.deliveries.save(verdict)
            if verdict.state is DeliveryState.FAILED:
                await _undelivered(unit, kit, verdict)
            if verdict.state is DeliveryState.DROPPED:
                await _empty_bundle(unit, verdict)
            await unit.commit()
            return None
        follows = await _first_about(unit, delivery, ref) if ref else None
        claimed = replace(delivery, state=DeliveryState.SENDING, attempts=delivery.attempts + 1, due_at=now + CLAIM)
        await unit.deliveries.save(claimed)
        await unit.commit()
    unknown = delivery.state is DeliveryState.SENDING
    return _Claim(claimed, person, ref, platform, verdict, unknown, original, follows)


async def _first_about(unit: Unit, delivery: Delivery, ref: PersonRef) -> Sent | None:
    """The person's first message about the same nudge on that platform: reminders belong to it."""
    nudge = delivery.about.get("nudge")
    if nudge is None or delivery.edits is not None:
        return None
    for sent in await unit.deliveries.sent_of_nudge(nudge):
        platform, _, chat = sent.chat.partition("|")
        if sent.person == delivery.person and platform == ref.platform:
            return Sent(chat, sent.message)
    return None


def _platform(delivery: Delivery, ref: PersonRef | None, chats: Mapping[str, Chat]) -> str:
    """Of the door that sends it; empty where there is none."""
    if delivery.channel is None or delivery.edits:
        return ref.platform if ref else ""
    there = delivery.channel.platform
    return there if there in chats and (delivery.posted or ref) else ""


async def _verdict(unit: Unit, kit: Kit, delivery: Delivery, person: Person | None, platform: str) -> Delivery | Notice:
    """The notice to send, or the row as it ends without being sent."""
    if not delivery.posted and (person is None or not person.active):
        return replace(delivery, state=DeliveryState.DROPPED)
    if delivery.whispered and delivery.edits is None and (not platform or delivery.state is DeliveryState.SENDING):
        # It is never the only copy, so it is not tried again: twice in a channel would be once too often.
        return replace(delivery, state=DeliveryState.DROPPED)
    if not platform:
        return replace(delivery, state=DeliveryState.FAILED, error="no_door")
    notice = await (compose(unit, kit, delivery, person) if person else compose_post(unit, kit, delivery))
    if notice is None:
        return replace(delivery, state=DeliveryState.DROPPED)
    if kit.now() - delivery.created_at > GIVE_UP_AFTER and delivery.attempts > GIVE_UP_TRIES:
        return replace(delivery, state=DeliveryState.FAILED, error="given_up")
    if delivery.held and delivery.state is DeliveryState.DUE and await _over_cap(unit, kit, delivery):
        return replace(delivery, state=DeliveryState.BUNDLED)
    return notice


async def _over_cap(unit: Unit, kit: Kit, delivery: Delivery) -> bool:
    today = kit.today()
    start, end = kit.calendar.starts(today), kit.calendar.starts(today + timedelta(days=1))
    sent = await unit.deliveries.sent_between(delivery.person, start, end)
    return sent >= MESSAGES_PER_PERSON_AND_DAY


def _address(
    person: Person, delivery: Delivery, original: Delivery | None, chats: Mapping[str, Chat]
) -> PersonRef | None:
    """Where the person is met: for an edit on the platform of the message, for an answer where they spoke, else by the
    first door that is open."""
    if original is not None:
        platform = original.chat.partition("|")[0]
        return next((ref for ref in person.refs if ref.platform == platform and platform in chats), None)
    met = [ref for ref in person.refs if ref.platform in chats]
    if (there := delivery.channel) is not None:
        return next((ref for ref in met if (ref.platform, ref.workspace) == (there.platform, there.workspace)), None)
    return next((ref for ref in met if ref.platform == delivery.about.get("platform")), next(iter(met), None))


async def _sent(chat: Chat, claim: _Claim) -> Sent:
    if claim.original is not None:
        before = Sent(claim.original.chat.partition("|")[2], claim.original.message)
        await chat.edit(before, claim.notice)
        return before
    channel = claim.delivery.channel
    place = channel or claim.ref
    assert place is not None
    if claim.unknown and (earlier := await chat.find(place, claim.delivery.id)):
        return earlier
    if channel is not None:
        return await chat.post(channel, claim.notice, claim.delivery.id, claim.ref)
    assert claim.ref is not None
    return await chat.send(claim.ref, claim.notice, claim.delivery.id, claim.follows)


async def _done(store: Store, kit: Kit, claim: _Claim, sent: Sent) -> bool:
    """Whether a channel is listened to from now on, because it was told so."""
    async with store.write() as unit:
        told = await channel_told(unit, claim.delivery)
        done = replace(
            claim.delivery,
            state=DeliveryState.SENT,
            chat=f"{claim.platform}|{sent.chat}",
            message=sent.message,
            sent_at=kit.now(),
            error="",
        )
        await unit.deliveries.save(done)
        await _empty_bundle(unit, done)
        await _changed_meanwhile(unit, kit, claim, done)
        await unit.commit()
    return told


async def _changed_meanwhile(unit: Unit, kit: Kit, claim: _Claim, done: Delivery) -> None:
    """What happened while the platform was taking the message could not edit it yet: its edit follows now."""
    if claim.original is None and claim.person and done.notice in _LIVING and done.message:
        now_true = await compose(unit, kit, replace(done, edits=done.id), claim.person)
        if now_true is not None and now_true != claim.notice:
            await edit(unit, kit, done)


async def _empty_bundle(unit: Unit, delivery: Delivery) -> None:
    """What a bundle has taken along (or found to be over) is done with."""
    if delivery.notice != "bundle":
        return
    for bundled in await unit.deliveries.bundled_for(delivery.person):
        if bundled.created_at < delivery.created_at:
            await unit.deliveries.save(replace(bundled, state=DeliveryState.DROPPED, error="bundled"))


def _backoff(delivery: Delivery) -> timedelta:
    return min(timedelta(seconds=FIRST_RETRY_SECONDS * 2 ** min(delivery.attempts, 12)), LONGEST_RETRY)


async def _later(store: Store, kit: Kit, delivery: Delivery, wait: timedelta, state: DeliveryState) -> datetime:
    due = kit.now() + wait
    async with store.write() as unit:
        await unit.deliveries.save(replace(delivery, state=state, due_at=due))
        await unit.commit()
    return due


async def _failed(store: Store, kit: Kit, delivery: Delivery, reason: str) -> None:
    """The platform said no: the admin sees it in Home, and a nudge goes to the next rung at once."""
    kit.log.warning("delivery_failed", delivery=delivery.id, notice=delivery.notice, reason=reason)
    async with store.write() as unit:
        state = DeliveryState.DROPPED if delivery.whispered else DeliveryState.FAILED
        await unit.deliveries.save(replace(delivery, state=state, error=reason[:80]))
        await _undelivered(unit, kit, delivery)
        await unit.commit()


async def _undelivered(unit: Unit, kit: Kit, delivery: Delivery) -> None:
    await channel_untold(unit, kit, delivery)
    await _next_rung(unit, kit, delivery)


async def _next_rung(unit: Unit, kit: Kit, delivery: Delivery) -> None:
    """Whoever cannot be told was not told; where nobody else was, the next rung is due now."""
    seen = await unit.nudges.by_id(delivery.about.get("nudge", "")) if delivery.edits is None else None
    if seen is None:
        return
    await unit.lock_client(seen.client)
    nudge = await unit.nudges.by_id(seen.id)
    if nudge is None or nudge.state is not NudgeState.OPEN or nudge.next_rung is None or nudge.next_step_at is None:
        return
    others = tuple(telling for telling in nudge.tellings if telling.person != delivery.person)
    alone = replace(nudge, tellings=others)
    if not others:
        rung = Rung.DEPUTIES if nudge.next_rung is Rung.REMINDER else nudge.next_rung
        alone = replace(alone, next_rung=rung, next_step_at=min(nudge.next_step_at, kit.now()))
    await unit.nudges.save(alone)
