"""What every door's outbound side owes the core. A door joins with a subclass of ``ChatSuite`` and a bench."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator

import pytest

from bot.domain.person import PersonRef
from bot.errors import RateLimited, Rejected, Unreachable
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


class FakeBench(ChatBench):
    def __init__(self, *, remembers: bool) -> None:
        self.fake = FakeChat(remembers=remembers)
        self.chat = self.fake
        self.searchable = remembers
        self.anna = PersonRef("practice", "demo", "anna")
        self.ben = PersonRef("practice", "demo", "ben")

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


class TestFakeChat(ChatSuite):
    @pytest.fixture(params=[True, False], ids=["searchable", "forgetful"])
    def bench(self, request: pytest.FixtureRequest) -> ChatBench:
        return FakeBench(remembers=bool(request.param))
