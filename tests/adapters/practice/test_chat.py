"""The practice door under the suite of every door's outbound side, on a real log file."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.practice.board import Board
from adapters.practice.hub import Hub
from adapters.practice.log import ChatLog, Entry
from adapters.practice.outbound import PracticeChat
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import Rejected, Unreachable
from tests.adapters.practice.samples import WORKSPACE, nudge, recorded
from tests.adapters.practice.scripted import StandingClock
from tests.contract.test_chat import ChatBench, ChatSuite, PostBench, PostSuite, notice


class FaultyLog(ChatLog):
    """Fails the next insert: before it is done, or after."""

    before = after = False

    async def add(
        self,
        *,
        place: str,
        author: str,
        at: datetime,
        body: Mapping[str, Any],
        key: str | None = None,
        only_for: str | None = None,
    ) -> tuple[Entry, bool]:
        if self.before:
            self.before = False
            raise sqlite3.OperationalError("disk I/O error")
        done = await super().add(place=place, author=author, at=at, body=body, key=key, only_for=only_for)
        if self.after:
            self.after = False
            raise sqlite3.OperationalError("disk I/O error")
        return done


class PracticeBench(PostBench):
    def __init__(self, log: FaultyLog) -> None:
        self.log = log
        self.board = Board(log, Hub(), WORKSPACE, StandingClock())
        self.chat = PracticeChat(self.board)
        self.anna = WORKSPACE.person_ref("anna")
        self.ben = WORKSPACE.person_ref("jonas")
        self.channel = self.room = WORKSPACE.channel_ref("acme")
        people = {persona.id: WORKSPACE.person_ref(persona.id) for persona in WORKSPACE.personas}
        self.outside = frozenset({people.pop("gast")})
        self.ours = frozenset(people.values())

    async def titles_in(self, channel: ChannelRef, person: PersonRef) -> list[str]:
        entries = await self.log.latest(person.user, channel.channel)
        return ["".join(span["text"] for span in entry.body["notice"]["title"]) for entry in entries]

    async def titles(self, person: PersonRef) -> list[str]:
        entries = await self.log.latest(person.user, f"@{person.user}")
        return ["".join(span["text"] for span in entry.body["notice"]["title"]) for entry in entries]

    def limit_next(self, seconds: float) -> None:
        raise NotImplementedError("our own log has no rate limit")

    def break_next(self) -> None:
        self.log.before = True

    def refuse_next(self) -> None:
        self.anna = PersonRef("practice", "elsewhere", "anna")

    def lose_next_answer(self) -> None:
        self.log.after = True


class TestPracticeChat(ChatSuite, PostSuite):
    @pytest.fixture
    async def bench(self, tmp_path: Path) -> AsyncIterator[PracticeBench]:
        log = FaultyLog(tmp_path / "chat.db")
        yield PracticeBench(log)
        await log.close()

    async def test_rate_limit_carries_the_platforms_wait(self, bench: ChatBench) -> None:
        """The practice workspace never says "too many": twenty at once go through."""
        for number in range(20):
            await bench.chat.send(bench.anna, notice(f"n{number}"), f"k{number}")
        assert len(await bench.titles(bench.anna)) == 20

    async def test_rate_limit_of_a_post_carries_the_platforms_wait(self, bench: PostBench) -> None:
        """Nor of what it shows in channels."""
        for number in range(20):
            await bench.chat.post(bench.channel, notice(f"n{number}"), f"k{number}")
        assert len(await bench.titles_in(bench.channel, bench.ben)) == 20

    async def test_channel_that_is_not_here_is_rejected(self, bench: PostBench) -> None:
        for there in (WORKSPACE.channel_ref("nowhere"), ChannelRef("practice", "elsewhere", "acme")):
            with pytest.raises(Rejected, match="channel_not_found"):
                await bench.chat.post(there, notice("Hello"), "k1")

    async def test_same_key_twice_is_one_message(self, bench: ChatBench) -> None:
        first = await bench.chat.send(bench.anna, notice("Hello"), "k1")
        assert await bench.chat.send(bench.anna, notice("Hello again"), "k1") == first
        assert await bench.titles(bench.anna) == ["Hello"]

    async def test_edit_with_an_id_that_is_none_is_rejected(self, bench: ChatBench) -> None:
        sent = await bench.chat.send(bench.anna, recorded(), "k1")
        for odd in ("", "x", "-1", "1.5"):
            with pytest.raises(Rejected, match="message_not_found"):
                await bench.chat.edit(type(sent)(sent.chat, odd), nudge())

    async def test_closed_log_is_unreachable(self, tmp_path: Path) -> None:
        log = FaultyLog(tmp_path / "closed.db")
        bench = PracticeBench(log)
        await log.close()
        with pytest.raises(Unreachable):
            await bench.chat.find(bench.anna, "k1")
