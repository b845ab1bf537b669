"""The port ``References``."""

from dataclasses import fields, replace

import pytest

from bot.domain.person import PersonRef
from bot.ports import Store
from storage.store import SqlStore, open_store
from tests.contract.store_samples import ELSEWHERE, HOUR, NOW, reference

ALICE = PersonRef("teams", "f1a0", "a11ce")


async def test_reference_comes_back_whole(store: Store) -> None:
    whole = reference()
    assert all(getattr(whole, part.name) for part in fields(whole))
    async with store.write() as unit:
        assert await unit.references.of_person(ALICE) is None
        await unit.references.save(whole)
        await unit.commit()
    async with store.read() as unit:
        assert await unit.references.of_person(ALICE) == whole
        for other in (replace(ALICE, platform="slack"), replace(ALICE, workspace="f1a1"), replace(ALICE, user="A11CE")):
            assert await unit.references.of_person(other) is None


async def test_newer_reference_replaces_everything(store: Store) -> None:
    anew = reference(address="https://smba.example.com/amer/", account="", chat="", seen_at=ELSEWHERE + HOUR)
    async with store.write() as unit:
        await unit.references.save(reference())
        await unit.references.save(anew)
        assert await unit.references.of_person(ALICE) == anew
        assert await unit.references.of_chat("teams", "f1a0", "a:a11ce") is None


async def test_chat_is_found_within_its_workspace(store: Store) -> None:
    async with store.write() as unit:
        for one in (reference(), reference("b0b"), reference(workspace="f1a1")):
            await unit.references.save(one)
        assert await unit.references.of_chat("teams", "f1a0", "a:b0b") == reference("b0b")
        assert await unit.references.of_chat("teams", "f1a1", "a:a11ce") == reference(workspace="f1a1")
        assert await unit.references.of_chat("teams", "f1a1", "a:b0b") is None
        assert await unit.references.of_chat("slack", "f1a0", "a:b0b") is None


async def test_latest_of_a_workspace_is_the_one_learned_last(store: Store) -> None:
    later, elsewhere = reference("b0b", seen_at=NOW + HOUR), reference(workspace="f1a1", seen_at=NOW + 2 * HOUR)
    async with store.write() as unit:
        assert await unit.references.latest_of("teams", "f1a0") is None
        for one in (later, reference(), elsewhere):
            await unit.references.save(one)
        assert await unit.references.latest_of("teams", "f1a0") == later
        assert await unit.references.latest_of("slack", "f1a0") is None


async def test_latest_of_two_of_one_moment_is_always_the_same(store: Store) -> None:
    async with store.write() as unit:
        for user in ("c", "a", "b"):
            await unit.references.save(reference(user))
        assert await unit.references.latest_of("teams", "f1a0") == reference("a")


async def test_unit_without_commit_leaves_nothing(store: Store) -> None:
    async with store.write() as unit:
        await unit.references.save(reference())
    async with store.read() as unit:
        assert await unit.references.of_person(ALICE) is None


async def test_read_unit_changes_nothing(store: Store) -> None:
    async with store.read() as unit:
        with pytest.raises(RuntimeError, match="cannot write"):
            await unit.references.save(reference())


async def test_naive_moment_is_refused(store: Store) -> None:
    async with store.write() as unit:
        with pytest.raises(ValueError, match="naive"):
            await unit.references.save(reference(seen_at=NOW.replace(tzinfo=None)))


async def test_organizations_do_not_see_each_others(database: SqlStore, database_url: str) -> None:
    other = open_store(database_url, organization="other")
    async with database.write() as unit:
        await unit.references.save(reference())
        await unit.commit()
    async with other.write() as unit:
        assert await unit.references.of_person(ALICE) is None
        assert await unit.references.of_chat("teams", "f1a0", "a:a11ce") is None
        assert await unit.references.latest_of("teams", "f1a0") is None
        await unit.references.save(reference(chat="a:other"))
        await unit.commit()
    await other.close()
    async with database.read() as unit:
        assert await unit.references.of_person(ALICE) == reference()
