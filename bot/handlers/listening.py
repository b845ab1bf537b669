"""Switching listening on and off, channel by channel (guarantee 20). Binding a channel reads nothing."""

from dataclasses import replace

from bot.access import admin, is_lead_of, joined, lead_names, may_manage, names_with
from bot.domain.client import Client
from bot.domain.delivery import Delivery, Urgency
from bot.domain.incident import IncidentState
from bot.domain.listening import Listening, ListeningState, Pause
from bot.domain.person import ChannelRef, Person, Role
from bot.ears import Ears
from bot.errors import NotAllowed, NotFound, Stale
from bot.handlers.speech import voice_for
from bot.kit import Kit
from bot.messages import (
    ChannelLeft,
    EndListening,
    From,
    OutsiderJoined,
    PauseListening,
    ResumeListening,
    SwitchListening,
)
from bot.notices import listening as notices
from bot.ports import Act, Store, Unit
from bot.record import held
from bot.replies import Reply, Told
from bot.telling import admins, owners, post, refresh_suspicion, tell


async def bound_client(unit: Unit, by: From) -> Client:
    """The client of the channel in which somebody speaks."""
    client = await unit.clients.by_channel(by.channel) if by.channel else None
    if client is None:
        raise NotFound("channel")
    return client


async def may_switch(unit: Unit, kit: Kit, person: Person, by: From, known: Listening | None) -> None:
    """An admin; where people from outside read along, also an owner, and an admin only after an owner has agreed."""
    if kit.settings.detection.mode != "ask":
        raise NotAllowed("listening")
    if by.absent or by.unseen:
        raise NotAllowed("reads_along")
    if by.shared and person.is_owner:
        return
    await admin(unit, person)
    if by.shared and not (known and known.with_client):
        raise NotAllowed("informed", await names_with(unit, Role.OWNER))


async def switch_listening(message: SwitchListening, *, store: Store, kit: Kit, ears: Ears) -> Reply:
    """An admin switches it on; an owner confirms that the client was informed; whoever is both does both."""
    by = message.by
    async with store.write() as unit:
        person = await joined(unit, kit, by)
        client = await held(unit, await bound_client(unit, by))
        known = await _of_client(unit, client, by)
        await may_switch(unit, kit, person, by, known)
        wanted = _switched(kit, message, person, client, known)
        if await unit.journal.take(by.key, kit.now()):
            await unit.listened.save(wanted)
            await _noted(unit, kit, wanted, person, "listening_on" if person.is_admin else "listening_agreed")
            await _announced(unit, kit, wanted, known, by.key)
        await unit.commit()
    await ears.renew()
    return Told(notices.switched(voice_for(kit, person), client.name, wanted))


async def _of_client(unit: Unit, client: Client, by: From) -> Listening | None:
    """What was agreed for this channel, unless that was for another client."""
    known = await unit.listened.of_channel(by.channel) if by.channel else None
    return known if known and known.client == client.id else None


def _switched(kit: Kit, message: SwitchListening, person: Person, client: Client, known: Listening | None) -> Listening:
    channel = message.by.channel
    assert channel is not None
    owner_agrees = person.is_owner and message.by.shared
    if owner_agrees and not message.informed:
        raise NotAllowed("informed")
    informed_by = person.id if owner_agrees else known.informed_by if known else None
    if person.is_admin:
        state, pause, model = ListeningState.STARTING, None, message.language_model
    elif known and known.switched_on and known.with_client:
        return replace(known, informed_by=informed_by)
    else:
        # What an admin had switched on waits for somebody to resume it; else for an admin.
        state = ListeningState.PAUSED if known and known.state is not ListeningState.AGREED else ListeningState.AGREED
        pause = Pause.WISHED if state is ListeningState.PAUSED else None
        model = known.language_model if known else False
    return Listening(
        channel=channel,
        client=client.id,
        state=state,
        informed_by=informed_by,
        language_model=model,
        set_by=person.id,
        set_at=kit.now(),
        pause=pause,
    )


