"""What both job engines owe the core: the rows are the truth, a wake-up lost costs a tick and a doubled one nothing."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.adapters.jobs.bench import BENCHES, JobsBench


@pytest.fixture(params=["embedded", pytest.param("procrastinate", marks=pytest.mark.postgres)])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[JobsBench]:
    if request.param == "embedded":
        address = str(tmp_path / "rows.db")
    else:
        address = request.getfixturevalue("empty_postgres_url")
    bench = BENCHES[request.param](address)
    await bench.prepare()
    yield bench
    await bench.close()


async def test_committed_delivery_is_sent_soon(bench: JobsBench) -> None:
    engine = await bench.start()
    await bench.until(lambda sent: sent == [])
    await asyncio.sleep(0.3)
    await bench.commit(engine, bench.new("d1"))
    assert await bench.until(lambda sent: bool(sent), seconds=0.9) == ["d1"]


async def test_order_is_kept_per_person(bench: JobsBench) -> None:
    engine = await bench.start()
    for n in range(6):
        await bench.commit(engine, bench.new(f"a{n}", "anna", "slow" if n == 0 else "plain"))
        await bench.commit(engine, bench.new(f"b{n}", "ben"))
        await asyncio.sleep(0.02)
    sent = await bench.until(lambda sent: len(sent) == 12)
    assert [one for one in sent if one[0] == "a"] == [f"a{n}" for n in range(6)]
    assert [one for one in sent if one[0] == "b"] == [f"b{n}" for n in range(6)]
    assert sent.index("b0") < sent.index("a0"), "a slow chat must not hold up the others"


async def test_rolled_back_delivery_is_not_sent(bench: JobsBench) -> None:
    engine = await bench.start()
    await bench.abandon(engine, bench.new("gone"))
    await bench.commit(engine, bench.new("kept"))
    await bench.until(lambda sent: bool(sent))
    await asyncio.sleep(1.2)
    assert await bench.rows.sent() == ["kept"]
    assert bench.log.events("error") == []


async def test_doubled_wake_ups_send_once(bench: JobsBench) -> None:
    first, second = await bench.start(), await bench.start()
    one = bench.new("d1", script="slow")
    await bench.commit(first, one, wakes=3)
    async with bench.rows.transaction() as connection:
        await second.enqueue(connection, [one])
    second.committed()
    await bench.until(lambda sent: bool(sent))
    await asyncio.sleep(1.2)
    assert await bench.rows.sent() == ["d1"]


async def test_enqueueing_what_waits_already_leaves_the_transaction_whole(bench: JobsBench) -> None:
    engine = bench.engine()
    one = bench.new("d1")
    await bench.commit(engine, one)
    async with bench.rows.transaction() as connection:
        await engine.enqueue(connection, [one])
        await bench.rows.add(connection, bench.new("d2"))
        await engine.enqueue(connection, [one, bench.new("d2")])
    await bench.start()
    assert await bench.until(lambda sent: len(sent) == 2) == ["d1", "d2"]


async def test_lost_wake_up_is_healed_by_tick(bench: JobsBench) -> None:
    engine = await bench.start()
    await bench.commit(engine, bench.new("lost"), planted=True)
    assert await bench.until(lambda sent: bool(sent)) == ["lost"]


async def test_retry_comes_at_the_returned_moment(bench: JobsBench) -> None:
    engine = await bench.start()
    start = bench.clock.now()
    await bench.commit(engine, bench.new("a1", script="again"), bench.new("a2"))
    sent = await bench.until(lambda sent: len(sent) == 2)
    assert sent == ["a2", "a1"], "what waits for another try holds up nobody"
    assert timedelta(seconds=1.4) < bench.clock.now() - start < timedelta(seconds=3.5)


async def test_delivery_due_later_is_sent_then(bench: JobsBench) -> None:
    engine = await bench.start()
    start = bench.clock.now()
    await bench.commit(engine, bench.new("later", seconds=1.2), bench.new("now"))
    assert await bench.until(lambda sent: len(sent) == 2) == ["now", "later"]
    assert timedelta(seconds=1.2) <= bench.clock.now() - start < timedelta(seconds=3.5)


async def test_exception_in_one_delivery_stops_nothing_and_its_words_reach_nobody(bench: JobsBench) -> None:
    engine = await bench.start()
    await bench.commit(engine, bench.new("bad", script="raise"), bench.new("good"))
    assert sorted(await bench.until(lambda sent: len(sent) == 2)) == ["bad", "good"]
    assert "jobs.delivery_failed" in bench.log.events("error")


async def test_stop_finishes_the_delivery_in_hand(bench: JobsBench) -> None:
    engine = await bench.start()
    await bench.commit(engine, *[bench.new(f"d{n}", script="slow") for n in range(5)])
    await bench.until(lambda sent: len(sent) == 1)
    await bench.stop(engine)
    sent = await bench.rows.sent()
    assert sent == [f"d{n}" for n in range(len(sent))] and len(sent) < 5
    states = await bench.rows.run("SELECT count(*) FROM rows WHERE state = 'sending'")
    assert states == [(0,)]
    await bench.start()
    assert await bench.until(lambda sent: len(sent) == 5) == [f"d{n}" for n in range(5)]


async def test_settle_delivers_all_that_is_due(bench: JobsBench) -> None:
    engine = bench.engine()
    await bench.commit(engine, *[bench.new(f"d{n}") for n in range(3)], bench.new("e", script="again"))
    assert await engine.settle() == 4
    assert await bench.rows.sent() == ["d0", "d1", "d2"]


async def test_killed_process_loses_nothing(bench: JobsBench) -> None:
    engine = bench.engine()
    await bench.commit(engine, bench.new("d1", script="hang"), bench.new("d2"), bench.new("other", "ben"))
    command = [sys.executable, "-m", "tests.adapters.jobs.worker", bench.kind, bench.address]
    worker = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert worker.stdout is not None
    async with asyncio.timeout(20):
        assert await worker.stdout.readline() == b"in hand\n"
    worker.kill()
    await worker.wait()
    assert "d1" not in await bench.rows.sent()
    await bench.start()
    sent = await bench.until(lambda sent: len(sent) == 3, seconds=20)
    assert [one for one in sent if one[0] == "d"] == ["d1", "d2"]


async def test_two_workers_tick_once_a_period(bench: JobsBench) -> None:
    await bench.start()
    await bench.start()
    begin = bench.clock.now().timestamp()
    await asyncio.sleep(4)
    span = bench.clock.now().timestamp() - begin
    ticks = await bench.rows.ticks()
    assert 3 <= len(ticks) <= span + 2
    assert min(b - a for a, b in zip(ticks[1:], ticks[2:], strict=False)) > 0.5
