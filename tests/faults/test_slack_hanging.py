"""Guarantee 6: while Slack's API hangs, what people do is acknowledged in time: nobody waits for a call that hangs.

Timings are recorded and judged in the proof only; in every run the order is: the acknowledgements are all there before
any call to Slack has been answered.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.faults.amounts import amount
from tests.faults.firm import client_name
from tests.faults.slack_api import slack_api
from tests.faults.slack_callers import Promises
from tests.faults.slack_firm import REPORTERS, Call, flag, home, mention, settle_in, typed
from tests.faults.slack_running import reaching, slack_server
from tests.requirements import proving
from tests.slack import faults

PER_SECOND = 50
SECONDS = amount(sample=3, full=60)
STORED = amount(sample=2_000, full=100_000)
CLIENTS = 40
OTHERS = 200
SIGNS = ("extra_demands", "late_payment", "price_pressure")


async def test_everything_is_acknowledged_while_slack_hangs(
    sqlite_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    await settle_in(sqlite_url, range(CLIENTS + OTHERS))
    await asyncio.to_thread(fill, sqlite_url.removeprefix("sqlite:///"), STORED)
    promises = Promises()
    async with slack_api() as slack:
        slack.faults.always("*", faults.hang(30))
        async with slack_server(sqlite_url, tmp_path, slack) as server, reaching(server) as transport:
            loop, began = asyncio.get_running_loop(), asyncio.get_running_loop().time()
            asked: list[asyncio.Task[object]] = []
            for turn, call in enumerate(calls(PER_SECOND * SECONDS)):
                await asyncio.sleep(max(0.0, began + turn / PER_SECOND - loop.time()))
                asked.append(asyncio.create_task(promises.asked_for(transport, call)))
            await asyncio.gather(*asked)
            hung = [call for call in slack.asked if call.done]
    taken = sorted(answer.seconds for _, answer in promises.answers)
    late = taken[int(0.99 * (len(taken) - 1))]
    record_property(
        "numbers",
        f"{PER_SECOND}/s for {SECONDS} s, {STORED} incidents stored: {len(promises.acknowledged)} acknowledged, "
        f"{len(promises.not_recorded)} told that nothing was recorded, p99 {late:.3f} s, longest {taken[-1]:.3f} s",
    )
    assert hung == [], "no call to Slack was answered, and nobody waited for one"
    # An event that could not be stored in time is refused with a 503: Slack tells it again.
    odd = [(call.mark, answer.status) for call, answer in promises.odd if (call.kind, answer.status) != ("event", 503)]
    assert odd == [] and promises.waiting == []
    assert len(promises.acknowledged) > len(promises.answers) // 4
    if proving():
        assert not promises.not_recorded and late < 0.5 and taken[-1] < 2.5


def calls(number: int) -> list[Call]:
    """Reports by people known and never seen before; a word to the bot and a look at Home in between."""
    found = []
    for turn in range(number):
        user = REPORTERS[turn % len(REPORTERS)] if turn % 5 else f"U0NEW{turn % 20:02}"
        if turn % 50 == 10:
            found.append(mention(user, f"mention{turn}"))
        elif turn % 50 == 20:
            found.append(home(user, f"home{turn}"))
        else:
            found.append(flag(user, f"mark{turn}", client_name(turn % CLIENTS), SIGNS[turn % len(SIGNS)] + ":1"))
    return found


def fill(file: str, number: int) -> None:
    """So many incidents of other clients, as rows: what lies in the record must not slow anybody down."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("INSERT INTO counters VALUES ('main', 'incident', ?) ON CONFLICT DO NOTHING", (number,))
        columns = [row[1] for row in database.execute("PRAGMA table_info(incidents)")]
        values = {
            "organization_id": "main",
            "client_words": "",
            "sign": "late_payment",
            "severity": 1,
            "summary": "paid late",
            "quote": "",
            "link": "",
            "occurred_on": "2026-02-20",
            "reported_on": "2026-02-20",
            "reported_at": "2026-02-20 10:00:00.000000",
            "counted_on": "2026-02-20",
            "source": "import",
            "state": "confirmed",
        }
        plain = {name: values.get(name, 0) for name in columns} | {"facts_confirmed_by": None, "released_on": None}
        names = ", ".join(columns)
        marks = ", ".join("?" for _ in columns)
        rows = (
            [{**plain, "id": f"old{n}", "number": n + 1, "client_id": f"c{CLIENTS + n % OTHERS}"}[c] for c in columns]
            for n in range(number)
        )
        database.executemany(f"INSERT INTO incidents ({names}) VALUES ({marks})", rows)


async def test_planted_wait_for_slack_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    """A form does wait for its window, two seconds at most: the order shows every such wait."""
    await settle_in(sqlite_url, range(CLIENTS))
    async with slack_api() as slack:
        slack.faults.always("views.open", faults.hang(1, done=True))
        async with slack_server(sqlite_url, tmp_path, slack) as server, reaching(server) as transport:
            await Promises().asked_for(transport, typed(REPORTERS[0], "/client-flag", "form"))
        assert [call.method for call in slack.asked if call.done and call.method == "views.open"]
