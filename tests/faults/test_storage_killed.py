"""kill -9 in the middle of commits: what was acknowledged is there, and what is there is whole (guarantee 1)."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.domain.incident import IncidentState
from storage.migrate import maintenance
from storage.store import SqlStore, open_store
from tests.contract.store_samples import client
from tests.requirements import proving

ROUNDS = 50 if proving() else 3


@asynccontextmanager
async def writer(url: str, round: int) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.storage_writer", url, str(round), stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def acknowledged_until_killed(url: str, round: int, seconds: float) -> list[int]:
    async with writer(url, round) as process:
        assert process.stdout is not None
        numbers = [int(await process.stdout.readline())]
        await asyncio.sleep(seconds)
        process.kill()
        numbers += [
            int(line) for line in (await process.stdout.read()).splitlines(keepends=True) if line.endswith(b"\n")
        ]
    return numbers


@pytest.mark.timeout(600)
async def test_every_acknowledged_commit_survives_the_kill(database_url: str) -> None:
    chance = random.Random(20261124)
    store = open_store(database_url)
    async with store.write() as unit:
        await unit.clients.save(client())
        await unit.commit()
    acknowledged: set[int] = set()
    for round in range(ROUNDS):
        acknowledged |= set(await acknowledged_until_killed(database_url, round, chance.uniform(0, 0.3)))
        await check(store, acknowledged)
    await store.close()
    check_file(database_url)
    assert len(acknowledged) > ROUNDS


async def check(store: SqlStore, acknowledged: set[int]) -> None:
    """Nothing acknowledged is missing; numbers have no gap; each transaction is there with all its parts."""
    async with store.read() as unit:
        found = await unit.incidents.everything()
        numbers = {report.number for report in found}
        assert acknowledged <= numbers
        assert numbers == set(range(1, len(numbers) + 1))
        for report in found:
            assert report.state is IncidentState.CONFIRMED and len(report.reporters) == 2
            assert await unit.journal.seen(f"key {report.number}") == report.id
            assert await unit.deliveries.by_id(f"m{report.number}") is not None


def check_file(url: str) -> None:
    if url.startswith("sqlite"):
        with maintenance(url) as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
