"""Adding and editing clients, their channels and their state."""

from dataclasses import replace

from bot.access import chosen, client_led, client_managed, is_lead_of, joined, lead_names, may_add_clients
from bot.domain.client import ALIAS_LIMIT, Client, ClientState, name_key
from bot.domain.delivery import Urgency
from bot.domain.incident import Incident, IncidentState
from bot.domain.nudge import NudgeState
from bot.domain.person import Person
from bot.domain.talk import Note
from bot.ears import Ears
from bot.errors import AlreadyTaken, InvalidInput, NotFound, Stale, UnknownClient
from bot.handlers import partings
from bot.handlers.fates import tell_fate
from bot.handlers.flagging import confirmed
from bot.handlers.listening import ended, paused_as_shared
from bot.handlers.partingviews import shown_after
from bot.handlers.speech import find_named, voice_for
from bot.kit import Kit
from bot.ladder import stopped
from bot.messages import BindChannel, ChangeClientState, ChannelMoved, SetClient, SharingChanged, UnbindChannel
from bot.notices import clients as notices
from bot.ports import Act, Drafter, Store, Unit
from bot.record import held
from bot.replies import Reply, Told
from bot.staging import Change, restage
from bot.telling import owners, refresh, refresh_receipts, tell
from bot.wording import nearest_names


async def set_client(message: SetClient, *, store: Store, kit: Kit, drafter: Drafter) -> Reply:
    """Add or edit a client; reports that waited for it are filed at once."""
    async with store.write() as unit:
        await unit.lock_client(f"key {message.by.key}")
        person = await joined(unit, kit, message.by)
        if earlier := await unit.journal.seen(message.by.key):
            return await _saved_before(unit, kit, person, earlier)
        if message.client is None:
            await may_add_clients(unit, person)
            before = None
        else:
            before = await held(unit, await client_managed(unit, person, message.client))
        client = await _client(unit, kit, await _with_people(unit, kit, message), before)
        await unit.clients.save(client)
        await unit.journal.take(message.by.key, kit.now(), client.id)
        await unit.journal.record(Act(at=kit.now(), by=person.id, act="client_set", subject=client.id))
        filed = await file_waiting(unit, kit, drafter, client)
        leads = await lead_names(unit, client) if client.leads else ()
        await unit.commit()
    return Told(notices.saved(voice_for(kit, person), client, leads, filed, new=before is None))


async def _saved_before(unit: Unit, kit: Kit, person: Person, id: str) -> Reply:
    """The same delivery twice."""
    client = await unit.clients.by_id(id)
    if client is None:
        raise NotFound("client")
    leads = await lead_names(unit, client) if client.leads else ()
    return Told(notices.saved(voice_for(kit, person), client, leads, 0, new=False))


async def _client(unit: Unit, kit: Kit, message: SetClient, before: Client | None) -> Client:
    await _check(unit, message)
    known = before or Client(id=kit.ids.new(), name=message.name)
    channels = known.channels
    if message.bind and message.bind not in channels:
        channels = (*channels, message.bind)
    return replace(
        known,
        name=" ".join(message.name.split()),
        aliases=message.aliases,
        language=message.language,
        leads=message.leads,
        deputies=tuple(person for person in message.deputies if person not in message.leads),
        channels=channels,
        contract=message.contract,
    )


async def _with_people(unit: Unit, kit: Kit, message: SetClient) -> SetClient:
    """Leads and deputies as person ids."""

    async def ids(written: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([await chosen(unit, kit, one, message.people) for one in written]))

    leads, deputies = await ids(message.leads), await ids(message.deputies)
    return replace(message, leads=leads, deputies=deputies)


async def _check(unit: Unit, message: SetClient) -> None:
    problems: dict[str, str] = {}
    if not name_key(message.name):
        problems["name"] = "no_letters"
    if len(message.aliases) > ALIAS_LIMIT or any(len(alias) > 80 for alias in message.aliases):
        problems["aliases"] = "too_long"
    if any(not name_key(alias) for alias in message.aliases):
        problems["aliases"] = "no_letters"
    for name, wanted in (("leads", message.leads), ("deputies", message.deputies)):
        known = await unit.people.by_ids(wanted)
        if any(id not in known or not known[id].has_rights for id in wanted):
            problems[name] = "unknown_person"
    for name, words in (("name", (message.name,)), ("aliases", message.aliases)):
        for word in words:
            other = await unit.clients.by_name(word)
            if other and other.id != message.client:
                problems[name] = "taken"
    if problems:
        raise InvalidInput(problems)


async def file_waiting(unit: Unit, kit: Kit, drafter: Drafter, client: Client) -> int:
    """Reports whose words name this client count from now on (a guessed sign still waits for its click)."""
    names = {name_key(name) for name in client.names}
    filed = 0
    for incident in await unit.incidents.waiting():
        if name_key(incident.client_words) not in names:
            continue
        found = await _filed(unit, kit, incident, client)
        filed += 1
        if found.counts:
            current = await unit.clients.by_id(client.id) or client
            await restage(unit, kit, drafter, current, Change(incident=found))
    return filed


async def _filed(unit: Unit, kit: Kit, incident: Incident, client: Client) -> Incident:
    person = await unit.people.by_id(incident.reporter) if incident.reporter else None
    lead = person is not None and is_lead_of(person, client)
    found = replace(incident, client=client.id, client_words="", by_lead=incident.by_lead or lead)
    found = replace(found, state=IncidentState.SUSPECTED) if incident.guessed else confirmed(found, kit)
    await unit.incidents.save(found)
    await refresh_receipts(unit, kit, found)
    if found.reporter:
        await tell(
            unit,
            kit,
            found.reporter,
            "filed",
            {"incident": found.id, "client": client.id},
            key=f"filed:{found.id}",
            urgency=Urgency.FATE,
        )
    return found


