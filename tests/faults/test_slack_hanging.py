"""Guarantee 6: reports are acknowledged in time while Slack's API hangs, whoever reports, however long the record is.

In ``make test`` the order is tested: acknowledgements come while not one call to Slack has been answered or given up.
The proof has the load and the limits: 50 requests a second for a minute, 100,000 incidents.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.amounts import amount
from tests.faults.firm import client_name
from tests.faults.long_record import fill
from tests.faults.slack_api import HELD_SECONDS, Asked, SlackApiDouble, slack_api
from tests.faults.slack_callers import number_in
from tests.faults.slack_firm import REPORTERS, Call, direct_message, flag, form, home, mention, settle_in
from tests.faults.slack_running import asked, reaching, slack_server
from tests.requirements import proving
from tests.slack import faults
from tests.slack.transports import Answer, Transport

SECONDS = amount(sample=3, full=60)
RATE = 50 if proving() else 10
INCIDENTS = amount(sample=2_000, full=100_000)
P99_SECONDS, LONGEST_SECONDS = 0.5, 2.5
SIGNS = ("late_payment", "extra_demands:1", "disrespect:3", "price_pressure:1")
EVENT_EVERY = 10
Recorder = Callable[[str, object], None]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """``seconds`` from the moment the request was due; ``over``: calls to Slack that had come to any end by then."""

    call: Call
    answer: Answer
    seconds: float
    over: int


def reports(count: int, clients: int) -> list[Call]:
    """Every other reporter has never been seen before; one report in ten comes by the form."""
    found = []
    for turn in range(count):
        user = f"U0NEW{turn}" if turn % 2 else REPORTERS[turn // 2 % len(REPORTERS)]
        client, mark = turn * 7 % clients, f"mark-{turn:06d}"
        if turn % 10 == 9:
            found.append(form(user, mark, f"c{client}", "late_payment"))
        else:
            found.append(flag(user, mark, client_name(client), SIGNS[turn % len(SIGNS)]))
    return found


def looks(count: int) -> list[Call]:
    """People who mention the bot, write to it, or open its Home; half of them never seen before."""
    kinds = (mention, direct_message, home)
    return [
        kinds[turn % 3](f"U0LOOK{turn}" if turn % 2 else REPORTERS[turn % 8], f"look-{turn}") for turn in range(count)
    ]


def mixed(clients: int) -> list[Call]:
    """So many reports a second, and an event in between each ten."""
    calls, events = reports(RATE * SECONDS, clients), iter(looks(RATE * SECONDS // EVENT_EVERY + 1))
    return [one for turn, call in enumerate(calls) for one in ([call] if turn % EVENT_EVERY else [call, next(events)])]


async def while_slack_hangs(
    url: str, folder: Path, calls: Callable[[int], Sequence[Call]], *, patience: float, patient: bool, fault: str = ""
) -> tuple[list[Acknowledged], SlackApiDouble]:
    """Every call of the door hangs from its start on. ``patience``: of those who wait for an acknowledgement."""
    await settle_in(url, range(0))
    clients = await fill(url, INCIDENTS)
    # Where the door is patient, nothing comes to an end before all is over.
    held = HELD_SECONDS if not patient else 10 * HELD_SECONDS
    options = ("--patient",) if patient else ()
    async with slack_api() as api:
        api.faults.always("*", faults.hang(held))
        async with slack_server(url, folder, api, fault=fault, options=options) as server:
            async with reaching(server, patience) as transport:
                if not fault:
                    # A cold process takes a second for its first report.
                    await asyncio.gather(*(asked(transport, call) for call in warming(clients)))
                acknowledged = await paced(transport, calls(clients), api)
            await server.kill()
        assert api.answered == 0
        return acknowledged, api


def warming(clients: int) -> list[Call]:
    return [flag(REPORTERS[turn], f"warm-{turn}", client_name(turn % clients), "late_payment:1") for turn in range(4)]


async def paced(transport: Transport, calls: Sequence[Call], api: SlackApiDouble) -> list[Acknowledged]:
    """Each at its own time: nobody waits for the answer to the one before."""
    loop = asyncio.get_running_loop()
    start = loop.time() + 0.1
    every = SECONDS / len(calls)

    async def one(call: Call, due: float) -> Acknowledged:
        await asyncio.sleep(due - loop.time())
        answer = await asked(transport, call)
        return Acknowledged(call, answer, loop.time() - due, sum(one.ended is not None for one in on_the_way(api)))

    return await asyncio.gather(*(one(call, start + turn * every) for turn, call in enumerate(calls)))


def on_the_way(api: SlackApiDouble) -> list[Asked]:
    """Calls that could be made before an acknowledgement; deliveries are made after it, and give up by themselves."""
    return [call for call in api.asked if call.method in ("users.info", "auth.test", "conversations.info")]


def share(seconds: Sequence[float], part: float) -> float:
    return sorted(seconds)[int(part * (len(seconds) - 1))]


def told(seconds: Sequence[float]) -> str:
    return " / ".join(f"{share(seconds, part) * 1e3:.0f}" for part in (0.5, 0.99, 1.0))


@pytest.mark.timeout(600)
async def test_reports_are_acknowledged_while_slack_hangs(
    sqlite_url: str, tmp_path: Path, record_property: Recorder
) -> None:
    acknowledged, api = await while_slack_hangs(sqlite_url, tmp_path, mixed, patience=30, patient=not proving())
    filed = [one for one in acknowledged if one.call.kind != "event"]
    events = [one for one in acknowledged if one.call.kind == "event"]
    seconds, event_seconds = [one.seconds for one in filed], [one.seconds for one in events]
    record_property(
        "numbers",
        f"{INCIDENTS} incidents stored; {len(filed)} reports at {RATE}/s, p50 / p99 / longest {told(seconds)} ms; "
        f"{len(events)} events, {told(event_seconds)} ms; {len(api.asked)} calls to Slack, none answered",
    )
    assert [one for one in filed if number_in(one.call, one.answer) is None] == []
    assert {one.answer.status for one in events} == {200}
    assert api.of("users.info")
    if proving():
        assert share(seconds, 0.99) < P99_SECONDS
        assert max(*seconds, *event_seconds) < LONGEST_SECONDS
    else:
        assert {one.over for one in acknowledged} == {0}


async def test_planted_fault_of_a_wait_for_slack_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    def some(clients: int) -> list[Call]:
        return reports(4, clients)

    acknowledged, _ = await while_slack_hangs(
        sqlite_url, tmp_path, some, patience=2, patient=True, fault="waits_for_slack"
    )
    assert [one for one in acknowledged if number_in(one.call, one.answer) is None]
