"""The ports ``Talks`` and ``Drafts``."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.draft import Engine
from bot.domain.talk import Outcome
from bot.errors import StoreFailed
from bot.ports import Store
from tests.contract.store_samples import DAY, HOUR, NOW, client, draft, full_draft, full_talk, note, talk, version


@pytest.fixture
async def record(store: Store) -> Store:
    async with store.write() as unit:
        await unit.clients.save(client("c1", "Acme"))
        await unit.clients.save(client("c2", "Beta"))
        await unit.commit()
    return store


async def test_talk_comes_back_whole_and_can_be_corrected(record: Store) -> None:
    corrected = replace(full_talk(), outcome=Outcome.RESOLVED, note="")
    async with record.write() as unit:
        await unit.talks.save(full_talk())
        assert await unit.talks.of_client("c1") == [full_talk()]
        await unit.talks.save(corrected)
        assert await unit.talks.of_client("c1") == [corrected]


async def test_talks_come_oldest_first(record: Store) -> None:
    async with record.write() as unit:
        for one in (talk("t1"), talk("t2", day=DAY - timedelta(days=9)), talk("t3", "c2", DAY - timedelta(days=1))):
            await unit.talks.save(one)
        assert [one.id for one in await unit.talks.of_client("c1")] == ["t2", "t1"]
        assert [one.id for one in await unit.talks.everything()] == ["t2", "t3", "t1"]


async def test_notes_come_back_oldest_first(record: Store) -> None:
    notes = [note("x", written_at=NOW + HOUR), note("y"), note("z", "c2")]
    async with record.write() as unit:
        for one in notes:
            await unit.talks.add_note(one)
        assert await unit.talks.notes_of("c1") == [notes[1], notes[0]]


async def test_draft_comes_back_whole_and_can_be_unlocked(record: Store) -> None:
    unlocked = replace(full_draft(), locked=False)
    async with record.write() as unit:
        await unit.drafts.save(full_draft())
        assert await unit.drafts.by_id("d-full") == full_draft()
        await unit.drafts.save(unlocked)
        assert await unit.drafts.by_id("d-full") == unlocked
        assert await unit.drafts.by_id("other") is None


async def test_every_version_is_kept_and_the_current_one_is_the_drafts(record: Store) -> None:
    second = replace(version("d1", 2, NOW + HOUR), body="Dear all", author="p1", engine=Engine.PERSON)
    aside = replace(version("d1", 3, NOW + 2 * HOUR), body="Dear you")
    async with record.write() as unit:
        await unit.drafts.save(draft("d1"))
        await unit.drafts.save(draft("d1").at(second))
        await unit.drafts.keep(aside)
        assert await unit.drafts.versions_of("d1") == [version("d1"), second, aside]
        assert await unit.drafts.by_id("d1") == draft("d1").at(second)
        assert [one.body for one in await unit.drafts.of_client("c1")] == ["Dear all"]
        assert await unit.drafts.versions_of("d2") == []


async def test_no_version_is_kept_over_another(record: Store) -> None:
    async with record.write() as unit:
        await unit.drafts.save(draft("d1"))
        await unit.commit()
    async with record.write() as unit:
        with pytest.raises(StoreFailed):
            await unit.drafts.keep(replace(version("d1"), body="another"))
    async with record.read() as unit:
        assert await unit.drafts.versions_of("d1") == [version("d1")]


async def test_drafts_come_newest_first(record: Store) -> None:
    async with record.write() as unit:
        for one in (draft("d1"), draft("d2", written_at=NOW + HOUR), draft("d3", "c2")):
            await unit.drafts.save(one)
        assert [one.id for one in await unit.drafts.of_client("c1")] == ["d2", "d1"]


@pytest.mark.parametrize("kind", ["talk", "note", "draft"])
async def test_nothing_hangs_on_an_unknown_client(record: Store, kind: str) -> None:
    async with record.write() as unit:
        with pytest.raises(StoreFailed):
            match kind:
                case "talk":
                    await unit.talks.save(talk("t1", "nobody"))
                case "note":
                    await unit.talks.add_note(note("n1", "nobody"))
                case _:
                    await unit.drafts.save(draft("d1", "nobody"))
