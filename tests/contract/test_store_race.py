"""Guarantee 4 in small: a threshold that several cross at once is crossed once, and is never missed."""

import asyncio
import sys
from collections.abc import Sequence

import pytest

from bot.domain.assessment import Stage
from bot.errors import StoreBusy
from storage.store import SqlStore, open_store
from tests.contract.store_samples import client, incident, nudge
from tests.requirements import proving

WORKERS = 8
ROUNDS = 1_000 if proving() else 6


async def flag(store: SqlStore, round: int, worker: int, *, locking: bool) -> bool:
    """File one incident; open the nudge when it is the last one that the threshold needs. Whether it opened one."""
    name, number = f"c{round}", 1 + round * WORKERS + worker
    async with store.write() as unit:
        if locking:
            await unit.lock_client(name)
        # Reading first, as handlers do: SQLite refuses a transaction that begins so and writes after somebody else.
        assert await unit.clients.by_id(name)
        await unit.incidents.save(incident(number, name))
        if not locking:
            await asyncio.sleep(0.05)
        new = False
        if len(await unit.incidents.counted_of(name)) >= WORKERS:
            _, new = await unit.nudges.open_or_get(nudge(f"n{round}-{worker}", name, Stage.TALK))
        await unit.commit()
    return new


async def persistent(store: SqlStore, round: int, worker: int, *, locking: bool) -> bool:
    """Somebody told "not recorded, try again" does so: on a loaded machine a turn may take longer than the wait."""
    for _ in range(3):
        try:
            return await flag(store, round, worker, locking=locking)
        except StoreBusy as busy:
            sys.stderr.write(f"round {round}, worker {worker}: {busy}\n")
    return await flag(store, round, worker, locking=locking)


async def opened(stores: Sequence[SqlStore], round: int, *, locking: bool) -> int:
    """Workers on several stores, as processes would be: each store has a queue of writers of its own."""
    async with stores[0].write() as unit:
        await unit.clients.save(client(f"c{round}", f"Client {round}"))
        await unit.commit()
    flags = (persistent(stores[worker % len(stores)], round, worker, locking=locking) for worker in range(WORKERS))
    return sum(await asyncio.gather(*flags))


@pytest.mark.timeout(1_800)
async def test_threshold_reached_by_eight_at_once_opens_one_nudge(database_url: str) -> None:
    stores = [open_store(database_url) for _ in range(2)]
    found = [await opened(stores, round, locking=True) for round in range(ROUNDS)]
    for store in stores:
        await store.close()
    assert found == [1] * ROUNDS


@pytest.mark.postgres
async def test_without_the_lock_postgresql_misses_it(postgres_url: str) -> None:
    """The planted fault: what ``lock_client`` is for. Each transaction counts without the others and none opens."""
    store = open_store(postgres_url)
    found = [await opened([store], round, locking=False) for round in range(3)]
    await store.close()
    assert 0 in found
