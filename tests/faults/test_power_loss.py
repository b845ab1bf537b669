"""Guarantee 2: when the power fails, what was acknowledged is on the disk (SQLite).

strace shows the process's own calls: between a request and its 200 lies an fdatasync (or fsync) of the -wal, which
``synchronous=FULL`` brings about with each commit. Reports are filed one after the other, so that each has its own.
"""

import asyncio
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.amounts import amount
from tests.faults.callers import Call, Ledger, all_of
from tests.faults.firm import client_name, settle_in
from tests.faults.running import server
from tests.requirements import require

REPORTS = amount(sample=15, full=200)
_SYNCED = re.compile(r"(?:fdatasync|fsync)\(\d+<(?P<file>[^>]*)>")
_ANSWERED = re.compile(r'"HTTP/1\.1 2\d\d ')


async def synced_before_answers(url: str, folder: Path, fault: str = "") -> list[bool]:
    """For each 2xx of the server: whether the record's -wal was synced since the answer before."""
    await settle_in(url, range(1))
    trace = folder / "trace"
    name = client_name(0)
    async with server(url, folder, fault=fault) as running:
        await all_of(Ledger(), [running.address], [Call.flag("reporter0", "mark-warm", name, "late_payment:1")])
        calls = "trace=fdatasync,fsync,sendto,write,writev,sendmsg"
        strace = await asyncio.create_subprocess_exec(
            *["strace", "-f", "-y", "-s", "24", "-e", calls, "-o", str(trace), "-p", str(running.process.pid)],
            stderr=asyncio.subprocess.PIPE,
        )
        assert strace.stderr is not None
        attached = (await strace.stderr.readline()).decode()
        require("attached" in attached, f"permission to trace processes (docker run --cap-add SYS_PTRACE): {attached}")
        ledger = Ledger()
        reports = [Call.flag("reporter0", f"mark-{turn:06d}", name, "late_payment:1") for turn in range(REPORTS)]
        await all_of(ledger, [running.address], reports, people=1)
        strace.terminate()
        await strace.communicate()
    assert len(ledger.acknowledged) == REPORTS
    return _read(trace.read_text(encoding="utf-8", errors="replace"))


def _read(trace: str) -> list[bool]:
    synced, answers = False, []
    for line in trace.splitlines():
        found = _SYNCED.search(line)
        if found and found["file"].endswith("signpost.db-wal"):
            synced = True
        elif _ANSWERED.search(line):
            answers.append(synced)
            synced = False
    return answers


@pytest.fixture(autouse=True)
def strace_is_there() -> None:
    require(shutil.which("strace"), "strace: apt-get install strace")
    probe = subprocess.run(["strace", "-e", "trace=none", "true"], capture_output=True)
    require(probe.returncode == 0, "permission to trace processes (docker run --cap-add SYS_PTRACE)")


async def test_log_is_on_the_disk_before_each_acknowledgement(
    sqlite_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    found = await synced_before_answers(sqlite_url, tmp_path)
    record_property("numbers", f"{len(found)} answers, {found.count(True)} after a sync of the log")
    assert found == [True] * REPORTS


async def test_planted_fault_of_a_lazy_log_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    assert not all(await synced_before_answers(sqlite_url, tmp_path, "lazy_log"))
