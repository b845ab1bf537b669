"""Who is met where: learned from every verified activity, kept in the record, so that any replica can write first."""

from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adapters.common.shapes import fit
from adapters.teams.api import Json, Place
from adapters.teams.cloud import Cloud
from adapters.teams.verify import tenant_of
from bot.domain.person import ChannelRef, PersonRef
from bot.domain.reference import ChatReference
from bot.errors import NotRecorded
from bot.ports import Clock, Log, Store

PLATFORM = "teams"
KEPT = 20_000
AGAIN_AFTER = timedelta(minutes=1)


class References:
    """The person's 1:1 chat with the bot and the address for it. Raises ``NotRecorded`` only where it has to read."""

    def __init__(self, store: Store, cloud: Cloud, clock: Clock, log: Log) -> None:
        self._store = store
        self._cloud = cloud
        self._clock = clock
        self._log = log
        self._known: OrderedDict[PersonRef, ChatReference] = OrderedDict()
        self._unwritten: dict[PersonRef, datetime] = {}

    def learn(self, activity: Json) -> Coroutine[Any, Any, None] | None:
        """From a verified activity, at once; what comes back writes it down, after the acknowledgement. None where it
        says nothing new: most say nothing, and messages to nobody in particular never do.

        What cannot be stored is tried again with what comes a minute later: a busy record is left alone.
        """
        found = _reference(activity, self._clock)
        if found is None:
            return None
        known = self._known.get(found.person)
        if known is not None and _says_nothing_new(found, known) and not self._is_due(found):
            return None
        self._remember(_joined(found, known))
        return self._written(found)

    async def opened(self, place: Place, person: PersonRef, chat: str) -> None:
        """The bot itself has opened the 1:1 chat."""
        found = ChatReference(person=person, address=place.address, chat=chat, seen_at=self._clock.now())
        self._remember(_joined(found, self._known.get(person)))
        await self._written(found)

    async def of(self, person: PersonRef) -> ChatReference | None:
        """Asks the record, and keeps in mind what it says: another replica may have learned it."""
        known = self._known.get(person)
        if known is not None and known.chat:
            return known
        async with self._store.read() as unit:
            found = await unit.references.of_person(person)
        if found is not None:
            self._remember(found)
        return found or known

    async def place_for(self, person: PersonRef) -> tuple[Place, str]:
        """The 1:1 chat (its conversation is empty while none is known), and the id to open one with."""
        found = await self.of(person)
        address = found.address if found else await self._address(person.workspace)
        place = Place(address, person.workspace, found.chat if found else "")
        return place, (found.account if found else "") or person.user

    async def place_of(self, tenant: str, chat: str) -> tuple[Place, PersonRef | None]:
        """Of a 1:1 chat into which something was sent before, and whose it is, while that is known."""
        async with self._store.read() as unit:
            found = await unit.references.of_chat(PLATFORM, tenant, chat)
        address = found.address if found else await self._address(tenant)
        return Place(address, tenant, chat), found.person if found else None

    async def place_of_channel(self, channel: ChannelRef) -> Place:
        """Of a channel or group chat, at the address at which people of the firm are met."""
        return Place(await self._address(channel.workspace), channel.workspace, channel.channel)

    async def forget_chat(self, person: PersonRef, chat: str = "") -> None:
        """It is not there any more: the app was removed, or Teams does not know it. Empty: whichever it is.

        Another replica may have learned of a newer one, which stays.
        """
        self._known.pop(person, None)
        async with self._store.read() as unit:
            stored = await unit.references.of_person(person)
        if stored is None or not stored.chat or stored.chat != (chat or stored.chat):
            return
        async with self._store.write() as unit:
            await unit.references.save(replace(stored, chat="", seen_at=self._clock.now()))
            await unit.commit()

    async def _address(self, tenant: str) -> str:
        """The one that others of the firm were met at last, else Teams' own for everybody."""
        async with self._store.read() as unit:
            latest = await unit.references.latest_of(PLATFORM, tenant)
        return latest.address if latest else self._cloud.address

    async def _written(self, found: ChatReference) -> None:
        try:
            async with self._store.read() as unit:
                stored = await unit.references.of_person(found.person)
            whole = _joined(found, stored)
            if stored is None or not _says_nothing_new(whole, stored):
                async with self._store.write() as unit:
                    await unit.references.save(whole)
                    await unit.commit()
        except NotRecorded as error:
            self._unwritten[found.person] = self._clock.now() + AGAIN_AFTER
            self._log.warning("teams.reference_not_kept", error=error)
        else:
            self._unwritten.pop(found.person, None)
            self._remember(whole)

    def _is_due(self, found: ChatReference) -> bool:
        """Not written yet, and to be tried again."""
        due = self._unwritten.get(found.person)
        if due is None or found.seen_at < due:
            return False
        del self._unwritten[found.person]
        return True

    def _remember(self, reference: ChatReference) -> None:
        self._known[reference.person] = reference
        while len(self._known) > KEPT:
            forgotten, _ = self._known.popitem(last=False)
            self._unwritten.pop(forgotten, None)


def place_in(activity: Json) -> Place:
    """Where an answer to a verified activity goes."""
    return Place(activity["serviceUrl"], tenant_of(activity) or "", activity["conversation"]["id"])


def person_in(activity: Json) -> PersonRef | None:
    """Who acts, by the id that stays the same in every chat; None for bots and for what has nobody behind it."""
    sender = activity.get("from")
    user = sender.get("aadObjectId") if isinstance(sender, dict) else None
    tenant = tenant_of(activity)
    if not isinstance(user, str) or not tenant or fit(user) != user:
        return None
    try:
        return PersonRef.parse(f"{PLATFORM}:{tenant.lower()}/{user.lower()}")
    except ValueError:
        return None


def _reference(activity: Json, clock: Clock) -> ChatReference | None:
    person, conversation = person_in(activity), activity["conversation"]
    if person is None or not _is_there(activity):
        return None
    personal = conversation.get("conversationType") == "personal"
    if not personal and not _is_addressed(activity):
        return None
    account = activity["from"].get("id")
    return ChatReference(
        person=person,
        address=activity["serviceUrl"],
        account=account if isinstance(account, str) else "",
        chat=conversation["id"] if personal else "",
        seen_at=clock.now(),
    )


def _is_there(activity: Json) -> bool:
    """Whether the app is there once the activity is over: whoever removes it is heard of as well."""
    match activity["type"]:
        case "message" | "invoke":
            return True
        case "installationUpdate":
            return activity.get("action") in ("add", "add-upgrade")
        case "conversationUpdate":
            return bool(activity.get("membersAdded"))
    return False


def _is_addressed(activity: Json) -> bool:
    """A button, a dialog, or a message that mentions the bot: not what people say among themselves."""
    if activity.get("type") == "invoke":
        return True
    recipient, entities = activity.get("recipient"), activity.get("entities")
    bot = recipient.get("id") if isinstance(recipient, dict) else None
    for entity in entities if isinstance(entities, list) else ():
        mentioned = entity.get("mentioned") if isinstance(entity, dict) else None
        if isinstance(mentioned, dict) and bot is not None and mentioned.get("id") == bot:
            return True
    return False


def _joined(found: ChatReference, stored: ChatReference | None) -> ChatReference:
    """A chat or an account that is not named this time is still the one of before."""
    if stored is None:
        return found
    return replace(found, chat=found.chat or stored.chat, account=found.account or stored.account)


def _says_nothing_new(found: ChatReference, known: ChatReference) -> bool:
    return found.address == known.address and found.chat in ("", known.chat) and found.account in ("", known.account)
