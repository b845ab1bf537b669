"""Workspaces that OAuth brought in: unreadable at rest, and known by everybody to be gone within a minute."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.slack.tokens import Grant, Installed, Token
from adapters.vault.sealing import Sealer
from bot.domain.installation import Installation
from bot.errors import StoreBusy, StoreFailed
from bot.ports import Clock, Store
from bot.settings import Secret
from storage.backup import backup
from storage.store import SqlStore, open_store
from tests.fakes.clock import FakeClock
from tests.fakes.log import RecordingLog
from tests.fakes.memory import MemoryStore

CANARY, ANOTHER = "xoxb-canary-7f3a", "xoxb-second-canary-5b1e"
OLD_KEY, NEW_KEY = "old-key-" + "o" * 30, "new-key-" + "n" * 30
SCOPES = ("chat:write", "commands")


def grant(workspace: str = "T01TEST", token: str = CANARY) -> Grant:
    return Grant(
        workspace=workspace,
        name="Acme Agency",
        token=Secret(token),
        bot_user="U01BOT",
        app="A01APP",
        scopes=SCOPES,
        user="U01ALICE",
    )


def token(workspace: str = "T01TEST", value: str = CANARY) -> Token:
    return Token(workspace=workspace, value=Secret(value), bot_user="U01BOT", scopes=frozenset(SCOPES))


def installed(
    store: Store,
    clock: Clock | None = None,
    *keys: str,
    allowed: Iterable[str] = ("T01TEST", "T02TEST"),
    log: RecordingLog | None = None,
) -> Installed:
    vault = Sealer(Secret(",".join(keys or (NEW_KEY,))))
    return Installed(store, vault, allowed=tuple(allowed), clock=clock or FakeClock(), log=log or RecordingLog())


async def stored(store: Store, workspace: str = "T01TEST") -> Installation:
    async with store.read() as unit:
        found = await unit.installations.of_workspace("slack", workspace)
    assert found is not None
    return found


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[SqlStore]:
    opened = open_store(sqlite_url)
    yield opened
    await opened.close()


async def test_kept_grant_is_the_token_of_its_workspace() -> None:
    store, clock = MemoryStore(), FakeClock()
    tokens = installed(store, clock)
    assert await tokens.of("T01TEST") is None
    await tokens.keep(grant())
    assert await tokens.of("T01TEST") == token()
    assert await tokens.of("T02TEST") is None
    found = await stored(store)
    assert (found.name, found.app, found.installed_by) == ("Acme Agency", "A01APP", "slack:T01TEST/U01ALICE")
    assert found.installed_at == clock.now()


async def test_installing_again_counts_at_once() -> None:
    tokens = installed(MemoryStore())
    await tokens.keep(grant())
    await tokens.of("T01TEST")
    await tokens.keep(grant(token="xoxb-second"))
    assert await tokens.of("T01TEST") == token(value="xoxb-second")


async def test_installation_that_another_replica_made_is_seen_at_once() -> None:
    store = MemoryStore()
    here, there = installed(store), installed(store)
    assert await there.of("T01TEST") is None
    await here.keep(grant())
    assert await there.of("T01TEST") == token()


async def test_installing_and_uninstalling_are_in_the_audit_log_without_the_token() -> None:
    store = MemoryStore()
    tokens = installed(store)
    await tokens.keep(grant())
    assert await tokens.forget("T01TEST")
    async with store.read() as unit:
        acts = list(await unit.journal.acts())
    assert [(act.act, act.by, act.subject) for act in acts] == [
        ("workspace_uninstalled", "slack", "T01TEST"),
        ("workspace_installed", "slack:T01TEST/U01ALICE", "T01TEST"),
    ]
    assert CANARY not in str(acts)


async def test_forgotten_token_is_gone_at_once_here_and_within_a_minute_elsewhere(database: SqlStore) -> None:
    clock = FakeClock()
    here, there = installed(database, clock), installed(database, clock)
    await here.keep(grant())
    assert await here.of("T01TEST") == await there.of("T01TEST") == token()
    clock.move(seconds=29)
    assert await there.of("T01TEST") == token()
    assert await here.forget("T01TEST")
    assert await here.of("T01TEST") is None
    async with database.read() as unit:
        assert await unit.installations.of_workspace("slack", "T01TEST") is None
    clock.move(seconds=1)
    assert await there.of("T01TEST") is None


async def test_within_a_minute_holds_with_a_clock_that_goes_backwards() -> None:
    store, clock = MemoryStore(), FakeClock()
    here, there = installed(store, clock), installed(store, clock)
    await here.keep(grant())
    await there.of("T01TEST")
    await here.forget("T01TEST")
    clock.move(hours=-1)
    assert await there.of("T01TEST") is None


async def test_token_is_read_once_in_thirty_seconds() -> None:
    store, clock = MemoryStore(), FakeClock()
    tokens = installed(store, clock)
    await tokens.keep(grant())
    await tokens.of("T01TEST")
    async with store.write() as unit:
        await unit.installations.save(replace(await stored(store), bot_user="U02BOT"))
        await unit.commit()
    for seconds, expected in ((29, "U01BOT"), (1, "U02BOT")):
        clock.move(seconds=seconds)
        found = await tokens.of("T01TEST")
        assert found is not None and found.bot_user == expected


async def test_second_uninstall_event_finds_nothing_and_says_nothing() -> None:
    store = MemoryStore()
    tokens = installed(store)
    await tokens.keep(grant())
    assert [await tokens.forget("T01TEST") for _ in range(2)] == [True, False]
    async with store.read() as unit:
        assert len(await unit.journal.acts()) == 2


async def test_workspace_that_is_not_listed_any_more_is_not_there_and_can_still_be_forgotten() -> None:
    store = MemoryStore()
    await installed(store).keep(grant())
    shut_out = installed(store, allowed=["T02TEST"])
    assert await shut_out.of("T01TEST") is None
    assert not shut_out.allows("T01TEST")
    assert await shut_out.forget("T01TEST")
    assert await installed(store).of("T01TEST") is None


async def test_without_a_list_nobody_is_let_in() -> None:
    store = MemoryStore()
    await installed(store).keep(grant())
    assert await installed(store, allowed=()).of("T01TEST") is None


@pytest.mark.parametrize("workspace", ["", "t01test", "T01TEST ", "T03TEST", "\ud800"])
async def test_odd_workspace_is_not_there(workspace: str) -> None:
    store = MemoryStore()
    await installed(store).keep(grant())
    assert await installed(store).of(workspace) is None


async def test_rotation_reading_seals_the_token_anew_and_the_old_key_can_go(database: SqlStore) -> None:
    await installed(database, None, OLD_KEY).keep(grant())
    before = (await stored(database)).sealed_token
    assert await installed(database, None, NEW_KEY, OLD_KEY).of("T01TEST") == token()
    after = (await stored(database)).sealed_token
    assert after != before and not Sealer(Secret(NEW_KEY)).needs_resealing(after)
    assert await installed(database, None, NEW_KEY).of("T01TEST") == token()
    assert await installed(database, None, NEW_KEY, OLD_KEY).of("T01TEST") == token()
    assert (await stored(database)).sealed_token == after


async def test_wrong_key_lets_nobody_in_and_says_so_once_in_thirty_seconds() -> None:
    store, log, clock = MemoryStore(), RecordingLog(), FakeClock()
    await installed(store, None, OLD_KEY).keep(grant())
    tokens = installed(store, clock, NEW_KEY, log=log)
    assert [await tokens.of("T01TEST") for _ in range(5)] == [None] * 5
    assert log.events("error") == ["slack.token_unreadable"]
    clock.move(seconds=30)
    await tokens.of("T01TEST")
    assert len(log.events("error")) == 2


async def test_token_moved_into_another_workspaces_row_does_not_open() -> None:
    store, log = MemoryStore(), RecordingLog()
    tokens = installed(store, log=log)
    await tokens.keep(grant())
    await tokens.keep(grant("T02TEST", "xoxb-second"))
    first, second = await stored(store), await stored(store, "T02TEST")
    async with store.write() as unit:
        await unit.installations.save(replace(first, sealed_token=second.sealed_token))
        await unit.installations.save(replace(second, sealed_token=first.sealed_token))
        await unit.commit()
    assert [await tokens.of(workspace) for workspace in ("T01TEST", "T02TEST")] == [None, None]
    assert log.events("error") == ["slack.token_unreadable"] * 2


async def test_store_that_cannot_write_delays_the_new_seal_only() -> None:
    store, log = MemoryStore(), RecordingLog()
    await installed(store, None, OLD_KEY).keep(grant())
    store.refuses = StoreBusy("busy")
    assert await installed(store, None, NEW_KEY, OLD_KEY, log=log).of("T01TEST") == token()
    assert log.events() == ["slack.token_not_resealed"]


async def test_store_that_cannot_write_keeps_the_installation_and_tells_so() -> None:
    store = MemoryStore()
    tokens = installed(store)
    await tokens.keep(grant())
    store.refuses = StoreFailed("disk full")
    with pytest.raises(StoreFailed):
        await tokens.forget("T01TEST")
    with pytest.raises(StoreFailed):
        await tokens.keep(grant())
    assert await tokens.of("T01TEST") == token()


async def test_token_is_nowhere_in_clear_on_the_disk(database: SqlStore, sqlite_url: str, tmp_path: Path) -> None:
    """In the file, its log, a backup; before and after it was deleted."""
    tokens = installed(database)
    await tokens.keep(grant())
    await tokens.keep(grant("T02TEST", ANOTHER))
    await asyncio.to_thread(backup, sqlite_url, tmp_path / "record.backup")
    with_token = on_disk(tmp_path)
    sealed = (await stored(database)).sealed_token.encode()
    await tokens.forget("T01TEST")
    assert any(sealed in content for content in with_token.values())
    for files in (with_token, on_disk(tmp_path)):
        assert {"signpost.db", "signpost.db-wal", "record.backup"} <= set(files)
        secrets = [secret.encode() for secret in (CANARY, ANOTHER, NEW_KEY)]
        assert [name for name, content in files.items() if any(secret in content for secret in secrets)] == []


def on_disk(folder: Path) -> dict[str, bytes]:
    """Every file; the backup unpacked."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    return {name: gzip.decompress(content) if name.endswith(".backup") else content for name, content in files.items()}


def test_shown_token_hides_its_value() -> None:
    assert CANARY not in repr(token()) + str(token()) + repr(grant())


async def test_event_about_an_earlier_installation_throws_nobody_out() -> None:
    store, clock = MemoryStore(), FakeClock()
    tokens = installed(store, clock)
    earlier = clock.now()
    clock.move(hours=1)
    await tokens.keep(grant())
    assert not await tokens.forget("T01TEST", earlier)
    assert await tokens.of("T01TEST") is not None
    assert await tokens.forget("T01TEST", clock.now())
    assert await tokens.of("T01TEST") is None
