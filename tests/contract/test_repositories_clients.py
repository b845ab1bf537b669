"""The port ``Clients``."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.assessment import Stage
from bot.domain.client import Client, ClientName, Standing
from bot.domain.incident import IncidentState
from bot.errors import AlreadyTaken
from bot.ports import Store
from storage.store import SqlStore
from tests.contract.store_samples import channel, client, full_client, incident


async def saved(store: Store, *clients: Client) -> None:
    async with store.write() as unit:
        for one in clients:
            await unit.clients.save(one)
        await unit.commit()


async def test_client_comes_back_whole(store: Store) -> None:
    await saved(store, full_client())
    async with store.read() as unit:
        assert await unit.clients.by_id("c-full") == full_client()
        assert await unit.clients.all() == [full_client()]


@pytest.mark.parametrize("name", ["Müller & Söhne", "MULLER  sohne", "müller-söhne", "ms", "M S", "Mueller"])
async def test_client_is_found_by_name_or_alias_however_written(store: Store, name: str) -> None:
    await saved(store, client("c0", "Other"), full_client())
    async with store.read() as unit:
        assert await unit.clients.by_name(name) == full_client()


@pytest.mark.parametrize("name", ["Müller", "!!", "", "acme"])
async def test_other_names_find_nobody(store: Store, name: str) -> None:
    await saved(store, full_client())
    async with store.read() as unit:
        assert await unit.clients.by_name(name) is None


async def test_several_names_are_looked_up_at_once(store: Store) -> None:
    await saved(store, client("c1", "Acme Outdoor"), client("c2", "Acme"), client("c3", "Bergwerk"), full_client())
    async with store.read() as unit:
        found = await unit.clients.by_names(["acme shouted", "acme", "ms", "", "nobody"])
        assert [one.id for one in found] == ["c2", "c-full"]
        assert list(await unit.clients.by_names([])) == list(await unit.clients.by_names([""])) == []


async def test_sought_begins_with_the_words_before_it_contains_them(store: Store) -> None:
    firms = [
        client("c1", "Nova Acme"),
        client("c2", "Acme Outdoor"),
        client("c3", "Bergwerk", aliases=("ACME-Süd",), leads=("anna",)),
        client("c4", "Ökostrom", deputies=("anna",)),
    ]
    await saved(store, *firms)
    async with store.read() as unit:
        assert [one.id for one in await unit.clients.sought("acme", 9)] == ["c2", "c3", "c1"]
        assert [one.id for one in await unit.clients.sought("acme", 2)] == ["c2", "c3"]
        assert [one.id for one in await unit.clients.sought("", 2)] == ["c2", "c3"]
        assert [one.id for one in await unit.clients.sought("OKO", 9)] == ["c4"]
        assert [one.id for one in await unit.clients.sought("acme", 9, led_by="anna")] == ["c3"]
        assert [one.id for one in await unit.clients.sought("", 9, led_by="anna")] == ["c3", "c4"]
        assert list(await unit.clients.sought("%", 9, led_by="nobody")) == []
        assert list(await unit.clients.sought("zzz", 9)) == []


async def test_client_is_found_by_channel(store: Store) -> None:
    await saved(store, full_client())
    async with store.read() as unit:
        assert await unit.clients.by_channel(channel("a")) == full_client()
        assert await unit.clients.by_channel(channel("b")) is None


async def test_all_are_sorted_by_name(store: Store) -> None:
    await saved(store, client("1", "zeta"), client("2", "Ärger"), client("3", "beta"), client("4", "Alpha"))
    async with store.read() as unit:
        assert [one.name for one in await unit.clients.all()] == ["Alpha", "Ärger", "beta", "zeta"]


async def test_names_are_those_of_all_in_their_order(store: Store) -> None:
    odd = [
        client("c1", "zeta"),
        client("c2", "!!"),
        client("c3", "Ärger", aliases=("arger", "Zorn")),
        client("c4", "alpha"),
    ]
    await saved(store, *odd, full_client())
    async with store.read() as unit:
        everybody = [ClientName(one.id, one.name, one.aliases) for one in await unit.clients.all()]
        assert await unit.clients.names() == everybody
        assert [one.name for one in everybody] == ["!!", "alpha", "Ärger", "Müller & Söhne", "zeta"]


async def test_led_by_names_leads_and_deputies(store: Store) -> None:
    lead, deputy = client("c1", "B", leads=("anna", "ben")), client("c2", "A", deputies=("anna",))
    await saved(store, lead, deputy, client("c3", "C"))
    async with store.read() as unit:
        assert await unit.clients.led_by("anna") == [deputy, lead]
        assert await unit.clients.led_by("ben") == [lead]
        assert await unit.clients.led_by("carla") == []


async def test_daily_check_takes_stages_above_calm_and_counted_incidents(store: Store) -> None:
    await saved(store, *(client(f"c{number}", f"Client {number}") for number in range(4)))
    standing = Standing(stage=Stage.WATCH)
    async with store.write() as unit:
        await unit.clients.save(client("c0", "Client 0", standing=standing))
        await unit.incidents.save(incident(1, "c1"))
        await unit.incidents.save(incident(2, "c2", state=IncidentState.SUSPECTED))
        assert [one.id for one in await unit.clients.standing_above_calm()] == ["c0", "c1"]


async def test_saving_again_replaces_names_people_and_channels(store: Store) -> None:
    changed = replace(
        full_client(), name="Neu", aliases=("Müller & Söhne",), leads=(), deputies=("p1",), channels=(channel("q"),)
    )
    await saved(store, full_client(), changed)
    async with store.read() as unit:
        assert await unit.clients.by_id("c-full") == changed
        assert await unit.clients.by_name("mueller") is None
        assert await unit.clients.by_channel(channel("z")) is None
        assert await unit.clients.led_by("p2") == []


@pytest.mark.parametrize("taken", [client("c2", "ACME"), client("c2", "New", aliases=("x", "acme!"))])
async def test_taken_name_is_refused_with_its_owner(store: Store, taken: Client) -> None:
    await saved(store, client("c1", "Acme"))
    async with store.write() as unit:
        with pytest.raises(AlreadyTaken) as refusal:
            await unit.clients.save(taken)
        assert refusal.value.owner == "Acme"
        assert refusal.value.what == [taken.name, *taken.aliases][-1]


async def test_alias_of_another_is_taken_too(store: Store) -> None:
    await saved(store, full_client())
    async with store.write() as unit:
        with pytest.raises(AlreadyTaken):
            await unit.clients.save(client("c2", "m s"))


async def test_taken_channel_is_refused_with_its_owner(store: Store) -> None:
    await saved(store, client("c1", "Acme", channels=(channel("a"),)))
    async with store.write() as unit:
        with pytest.raises(AlreadyTaken) as refusal:
            await unit.clients.save(client("c2", "Beta", channels=(channel("b"), channel("a"))))
    assert (refusal.value.what, refusal.value.owner) == ("practice:demo/a", "Acme")


async def test_refused_save_leaves_nothing_behind_and_the_unit_goes_on(store: Store) -> None:
    await saved(store, client("c1", "Acme"), client("c2", "Beta", leads=("p1",)))
    async with store.write() as unit:
        with pytest.raises(AlreadyTaken):
            await unit.clients.save(client("c2", "Gamma", aliases=("acme",), language="de"))
        await unit.clients.save(client("c3", "Delta"))
        await unit.commit()
    async with store.read() as unit:
        assert await unit.clients.by_id("c2") == client("c2", "Beta", leads=("p1",))
        assert await unit.clients.by_name("gamma") is None
        assert await unit.clients.by_name("delta") is not None


async def test_one_name_at_once_is_given_once(database: SqlStore) -> None:
    async def add(id: str) -> bool:
        async with database.write() as unit:
            try:
                await unit.clients.save(client(id, "Acme"))
            except AlreadyTaken as refusal:
                assert refusal.owner == "Acme"
                return False
            await asyncio.sleep(0.05)
            await unit.commit()
            return True

    assert sorted(await asyncio.gather(*(add(f"c{number}") for number in range(4)))) == [False, False, False, True]