async def bind_channel(message: BindChannel, *, store: Store, kit: Kit) -> Reply:
    """This channel is about that client from now on. Binding alone reads nothing (guarantee 20)."""
    if message.by.channel is None:
        raise NotFound("channel")
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        found, everybody = await find_named(unit, message.words)
        if found.client is None:
            raise UnknownClient(message.words, nearest_names(message.words, everybody))
        client = await held(unit, await client_managed(unit, person, found.client.id))
        other = await unit.clients.by_channel(message.by.channel)
        if other and other.id != client.id:
            raise AlreadyTaken(str(message.by.channel.channel), other.name)
        channels = tuple(dict.fromkeys((*client.channels, message.by.channel)))
        await unit.clients.save(replace(client, channels=channels))
        await unit.commit()
    by = message.by
    say = voice_for(kit, person)
    return Told(notices.bound(say, client.name, absent=by.absent, unseen=by.unseen, shared=by.shared))


async def sharing_changed(message: SharingChanged, *, store: Store, kit: Kit, ears: Ears) -> None:
    """A bound channel opens to another firm, or closes again: who looks after the client hears of it; listening that
    nobody agreed to for such a channel is paused at once.
    """
    async with store.write() as unit:
        client = await unit.clients.by_channel(message.channel)
        if client is None or not await unit.journal.take(message.key, kit.now()):
            return
        leads = [person for person in (await unit.people.by_ids(client.leads)).values() if person.has_rights]
        about = {"client": client.id, "shared": "yes" if message.shared else ""}
        for person in leads or await owners(unit):
            # At once and beside the cap: the team goes on writing there meanwhile.
            await tell(
                unit,
                kit,
                person.id,
                "sharing",
                about,
                key=message.key,
                urgency=Urgency.APPROVAL,
                at=kit.now(),
                held=False,
            )
        detail = {"channel": str(message.channel), "shared": "yes" if message.shared else "no"}
        await unit.journal.record(Act(at=kit.now(), by="", act="channel_sharing", subject=client.id, detail=detail))
        if message.shared:
            await paused_as_shared(unit, kit, await held(unit, client), message.channel, message.key)
        await unit.commit()
    await ears.renew()


async def unbind_channel(message: UnbindChannel, *, store: Store, kit: Kit, ears: Ears) -> Reply:
    """Whatever was listened to there ends with it."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        bound = await unit.clients.by_channel(message.by.channel) if message.by.channel else None
        if bound is None:
            raise NotFound("channel")
        client = await held(unit, await client_managed(unit, person, bound.id))
        channels = tuple(channel for channel in client.channels if channel != message.by.channel)
        await unit.clients.save(replace(client, channels=channels))
        if message.by.channel:
            await ended(unit, kit, message.by.channel, person)
        await unit.commit()
    await ears.renew()
    return Told(notices.unbound(voice_for(kit, person), client.name))


async def channel_moved(message: ChannelMoved, *, store: Store, kit: Kit, ears: Ears) -> None:
    """The binding follows the channel to its new id, and whatever was agreed on listening there."""
    async with store.write() as unit:
        bound = await unit.clients.by_channel(message.old)
        if bound is None or await unit.clients.by_channel(message.new):
            return
        client = await held(unit, bound)
        channels = tuple(message.new if channel == message.old else channel for channel in client.channels)
        await unit.clients.save(replace(client, channels=channels))
        if known := await unit.listened.of_channel(message.old):
            await unit.listened.end(message.old)
            await unit.listened.save(replace(known, channel=message.new))
        for incident in await unit.incidents.unanswered_in(message.old):
            assert incident.heard is not None
            await unit.incidents.save(replace(incident, heard=replace(incident.heard, channel=message.new)))
        await unit.commit()
    await ears.renew()


_NEXT = {
    ClientState.PARTING: (ClientState.ACTIVE,),
    ClientState.FORMER: (ClientState.ACTIVE, ClientState.PARTING),
    ClientState.ACTIVE: (ClientState.PARTING, ClientState.FORMER),
}


async def change_client_state(message: ChangeClientState, *, store: Store, kit: Kit) -> Reply:
    """Begin a parting, finish it, or go on together; with a reason, at any stage. A parting finishes every nudge."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        client = await held(unit, await client_led(unit, person, message.client))
        if client.state not in _NEXT[message.state]:
            raise Stale(message.state.value)
        changed = replace(client, state=message.state)
        await unit.clients.save(changed)
        await unit.talks.add_note(
            Note(id=kit.ids.new(), client=client.id, author=person.id, text=message.reason, written_at=kit.now())
        )
        if message.state is ClientState.PARTING:
            await partings.begin(unit, kit, client, person, message.reason)
        else:
            await partings.end(unit, kit, client, person, message.state, message.reason)
        if message.state is not ClientState.ACTIVE:
            await _nudges_done(unit, kit, client.id, person, message.reason)
            await tell_fate(unit, kit, client, message.state.value, cause=message.by.key, but=person.id)
        detail = {"state": message.state.value, "stage": client.standing.stage.key}
        await unit.journal.record(Act(at=kit.now(), by=person.id, act="client_state", subject=client.id, detail=detail))
        shown = await shown_after(unit, kit, person, changed)
        await unit.commit()
    return Told(shown)


async def _nudges_done(unit: Unit, kit: Kit, client: str, person: Person, reason: str) -> None:
    """Who parts needs no talk either."""
    for nudge in await unit.nudges.unfinished_of(client):
        done = stopped(nudge, NudgeState.DONE, kit, person, reason)
        await unit.nudges.save(done)
        await refresh(unit, kit, done)
