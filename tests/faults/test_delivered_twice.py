"""Guarantee 3: every inbound delivery four times, shuffled, to two processes on PostgreSQL and one on SQLite.

Reports, confirmations of guessed reports and withdrawals: each has one effect, and whoever repeats a report reads the
same number again.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.domain.incident import Incident, IncidentState
from tests.faults.amounts import amount
from tests.faults.audit import Found, found_in, settled
from tests.faults.callers import NOT_RECORDED, Call, Ledger, all_of
from tests.faults.firm import REPORTERS, client_name, settle_in
from tests.faults.running import server

TIMES = 4
FLAGS = amount(sample=32, full=400)
PRESSES = amount(sample=10, full=120)
SENT_WITHIN_SECONDS = 90.0
# Nothing but the fast tracks lets a nudge come again: all others together stay below its ten points.
SIGNS = ("late_payment:1", "extra_demands:2", "crowding_out:2", "crowding_out:3")
# A text in which the detector finds a sign, so that it waits for the click on *Right*.
GUESSED = "they take so much that we have no capacity for other clients"


def shuffled(calls: Sequence[Call], chance: random.Random) -> list[Call]:
    repeated = [call for call in calls for _ in range(TIMES)]
    chance.shuffle(repeated)
    return repeated


def flags(count: int, chance: random.Random) -> list[Call]:
    """Reports about a few clients, a good part of them fast tracks."""
    clients = max(4, count // 8)
    return [
        Call.flag(chance.choice(REPORTERS), f"mark-{turn:06d}", client_name(turn % clients), chance.choice(SIGNS))
        for turn in range(count)
    ]


def guesses(count: int, first_client: int) -> list[Call]:
    """Reports without a sign: each about a client of its own."""
    return [
        Call(REPORTERS[turn % len(REPORTERS)], f"guess-{turn:06d}", "say", f"/client-flag {name} {GUESSED} {turn}")
        for turn, name in enumerate(client_name(first_client + turn) for turn in range(count))
    ]


def presses(incidents: Sequence[Incident], action: str) -> list[Call]:
    """The reporter's own click on each report."""
    return [
        Call(
            incident.reporter or "",
            f"{action.partition('.')[2]}-{incident.number:06d}",
            "press",
            f"{action} {incident.id}",
        )
        for incident in incidents
    ]


TRIES = 5


class Doors:
    """The running servers, one or two, and what they were asked."""

    def __init__(self, url: str, addresses: Sequence[str], chance: random.Random) -> None:
        self._url = url
        self._addresses = addresses
        self._chance = chance
        self.ledger = Ledger()

    async def four_times(self, calls: Sequence[Call]) -> None:
        """On a busy machine a report may be refused in time: then the person tries again."""
        await all_of(self.ledger, self._addresses, shuffled(calls, self._chance))
        for _ in range(TRIES):
            refused = [call for mark, call in self.ledger.unrecorded.items() if mark not in self.ledger.acknowledged]
            self.ledger.unrecorded.clear()
            again = [call.tried_again() for call in refused]
            await all_of(self.ledger, self._addresses, shuffled(again, self._chance))

    async def guessed(self) -> list[Incident]:
        found = await found_in(self._url)
        return [incident for incident in found.incidents if incident.state is IncidentState.SUSPECTED]


async def everything_four_times(url: str, folder: Path, servers: int, fault: str = "") -> tuple[Ledger, Found]:
    await settle_in(url, range(max(4, FLAGS // 8) + PRESSES))
    async with AsyncExitStack() as stack:
        running = [await stack.enter_async_context(server(url, folder, fault=fault)) for _ in range(servers)]
        for one in running:
            # A cold process takes a second for its first report; the storm is to meet warm ones.
            await all_of(Ledger(), [one.address], [Call("reporter0", "warm-once", "say", "/client-flag mine")])
        doors = Doors(url, [one.address for one in running], random.Random(20261125))
        await doors.four_times(flags(10 if fault else FLAGS, random.Random(7)))
        if not fault:
            await doors.four_times(guesses(PRESSES, max(4, FLAGS // 8)))
            waiting = await doors.guessed()
            assert len(waiting) == PRESSES
            await doors.four_times(presses(waiting, "report.right"))
            await doors.four_times(presses(waiting[: PRESSES // 2], "report.withdraw"))
        found = await settled(url, 0 if fault else SENT_WITHIN_SECONDS)
    return doors.ledger, found


@pytest.mark.timeout(600)
async def test_every_delivery_four_times_has_one_effect(
    database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    servers = 2 if database_url.startswith("postgresql") else 1
    ledger, found = await everything_four_times(database_url, tmp_path, servers)
    unrecorded = sum(answer.kind in NOT_RECORDED for answer in ledger.refused)
    record_property(
        "numbers",
        f"{servers} processes, {TIMES} x {len(ledger.sent)} deliveries, {len(found.doubled())} doubled, "
        f"{unrecorded} refused in time as not recorded, {len(found.nudges)} nudges",
    )
    assert found.doubled() == []
    assert not ledger.unrecorded
    assert len(found.incidents) == FLAGS + PRESSES
    assert found.numbers_are_whole()
    states = [incident.state for incident in found.incidents]
    assert states.count(IncidentState.WITHDRAWN) == PRESSES // 2
    assert states.count(IncidentState.CONFIRMED) == FLAGS + PRESSES - PRESSES // 2
    assert all(len(numbers) == 1 for numbers in ledger.numbers.values())
    assert found.untold() == []
    assert {nudge.client: nudge.round for nudge in found.nudges} == fast_tracks(found)
    assert found.wrongly_sent(tmp_path) == []


def fast_tracks(found: Found) -> Counter[str | None]:
    """How often each client's nudge had to be opened or to come again: once for each clear or severe report."""
    tracks = (incident for incident in found.incidents if incident.sign == "crowding_out" and incident.severity >= 2)
    return Counter(incident.client for incident in tracks)


async def test_planted_fault_of_the_keys_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    _, found = await everything_four_times(sqlite_url, tmp_path, servers=1, fault="no_inbound_keys")
    assert found.doubled()
