"""A disk that is full or read-only: nothing is acknowledged, reading goes on, recovery by itself (guarantee 7)."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.errors import StoreFailed
from bot.ports import Store
from storage.migrate import upgrade
from storage.store import open_store
from tests.contract.store_samples import client, incident
from tests.requirements import require

_MOUNTING = "a small file system of its own: run as root where mounting is allowed (docker run --cap-add SYS_ADMIN)"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A tmpfs of 2 MB."""
    require(os.geteuid() == 0 and shutil.which("mount"), _MOUNTING)
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True)
    require(mounted.returncode == 0, _MOUNTING)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", disk], check=True)


async def fill(store: Store, first: int = 1) -> list[int]:
    """Record until the disk refuses; the numbers that were acknowledged."""
    acknowledged: list[int] = []
    with pytest.raises(StoreFailed):
        for number in range(first, first + 5_000):
            async with store.write() as unit:
                await unit.incidents.save(incident(number, summary="x" * 2_000, quote="y" * 3_000))
                await unit.commit()
            acknowledged.append(number)
    return acknowledged


async def recorded(store: Store) -> list[int]:
    async with store.read() as unit:
        return [one.number for one in await unit.incidents.everything()]


async def test_full_disk_refuses_and_goes_on_when_there_is_room(disk: Path) -> None:
    url, ballast = f"sqlite:///{disk / 'signpost.db'}", disk / "ballast"
    upgrade(url)
    store = open_store(url)
    async with store.write() as unit:
        await unit.clients.save(client())
        await unit.commit()
    ballast.write_bytes(b"\0" * 600_000)
    first = await fill(store)
    assert len(first) > 10
    assert await recorded(store) == first
    ballast.unlink()
    second = await fill(store, 10_000)
    assert len(second) > 10
    assert await recorded(store) == first + second
    await store.close()


async def test_disk_that_became_read_only_refuses_and_recovers(disk: Path) -> None:
    url = f"sqlite:///{disk / 'signpost.db'}"
    upgrade(url)
    store = open_store(url)
    async with store.write() as unit:
        await unit.clients.save(client())
        await unit.commit()
    await store.close()
    remount(disk, "ro")
    with pytest.raises(StoreFailed):
        async with store.write() as unit:
            await unit.incidents.save(incident(1))
            await unit.commit()
    remount(disk, "rw")
    async with store.write() as unit:
        await unit.incidents.save(incident(2))
        await unit.commit()
    assert await recorded(store) == [2]
    await store.close()


async def test_page_limit_refuses_as_a_full_disk_does(sqlite_url: str) -> None:
    """SQLite's own limit gives the same error, also where nothing can be mounted."""

    def limit(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA max_page_count = 120")
        cursor.close()

    event.listen(Engine, "connect", limit)
    try:
        store = open_store(sqlite_url)
        async with store.write() as unit:
            await unit.clients.save(client())
            await unit.commit()
        acknowledged = await fill(store)
        assert await recorded(store) == acknowledged
        await store.close()
    finally:
        event.remove(Engine, "connect", limit)
