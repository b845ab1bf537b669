"""Guarantee 6: while Teams takes no message, what people do is acknowledged in time: nobody waits for a hanging call.

Timings are recorded and judged in the proof only; in every run the order is: the acknowledgements are all there before
any message of the bot has been taken.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp

from tests.faults.audit import found_in
from tests.faults.firm import client_name
from tests.faults.long_record import fill
from tests.faults.teams_firm import LEADS, REPORTERS, flag, flag_message, settle_in, typed
from tests.faults.teams_running import Answer, teams_server
from tests.faults.test_slack_hanging import INCIDENTS, RATE, SECONDS
from tests.requirements import proving
from tests.slack import faults
from tests.teams.connector import connector
from tests.teams.issuer import issuer

SIGNS = ("extra_demands", "late_payment", "price_pressure")
Json = dict[str, Any]


def calls(service_url: str, number: int, clients: int) -> list[tuple[str, Json]]:
    """Reports by people known and never seen before; help, and the form of the message action in between."""
    found = []
    for turn in range(number):
        user = REPORTERS[turn % len(REPORTERS)] if turn % 5 else f"e0000000-0000-4000-8000-0000000000{turn % 20:02}"
        if turn % 20 == 10:
            found.append(("help", typed(service_url, user, "help")))
        elif turn % 20 == 15:
            found.append(("form", flag_message(service_url, user, "they want it for free")))
        else:
            words = (f"mark{turn}", client_name(turn % clients), SIGNS[turn % len(SIGNS)] + ":1")
            found.append((f"mark{turn}", flag(service_url, user, *words)))
    return found


async def test_everything_is_acknowledged_while_teams_hangs(
    sqlite_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    await settle_in(sqlite_url, range(0))
    clients = await fill(sqlite_url, INCIDENTS, leads=LEADS, reporters=REPORTERS)
    async with issuer() as trusted, connector() as teams:
        teams.faults.always("*", faults.hang(30))
        async with (
            teams_server(sqlite_url, tmp_path, trusted, teams) as server,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        ):
            asked = calls(teams.service_url, RATE * SECONDS, clients)
            answers = await _paced([partial(server.asked, session, told) for _, told in asked])
            done = [call for call in teams.asked if call.done]
            found = await found_in(sqlite_url)
    taken = sorted(answer.seconds for answer in answers)
    late = taken[int(0.99 * (len(taken) - 1))]
    marks = [mark for mark, _ in asked if mark.startswith("mark")]
    kept = [mark for mark in marks if found.marks[mark]]
    record_property(
        "numbers",
        f"Teams: {RATE}/s for {SECONDS} s, {INCIDENTS} incidents stored: {len(kept)} of {len(marks)} reports kept, "
        f"p99 {late:.3f} s, longest {taken[-1]:.3f} s",
    )
    assert done == [], "no message was taken, and nobody waited for one"
    assert Counter(answer.status for answer in answers) == {200: len(answers)}
    forms = [json.loads(answer.body) for (mark, _), answer in zip(asked, answers, strict=True) if mark == "form"]
    assert forms and all(form["task"]["type"] in ("continue", "message") for form in forms)
    assert max(found.marks[mark] for mark in marks) == 1
    assert len(kept) > len(marks) // 4
    if proving():
        assert len(kept) == len(marks) and late < 0.5 and taken[-1] < 2.5


async def _paced(ask: list[Callable[[], Coroutine[Any, Any, Answer]]]) -> list[Answer]:
    """Each at its own time, whatever became of those before."""
    loop = asyncio.get_running_loop()
    began, tasks = loop.time(), []
    for turn, one in enumerate(ask):
        await asyncio.sleep(max(0.0, began + turn / RATE - loop.time()))
        tasks.append(asyncio.create_task(one()))
    return await asyncio.gather(*tasks)


async def test_planted_wait_for_teams_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    """The order shows whoever is told before being acknowledged."""
    await settle_in(sqlite_url, range(2))
    async with issuer() as trusted, connector() as teams, aiohttp.ClientSession() as session:
        teams.faults.always("post", faults.hang(1, done=True))
        async with teams_server(sqlite_url, tmp_path, trusted, teams, fault="answered_before_acknowledged") as server:
            answer = await server.asked(session, typed(teams.service_url, REPORTERS[0], "help"))
            assert answer.status == 200
            assert [call for call in teams.asked if call.method == "post" and call.done]
