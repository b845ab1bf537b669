"""Backup, restore and copy: one file for both databases, all or nothing, and nobody is told twice (9, 24)."""

import asyncio
import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import BackupRefused
from bot.ports import Organization
from storage.backup import backup, inspect, restore
from storage.copy import copy
from storage.migrate import downgrade, maintenance, upgrade
from storage.portable import counts, rows
from storage.store import SqlStore, open_store
from tests.contract.store_filled import fill_store
from tests.contract.store_samples import HOUR, NOW, delivery, incident


def contents(url: str) -> list[str]:
    with maintenance(url) as connection:
        return sorted(map(json.dumps, rows(connection)))


@pytest.fixture
async def filled_url(database: SqlStore, database_url: str) -> str:
    await fill_store(database)
    return database_url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def target_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either kind, without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'target.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


async def test_restored_into_either_kind_every_row_is_there(filled_url: str, target_url: str, tmp_path: Path) -> None:
    file, steps = tmp_path / "record.backup", list[tuple[int, int]]()
    written = await asyncio.to_thread(backup, filled_url, file)
    assert await asyncio.to_thread(restore, target_url, file, lambda *step: steps.append(step)) == written
    assert steps[-1] == (written, written)
    again = tmp_path / "again.backup"
    await asyncio.to_thread(backup, target_url, again)
    assert unheld(file) == unheld(again)


def unheld(file: Path) -> list[str]:
    """The rows of a backup, but for the marks that a restore sets."""
    lines = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    marks = {
        "organizations": ("held",),
        "nudges": ("held_back",),
        "deliveries": ("held_back",),
        "listened_channels": ("state", "pause"),
    }
    kept = []
    for table, values in lines[1:-1]:
        columns = lines[0]["tables"][table]["columns"]
        kept.append(
            [
                table,
                [value for column, value in zip(columns, values, strict=True) if column not in marks.get(table, ())],
            ]
        )
    return sorted(map(json.dumps, kept))


async def test_copied_to_either_kind_every_row_is_there(filled_url: str, target_url: str) -> None:
    copied = await asyncio.to_thread(copy, filled_url, target_url)
    assert contents(target_url) == contents(filled_url)
    assert copied == len(contents(filled_url)) > 30


async def test_backup_under_load_holds_whole_transactions(
    database: SqlStore, database_url: str, tmp_path: Path
) -> None:
    """Each transaction writes a pair; a backup with half a pair would be of no moment at all."""
    await fill_store(database)
    acknowledged, warm, stop = list[int](), asyncio.Event(), asyncio.Event()

    async def write() -> None:
        number = 1_000
        while not stop.is_set():
            async with database.write() as unit:
                for one in (number, number + 1):
                    await unit.incidents.save(incident(one))
                await unit.commit()
            acknowledged.append(number)
            number += 2
            if len(acknowledged) == 5:
                warm.set()

    writer = asyncio.create_task(write())
    await warm.wait()
    before = list(acknowledged)
    file = tmp_path / "loaded.backup"
    await asyncio.to_thread(backup, database_url, file)
    stop.set()
    await writer
    target = f"sqlite:///{tmp_path / 'target.db'}"
    await asyncio.to_thread(restore, target, file)
    found = await numbers(target)
    assert {number for first in before for number in (first, first + 1)} <= found
    assert all((number + 1 if number % 2 == 0 else number - 1) in found for number in found if number >= 1_000)


async def numbers(url: str) -> set[int]:
    store = open_store(url)
    async with store.read() as unit:
        found = {one.number for one in await unit.incidents.everything()}
    await store.close()
    return found


async def test_what_was_due_waits_until_an_admin_agrees(filled_url: str, target_url: str, tmp_path: Path) -> None:
    file = tmp_path / "record.backup"
    await asyncio.to_thread(backup, filled_url, file)
    await asyncio.to_thread(restore, target_url, file)
    store = open_store(target_url)
    late = NOW + 1_000 * HOUR
    async with store.write() as unit:
        organization = await unit.journal.organization()
        assert organization is not None and organization.held
        assert [one.id for one in await unit.deliveries.due(late)] == []
        assert await unit.deliveries.with_bundles() == []
        assert (await unit.deliveries.next_due(), await unit.nudges.next_due()) == (None, None)
        assert list(await unit.nudges.due(late)) == []
        waiting = await unit.deliveries.by_id("m-due")
        assert waiting is not None
        await unit.deliveries.save(waiting)
        await unit.deliveries.add(delivery("fresh"))
        assert [one.id for one in await unit.deliveries.due(late)] == ["fresh"]
        await unit.journal.save_organization(Organization(id="main", live_since=NOW))
        await unit.commit()
    async with store.read() as unit:
        assert {"m-due", "fresh"} <= {one.id for one in await unit.deliveries.due(late)}
        assert await unit.deliveries.with_bundles() == ["p1"]
        assert [one.id for one in await unit.nudges.due(late)] == ["n-full"]
    await store.close()


