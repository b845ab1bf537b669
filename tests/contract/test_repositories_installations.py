"""The port ``Installations``."""

from dataclasses import fields, replace

import pytest

from bot.ports import Store
from storage.store import SqlStore, open_store
from tests.contract.store_samples import ELSEWHERE, HOUR, NOW, installation


async def test_installation_comes_back_whole(store: Store) -> None:
    whole = installation()
    assert all(getattr(whole, part.name) for part in fields(whole))
    async with store.write() as unit:
        assert await unit.installations.of_workspace("slack", "T01TEST") is None
        await unit.installations.save(whole)
        await unit.commit()
    async with store.read() as unit:
        assert await unit.installations.of_workspace("slack", "T01TEST") == whole
        assert await unit.installations.of_workspace("teams", "T01TEST") is None
        assert await unit.installations.of_workspace("slack", "t01test") is None


async def test_installation_without_scopes_comes_back_so(store: Store) -> None:
    async with store.write() as unit:
        await unit.installations.save(installation(scopes=()))
        found = await unit.installations.of_workspace("slack", "T01TEST")
    assert found is not None and found.scopes == ()


async def test_installing_again_replaces_everything(store: Store) -> None:
    anew = installation(
        name="Beta",
        bot_user="U9",
        app="A9",
        sealed_token="v1.x.y",
        scopes=("commands",),
        installed_by="slack:T01TEST/U9",
        installed_at=ELSEWHERE + HOUR,
    )
    async with store.write() as unit:
        await unit.installations.save(installation())
        await unit.installations.save(anew)
        assert list(await unit.installations.all("slack")) == [anew]


async def test_all_are_those_of_the_platform_by_workspace(store: Store) -> None:
    async with store.write() as unit:
        for workspace, platform in (("T2", "slack"), ("T1", "slack"), ("T0", "teams")):
            await unit.installations.save(installation(workspace, platform))
        assert [one.workspace for one in await unit.installations.all("slack")] == ["T1", "T2"]
        assert [one.workspace for one in await unit.installations.all("teams")] == ["T0"]
        assert list(await unit.installations.all("practice")) == []


async def test_forgotten_one_is_gone_and_the_others_stay(store: Store) -> None:
    async with store.write() as unit:
        for workspace, platform in (("T1", "slack"), ("T2", "slack"), ("T1", "teams")):
            await unit.installations.save(installation(workspace, platform))
        assert await unit.installations.forget("slack", "T1")
        assert not await unit.installations.forget("slack", "T1")
        await unit.commit()
    async with store.read() as unit:
        assert await unit.installations.of_workspace("slack", "T1") is None
        assert [one.workspace for one in await unit.installations.all("slack")] == ["T2"]
        assert [one.workspace for one in await unit.installations.all("teams")] == ["T1"]


async def test_token_is_sealed_anew_only_where_it_is_still_the_same(store: Store) -> None:
    old, other = installation("T1", sealed_token="old"), installation("T2", sealed_token="old")
    async with store.write() as unit:
        for one in (old, other):
            await unit.installations.save(one)
        assert not await unit.installations.reseal("slack", "T1", "older", "new")
        assert await unit.installations.reseal("slack", "T1", "old", "new")
        assert not await unit.installations.reseal("slack", "T1", "old", "newer")
        await unit.commit()
    async with store.read() as unit:
        assert list(await unit.installations.all("slack")) == [replace(old, sealed_token="new"), other]


async def test_sealing_anew_does_not_bring_back_a_deleted_one(store: Store) -> None:
    async with store.write() as unit:
        await unit.installations.save(installation(sealed_token="old"))
        await unit.installations.forget("slack", "T01TEST")
        assert not await unit.installations.reseal("slack", "T01TEST", "old", "new")
        assert list(await unit.installations.all("slack")) == []


async def test_unit_without_commit_leaves_nothing(store: Store) -> None:
    async with store.write() as unit:
        await unit.installations.save(installation())
    async with store.read() as unit:
        assert list(await unit.installations.all("slack")) == []


@pytest.mark.parametrize("act", ["save", "reseal", "forget"])
async def test_read_unit_changes_nothing(store: Store, act: str) -> None:
    async with store.read() as unit:
        with pytest.raises(RuntimeError, match="cannot write"):
            match act:
                case "save":
                    await unit.installations.save(installation())
                case "reseal":
                    await unit.installations.reseal("slack", "T01TEST", "old", "new")
                case _:
                    await unit.installations.forget("slack", "T01TEST")


async def test_naive_moment_is_refused(store: Store) -> None:
    async with store.write() as unit:
        with pytest.raises(ValueError, match="naive"):
            await unit.installations.save(installation(installed_at=NOW.replace(tzinfo=None)))


async def test_organizations_do_not_see_each_others(database: SqlStore, database_url: str) -> None:
    other = open_store(database_url, organization="other")
    async with database.write() as unit:
        await unit.installations.save(installation())
        await unit.commit()
    async with other.write() as unit:
        assert await unit.installations.of_workspace("slack", "T01TEST") is None
        assert not await unit.installations.forget("slack", "T01TEST")
        assert not await unit.installations.reseal("slack", "T01TEST", installation().sealed_token, "new")
        await unit.installations.save(installation(name="Other"))
        await unit.commit()
    await other.close()
    async with database.read() as unit:
        assert await unit.installations.of_workspace("slack", "T01TEST") == installation()