async def _announced(unit: Unit, kit: Kit, wanted: Listening, known: Listening | None, key: str) -> None:
    """The channel sees what is read; where only an owner has agreed, the admins hear that it is for them now."""
    if wanted.switched_on:
        if known is None or (known.state, known.set_at) != (wanted.state, wanted.set_at):
            await posted(unit, kit, wanted, "on", key)
        return
    for person in await admins(unit):
        about = {"client": wanted.client, "channel": wanted.channel.channel}
        await tell(unit, kit, person.id, "listening_agreed", about, key=f"agreed:{key}", urgency=Urgency.APPROVAL)


async def pause_listening(message: PauseListening, *, store: Store, kit: Kit, ears: Ears) -> Reply:
    """Any member may; nobody is told who it was."""
    async with store.write() as unit:
        person, client, known = await _standing(unit, kit, message.by)
        if known.state is ListeningState.PAUSED:
            raise Stale("listening_paused")
        if not known.switched_on:
            raise NotFound("listening")
        paused = replace(known, state=ListeningState.PAUSED, pause=Pause.WISHED)
        await unit.listened.save(paused)
        await _noted(unit, kit, paused, person, "listening_paused")
        await posted(unit, kit, paused, "paused", message.by.key)
        await unit.commit()
    await ears.renew()
    return Told(notices.paused(voice_for(kit, person), client.name))


async def resume_listening(message: ResumeListening, *, store: Store, kit: Kit, ears: Ears) -> Reply:
    """Who looks after the client, or an admin; only what an admin had switched on."""
    by = message.by
    async with store.write() as unit:
        person, client, known = await _standing(unit, kit, by)
        if not may_manage(person, client):
            raise NotAllowed("resume_listening", await lead_names(unit, client))
        if kit.settings.detection.mode != "ask":
            raise NotAllowed("listening")
        if known.switched_on:
            raise Stale("listening_on")
        if known.state is ListeningState.AGREED:
            raise NotAllowed("admin", await names_with(unit, Role.ADMIN))
        if by.absent or by.unseen:
            raise NotAllowed("reads_along")
        if by.shared and not known.with_client:
            raise NotAllowed("informed", await names_with(unit, Role.OWNER))
        resumed = replace(known, state=ListeningState.STARTING, pause=None, set_by=person.id, set_at=kit.now())
        await unit.listened.save(resumed)
        await _noted(unit, kit, resumed, person, "listening_resumed")
        await posted(unit, kit, resumed, "on", by.key)
        await unit.commit()
    await ears.renew()
    return Told(notices.switched(voice_for(kit, person), client.name, resumed))


async def end_listening(message: EndListening, *, store: Store, kit: Kit, ears: Ears) -> Reply:
    async with store.write() as unit:
        person, client, known = await _standing(unit, kit, message.by)
        await admin(unit, person)
        await ended(unit, kit, known.channel, person)
        await posted(unit, kit, known, "ended", message.by.key)
        await unit.commit()
    await ears.renew()
    return Told(notices.ended(voice_for(kit, person), client.name))


async def _standing(unit: Unit, kit: Kit, by: From) -> tuple[Person, Client, Listening]:
    """Who speaks, and what was agreed for the channel, under the client's lock."""
    person = await joined(unit, kit, by)
    client = await held(unit, await bound_client(unit, by))
    known = await _of_client(unit, client, by)
    if known is None:
        raise NotFound("listening")
    return person, client, known


async def ended(unit: Unit, kit: Kit, channel: ChannelRef, person: Person) -> bool:
    """Nothing is read there any more, and what nobody has answered goes too. The caller holds the client's lock."""
    known = await unit.listened.of_channel(channel)
    if known is None:
        return False
    await unit.listened.end(channel)
    for incident in await unit.incidents.unanswered_in(channel):
        over = replace(incident, state=IncidentState.WITHDRAWN, quote="", link="")
        await unit.incidents.save(over)
        await refresh_suspicion(unit, kit, over)
    await _noted(unit, kit, known, person, "listening_ended")
    return True


async def outsider_joined(message: OutsiderJoined, *, store: Store, kit: Kit, ears: Ears) -> None:
    """Where no owner has agreed to that it is paused, before anybody writes another word there."""
    await pause_shared(store, kit, message.channel, message.key)
    await ears.renew()


