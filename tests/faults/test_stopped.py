"""Guarantee 8: SIGTERM under load. Exit status 0 within ten seconds, and nothing acknowledged is lost."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.amounts import amount
from tests.faults.audit import Found, found_in
from tests.faults.callers import Ledger, crowd
from tests.faults.firm import settle_in
from tests.faults.running import server
from tests.faults.test_killed import CLIENTS, calls

STOPS = amount(sample=1, full=10)
STOP_SECONDS = 10.0
PEOPLE = 6


async def stopped_under_load(
    url: str, folder: Path, stops: int, fault: str = ""
) -> tuple[Ledger, Found, list[int], list[float]]:
    """Servers that are told to stop while a crowd reports; what was promised, what is there, statuses, seconds."""
    chance, ledger = random.Random(8), Ledger()
    reports = calls(chance)
    statuses, seconds = [], []
    await settle_in(url, range(CLIENTS))
    for _ in range(stops):
        async with server(url, folder, slow=0.5, fault=fault) as running:
            reporting = asyncio.create_task(crowd(ledger, running.address, reports, PEOPLE))
            await asyncio.sleep(chance.uniform(0.5, 1.5))
            status, took = await running.terminated(STOP_SECONDS)
            await reporting
            statuses.append(status)
            seconds.append(took)
    return ledger, await found_in(url), statuses, seconds


@pytest.mark.timeout(300)
async def test_stop_under_load_ends_in_time_and_loses_nothing(
    database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    ledger, found, statuses, seconds = await stopped_under_load(database_url, tmp_path, STOPS)
    record_property(
        "numbers",
        f"{STOPS} stops, exit statuses {sorted(set(statuses))}, slowest {max(seconds):.1f} s, "
        f"{len(ledger.acknowledged)} acknowledged, {len(found.lost(ledger))} lost",
    )
    assert statuses == [0] * STOPS
    assert max(seconds) < STOP_SECONDS
    assert len(ledger.acknowledged) > 5 * STOPS
    assert found.lost(ledger) == []
    assert found.doubled() == []


async def test_planted_fault_of_the_stop_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    _, _, statuses, _ = await stopped_under_load(sqlite_url, tmp_path, 1, "deaf_to_signals")
    assert statuses != [0]


async def test_planted_fault_of_the_commit_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    ledger, found, _, _ = await stopped_under_load(sqlite_url, tmp_path, 1, "forgotten_commit")
    assert found.lost(ledger)
