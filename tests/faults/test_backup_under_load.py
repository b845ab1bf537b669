"""Guarantee 9: backup under load, restore, copy and migrations through the command line. Missing 0, drift 0.

A backup is one moment of the record: whatever was acknowledged before it began is in it, its numbers have no gap, and
it fits into either database.
"""

import asyncio
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from storage import migrate
from storage.portable import counts, tables
from tests.faults.amounts import amount
from tests.faults.audit import Found, found_in
from tests.faults.callers import Ledger, crowd
from tests.faults.firm import settle_in
from tests.faults.running import server, until
from tests.faults.test_killed import CLIENTS, calls

BACKUPS = amount(sample=1, full=12)
PEOPLE = 4


async def signpost(folder: Path, url: str, *words: str) -> str:
    """The command on a deployment with that database; what it said. Fails with it."""
    config = folder / "app.yaml"
    people = {"owners": ["practice:demo/olivia"], "admins": ["practice:demo/tarik"]}
    config.write_text(yaml.safe_dump({"storage": {"url": url}, "people": people}), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", "from signpost.cli import main; main()", "--config", str(config), *words],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def backed_up(url: str, folder: Path, times: int) -> tuple[Ledger, list[dict[str, int]]]:
    """So many backups while a crowd reports; for each what had been acknowledged when it began."""
    ledger, before = Ledger(), []
    await settle_in(url, range(CLIENTS))
    async with server(url, folder) as running:
        reporting = asyncio.create_task(crowd(ledger, running.address, calls(random.Random(9)), PEOPLE))
        for turn in range(times):
            await asyncio.sleep(0.5)
            await until(lambda: ledger.acknowledged)
            before.append(dict(ledger.acknowledged))
            await signpost(folder, url, "db", "backup", str(folder / f"{turn}.backup"))
        await running.kill()
        await reporting
    return ledger, before


def whole(found: Found, promised: dict[str, int]) -> bool:
    """Whether a restored record holds all that was promised, as one moment of the source."""
    return not found.lost(Ledger(acknowledged=promised)) and found.numbers_are_whole() and not found.doubled()


@pytest.fixture
def other_url(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """An empty database of the other kind."""
    if database_url.startswith("postgresql"):
        return f"sqlite:///{tmp_path / 'other.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.mark.postgres
@pytest.mark.timeout(600)
async def test_backup_copy_and_migrations_of_a_record_under_load_miss_nothing(
    database_url: str, other_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    ledger, before = await backed_up(database_url, tmp_path, BACKUPS)
    source = await found_in(database_url)
    assert source.lost(ledger) == []
    await check_backups(source, before, tmp_path)
    await check_copy(database_url, other_url, tmp_path)
    await check_migrations(database_url, source, tmp_path)
    promised = len(before[-1])
    record_property("numbers", f"{BACKUPS} backups under load, the last of {promised} reports; missing 0, drift 0")


async def check_backups(source: Found, before: list[dict[str, int]], folder: Path) -> None:
    """Each backup, restored: a moment of the source with everything that had been promised until it began."""
    assert before[-1]
    for turn, promised in enumerate(before):
        target = f"sqlite:///{folder / f'restored-{turn}.db'}"
        await signpost(folder, target, "db", "restore", str(folder / f"{turn}.backup"))
        restored = await found_in(target)
        assert whole(restored, promised)
        assert all(incident in source.incidents for incident in restored.incidents)
        assert migrate.drift(target) == []


async def check_copy(url: str, other: str, folder: Path) -> None:
    """Every row and every value, in the other kind of database."""
    await signpost(folder, url, "db", "copy", "--to", other)
    assert content(other) == content(url)
    assert migrate.drift(other) == []


async def check_migrations(url: str, source: Found, folder: Path) -> None:
    """Down to the first version and up again: not a row and not a value of it is lost.

    The first version knew no check-ins; the next start writes the one row that is theirs here.
    """
    rows = sizes(url) | {"checkin_canaries": 0}
    assert rows["incidents"] == len(source.incidents) > 5
    await asyncio.to_thread(migrate.downgrade, url, "0001")
    assert migrate.current(url) == "0001"
    await signpost(folder, url, "db", "upgrade")
    assert migrate.is_current(url)
    assert sizes(url) == rows
    assert await found_in(url) == source
    assert migrate.drift(url) == []


async def test_planted_fault_of_a_copied_file_is_caught(sqlite_url: str, tmp_path: Path) -> None:
    """Copying the file alone misses what lies in the log: what a backup must not do."""
    await settle_in(sqlite_url, range(CLIENTS))
    ledger, copied = Ledger(), tmp_path / "copied.db"
    async with server(sqlite_url, tmp_path) as running:
        reporting = asyncio.create_task(crowd(ledger, running.address, calls(random.Random(9)), PEOPLE))
        await asyncio.sleep(1.0)
        promised = dict(ledger.acknowledged)
        shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), copied)
        await running.kill()
        await reporting
    try:
        caught = not whole(await found_in(f"sqlite:///{copied}"), promised)
    except (sqlite3.Error, AssertionError):
        caught = True
    assert promised
    assert caught


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in an order that both databases agree on."""
    with migrate.maintenance(url) as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in tables().items()
        }


def sizes(url: str) -> dict[str, int]:
    with migrate.maintenance(url) as connection:
        return counts(connection)
