"""The port ``People``."""

import asyncio
from dataclasses import replace

from bot.ports import Store
from storage.store import SqlStore
from tests.contract.store_samples import full_person, person, ref


async def test_person_comes_back_whole(store: Store) -> None:
    async with store.write() as unit:
        await unit.people.save(full_person())
        await unit.commit()
    async with store.read() as unit:
        assert await unit.people.by_id("p-full") == full_person()
        assert await unit.people.by_ref(ref("zoe")) == full_person()
        assert await unit.people.by_ref(full_person().refs[1]) == full_person()


async def test_unknown_person_is_none(store: Store) -> None:
    async with store.read() as unit:
        assert await unit.people.by_id("nobody") is None
        assert await unit.people.by_ref(ref("nobody")) is None
        assert await unit.people.by_ids([]) == {}


async def test_several_by_id_leaves_out_the_unknown(store: Store) -> None:
    async with store.write() as unit:
        for id in ("anna", "ben"):
            await unit.people.save(person(id))
        assert await unit.people.by_ids(["ben", "nobody", "ben"]) == {"ben": person("ben")}


async def test_everybody_is_sorted_by_name_without_regard_to_case_and_accents(store: Store) -> None:
    names = ["ömer", "Zoe", "anna", "Ben", "Ole"]
    async with store.write() as unit:
        for number, name in enumerate(names):
            await unit.people.save(person(f"p{number}", name=name))
        assert [one.name for one in await unit.people.everybody()] == ["anna", "Ben", "Ole", "ömer", "Zoe"]


async def test_saving_again_replaces_fields_and_refs(store: Store) -> None:
    changed = replace(person("anna", "b", "a"), name="Anna B.", language="de")
    async with store.write() as unit:
        await unit.people.save(person("anna", "a", "old"))
        await unit.people.save(changed)
        assert await unit.people.by_id("anna") == changed
        assert await unit.people.by_ref(ref("old")) is None


async def test_new_person_with_a_known_ref_is_not_made(store: Store) -> None:
    async with store.write() as unit:
        await unit.people.save(person("first", "anna"))
        await unit.people.save(person("second", "free", "anna"))
        assert await unit.people.by_id("second") is None
        assert await unit.people.by_ref(ref("anna")) == person("first", "anna")
        assert await unit.people.by_ref(ref("free")) is None


async def test_ref_stays_with_its_person_until_saved_without_it(store: Store) -> None:
    async with store.write() as unit:
        await unit.people.save(person("first", "anna"))
        await unit.people.save(person("second", "s"))
        await unit.people.save(person("second", "s", "anna"))
        assert await unit.people.by_id("second") == person("second", "s")
        await unit.people.save(person("first", "other"))
        await unit.people.save(person("second", "s", "anna"))
        assert await unit.people.by_ref(ref("anna")) == person("second", "s", "anna")


async def test_two_first_contacts_at_once_make_one_person(database: SqlStore) -> None:
    async def meet(id: str) -> str:
        async with database.write() as unit:
            await unit.people.save(person(id, "anna"))
            found = await unit.people.by_ref(ref("anna"))
            await asyncio.sleep(0.05)
            await unit.commit()
        assert found is not None
        return found.id

    ids = await asyncio.gather(*(meet(f"p{number}") for number in range(4)))
    async with database.read() as unit:
        assert len(await unit.people.everybody()) == 1
    assert len(set(ids)) == 1
