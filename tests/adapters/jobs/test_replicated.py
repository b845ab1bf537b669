import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import LiteralString

import psycopg
import pytest

from adapters.jobs import TABLE_PREFIX, ProcrastinateJobs, apply_schema, replicated
from adapters.jobs.schema import conninfo
from bot.domain.delivery import Urgency
from bot.errors import StoreFailed
from tests.adapters.jobs.bench import ProcrastinateBench
from tests.adapters.jobs.rows import delivery

pytestmark = pytest.mark.postgres
NEVER = "0 0 29 2 *"


@pytest.fixture
async def bench(empty_postgres_url: str) -> AsyncIterator[ProcrastinateBench]:
    bench = ProcrastinateBench(empty_postgres_url)
    await bench.prepare()
    yield bench
    await bench.close()


async def becomes(bench: ProcrastinateBench, count: LiteralString, expected: int) -> None:
    async with asyncio.timeout(5):
        while True:
            if await bench.rows.run(count) == [(expected,)]:
                return
            await asyncio.sleep(0.02)


async def test_schema_is_installed_once_by_replicas_that_start_together(empty_postgres_url: str) -> None:
    assert sorted(await asyncio.gather(*[apply_schema(empty_postgres_url) for _ in range(5)])) == [False] * 4 + [True]
    assert await apply_schema(empty_postgres_url) is False
    async with await psycopg.AsyncConnection.connect(empty_postgres_url) as connection:
        found = await connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in await found.fetchall()]
    assert len(tables) >= 4 and all(table.startswith(TABLE_PREFIX) for table in tables)


def test_address_for_any_driver() -> None:
    assert conninfo("postgresql+psycopg://u:p@h/db?host=/run") == "postgresql://u:p@h/db?host=/run"
    assert conninfo("postgresql:///db?host=/run") == "postgresql:///db?host=/run"


async def test_without_its_tables_nothing_is_enqueued_and_the_store_says_so(empty_postgres_url: str) -> None:
    bench = ProcrastinateBench(empty_postgres_url)
    await bench.rows.create()
    with pytest.raises(StoreFailed):
        await bench.commit(bench.engine(), bench.new("d1"))
    assert await bench.rows.run("SELECT count(*) FROM rows") == [(0,)]


async def test_stop_ends_what_answers_a_cancellation_with_an_error(
    bench: ProcrastinateBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    healing = asyncio.Event()

    async def heal(*_: object) -> None:
        healing.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise psycopg.OperationalError("the connection was cancelled") from None

    monkeypatch.setattr(replicated, "heal", heal)
    engine = await bench.start()
    async with asyncio.timeout(5):
        await healing.wait()
        await bench.stop(engine)


async def test_foreign_connections_are_refused(bench: ProcrastinateBench) -> None:
    with pytest.raises(TypeError, match="psycopg"):
        await bench.engine().enqueue(object(), [bench.new("d1")])


async def test_stalled_delivery_that_was_enqueued_again_keeps_its_place(bench: ProcrastinateBench) -> None:
    engine = bench.engine()
    one, two = bench.new("d1"), bench.new("d2")
    await bench.commit(engine, one, two)
    taken = "UPDATE procrastinate_jobs SET status = 'doing' WHERE queueing_lock = 'deliver:d1'"
    await bench.rows.run(taken)
    async with bench.rows.transaction() as connection:
        await engine.enqueue(connection, [one])
    await bench.start()
    assert await bench.until(lambda sent: len(sent) == 2) == ["d1", "d2"]
    assert bench.log.events("error") == []
    assert "jobs.given_back" in bench.log.events("warning")


async def test_right_of_attention_decides_the_order(bench: ProcrastinateBench) -> None:
    now = bench.clock.now()
    engine = bench.engine()
    late = [delivery(urgency.name, due_at=now, urgency=urgency) for urgency in reversed(Urgency)]
    await bench.commit(engine, *late)
    await bench.start()
    sent = await bench.until(lambda sent: len(sent) == len(Urgency))
    assert sent == [urgency.name for urgency in Urgency]


async def test_lost_connections_are_made_again(bench: ProcrastinateBench) -> None:
    engine = await bench.start()
    await bench.commit(engine, bench.new("d1"))
    await bench.until(lambda sent: len(sent) == 1)
    with suppress(psycopg.OperationalError):
        await bench.rows.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    await bench.commit(engine, bench.new("d2"))
    assert await bench.until(lambda sent: len(sent) == 2, seconds=15) == ["d1", "d2"]


async def test_cut_off_delivery_goes_back_into_the_queue(bench: ProcrastinateBench) -> None:
    engine = await bench.start()
    await bench.commit(engine, bench.new("d1", script="hang"))
    await becomes(bench, "SELECT count(*) FROM rows WHERE state = 'sending'", 1)
    async with asyncio.timeout(3):
        await engine.stop(0.2)
    await bench.start()
    assert await bench.until(lambda sent: len(sent) == 1) == ["d1"]


async def test_finished_jobs_are_pruned(bench: ProcrastinateBench) -> None:
    engine = await bench.start()
    await bench.commit(engine, bench.new("d1"))
    await bench.until(lambda sent: len(sent) == 1)
    await bench.stop(engine)
    await bench.rows.run("UPDATE procrastinate_jobs SET task_name = 'old' WHERE status = 'succeeded'")
    await bench.rows.run("UPDATE procrastinate_events SET at = at - interval '25 hours'")
    await bench.rows.run(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('signpost', 'prune', '{}')"
    )
    await bench.start()
    await becomes(bench, "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'old'", 0)


async def test_moved_clock_is_looked_at_without_waiting_for_cron(bench: ProcrastinateBench) -> None:
    engine = ProcrastinateJobs(bench.address, bench.clock, bench.log, cron=NEVER)
    engine.bind(bench.work())
    running = asyncio.create_task(engine.run())
    await bench.commit(engine, bench.new("d1"), planted=True)
    await asyncio.sleep(0.5)
    engine.wake()
    assert await bench.until(lambda sent: len(sent) == 1) == ["d1"]
    await engine.stop()
    await running


async def test_words_of_an_exception_reach_no_log(bench: ProcrastinateBench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    engine = await bench.start()
    await bench.commit(engine, bench.new("bad", script="raise"))
    await bench.until(lambda sent: len(sent) == 1)
    assert "a name in an exception" not in caplog.text
