"""Guarantee 8 for the door to Slack: SIGTERM under load, over HTTP and in Socket Mode.

Exit status 0 within ten seconds, and nothing acknowledged is lost. Slack takes its time meanwhile, and in the proof
hangs on one message in three.
"""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.amounts import amount
from tests.faults.audit import Found, found_in
from tests.faults.slack_api import slack_api
from tests.faults.slack_callers import Promises, crowd
from tests.faults.slack_firm import settle_in
from tests.faults.slack_running import slack_server
from tests.faults.test_slack_killed import CLIENTS, calls, first_promise
from tests.requirements import proving
from tests.slack import faults

STOPS = amount(sample=1, full=10)
STOP_SECONDS = 10.0 if proving() else 40.0
PEOPLE = 6


async def stopped_under_load(
    url: str, folder: Path, mode: str, stops: int, fault: str = ""
) -> tuple[Promises, Found, list[int], list[float]]:
    """Servers that are told to stop while a crowd reports; what was promised, what is there, statuses, seconds."""
    chance, promises = random.Random(8), Promises()
    reports = calls(chance)
    statuses, seconds = [], []
    await settle_in(url, range(CLIENTS))
    async with slack_api(slow=0.5) as api:
        if proving():
            # The last of many calls are not answered before the door gives up: a stop that waits for them is slow.
            api.faults.plan(
                lambda method, turn: faults.hang() if method == "chat.postMessage" and turn % 3 == 0 else None
            )
        for _ in range(stops):
            async with slack_server(url, folder, api, mode=mode, fault=fault) as running:
                reporting = asyncio.create_task(crowd(promises, running, reports, PEOPLE))
                await first_promise(promises, api)
                await asyncio.sleep(chance.uniform(0.2, 1.2))
                status, took = await running.terminated(STOP_SECONDS)
                await reporting
                statuses.append(status)
                seconds.append(took)
    return promises, await found_in(url), statuses, seconds


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_stop_under_load_from_slack_ends_in_time_and_loses_nothing(
    sqlite_url: str, tmp_path: Path, record_property: Callable[[str, object], None], mode: str
) -> None:
    promises, found, statuses, seconds = await stopped_under_load(sqlite_url, tmp_path, mode, STOPS)
    record_property(
        "numbers",
        f"{STOPS} stops, exit statuses {sorted(set(statuses))}, slowest {max(seconds):.1f} s, "
        f"{len(promises.acknowledged)} acknowledged, {len(found.lost(promises))} lost, "
        f"{len(promises.waiting)} unanswered",
    )
    assert statuses == [0] * STOPS
    assert max(seconds) < STOP_SECONDS
    assert len(promises.acknowledged) > 5 * STOPS
    assert promises.odd == []
    assert found.lost(promises) == []
    assert found.doubled() == []


async def test_planted_fault_of_the_stop_is_caught_in_slack(sqlite_url: str, tmp_path: Path) -> None:
    _, _, statuses, _ = await stopped_under_load(sqlite_url, tmp_path, "socket", 1, "deaf_to_signals")
    assert statuses != [0]
