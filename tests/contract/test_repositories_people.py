"""The port ``People``."""

import asyncio
from dataclasses import replace

from bot.domain.draft import Approval, Order
from bot.domain.nudge import Rung, Telling
from bot.domain.person import Role
from bot.ports import Store
from storage.store import SqlStore
from tests.contract.store_samples import (
    NOW,
    client,
    delivery,
    draft,
    full_person,
    incident,
    note,
    nudge,
    person,
    ref,
    talk,
    version,
)


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


async def test_people_with_one_of_the_roles_by_name(store: Store) -> None:
    roles = {
        "Zoe": {Role.OWNER, Role.MEMBER},
        "anna": {Role.ADMIN},
        "Ben": {Role.MEMBER},
        "Ole": {Role.ADMIN, Role.OWNER},
    }
    async with store.write() as unit:
        for number, (name, theirs) in enumerate(roles.items()):
            await unit.people.save(replace(person(f"p{number}", name=name), roles=frozenset(theirs)))
        assert [one.name for one in await unit.people.with_role(Role.OWNER)] == ["Ole", "Zoe"]
        assert [one.name for one in await unit.people.with_role(Role.OWNER, Role.ADMIN)] == ["anna", "Ole", "Zoe"]
        assert await unit.people.with_role() == []


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


async def test_whatever_somebody_did_is_anothers_who_takes_over(store: Store) -> None:
    kept, gone = person("p1", "a"), person("p2", "b")
    async with store.write() as unit:
        for one in (kept, gone, person("p3", "c")):
            await unit.people.save(one)
        await unit.clients.save(client())
        await unit.incidents.save(incident(1, by=("p2", "p3")))
        await unit.incidents.save(incident(2, by=("p3", "p1", "p2"), facts_confirmed_by="p2"))
        await unit.incidents.save(incident(3, by=("p2", "p1")))
        await unit.talks.save(replace(talk("t1"), lead="p2"))
        await unit.talks.add_note(replace(note("o1"), author="p2"))
        tellings = (Telling("p2", Rung.LEAD, NOW), Telling("p3", Rung.DEPUTIES, NOW), Telling("p1", Rung.OWNER, NOW))
        await unit.nudges.save(nudge("n1", handled_by="p2", tellings=tellings))
        asked = Approval(asked_by="p2", approver="p2", approved_by="p2", approved_at=NOW)
        order = Order(key="o1", by="p2", base=1)
        mine = replace(version("d1"), author="p2")
        await unit.drafts.save(replace(draft("d1"), version=mine, for_person="p2", approval=asked, order=order))
        for key in ("receipt:i1:p2", "welcome:p2", "welcome:p1", "edit:1"):
            await unit.deliveries.add(delivery(key, "p1" if key.endswith("p1") else "p2", key=key))
        await unit.commit()
    async with store.write() as unit:
        await unit.people.take_over(replace(kept, refs=(*kept.refs, *gone.refs)), "p2")
        await unit.commit()
    async with store.read() as unit:
        assert await unit.people.by_id("p2") is None
        assert await unit.people.by_ref(ref("b")) == replace(kept, refs=(ref("a"), ref("b")))
        found = [await unit.incidents.by_id(f"i{number}") for number in (1, 2, 3)]
        assert [[one.person for one in i.reporters] for i in found if i] == [["p1", "p3"], ["p3", "p1"], ["p1"]]
        assert found[1] is not None and found[1].facts_confirmed_by == "p1"
        assert [one.lead for one in await unit.talks.of_client("c1")] == ["p1"]
        assert [one.author for one in await unit.talks.notes_of("c1")] == ["p1"]
        after = await unit.nudges.by_id("n1")
        assert after is not None and after.handled_by == "p1"
        assert [one.person for one in after.tellings] == ["p1", "p3"]
        written = await unit.drafts.by_id("d1")
        assert written is not None and written.order is not None
        asked = written.approval
        signed = (written.version.author, written.for_person, asked.asked_by, asked.approver, asked.approved_by)
        assert {*signed, written.order.by} == {"p1"}
        sent = {one.id: (one.person, one.key) for one in await unit.deliveries.of_person("p1")}
        assert sent["receipt:i1:p2"] == ("p1", "receipt:i1:p1")
        assert sent["welcome:p2"] == ("p1", "welcome:p2"), "both had one"
        assert sent["edit:1"] == ("p1", "edit:1") and len(sent) == 4


async def test_who_is_taken_over_stays_where_nothing_is_committed(store: Store) -> None:
    async with store.write() as unit:
        await unit.people.save(person("p1", "a"))
        await unit.people.save(person("p2", "b"))
        await unit.commit()
    async with store.write() as unit:
        await unit.people.take_over(person("p1", "a", "b"), "p2")
    async with store.read() as unit:
        assert await unit.people.by_ref(ref("b")) == person("p2", "b")


async def test_let_in_are_guests_with_an_admins_leave_whose_account_is_in_use(store: Store) -> None:
    async with store.write() as unit:
        await unit.people.save(person("member"))
        await unit.people.save(replace(person("guest"), external=True))
        await unit.people.save(replace(person("gone"), external=True, admitted=True, active=False))
        await unit.people.save(replace(person("zoe"), external=True, admitted=True))
        await unit.people.save(replace(person("gus", "gus", "gus2"), external=True, admitted=True))
        await unit.commit()
    async with store.read() as unit:
        assert [(one.name, len(one.refs)) for one in await unit.people.let_in()] == [("Gus", 2), ("Zoe", 1)]
