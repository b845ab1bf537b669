"""What people write in channels that are listened to: a finding becomes a suspicion, put privately to one person.

A message without a finding is judged in memory and gone. Before anything is kept, the channel is asked for once more,
in the transaction and under the client's lock: nothing is stored after a pause.
"""

from dataclasses import replace
from datetime import timedelta

from bot.access import joined
from bot.domain.client import Client
from bot.domain.delivery import Urgency
from bot.domain.detection import Side
from bot.domain.incident import Heard, Incident, IncidentState, Source
from bot.domain.listening import Listening
from bot.domain.person import ChannelRef, Person
from bot.ears import Ears, Finding
from bot.handlers.listening import pause_shared
from bot.kit import Kit
from bot.messages import MessageGone, MessageHeard
from bot.notices import suspicions
from bot.ports import Store, Unit
from bot.record import held
from bot.telling import owners, reachable, refresh_suspicion, tell, whisper

WHISPER_EVERY = timedelta(hours=1)


async def message_heard(message: MessageHeard, *, store: Store, kit: Kit, ears: Ears) -> None:
    """Judge a message; only where that tells something, or told something before an edit, is the record asked."""
    if not ears.listens(message.channel):
        return
    if ears.opened_unasked(message):
        await pause_shared(store, kit, message.channel, message.by.key)
        await ears.renew()
        return
    side = ears.side_of(message) or await _side_before(store, message)
    if side is None:
        return
    with ears.judging(message):
        finding = await ears.finding(message, side)
        if ears.is_overtaken(message):
            return
    if finding or (message.edited and await _told_before(store, message)):
        await _kept(store, kit, message, side, finding)


async def _side_before(store: Store, message: MessageHeard) -> Side | None:
    """Whose words were noticed before an edit: nobody else can edit them, also when nobody knows who that is now."""
    if not message.edited:
        return None
    async with store.read() as unit:
        known = await unit.incidents.of_message(message.channel, message.message)
    return known.heard.side if known and known.heard else None


async def _told_before(store: Store, message: MessageHeard) -> bool:
    async with store.read() as unit:
        return await unit.incidents.of_message(message.channel, message.message) is not None


async def _kept(store: Store, kit: Kit, message: MessageHeard, side: Side, finding: Finding | None) -> None:
    async with store.write() as unit:
        # Before the client's lock, as everywhere: who is met anew is written, and two must not wait for each other.
        author = await joined(unit, kit, message.by) if finding and side is Side.TEAM else None
        found = await _heard_now(unit, message.channel)
        if found is None:
            return
        client, listening = found
        if side is Side.CLIENT and not listening.with_client:
            return
        known = await unit.incidents.of_message(message.channel, message.message)
        if known is None and finding:
            asked = author or await keeper(unit, kit, client)
            await _suspected(unit, kit, message, finding, client, listening, asked)
        elif known is not None and message.edited:
            await _changed(unit, kit, known, finding)
        await unit.commit()


async def _heard_now(unit: Unit, channel: ChannelRef) -> tuple[Client, Listening] | None:
    """The client whose channel is listened to at this moment, held: a pause comes before or after, never between."""
    bound = await unit.clients.by_channel(channel)
    if bound is None:
        return None
    client = await held(unit, bound)
    listening = await unit.listened.of_channel(channel)
    if listening is None or not listening.hears or listening.client != client.id or channel not in client.channels:
        return None
    return client, listening


async def _suspected(
    unit: Unit,
    kit: Kit,
    message: MessageHeard,
    finding: Finding,
    client: Client,
    listening: Listening,
    asked: Person | None,
) -> None:
    if asked is None:
        return
    today, side = kit.today(), finding.side
    incident = Incident(
        id=kit.ids.new(),
        number=await unit.incidents.next_number(),
        client=client.id,
        sign=finding.sign,
        summary=suspicions.summary(kit.voice(None), side),
        quote=finding.quote,
        link=message.link,
        occurred_on=today,
        reported_on=today,
        reported_at=kit.now(),
        source=Source.DETECTED,
        state=IncidentState.SUSPECTED,
        guessed=True,
        own_message=side is Side.TEAM,
        heard=Heard(channel=message.channel, message=message.message, side=side, asked=asked.id),
    )
    await unit.incidents.save(incident)
    await _asked(unit, kit, incident, message, asked, listening)


async def keeper(unit: Unit, kit: Kit, client: Client) -> Person | None:
    """Who is asked about what the client wrote: a lead, else a deputy, else an owner, as on the ladder."""
    for people in (client.leads, client.deputies, [person.id for person in await owners(unit)]):
        if here := await reachable(unit, people, kit.today()):
            return here[0]
    return next(iter(await owners(unit)), None)


async def _asked(
    unit: Unit, kit: Kit, incident: Incident, message: MessageHeard, asked: Person, listening: Listening
) -> None:
    """Beside the message, at most once an hour, where nobody from outside reads along; else in the private chat."""
    about = {"incident": incident.id, "platform": message.channel.platform}
    quiet = message.whispers and not message.by.shared and not listening.with_client
    alone = incident.own_message and quiet
    if alone and await unit.deliveries.whispers_since(asked.id, kit.now() - WHISPER_EVERY) == 0:
        key = f"suspicion:{incident.id}"
        await whisper(unit, kit, asked.id, message.channel, "suspicion", about, key=key, urgency=Urgency.SUSPICION)
    else:
        await tell(unit, kit, asked.id, "suspicion", about, key=f"suspicion:{incident.id}", urgency=Urgency.SUSPICION)


async def _changed(unit: Unit, kit: Kit, known: Incident, finding: Finding | None) -> None:
    """An edited message is judged anew as long as nobody has answered."""
    if finding is None:
        await gone(unit, kit, known)
    elif known.is_open_suspicion or _was_edited_away(known):
        changed = replace(known, sign=finding.sign, quote=finding.quote, state=IncidentState.SUSPECTED)
        if changed != known:
            await unit.incidents.save(changed)
            await refresh_suspicion(unit, kit, changed)


def _was_edited_away(incident: Incident) -> bool:
    """An earlier edit took the finding along."""
    return incident.state is IncidentState.WITHDRAWN and not incident.reporters


async def gone(unit: Unit, kit: Kit, incident: Incident) -> None:
    """The message says it no more: an unanswered suspicion goes with it, and the words of a dismissed one."""
    if incident.is_open_suspicion:
        over = replace(incident, state=IncidentState.WITHDRAWN, quote="")
        await unit.incidents.save(over)
        await refresh_suspicion(unit, kit, over)
    elif incident.state is IncidentState.DISMISSED and incident.quote:
        await unit.incidents.save(replace(incident, quote=""))


async def message_gone(message: MessageGone, *, store: Store, kit: Kit, ears: Ears) -> None:
    """A deleted message takes its unanswered suspicion along, also while listening is paused."""
    ears.forget(message.channel, message.message)
    if not ears.knows(message.channel):
        return
    async with store.read() as unit:
        if await unit.incidents.of_message(message.channel, message.message) is None:
            return
    async with store.write() as unit:
        seen = await unit.incidents.of_message(message.channel, message.message)
        if seen and seen.client:
            await unit.lock_client(seen.client)
            current = await unit.incidents.by_id(seen.id)
            if current:
                await gone(unit, kit, current)
                await unit.commit()
