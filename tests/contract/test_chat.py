"""What every door's outbound side owes the core. A door joins with a subclass of ``ChatSuite`` and a bench."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator

import pytest

from bot.domain.person import ChannelRef, PersonRef
from bot.errors import RateLimited, Rejected, Unreachable
from bot.messages import From
from bot.notices.parts import Notice, Paragraph, Span
from bot.ports import Chat, Sent
from tests.fakes.chat import FakeChat, Mishap


def notice(title: str, body: str = "") -> Notice:
    blocks = (Paragraph((Span(body),)),) if body else ()
    return Notice("test", (Span(title),), blocks)


class ChatBench(ABC):
    """A chat port and a look at the platform behind it. ``searchable``: whether ``find`` can tell anything."""

    chat: Chat
    anna: PersonRef
    ben: PersonRef
    searchable: bool = True

    @abstractmethod
    async def titles(self, person: PersonRef) -> list[str]:
        """What the person finds in the chat with the bot, oldest first."""

    @abstractmethod
    def limit_next(self, seconds: float) -> None:
        """The platform answers the next call "too many requests, come back in so many seconds"."""

    @abstractmethod
    def break_next(self) -> None:
        """The platform fails the next call with a server error."""

    @abstractmethod
    def refuse_next(self) -> None:
        """The platform says no to the next call, for good."""

    @abstractmethod
    def lose_next_answer(self) -> None:
        """The platform does the next call and the connection breaks before it answers."""


class ChatSuite(ABC):
    @pytest.fixture
    @abstractmethod
    def bench(self) -> AsyncIterator[ChatBench] | ChatBench: ...

    async def test_send_shows_the_notice_to_that_person_only(self, bench: ChatBench) -> None:
        await bench.chat.send(bench.anna, notice("Hello", "there"), "k1")
        assert await bench.titles(bench.anna) == ["Hello"]
        assert await bench.titles(bench.ben) == []

    async def test_messages_keep_their_order_and_their_ids_apart(self, bench: ChatBench) -> None:
        sent = [await bench.chat.send(bench.anna, notice(f"n{i}"), f"k{i}") for i in range(3)]
        assert await bench.titles(bench.anna) == ["n0", "n1", "n2"]
        assert len({one.message for one in sent}) == 3
        assert len({one.chat for one in sent}) == 1
        assert all(one.chat and one.message for one in sent)

    async def test_edit_replaces_in_place(self, bench: ChatBench) -> None:
        first = await bench.chat.send(bench.anna, notice("Open"), "k1")
        await bench.chat.send(bench.anna, notice("Other"), "k2")
        await bench.chat.edit(first, notice("Done"))
        assert await bench.titles(bench.anna) == ["Done", "Other"]

    async def test_edit_of_what_never_was_is_rejected(self, bench: ChatBench) -> None:
        known = await bench.chat.send(bench.anna, notice("Open"), "k1")
        with pytest.raises(Rejected):
            await bench.chat.edit(Sent(known.chat, "999999"), notice("Done"))

    async def test_find_tells_what_was_sent_under_a_key(self, bench: ChatBench) -> None:
        sent = await bench.chat.send(bench.anna, notice("Hello"), "k1")
        assert await bench.chat.find(bench.anna, "k1") == (sent if bench.searchable else None)
        assert await bench.chat.find(bench.anna, "k2") is None
        assert await bench.chat.find(bench.ben, "k1") is None

    async def test_rate_limit_carries_the_platforms_wait(self, bench: ChatBench) -> None:
        bench.limit_next(7)
        with pytest.raises(RateLimited) as caught:
            await bench.chat.send(bench.anna, notice("Hello"), "k1")
        assert caught.value.retry_after == 7
        assert await bench.titles(bench.anna) == []

    async def test_server_error_is_unreachable_and_the_next_try_succeeds(self, bench: ChatBench) -> None:
        bench.break_next()
        with pytest.raises(Unreachable):
            await bench.chat.send(bench.anna, notice("Hello"), "k1")
        await bench.chat.send(bench.anna, notice("Hello"), "k1")
        assert await bench.titles(bench.anna) == ["Hello"]

    async def test_refusal_has_the_platforms_code(self, bench: ChatBench) -> None:
        bench.refuse_next()
        with pytest.raises(Rejected) as caught:
            await bench.chat.send(bench.anna, notice("Hello"), "k1")
        assert caught.value.reason

    async def test_lost_answer_is_unreachable_and_find_settles_it(self, bench: ChatBench) -> None:
        bench.lose_next_answer()
        with pytest.raises(Unreachable):
            await bench.chat.send(bench.anna, notice("Hello"), "k1")
        assert await bench.titles(bench.anna) == ["Hello"]
        assert (await bench.chat.find(bench.anna, "k1") is not None) is bench.searchable


class PostBench(ChatBench):
    """The same for a door that listens. ``whispers``: whether it can show something in a channel to one person;
    ``reads_channels``: whether it may look for its own posts there. ``room``: another channel, with ``ours`` in it and
    those from ``outside``; the bot may be there, too."""

    channel: ChannelRef
    room: ChannelRef
    ours: frozenset[PersonRef]
    outside: frozenset[PersonRef]
    whispers: bool = True
    reads_channels: bool = True

    @abstractmethod
    async def titles_in(self, channel: ChannelRef, person: PersonRef) -> list[str]:
        """What of the bot's the person sees in the channel, oldest first."""


