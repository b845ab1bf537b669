"""Charts from a process of their own: the same pictures, and no process left behind."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.charts import ChartsApart
from adapters.charts.pictures import MatplotlibCharts
from tests.adapters.charts.test_pictures import EMPTY, RECORD


@pytest.fixture
def charts() -> Iterator[ChartsApart]:
    charts = ChartsApart()
    yield charts
    charts.close()


def worker_of(charts: ChartsApart) -> int:
    assert charts.apart.process is not None
    return charts.apart.process


def lives(process: int) -> bool:
    """Not gone, and not only waiting to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_picture_is_the_same_as_one_drawn_here(charts: ChartsApart) -> None:
    for data in (RECORD, EMPTY):
        assert await charts.draw(data, "svg", "dark") == await MatplotlibCharts().draw(data, "svg", "dark")


async def test_worker_is_kept_and_a_dead_one_is_replaced(charts: ChartsApart) -> None:
    await charts.draw(RECORD)
    first = worker_of(charts)
    await charts.draw(RECORD)
    assert worker_of(charts) == first
    os.kill(first, signal.SIGKILL)
    assert (await charts.draw(RECORD))[:4] == b"\x89PNG"
    assert worker_of(charts) != first


async def test_close_ends_the_worker(charts: ChartsApart) -> None:
    await charts.draw(RECORD)
    worker = worker_of(charts)
    charts.close()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


async def test_worker_does_not_outlive_a_killed_parent() -> None:
    code = (
        "import asyncio, sys; from adapters.charts import ChartsApart; from tests.adapters.charts.test_pictures import "
        "RECORD; c = ChartsApart(); asyncio.run(c.draw(RECORD)); print(c.apart.process, flush=True); sys.stdin.read()"
    )
    parent = await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", code],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    worker = int(await parent.stdout.readline())
    os.kill(worker, 0)
    parent.kill()
    await parent.wait()
    for _ in range(100):
        if not lives(worker):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the worker lives on")
