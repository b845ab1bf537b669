"""Guarantee 3 for the door to Slack: every delivery four times, shuffled, signed, to two processes (PostgreSQL) or one.

Commands, forms, buttons and events: each has one effect, whoever repeats a report reads the same number, and each
message that follows is in the chat once.
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
from tests.faults.firm import client_name
from tests.faults.slack_api import SlackApiDouble, slack_api
from tests.faults.slack_audit import doubled, misplaced, missing, notices
from tests.faults.slack_callers import Promises, all_of
from tests.faults.slack_firm import (
    REPORTERS,
    Call,
    direct_message,
    flag,
    form,
    mention,
    press,
    settle_in,
    sharing,
    typed,
)
from tests.faults.slack_running import TWO_PROCESSES_AT_LEAST, SlackServer, slack_server

TIMES = 4
FLAGS = amount(sample=12, full=400)
OTHERS = amount(sample=4, full=120)
CLIENTS = max(4, FLAGS // 8)
TRIES = 5
SENT_WITHIN_SECONDS = 120.0
# Nothing but the fast tracks lets a nudge come again: all others together stay below its ten points.
SIGNS = ("late_payment:1", "extra_demands:2", "crowding_out:2", "crowding_out:3")
# A text in which the detector finds a sign, so that it waits for the click on *Right*.
GUESSED = "they take so much that we have no capacity for other clients"


def reporter(turn: int) -> str:
    return REPORTERS[turn % len(REPORTERS)]


def reports() -> list[Call]:
    """Flags in one line about a few clients, a good part of them fast tracks; forms and guesses about their own."""
    chance = random.Random(7)
    return [
        *(
            flag(chance.choice(REPORTERS), f"mark-{turn:06d}", client_name(turn % CLIENTS), chance.choice(SIGNS))
            for turn in range(FLAGS)
        ),
        *(form(reporter(turn), f"form-{turn:06d}", f"c{CLIENTS + turn}", "late_payment") for turn in range(OTHERS)),
    ]


def guesses() -> list[Call]:
    return [
        typed(reporter(turn), f"/client-flag {client_name(CLIENTS + OTHERS + turn)} {GUESSED} {turn}", f"guess-{turn}")
        for turn in range(OTHERS)
    ]


def presses(incidents: Sequence[Incident], action: str, api: SlackApiDouble) -> list[Call]:
    """The reporter's own click on each receipt."""
    answer = f"{api.url}/response"
    return [press(one.reporter or "", action, one.id, f"{action}-{one.number}", answer) for one in incidents]


def events() -> list[Call]:
    """Mentions, direct messages, and channels that open to another firm."""
    return [
        *(mention(reporter(turn), f"mention-{turn}") for turn in range(OTHERS)),
        *(direct_message(reporter(turn), f"message-{turn}") for turn in range(OTHERS)),
        *(sharing(turn, f"sharing-{turn}") for turn in range(OTHERS)),
    ]


class Doors:
    """The running servers, one or two, and what they were asked."""

    def __init__(self, servers: Sequence[SlackServer], chance: random.Random) -> None:
        self._servers = servers
        self._chance = chance
        self.promises = Promises()

    async def four_times(self, calls: Sequence[Call]) -> None:
        """On a busy machine a report may be refused in time: then the same comes again."""
        await self._shuffled(calls)
        for _ in range(TRIES):
            seen = self.promises.acknowledged
            refused = [call for mark, call in self.promises.not_recorded.items() if mark not in seen]
            self.promises.not_recorded.clear()
            await self._shuffled(refused)

    async def _shuffled(self, calls: Sequence[Call]) -> None:
        repeated = [call for call in calls for _ in range(TIMES)]
        self._chance.shuffle(repeated)
        await all_of(self.promises, self._servers, repeated)


async def everything_four_times(
    url: str, folder: Path, api: SlackApiDouble, servers: int, fault: str = ""
) -> tuple[Promises, Found]:
    await settle_in(url, range(CLIENTS + 2 * OTHERS), shared=range(OTHERS))
    async with AsyncExitStack() as stack:
        running = [await stack.enter_async_context(slack_server(url, folder, api, fault=fault)) for _ in range(servers)]
        # A cold process takes a second for its first request; the storm is to meet warm ones.
        await all_of(Promises(), running, [typed(REPORTERS[0], "/client-flag mine", "warm")] * servers, people=1)
        doors = Doors(running, random.Random(20261125))
        await doors.four_times(reports()[:8] if fault else reports())
        await doors.four_times(events())
        if not fault:
            await doors.four_times(guesses())
            waiting = [one for one in (await found_in(url)).incidents if one.state is IncidentState.SUSPECTED]
            assert len(waiting) == OTHERS
            await doors.four_times(presses(waiting, "report.right", api))
            await doors.four_times(presses(waiting[: OTHERS // 2], "report.withdraw", api))
        found = await settled(url, 1 if fault else SENT_WITHIN_SECONDS)
    return doors.promises, found


@pytest.mark.timeout(900)
@pytest.mark.parametrize("database_url", TWO_PROCESSES_AT_LEAST, indirect=True)
async def test_every_delivery_of_slack_four_times_has_one_effect(
    database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    servers = 2 if database_url.startswith("postgresql") else 1
    async with slack_api() as api:
        promises, found = await everything_four_times(database_url, tmp_path, api, servers)
    record_property(
        "numbers",
        f"{servers} processes, {TIMES} x {len(promises.sent)} signed deliveries, {len(found.doubled())} doubled, "
        f"{len(api.keys)} messages, {len(doubled(api))} doubled; {len(found.nudges)} nudges",
    )
    assert not promises.odd
    assert not promises.not_recorded
    assert found.doubled() == []
    assert len(found.incidents) == FLAGS + 2 * OTHERS
    assert found.numbers_are_whole()
    assert all(len(numbers) == 1 for numbers in promises.numbers.values())
    assert found.lost(promises) == [mark for mark in promises.acknowledged if mark.startswith("guess")]
    states = Counter(incident.state for incident in found.incidents)
    withdrawn = OTHERS // 2
    assert states == {IncidentState.WITHDRAWN: withdrawn, IncidentState.CONFIRMED: len(found.incidents) - withdrawn}
    assert found.untold() == []
    assert {nudge.client: nudge.round for nudge in found.nudges} == fast_tracks(found)
    told = notices(found)
    assert (told["help"], told["sharing"], told["receipt"]) == (2 * OTHERS, OTHERS, len(found.incidents))
    assert found.unsent() == []
    assert (missing(found, api), doubled(api), misplaced(found, api)) == ([], [], [])


def fast_tracks(found: Found) -> Counter[str | None]:
    """How often each client's nudge had to be opened or to come again: once for each clear or severe report."""
    tracks = (incident for incident in found.incidents if incident.sign == "crowding_out" and incident.severity >= 2)
    return Counter(incident.client for incident in tracks)


async def test_planted_fault_of_the_keys_is_caught_in_slack(sqlite_url: str, tmp_path: Path) -> None:
    async with slack_api() as api:
        _, found = await everything_four_times(sqlite_url, tmp_path, api, servers=1, fault="no_inbound_keys")
    assert found.doubled()