class PostSuite(ABC):
    """What listening asks of a door beside ``ChatSuite``."""

    @pytest.fixture
    @abstractmethod
    def bench(self) -> AsyncIterator[PostBench] | PostBench: ...

    async def test_post_is_read_by_everybody_in_the_channel_and_in_no_chat(self, bench: PostBench) -> None:
        sent = await bench.chat.post(bench.channel, notice("Reads along", "what, why"), "k1")
        assert sent.chat and sent.message
        for person in (bench.anna, bench.ben):
            assert await bench.titles_in(bench.channel, person) == ["Reads along"]
            assert await bench.titles(person) == []

    async def test_post_whose_answer_was_lost_is_found_in_its_channel(self, bench: PostBench) -> None:
        bench.lose_next_answer()
        with pytest.raises(Unreachable):
            await bench.chat.post(bench.channel, notice("Reads along"), "k1")
        assert await bench.titles_in(bench.channel, bench.anna) == ["Reads along"]
        assert (await bench.chat.find(bench.channel, "k1") is not None) is (bench.searchable and bench.reads_channels)
        assert await bench.chat.find(bench.channel, "k2") is None
        assert await bench.chat.find(bench.anna, "k1") is None

    async def test_whisper_is_seen_by_one_person_alone(self, bench: PostBench) -> None:
        if not bench.whispers:
            with pytest.raises(Rejected):
                await bench.chat.post(bench.channel, notice("Is it?"), "k1", bench.anna)
            assert await bench.titles_in(bench.channel, bench.anna) == []
            return
        await bench.chat.post(bench.channel, notice("Is it?"), "k1", bench.anna)
        assert await bench.titles_in(bench.channel, bench.anna) == ["Is it?"]
        assert await bench.titles_in(bench.channel, bench.ben) == []

    async def test_whisper_that_can_be_edited_is(self, bench: PostBench) -> None:
        if not bench.whispers:
            return
        sent = await bench.chat.post(bench.channel, notice("Is it?"), "k1", bench.anna)
        if sent.message:
            await bench.chat.edit(sent, notice("It is over"))
            assert await bench.titles_in(bench.channel, bench.anna) == ["It is over"]

    async def test_failing_post_is_unreachable_and_the_next_try_succeeds(self, bench: PostBench) -> None:
        bench.break_next()
        with pytest.raises(Unreachable):
            await bench.chat.post(bench.channel, notice("Reads along"), "k1")
        await bench.chat.post(bench.channel, notice("Reads along"), "k1")
        assert await bench.titles_in(bench.channel, bench.anna) == ["Reads along"]

    async def test_members_are_all_people_there_with_what_is_known_of_them(self, bench: PostBench) -> None:
        found = await bench.chat.members(bench.room)
        assert {one.who: one.external for one in found} == {
            **dict.fromkeys(bench.ours, False),
            **dict.fromkeys(bench.outside, True),
        }
        assert all(one.name for one in found)

    async def test_members_of_a_channel_that_is_not_there_are_refused(self, bench: PostBench) -> None:
        with pytest.raises(Rejected):
            await bench.chat.members(ChannelRef(bench.room.platform, bench.room.workspace, "nowhere"))

    async def test_rate_limit_of_a_post_carries_the_platforms_wait(self, bench: PostBench) -> None:
        bench.limit_next(7)
        with pytest.raises(RateLimited) as caught:
            await bench.chat.post(bench.channel, notice("Reads along"), "k1")
        assert caught.value.retry_after == 7


class FakeBench(PostBench):
    def __init__(self, *, remembers: bool) -> None:
        self.fake = FakeChat(remembers=remembers)
        self.chat = self.fake
        self.searchable = remembers
        self.anna = PersonRef("practice", "demo", "anna")
        self.ben = PersonRef("practice", "demo", "ben")
        self.channel = self.room = ChannelRef("practice", "demo", "acme")
        gus = PersonRef("practice", "demo", "gus")
        self.ours, self.outside = frozenset({self.anna, self.ben}), frozenset({gus})
        names = {self.anna: "Anna", self.ben: "Ben", gus: "Gus"}
        people = [From(who=who, key="", name=name, external=who == gus) for who, name in names.items()]
        self.fake.rooms[self.room] = people

    async def titles_in(self, channel: ChannelRef, person: PersonRef) -> list[str]:
        shown = (one for one in self.fake.shown if one.channel == channel and one.person in (None, person))
        return ["".join(span.text for span in one.notice.title) for one in shown]

    async def titles(self, person: PersonRef) -> list[str]:
        return ["".join(span.text for span in shown.title) for shown in self.fake.seen_by(person)]

    def limit_next(self, seconds: float) -> None:
        self.fake.script(RateLimited(seconds))

    def break_next(self) -> None:
        self.fake.script(Unreachable("500"))

    def refuse_next(self) -> None:
        self.fake.script(Rejected("channel_not_found"))

    def lose_next_answer(self) -> None:
        self.fake.script(Mishap.ANSWER_LOST)


class TestFakeChat(ChatSuite, PostSuite):
    @pytest.fixture(params=[True, False], ids=["searchable", "forgetful"])
    def bench(self, request: pytest.FixtureRequest) -> FakeBench:
        bench = FakeBench(remembers=bool(request.param))
        bench.whispers = bench.fake.whispers = bool(request.param)
        return bench
