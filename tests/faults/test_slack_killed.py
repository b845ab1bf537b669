"""Guarantee 1 for the door to Slack: kill -9 at random points while signed flags arrive, and Slack takes its time.

Nothing acknowledged (a 200 whose own body carries the number) is lost. After the last start every receipt and nudge is
in Slack, once: a message whose send was cut off is found there by its metadata. That server's clock is ahead, so that
claims of dead ones are over.
"""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.faults.amounts import amount
from tests.faults.audit import Found, settled
from tests.faults.firm import client_name
from tests.faults.running import until
from tests.faults.slack_api import SlackApiDouble, slack_api
from tests.faults.slack_audit import doubled, misplaced, missing
from tests.faults.slack_callers import Promises, all_of, crowd
from tests.faults.slack_firm import REPORTERS, Call, flag, form, settle_in
from tests.faults.slack_running import ONE_AT_LEAST, slack_server
from tests.faults.test_killed import bury_workers

KILLS = amount(sample=2, full=40)
PEOPLE = 6
CLIENTS = 60
LONGEST_LIFE_SECONDS = 1.2
SLOW_SECONDS = 0.2
PAST_EVERY_CLAIM_SECONDS = 180.0
SENT_WITHIN_SECONDS = 240.0
SIGNS = ("late_payment:1", "extra_demands:2", "crowding_out:1", "price_pressure:2")
Moment = Callable[[Promises, SlackApiDouble], Awaitable[None]]


def calls(chance: random.Random) -> Iterator[Call]:
    """Reports without end, one in eight by the form; each client's first one is a fast track."""
    fast = iter(range(CLIENTS))
    for turn in itertools.count():
        mark, user = f"mark-{turn:06d}", chance.choice(REPORTERS)
        first = next(fast, None) if turn % 4 == 0 else None
        number = chance.randrange(CLIENTS) if first is None else first
        if turn % 8 == 7:
            yield form(user, mark, f"c{number}", "late_payment")
        else:
            sign = chance.choice(SIGNS) if first is None else "crowding_out:2"
            yield flag(user, mark, client_name(number), sign)


async def killed(
    url: str, folder: Path, api: SlackApiDouble, lives: Sequence[Moment], *, fault: str = "", healed: bool = False
) -> tuple[Promises, Found]:
    """A crowd of reporters and servers that die under it, each at its moment; then one that lives.

    ``healed``: the last server has not got the fault.
    """
    promises, reports = Promises(), calls(random.Random(20261125))
    await settle_in(url, range(CLIENTS))
    for moment in lives:
        async with slack_server(url, folder, api, fault=fault) as victim:
            reporting = asyncio.create_task(crowd(promises, victim, reports, PEOPLE))
            await moment(promises, api)
            await victim.kill()
            await reporting
    bury_workers(url)
    api.slow = 0.0
    lasting = "" if healed else fault
    async with slack_server(url, folder, api, extra=PAST_EVERY_CLAIM_SECONDS, fault=lasting) as last:
        again, promises.waiting = [*promises.waiting, *promises.not_recorded.values()], []
        promises.not_recorded.clear()
        await all_of(promises, [last], again)
        found = await settled(url, 8 if fault else SENT_WITHIN_SECONDS)
    return promises, found


def at_random(seed: int, kills: int) -> list[Moment]:
    """So many lives of a random length."""
    chance = random.Random(seed)

    def after(seconds: float) -> Moment:
        return lambda _promises, _api: asyncio.sleep(seconds)

    return [after(chance.uniform(0.2, LONGEST_LIFE_SECONDS)) for _ in range(kills)]


async def first_promise(promises: Promises, _api: SlackApiDouble) -> None:
    """Right after somebody has read a number."""
    await until(lambda: promises.acknowledged)


async def first_message(_promises: Promises, api: SlackApiDouble) -> None:
    """Right after Slack has taken a message, before the server can know it."""
    await until(lambda: api.posted)


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("database_url", ONE_AT_LEAST, indirect=True)
async def test_reports_acknowledged_to_slack_survive_kill_9_and_nothing_happens_twice(
    database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    async with slack_api(slow=SLOW_SECONDS) as api:
        promises, found = await killed(database_url, tmp_path, api, at_random(20261128, KILLS))
    cut_off = sum(call.done and not call.understood for call in api.of("chat.postMessage"))
    record_property(
        "numbers",
        f"{KILLS} kills, {len(promises.acknowledged)} acknowledged, {len(found.lost(promises))} lost, "
        f"{len(found.doubled())} doubled; {len(api.keys)} messages, {cut_off} of them cut off in the middle, "
        f"{len(missing(found, api))} missing, {len(doubled(api))} doubled",
    )
    assert len(promises.acknowledged) > 5 * KILLS
    assert promises.odd == []
    assert promises.not_recorded == {}
    assert found.lost(promises) == []
    assert found.doubled() == []
    assert set(found.marks) == promises.sent
    assert found.numbers_are_whole()
    assert len(found.nudges) > KILLS
    assert (found.misnudged(), found.untold(), found.unsent()) == ([], [], [])
    assert (missing(found, api), doubled(api), misplaced(found, api)) == ([], [], [])


async def test_planted_fault_of_the_commit_is_caught_in_slack(sqlite_url: str, tmp_path: Path) -> None:
    async with slack_api() as api:
        fault = "early_acknowledgement"
        promises, found = await killed(sqlite_url, tmp_path, api, [first_promise], fault=fault, healed=True)
    assert found.lost(promises)


async def test_planted_fault_of_the_send_is_caught_in_slack(sqlite_url: str, tmp_path: Path) -> None:
    async with slack_api(slow=2.0) as api:
        await killed(sqlite_url, tmp_path, api, [first_message], fault="blind_slack")
    assert doubled(api)
