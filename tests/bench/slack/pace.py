"""How long a person waits for the confirmation while reports come at their own pace, whatever the server does."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import aiohttp

from tests.adapters.slack.signing import SignedRequest
from tests.bench.slack.answers import checked, is_filed, is_refused
from tests.bench.slack.cpu import verdict
from tests.bench.slack.firm import flags
from tests.bench.slack.processes import Line, Server

RATE = 50
WARM_UP_SECONDS = 2
AIM_SECONDS = 0.05
LONGEST_ANSWER = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True, slots=True)
class Paced:
    """``waits``: seconds from the moment a report was due to be sent until its answer was there, ``refused``: how many
    read that it was not recorded. ``sent``: messages that the door posted or edited meanwhile. ``busy``: the share of
    a core that the server used.
    """

    waits: Sequence[float]
    refused: int
    sent: int
    busy: float

    @property
    def p99(self) -> float:
        return _share(self.waits, 0.99)

    @property
    def is_as_wanted(self) -> bool:
        return self.p99 < AIM_SECONDS and not self.refused


def paced(server: Server, web_api: str, seconds: int) -> Paced:
    """Filed flags, one every 20 ms. Those of the first two seconds are checked like all, but not timed.

    Raises ``AssertionError`` for a wrong answer.
    """
    sent, used = messages(web_api), server.cpu_seconds()
    answers = asyncio.run(_asked(server.address, RATE * (WARM_UP_SECONDS + seconds)))
    busy = (server.cpu_seconds() - used) / (WARM_UP_SECONDS + seconds)
    refused = 0
    for answer in answers:
        refused += is_refused(answer.status, answer.body)
        checked("a filed flag", lambda *told: is_filed(*told) or is_refused(*told), answer.status, answer.body)
    waits = [answer.seconds for answer in answers[RATE * WARM_UP_SECONDS :]]
    return Paced(waits, refused, messages(web_api) - sent, busy)


def messages(web_api: str) -> int:
    with closing(Line(web_api)) as line:
        return int(json.loads(line.get("/messages")[1]))


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    seconds: float


async def _asked(address: str, amount: int) -> Sequence[_Answer]:
    """Nobody waits for the answer to the one before."""
    loop, requests = asyncio.get_running_loop(), flags()
    open_ended = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=open_ended, timeout=LONGEST_ANSWER) as session:
        start, asked = loop.time() + 0.1, []
        async with asyncio.TaskGroup() as group:
            for turn in range(amount):
                due = start + turn / RATE
                await asyncio.sleep(due - loop.time())
                asked.append(group.create_task(_answer(session, address, next(requests), due)))
    return [task.result() for task in asked]


async def _answer(session: aiohttp.ClientSession, address: str, signed: SignedRequest, due: float) -> _Answer:
    async with session.post(f"{address}/slack/events", data=signed.body, headers=signed.headers) as response:
        body = await response.read()
    return _Answer(response.status, body, asyncio.get_running_loop().time() - due)


def table(runs: Mapping[str, Paced], seconds: int) -> str:
    """One line a run: what people waited, how many were refused, and what else the server did meanwhile."""
    head = f"A filed flag, SQLite, {RATE}/s for {seconds} s"
    lines = [f"{head:44}{'p50 ms':>10}{'p99 ms':>10}{'max ms':>10}{'refused':>9}{'sent':>6}{'CPU':>6}"]
    for name, run in runs.items():
        waits = "".join(f"{_share(run.waits, share) * 1e3:10.1f}" for share in (0.5, 0.99, 1.0))
        line = f"{name:44}{waits}{run.refused:9}{run.sent:6}{run.busy:6.0%}"
        lines.append(line + verdict(f"aim p99 < {AIM_SECONDS * 1e3:.0f} ms", run.is_as_wanted))
    return "\n".join(lines) + "\n"


def _share(waits: Sequence[float], share: float) -> float:
    return sorted(waits)[int(share * (len(waits) - 1))]
