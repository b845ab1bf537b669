"""Guarantee 7 for the door to Slack: a database that is locked or has become read-only.

Within 2.5 s a person who typed reads, in a 200, that it was not recorded; a form stays open with all that was typed; an
event gets a 5xx, so that Slack tells it again. Nothing is acknowledged without a commit, and it recovers by itself.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.audit import Found, found_in
from tests.faults.firm import client_name
from tests.faults.slack_api import slack_api
from tests.faults.slack_callers import Promises, is_refused
from tests.faults.slack_firm import REPORTERS, Call, flag, form, mention, settle_in, sharing
from tests.faults.slack_running import ONE_AT_LEAST, asked, reaching, slack_server
from tests.faults.test_unwritable import Trouble, disk, full, locked_file, locked_table, read_only, small_url
from tests.requirements import proving
from tests.slack.transports import Answer, Transport

__all__ = ["disk", "small_url"]

ANSWER_SECONDS = 2.5 if proving() else 20.0
HELD_SECONDS = 10.0 if proving() else 2.0
EACH = 3
PAUSE_SECONDS = 0.3
Recorder = Callable[[str, object], None]
Asked = tuple[Call, Answer]


def reports(name: str) -> list[Call]:
    return [
        *(flag(REPORTERS[turn], f"{name}-flag-{turn}", client_name(turn), "late_payment:1") for turn in range(EACH)),
        *(form(REPORTERS[turn], f"{name}-form-{turn}", f"c{turn}", "extra_demands") for turn in range(EACH)),
    ]


def events(name: str) -> list[Call]:
    return [
        *(mention(REPORTERS[turn], f"{name}-mention-{turn}") for turn in range(EACH)),
        *(sharing(turn, f"{name}-sharing-{turn}") for turn in range(EACH)),
    ]


@dataclass
class Seen:
    """What people read, and what Slack was answered; in the end, what is in the record."""

    promises: Promises = field(default_factory=Promises)
    refused: list[Asked] = field(default_factory=list)
    told: list[Asked] = field(default_factory=list)
    found: Found | None = None

    @property
    def numbers(self) -> str:
        slowest = max(answer.seconds for _, answer in (*self.refused, *self.told))
        failed = sum(answer.status >= 500 for _, answer in self.told)
        assert self.found is not None
        return (
            f"{len(self.refused)} reports refused, {failed} events left for later, slowest answer {slowest:.2f} s; "
            f"{len(self.found.lost(self.promises))} acknowledged and lost"
        )


async def through_trouble(url: str, folder: Path, trouble: Trouble, seconds: float, fault: str = "") -> Seen:
    """Reports and events before, during (for so long) and after the trouble; what was refused comes again then."""
    seen = Seen()
    await settle_in(url, range(EACH), shared=range(EACH))
    async with (
        slack_api() as api,
        slack_server(url, folder, api, fault=fault) as server,
        reaching(server) as transport,
    ):
        await recorded(seen, transport, reports("before"))
        async with trouble(server):
            await during(seen, transport, seconds)
        again = [call for call, answer in seen.refused if is_refused(call, answer)]
        await recorded(seen, transport, [*reports("after"), *again])
        for call, _ in seen.told:
            assert (await asked(transport, call)).status == 200, call
    seen.found = await found_in(url)
    return seen


async def recorded(seen: Seen, transport: Transport, calls: list[Call]) -> None:
    """A busy machine may refuse in time: whoever reads so tries again."""
    for call in calls:
        for _ in range(5):
            answer = await seen.promises.asked_for(transport, call)
            if not is_refused(call, answer):
                break


async def during(seen: Seen, transport: Transport, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    until, turn = loop.time() + seconds, 0
    while turn == 0 or loop.time() < until:
        typing, telling = reports(f"during{turn}"), events(f"during{turn}")
        answers = await asyncio.gather(*(seen.promises.asked_for(transport, call) for call in typing))
        seen.refused += zip(typing, answers, strict=True)
        told = await asyncio.gather(*(asked(transport, call) for call in telling))
        seen.told += zip(telling, told, strict=True)
        turn += 1
        await asyncio.sleep(PAUSE_SECONDS)


def check(seen: Seen) -> None:
    assert seen.found is not None
    assert [one for one in seen.refused if not is_refused(*one)] == []
    assert {answer.status // 100 for _, answer in seen.told} == {5}
    assert max(answer.seconds for _, answer in (*seen.refused, *seen.told)) < ANSWER_SECONDS
    assert seen.promises.odd == []
    assert seen.found.lost(seen.promises) == []
    assert seen.found.doubled() == []
    assert set(seen.found.marks) == set(seen.promises.acknowledged) == seen.promises.sent
    helped, shared = (sum(call.mark.count(kind) for call, _ in seen.told) for kind in ("mention", "sharing"))
    rows = [delivery.notice for delivery in seen.found.deliveries]
    assert (rows.count("help"), rows.count("sharing")) == (helped, shared)


@pytest.mark.parametrize("database_url", ONE_AT_LEAST, indirect=True)
async def test_locked_database_is_told_to_slack_in_time(
    database_url: str, tmp_path: Path, record_property: Recorder
) -> None:
    sqlite = database_url.startswith("sqlite")
    trouble = locked_file(Path(database_url.removeprefix("sqlite:///"))) if sqlite else locked_table(database_url)
    seen = await through_trouble(database_url, tmp_path, trouble, HELD_SECONDS)
    check(seen)
    record_property("numbers", seen.numbers)


async def test_read_only_disk_is_told_to_slack_in_time(
    small_url: str, disk: Path, tmp_path: Path, record_property: Recorder
) -> None:
    seen = await through_trouble(small_url, tmp_path, read_only(disk), seconds=1)
    check(seen)
    record_property("numbers", seen.numbers)


async def test_planted_fault_of_an_unkept_event_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    trouble = locked_file(Path(sqlite_url.removeprefix("sqlite:///")))
    seen = await through_trouble(sqlite_url, tmp_path, trouble, 0, fault="event_taken_for_kept")
    assert {answer.status // 100 for _, answer in seen.told} != {5}


async def test_planted_fault_of_an_unheard_failure_is_caught_in_slack(
    small_url: str, disk: Path, tmp_path: Path
) -> None:
    seen = await through_trouble(small_url, tmp_path, full(disk), 1, fault="swallowed_failure")
    assert seen.found is not None
    assert seen.found.lost(seen.promises)
