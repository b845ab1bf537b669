"""What people say about themselves, and what admins say about people."""

from collections.abc import Sequence
from dataclasses import replace

from bot.access import admin, joined, met_by_name, roles_of
from bot.domain.delivery import Urgency
from bot.domain.person import Person, PersonRef
from bot.errors import InvalidInput, NotFound
from bot.handlers.speech import voice_for
from bot.kit import Kit
from bot.messages import AdmitPerson, HelpWanted, Installed, PersonSeen, ReleaseHeld, SetAway, StrangersSought
from bot.notices import clients as notices
from bot.notices.told import released
from bot.ports import Act, Organization, Store
from bot.replies import Reply, Told
from bot.telling import about_door, tell


async def set_away(message: SetAway, *, store: Store, kit: Kit) -> Reply:
    """Nudges skip a person who is away; the day given is the first one back."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        if message.until and message.until <= kit.today():
            raise InvalidInput({"until": "past"})
        await unit.people.save(replace(person, away_until=message.until))
        await unit.commit()
    say = voice_for(kit, person)
    return Told(notices.away(say, say.day(message.until) if message.until else ""))


async def admit_person(message: AdmitPerson, *, store: Store, kit: Kit) -> Reply:
    """An admin lets a single guest in, or out again."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        await admin(unit, person)
        guest = await unit.people.by_id(message.person)
        if guest is None:
            raise NotFound("person")
        if guest.admitted is not message.admitted:
            await unit.people.save(replace(guest, admitted=message.admitted))
            act = "person_admitted" if message.admitted else "person_expelled"
            await unit.journal.record(Act(at=kit.now(), by=person.id, act=act, subject=guest.id))
        await unit.commit()
    return Told(notices.admitted(voice_for(kit, person), guest.name, admitted=message.admitted))


async def release_held(message: ReleaseHeld, *, store: Store, kit: Kit) -> Reply:
    """After a restore: an admin agrees that what waits may be sent (guarantee 24)."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        await admin(unit, person)
        organization = await unit.journal.organization()
        if organization is None or not organization.held:
            raise NotFound("page")
        await unit.journal.save_organization(replace(organization, held=False))
        await unit.journal.record(Act(at=kit.now(), by=person.id, act="held_released"))
        await unit.commit()
    return Told(released(voice_for(kit, person)))


async def person_seen(message: PersonSeen, *, store: Store, kit: Kit) -> None:
    """What the platform says of a person who is known by a ref: name, language, guest or not, account in use."""
    async with store.read() as unit:
        if await unit.people.by_ref(message.by.who) is None:
            return
    async with store.write() as unit:
        person = await met_by_name(unit, kit, message.by)
        if not message.active and len(person.refs) > 1:
            # Another account is still in use, so messages go there first.
            refs = (*(ref for ref in person.refs if ref != message.by.who), message.by.who)
            await unit.people.save(replace(person, refs=refs))
        elif person.active is not message.active:
            await unit.people.save(replace(person, active=message.active))
        await unit.commit()


async def seek_strangers(message: StrangersSought, *, store: Store) -> Sequence[PersonRef]:
    """Refs of people who have no name but their own id: from ``app.yaml`` or an import."""
    async with store.read() as unit:
        everybody = await unit.people.everybody()
    return [ref for person in everybody for ref in person.refs if _is_stranger(person, ref, message.platform)]


def _is_stranger(person: Person, ref: PersonRef, platform: str) -> bool:
    return ref.platform == platform and person.name == ref.user and person.active


async def help_wanted(message: HelpWanted, *, store: Store, kit: Kit) -> None:
    """Help into the person's chat with the bot, once for each time it was asked for."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        if await unit.journal.take(message.by.key, kit.now()):
            about = about_door(message.by)
            await tell(unit, kit, person.id, "help", about, key=f"help:{message.by.key}", urgency=Urgency.RECEIPT)
            await unit.commit()


async def installed(message: Installed, *, store: Store, kit: Kit) -> None:
    """A welcome into the chat of whoever installed the bot: once in a lifetime, however often they do."""
    async with store.write() as unit:
        person = await joined(unit, kit, message.by)
        await tell(unit, kit, person.id, "welcome", about_door(message.by), key="welcome", urgency=Urgency.RECEIPT)
        await unit.commit()


async def start(store: Store, kit: Kit) -> None:
    """At every start: the organization's row is there, and the people whom ``app.yaml`` names, with their roles."""
    async with store.write() as unit:
        if await unit.journal.organization() is None:
            await unit.journal.save_organization(Organization(id="main", live_since=kit.now()))
        named = dict.fromkeys((*kit.settings.people.owners, *kit.settings.people.admins))
        for ref in named:
            if await unit.people.by_ref(ref) is None:
                await unit.people.save(_named(kit, ref))
        for person in await unit.people.everybody():
            roles = roles_of(person.refs, kit.settings)
            if roles != person.roles:
                await unit.people.save(replace(person, roles=roles))
        await unit.commit()


def _named(kit: Kit, ref: PersonRef) -> Person:
    return Person(id=kit.ids.new(), name=ref.user, refs=(ref,), roles=roles_of((ref,), kit.settings))
