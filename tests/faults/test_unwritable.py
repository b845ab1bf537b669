"""Guarantee 7: disk full, read-only or a locked database. People read in time that it was *not* recorded.

Over HTTP, against a running server; nothing is acknowledged without a commit, and it recovers by itself.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from storage.migrate import upgrade
from tests.faults.audit import Found, found_in
from tests.faults.callers import NOT_RECORDED, Answer, Call, Ledger, all_of
from tests.faults.disks import fill_up, remounted, small_disk
from tests.faults.firm import REPORTERS, client_name, settle_in
from tests.faults.running import Server, server
from tests.requirements import proving

ANSWER_SECONDS = 2.5
HELD_SECONDS = 10.0 if proving() else 2.0
AT_ONCE = 6
Recorder = Callable[[str, object], None]
Trouble = Callable[[Server], AbstractAsyncContextManager[None]]
_HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def reports(name: str, count: int = AT_ONCE) -> list[Call]:
    return [
        Call.flag(REPORTERS[turn % len(REPORTERS)], f"{name}-{turn:04d}", client_name(turn % 4), "late_payment:1")
        for turn in range(count)
    ]


@dataclass
class Seen:
    """What people read before, during and after the trouble, and what is in the record in the end."""

    ledger: Ledger = field(default_factory=Ledger)
    before: list[Answer] = field(default_factory=list)
    during: list[Answer] = field(default_factory=list)
    after: list[Answer] = field(default_factory=list)
    found: Found | None = None

    @property
    def refused(self) -> list[Answer]:
        return [answer for answer in self.during if answer.number is None]

    def lost(self) -> list[str]:
        assert self.found is not None
        return self.found.lost(self.ledger)

    @property
    def numbers(self) -> str:
        slowest = max(answer.seconds for answer in self.refused)
        return f"{len(self.refused)} refused, slowest answer {slowest:.2f} s; {len(self.lost())} acknowledged and lost"

    def check(self) -> None:
        """Nothing acknowledged without a commit, nothing refused and recorded all the same; recovered by itself."""
        assert self.found is not None
        assert self.lost() == []
        assert self.found.doubled() == []
        assert set(self.found.marks) == set(self.ledger.acknowledged)
        assert all(answer.number for answer in (*self.before, *self.after))
        assert len(self.refused) >= AT_ONCE
        assert refused_in_time(self.refused), self.refused


async def through_trouble(url: str, folder: Path, trouble: Trouble, seconds: float, fault: str = "") -> Seen:
    """Reports before, during (for so long) and after the trouble."""
    seen = Seen()
    await settle_in(url, range(4))
    async with server(url, folder, fault=fault) as running:
        seen.before = await all_of(seen.ledger, [running.address], reports("before"))
        async with trouble(running):
            until, turn = asyncio.get_running_loop().time() + seconds, 0
            while asyncio.get_running_loop().time() < until or turn == 0:
                seen.during += await all_of(seen.ledger, [running.address], reports(f"during{turn}"))
                turn += 1
        # Once it is over the refused deliveries may come again, as they are: now they are recorded.
        again = list(seen.ledger.unrecorded.values())
        seen.after = await all_of(seen.ledger, [running.address], [*reports("after"), *again], people=1)
    seen.found = await found_in(url)
    return seen


def refused_in_time(answers: list[Answer]) -> bool:
    """Whether all read that it was not recorded, with a 200 (Slack shows text with a 200 only), in time."""
    return all(a.status == 200 and a.kind in NOT_RECORDED and a.seconds < ANSWER_SECONDS for a in answers)


def full(disk: Path) -> Trouble:
    @asynccontextmanager
    async def trouble(_: Server) -> AsyncIterator[None]:
        ballast = fill_up(disk)
        yield
        ballast.unlink()

    return trouble


def read_only(disk: Path) -> Trouble:
    """Read-only from the server's next connection on, as after an error of the disk."""

    @asynccontextmanager
    async def trouble(running: Server) -> AsyncIterator[None]:
        for _ in range(10):
            # A disk with files that are open for writing cannot be made read-only. A connection that is in use right
            # now is not given back, so let the server come to rest first.
            await asyncio.sleep(0.3)
            running.process.send_signal(signal.SIGUSR1)
            await asyncio.sleep(0.2)
            if remounted(disk, "ro"):
                break
        else:
            pytest.fail("the disk stayed busy")
        yield
        assert remounted(disk, "rw")

    return trouble


def locked_file(file: Path) -> Trouble:
    @asynccontextmanager
    async def trouble(_: Server) -> AsyncIterator[None]:
        pipe = asyncio.subprocess.PIPE
        holder = await asyncio.create_subprocess_exec(sys.executable, "-c", _HOLDER, str(file), stdin=pipe, stdout=pipe)
        assert holder.stdin is not None and holder.stdout is not None
        assert await holder.stdout.readline() == b"held\n"
        yield
        holder.stdin.close()
        await holder.wait()

    return trouble


def locked_table(url: str) -> Trouble:
    @asynccontextmanager
    async def trouble(_: Server) -> AsyncIterator[None]:
        async with await psycopg.AsyncConnection.connect(url) as connection:
            await connection.execute("LOCK TABLE incidents, inbound_keys IN ACCESS EXCLUSIVE MODE")
            yield

    return trouble


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as folder:
        # The job runner's lock stays open for writing, which would keep the disk from becoming read-only.
        (folder / "signpost.db.runner").symlink_to(tmp_path / "runner")
        yield folder


@pytest.fixture
def small_url(disk: Path) -> str:
    url = f"sqlite:///{disk / 'signpost.db'}"
    upgrade(url)
    return url


async def test_full_disk_is_told_in_time_and_recovered_from(
    small_url: str, disk: Path, tmp_path: Path, record_property: Recorder
) -> None:
    # What was still free inside the log file may take the first reports.
    seen = await through_trouble(small_url, tmp_path, full(disk), seconds=2)
    seen.check()
    record_property("numbers", seen.numbers)


async def test_read_only_disk_is_told_in_time_and_recovered_from(
    small_url: str, disk: Path, tmp_path: Path, record_property: Recorder
) -> None:
    seen = await through_trouble(small_url, tmp_path, read_only(disk), seconds=1)
    seen.check()
    record_property("numbers", seen.numbers)
    assert seen.refused == seen.during


async def test_locked_database_is_told_in_time_and_recovered_from(
    database_url: str, tmp_path: Path, record_property: Recorder
) -> None:
    sqlite = database_url.startswith("sqlite")
    trouble = locked_file(Path(database_url.removeprefix("sqlite:///"))) if sqlite else locked_table(database_url)
    seen = await through_trouble(database_url, tmp_path, trouble, HELD_SECONDS)
    seen.check()
    record_property("numbers", seen.numbers)
    assert seen.refused == seen.during


async def test_planted_fault_of_an_unheard_failure_is_caught(small_url: str, disk: Path, tmp_path: Path) -> None:
    seen = await through_trouble(small_url, tmp_path, full(disk), seconds=1, fault="swallowed_failure")
    assert seen.lost()
