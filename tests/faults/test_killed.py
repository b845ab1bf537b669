"""Guarantee 1: kill -9 at random points while reports arrive over HTTP. Nothing acknowledged is lost, nothing doubled.

The people repeat what was not answered, as chat platforms do, with the same key. After the last start everything that
a stage has set off is in the lead's chat exactly once. The last server's clock is ahead: claims of dead ones are over.
"""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest

from tests.faults.amounts import amount
from tests.faults.audit import Found, messages, settled
from tests.faults.callers import Call, Ledger, all_of, crowd
from tests.faults.firm import REPORTERS, client_name, settle_in
from tests.faults.running import server, until

KILLS = amount(sample=2, full=40)
PEOPLE = 6
CLIENTS = 60
LONGEST_LIFE_SECONDS = 1.2
SLOW_SECONDS = 0.2
PAST_EVERY_CLAIM_SECONDS = 180.0
SENT_WITHIN_SECONDS = 90.0
SIGNS = ("late_payment:1", "extra_demands:2", "crowding_out:1", "price_pressure:2")
Moment = Callable[[Ledger, Path], Awaitable[None]]


def calls(chance: random.Random) -> Iterator[Call]:
    """Reports without end; each client's first one is a fast track, which is told by day and by night."""
    fast = iter(range(CLIENTS))
    for turn in itertools.count():
        first = next(fast, None) if turn % 4 == 0 else None
        number = chance.randrange(CLIENTS) if first is None else first
        sign = chance.choice(SIGNS) if first is None else "crowding_out:2"
        yield Call.flag(chance.choice(REPORTERS), f"mark-{turn:06d}", client_name(number), sign)


async def killed(
    url: str,
    folder: Path,
    lives: Sequence[Moment],
    *,
    slow: float = SLOW_SECONDS,
    fault: str = "",
    healed: bool = False,
) -> tuple[Ledger, Found]:
    """A crowd of reporters and servers that die under it, each at its moment; then one that lives.

    ``healed``: the last server has not got the fault.
    """
    ledger, reports = Ledger(), calls(random.Random(20261125))
    await settle_in(url, range(CLIENTS))
    for moment in lives:
        async with server(url, folder, slow=slow, fault=fault) as victim:
            reporting = asyncio.create_task(crowd(ledger, victim.address, reports, PEOPLE))
            await moment(ledger, folder)
            await victim.kill()
            await reporting
    bury_workers(url)
    async with server(url, folder, ahead=PAST_EVERY_CLAIM_SECONDS, fault="" if healed else fault) as last:
        again, ledger.unanswered = ledger.unanswered, []
        await all_of(ledger, [last.address], again)
        found = await settled(url, 5 if fault else SENT_WITHIN_SECONDS)
    return ledger, found


def at_random(seed: int, kills: int) -> list[Moment]:
    """So many lives of a random length."""
    chance = random.Random(seed)

    def after(seconds: float) -> Moment:
        return lambda _ledger, _folder: asyncio.sleep(seconds)

    return [after(chance.uniform(0.2, LONGEST_LIFE_SECONDS)) for _ in range(kills)]


async def first_promise(ledger: Ledger, _folder: Path) -> None:
    """Right after somebody has read a number."""
    await until(lambda: ledger.acknowledged)


async def first_message(_ledger: Ledger, folder: Path) -> None:
    """Right after the platform has taken a message, before the server can know it."""
    await until(lambda: messages(folder))


def bury_workers(url: str) -> None:
    """On PostgreSQL: the dead replicas' heartbeats are long ago, which otherwise takes half a minute."""
    if url.startswith("postgresql"):
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")


@pytest.mark.timeout(900)
async def test_acknowledged_reports_survive_kill_9_and_nothing_happens_twice(
    database_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    ledger, found = await killed(database_url, tmp_path, at_random(20261125, KILLS))
    record_property(
        "numbers",
        f"{KILLS} kills, {len(ledger.acknowledged)} acknowledged, {len(found.lost(ledger))} lost, "
        f"{len(found.doubled())} doubled; {len(found.deliveries)} deliveries, {len(found.unsent())} unsent, "
        f"{len(found.wrongly_sent(tmp_path))} lost or doubled in the chat",
    )
    assert len(ledger.acknowledged) > 5 * KILLS
    assert not ledger.refused
    assert found.lost(ledger) == []
    assert found.doubled() == []
    assert set(found.marks) == ledger.sent
    assert found.numbers_are_whole()
    assert len(found.nudges) > KILLS
    assert found.misnudged() == []
    assert found.untold() == []
    assert found.unsent() == []
    assert found.wrongly_sent(tmp_path) == []


async def test_planted_fault_of_the_commit_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    fault = "early_acknowledgement"
    ledger, found = await killed(sqlite_url, tmp_path, [first_promise], fault=fault, healed=True)
    assert found.lost(ledger)


async def test_planted_fault_of_the_send_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    _, found = await killed(sqlite_url, tmp_path, [first_message], slow=2, fault="blind_repeat")
    assert found.wrongly_sent(tmp_path)