async def channel_left(message: ChannelLeft, *, store: Store, kit: Kit, ears: Ears) -> None:
    """Whoever brings Signpost back has to resume it: nobody there knows any more that it listened."""
    async with store.write() as unit:
        client = await unit.clients.by_channel(message.channel)
        if client is None:
            return
        await held(unit, client)
        known = await unit.listened.of_channel(message.channel)
        if known is None or not known.switched_on:
            return
        await unit.listened.save(replace(known, state=ListeningState.PAUSED, pause=Pause.LEFT))
        detail = {"channel": str(known.channel), "cause": "left"}
        await unit.journal.record(Act(at=kit.now(), by="", act="listening_paused", subject=known.client, detail=detail))
        await unit.commit()
    await ears.renew()


async def pause_shared(store: Store, kit: Kit, channel: ChannelRef, key: str) -> None:
    """A message showed that people of another firm read along."""
    async with store.write() as unit:
        client = await unit.clients.by_channel(channel)
        if client and await paused_as_shared(unit, kit, await held(unit, client), channel, key):
            await unit.commit()


async def paused_as_shared(unit: Unit, kit: Kit, client: Client, channel: ChannelRef, key: str) -> bool:
    """Paused at once, and leads and admins told; not where an owner has agreed. Under the client's lock."""
    known = await unit.listened.of_channel(channel)
    if known is None or not known.switched_on or known.with_client:
        return False
    await unit.listened.save(replace(known, state=ListeningState.PAUSED, pause=Pause.SHARED))
    detail = {"channel": str(channel), "cause": "shared"}
    await unit.journal.record(Act(at=kit.now(), by="", act="listening_paused", subject=client.id, detail=detail))
    leads = [one for one in (await unit.people.by_ids(client.leads)).values() if one.has_rights]
    people = {one.id: one for one in (*(leads or await owners(unit)), *await admins(unit))}
    for person in people.values():
        about = {"client": client.id, "lead": "yes" if is_lead_of(person, client) else ""}
        await tell(
            unit,
            kit,
            person.id,
            "listening_shared",
            about,
            key=f"listening_shared:{key}",
            urgency=Urgency.APPROVAL,
            at=kit.now(),
            held=False,
        )
    return True


async def channel_told(unit: Unit, notice: Delivery) -> bool:
    """The notice of this switch stands in the channel: from now on it is listened to. False where it was another's."""
    known = await _announced_by(unit, notice)
    if known is None or known.state is not ListeningState.STARTING:
        return False
    await unit.listened.save(replace(known, state=ListeningState.ON))
    return True


async def channel_untold(unit: Unit, kit: Kit, notice: Delivery) -> None:
    """The channel could not be told that it is listened to, so it is not. Home names the message that failed."""
    known = await _announced_by(unit, notice)
    if known is None or not known.switched_on:
        return
    await unit.listened.save(replace(known, state=ListeningState.PAUSED, pause=Pause.WISHED))
    detail = {"channel": str(known.channel), "cause": "not_told"}
    await unit.journal.record(Act(at=kit.now(), by="", act="listening_paused", subject=known.client, detail=detail))


async def _announced_by(unit: Unit, notice: Delivery) -> Listening | None:
    """What a channel's notice says is on, under the client's lock; None where it was switched anew since."""
    if notice.channel is None or notice.notice != "listening" or notice.about.get("what") != "on":
        return None
    await unit.lock_client(notice.about["client"])
    known = await unit.listened.of_channel(notice.channel)
    return known if known and is_of(known, notice) else None


def is_of(known: Listening, notice: Delivery) -> bool:
    """Whether a channel's notice tells of this switch, not of an earlier one."""
    return notice.about.get("since") == known.set_at.isoformat()


async def _noted(unit: Unit, kit: Kit, listening: Listening, person: Person, act: str) -> None:
    detail = {
        "channel": str(listening.channel),
        "with_client": "yes" if listening.with_client else "no",
        "language_model": "yes" if listening.language_model else "no",
    }
    await unit.journal.record(Act(at=kit.now(), by=person.id, act=act, subject=listening.client, detail=detail))


async def posted(unit: Unit, kit: Kit, listening: Listening, what: str, key: str) -> None:
    """Said in the channel. Where the client reads, only the text that an owner has seen before."""
    if what != "on" and listening.with_client:
        return
    about = {"client": listening.client, "what": what, "since": listening.set_at.isoformat()}
    await post(unit, kit, listening.channel, "listening", about, key=f"listening:{what}:{key}")
