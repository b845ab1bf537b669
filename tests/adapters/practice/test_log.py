"""The chat log: kept over a restart, one row per key, private to whom it belongs, read marks."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio

from adapters.practice.log import ChatLog, Entry
from tests.adapters.practice.scripted import StandingClock

NOW = StandingClock().now()


@pytest_asyncio.fixture
async def log(tmp_path: Path) -> AsyncIterator[ChatLog]:
    opened = ChatLog(tmp_path / "sub" / "chat.db")
    yield opened
    await opened.close()


async def said(log: ChatLog, text: str, key: str | None = None, only_for: str | None = None, author: str = "") -> Entry:
    body: dict[str, object] = {"text": text} | ({"answer": True} if only_for else {})
    entry, _ = await log.add(place="acme", author=author, at=NOW, body=body, key=key, only_for=only_for)
    return entry


async def texts(log: ChatLog, persona: str) -> list[str]:
    return [entry.body["text"] for entry in await log.latest(persona, "acme")]


async def test_log_survives_a_restart(tmp_path: Path) -> None:
    first = ChatLog(tmp_path / "chat.db")
    kept = await said(first, "kept", key="k", only_for="anna")
    await first.replace(kept.id, {"text": "edited"})
    await first.close()
    second = ChatLog(tmp_path / "chat.db")
    found = await second.by_key("k")
    assert found is not None
    assert (found.id, found.body, found.version, found.at) == (kept.id, {"text": "edited"}, 2, NOW)
    await second.close()


async def test_same_key_is_inserted_once(log: ChatLog) -> None:
    first = await said(log, "one", key="k")
    second, new = await log.add(place="acme", author="", at=NOW, body={"text": "two"}, key="k")
    assert (second, new) == (first, False)
    assert await texts(log, "anna") == ["one"]


async def test_messages_without_a_key_are_all_kept(log: ChatLog) -> None:
    await said(log, "one")
    await said(log, "two")
    assert await texts(log, "anna") == ["one", "two"]


async def test_private_message_is_seen_by_its_person_only(log: ChatLog) -> None:
    await said(log, "for all")
    await said(log, "for anna", only_for="anna")
    assert await texts(log, "anna") == ["for all", "for anna"]
    assert await texts(log, "jonas") == ["for all"]


async def test_unread_counts_others_messages_since_the_last_look(log: ChatLog) -> None:
    seen = await said(log, "seen", author="jonas")
    await log.look("anna", "acme", seen.id)
    await said(log, "own", author="anna")
    await said(log, "answer", only_for="anna")
    await said(log, "new", author="jonas")
    assert await log.unread("anna", "acme") == 1
    await log.look("anna", "acme", seen.id - 1)
    assert await log.unread("anna", "acme") == 1, "a look never goes backwards"


async def test_reset_forgets_all_and_reuses_no_id(log: ChatLog) -> None:
    before = await said(log, "before", key="k")
    await log.clear()
    assert await log.is_empty()
    after = await said(log, "after", key="k")
    assert after.id > before.id


async def test_latest_is_limited_and_oldest_first(log: ChatLog) -> None:
    for number in range(5):
        await log.add(place="acme", author="", at=NOW + timedelta(hours=number), body={"text": str(number)})
    assert [entry.body["text"] for entry in await log.latest("anna", "acme", limit=3)] == ["2", "3", "4"]
