"""Messages out: the port ``Chat`` for the deliverer, and what the door itself answers with.

Teams keeps no key of ours with a message and has no search for one: where the outcome of a send stayed unknown,
``find`` says so, and one repeat is accepted (the nudge is the same card once more; its buttons do the same).
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from adapters.teams.api import ANSWER_SECONDS, ANSWER_TRIES, NO_TOKEN, Json, Place, TeamsApi
from adapters.teams.references import PLATFORM, References, place_in
from adapters.teams.roster import people_of
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import NotRecorded, RateLimited, Rejected, Unreachable
from bot.messages import From
from bot.notices.parts import Notice
from bot.ports import MEMBERS_MOST, Sent

NO_TOKEN_SECONDS = 600.0
_GONE = frozenset({"ConversationNotFound", "BotNotInConversationRoster", "http_404"})
"""The stored chat is not there (any more): it may be that the app was removed and installed anew."""
NOT_INSTALLED = "app_not_installed"
"""What a person reads in the admin's Home: Teams lets the bot write to nobody who does not have the app."""
NOT_THERE = "app_not_in_channel"
"""The same for a team or chat that the app was not added to, or taken out of."""
_NOT_INSTALLED = _GONE | {"ForbiddenOperationException", "BotNotInstalled", "Forbidden", "http_403"}
Render = Callable[[PersonRef | None, Notice], Awaitable[Json]]
"""What the person reads (None: nobody knows any more who), with the pictures the person may see."""


class Sender:
    """What the door answers with, tried again where Teams asks for it. Raises ``ChatError``.

    ``message``: an activity without ids, as ``render`` and ``views`` make it.
    """

    def __init__(self, api: TeamsApi, references: References, bot: str) -> None:
        self._api = api
        self._references = references
        self._bot = bot

    async def answer(self, activity: Json, message: Json) -> Sent:
        """Into the conversation of the activity, below it where there are threads."""
        place, above = place_in(activity), activity.get("id")
        reply = (
            {**message, "replyToId": above} if isinstance(above, str) and activity.get("type") == "message" else message
        )
        id = await self._api.post(place, reply, tries=ANSWER_TRIES, seconds=ANSWER_SECONDS)
        return sent_at(place, id)

    async def privately(self, person: PersonRef, message: Json) -> Sent:
        """Into the person's 1:1 chat, opened where none is known; ``Rejected(NOT_INSTALLED)`` where that cannot be."""
        return await self._private(person, message, tries=ANSWER_TRIES)

    async def update(self, place: Place, id: str, message: Json) -> None:
        """Replace a message of the bot's (``place_in(activity)``, ``activity["replyToId"]`` for a pressed button)."""
        await self._api.put(place, id, message, tries=ANSWER_TRIES, seconds=ANSWER_SECONDS)

    async def member(self, activity: Json, user: str) -> Json:
        """A member of the activity's conversation, as Teams tells it; ``user``: ``29:…`` or the object id."""
        return await self._api.member(place_in(activity), user, tries=2, seconds=ANSWER_SECONDS)

    async def roster(self, activity: Json) -> list[Json]:
        """Everybody in the activity's channel or chat, as Teams tells it."""
        return await self._api.members(_whole(place_in(activity)))

    async def acquaintance(self, person: PersonRef) -> Json:
        """Somebody as Teams tells it of their own 1:1 chat; ``Rejected`` where none is known."""
        with _record_needed():
            place, account = await self._references.place_for(person)
        if not place.conversation:
            raise Rejected("no_chat")
        return await self._api.member(place, account, tries=2, seconds=ANSWER_SECONDS)

    async def left(self, person: PersonRef) -> bool:
        """The person has removed the app, and their chat with it; False where that could not be kept."""
        try:
            await self._references.forget_chat(person)
        except NotRecorded:
            return False
        return True

    async def _private(self, person: PersonRef, message: Json, tries: int) -> Sent:
        for last in (False, True):
            with _record_needed():
                place, member = await self._references.place_for(person)
            if not place.conversation:
                break
            try:
                return sent_at(place, await self._api.post(place, message, tries=tries))
            except Rejected as refused:
                if last or refused.reason not in _GONE:
                    raise _no_app(refused) from None
            with _record_needed():
                await self._references.forget_chat(person, place.conversation)
        try:
            chat = await self._api.open_chat(place, self._bot, member)
            opened = Place(place.address, place.tenant, chat)
            id = await self._api.post(opened, message, tries=tries)
        except Rejected as refused:
            raise _no_app(refused) from None
        await self._references.opened(opened, person, chat)
        return sent_at(opened, id)


class TeamsChat(Sender):
    """The port ``Chat``. ``sent.chat`` is ``tenant/conversation``, ``sent.message`` the activity's id.

    A 1:1 chat with a bot has no threads, so what ``follows`` something is simply the next message.
    """

    platform = PLATFORM

    def __init__(self, api: TeamsApi, references: References, bot: str, render: Render) -> None:
        super().__init__(api, references, bot)
        self._render = render

    async def send(self, person: PersonRef, notice: Notice, key: str, follows: Sent | None = None) -> Sent:
        message = await self._render(person, notice)
        with _later_without_token():
            return await self._private(person, message, tries=1)

    async def post(self, channel: ChannelRef, notice: Notice, key: str, only_for: PersonRef | None = None) -> Sent:
        """A post of its own in a channel, the next message in a group chat. Teams shows nothing there to one alone."""
        if only_for is not None:
            raise Rejected("no_whispers")
        message = await self._render(None, notice)
        with _record_needed():
            place = await self._references.place_of_channel(channel)
        with _later_without_token():
            try:
                return sent_at(place, await self._api.post(place, message))
            except Rejected as refused:
                raise _no_app(refused, NOT_THERE) from None

    async def edit(self, sent: Sent, notice: Notice) -> None:
        tenant, _, conversation = sent.chat.partition("/")
        with _record_needed():
            place, person = await self._references.place_of(tenant, conversation)
        message = await self._render(person, notice)
        with _later_without_token():
            await self._api.put(place, sent.message, message)

    async def find(self, place: PersonRef | ChannelRef, key: str) -> Sent | None:
        """Teams cannot tell."""
        return None

    async def members(self, channel: ChannelRef) -> Sequence[From]:
        """Of a group chat those in it; of a channel its team, or those whom a private or shared channel lets in."""
        with _record_needed():
            place = await self._references.place_of_channel(channel)
        try:
            found = await self._api.members(_whole(place))
        except Rejected as refused:
            raise _no_app(refused, NOT_THERE) from None
        if len(found) > MEMBERS_MOST:
            raise Rejected("too_many_members")
        return people_of(found, channel)


def sent_at(place: Place, id: str) -> Sent:
    return Sent(f"{place.tenant}/{place.conversation}", id)


def _whole(place: Place) -> Place:
    """The channel of a thread."""
    return replace(place, conversation=place.conversation.partition(";")[0])


def _no_app(refused: Rejected, meaning: str = NOT_INSTALLED) -> Rejected:
    return Rejected(meaning) if refused.reason in _NOT_INSTALLED else refused


@contextmanager
def _record_needed() -> Iterator[None]:
    """Whom to reach where stands in the record; while it is busy, nobody can be reached."""
    try:
        yield
    except NotRecorded as error:
        raise Unreachable(error.code) from None


@contextmanager
def _later_without_token() -> Iterator[None]:
    """Credentials that are refused are no "no for good": the delivery is due again after a while."""
    try:
        yield
    except Rejected as refused:
        if refused.reason == NO_TOKEN:
            raise RateLimited(NO_TOKEN_SECONDS) from None
        raise