async def test_restore_refuses_a_target_with_rows_and_changes_nothing(filled_url: str, tmp_path: Path) -> None:
    file = tmp_path / "record.backup"
    await asyncio.to_thread(backup, filled_url, file)
    before = contents(filled_url)
    with pytest.raises(BackupRefused, match="not empty"):
        await asyncio.to_thread(restore, filled_url, file)
    with pytest.raises(BackupRefused, match="same database"):
        await asyncio.to_thread(copy, filled_url, filled_url)
    assert contents(filled_url) == before


def flipped(content: bytes) -> bytes:
    return content.replace(b"Acme", b"Akme", 1)


def shortened(content: bytes) -> bytes:
    return b"\n".join(content.split(b"\n")[:-3]) + b"\n"


def without_a_row(content: bytes) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join(lines[:5] + lines[6:])


def with_a_tail(content: bytes) -> bytes:
    return content + b"[]\n"


@pytest.mark.parametrize("damage", [flipped, shortened, without_a_row, with_a_tail])
async def test_restore_refuses_a_damaged_file(
    filled_url: str, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file, target = tmp_path / "record.backup", f"sqlite:///{tmp_path / 'target.db'}"
    await asyncio.to_thread(backup, filled_url, file)
    damaged = damage(gzip.decompress(file.read_bytes()))
    file.write_bytes(gzip.compress(damaged))
    with pytest.raises(BackupRefused, match="damaged"):
        await asyncio.to_thread(restore, target, file)
    assert not (tmp_path / "target.db").exists()


@pytest.mark.parametrize("content", [b"", b"hello", gzip.compress(b"[1]\n", mtime=0), gzip.compress(b"{}\n", mtime=0)])
def test_restore_refuses_what_is_no_backup(sqlite_url: str, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.gz"
    file.write_bytes(content)
    with pytest.raises(BackupRefused):
        restore(sqlite_url, file)


def test_cut_off_file_and_missing_file_are_refused(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "record.backup"
    with pytest.raises(BackupRefused, match="No such file"):
        restore(sqlite_url, file)
    backup(sqlite_url, file)
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(BackupRefused, match="damaged"):
        inspect(file)


def test_restore_refuses_another_version(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "record.backup"
    backup(sqlite_url, file)
    text = gzip.decompress(file.read_bytes()).split(b"\n")
    text[0] = text[0].replace(b'"revision":"', b'"revision":"x')
    body = b"\n".join(text[:-2]) + b"\n"
    trailer = json.dumps({"sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n"
    file.write_bytes(gzip.compress(body + trailer))
    with pytest.raises(BackupRefused, match="version x"):
        restore(f"sqlite:///{tmp_path / 'target.db'}", file)


def test_database_of_another_version_is_refused(bare_url: str, tmp_path: Path) -> None:
    upgrade(bare_url, "0001")
    with pytest.raises(BackupRefused, match="version 0001"):
        backup(bare_url, tmp_path / "record.backup")
    downgrade(bare_url, "base")
    with pytest.raises(BackupRefused, match="version none"):
        backup(bare_url, tmp_path / "record.backup")


async def test_failing_restore_leaves_the_target_empty(filled_url: str, target_url: str, tmp_path: Path) -> None:
    file = tmp_path / "record.backup"
    await asyncio.to_thread(backup, filled_url, file)

    def interrupted(done: int, total: int) -> None:
        if done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(target_url, file, interrupted)
    with maintenance(target_url) as connection:
        assert not any(counts(connection).values())


def test_backup_is_private_and_replaces_the_old_one_only_when_whole(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "record.backup"
    file.write_text("old")
    with pytest.raises(BackupRefused):
        backup(f"sqlite:///{tmp_path / 'nothing.db'}", file)
    assert file.read_text() == "old"
    backup(sqlite_url, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("*.part")] == []
