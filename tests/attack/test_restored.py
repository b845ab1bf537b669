"""Guarantee 30: a backup taken while a round is open holds no key and no word, and restoring it opens nothing."""

import asyncio
import gzip
from pathlib import Path

import pytest

from adapters.vault.rounds import KeyDirectory
from bot.domain.checkin import RoundState
from bot.errors import KeysLost
from storage.backup import backup, restore
from storage.store import open_store
from tests.attack.closing import Blind
from tests.attack.linkgame import Firm, key_files
from tests.fakes.ids import SequenceIds


async def test_restored_backup_of_an_open_round_revives_nothing(firm: Firm, keys: KeyDirectory, tmp_path: Path) -> None:
    round, file = await firm.round(8), tmp_path / "record.backup"
    async with firm.store.read() as unit:
        found = await unit.checkins.by_id(round)
    assert found is not None
    clicks = [await firm.answers(round, who, 2, firm.comment()) for who in sorted(found.roster)]
    bytes_of_keys = key_files(tmp_path / "keys")
    await asyncio.to_thread(backup, firm.url, file)
    await firm.closes()
    content = gzip.decompress(file.read_bytes())
    parts = [part for key in bytes_of_keys for part in (key[:32], key[32:])]
    assert len(parts) == 2 and not any(form in content for part in parts for form in (part, part.hex().encode()))
    assert not any(click.answered.encode() in content for click in clicks)

    url = f"sqlite:///{tmp_path / 'restored' / 'signpost.db'}"
    (tmp_path / "restored").mkdir()
    await asyncio.to_thread(restore, url, file)
    blind: Blind = Blind()
    again = Firm(open_store(url), keys, blind, url, ids=SequenceIds(10_000))  # type: ignore[arg-type]
    again.clock.set(firm.clock.now())
    async with again.store.read() as unit:
        answers = await unit.checkins.answers_of(round)
    assert len(answers) == 8
    for answer in answers:
        with pytest.raises(KeysLost):
            keys.open(round, answer.content)
    await again.rounds.attend()
    async with again.store.read() as unit:
        after = await unit.checkins.by_id(round)
        assert after is not None and (after.state, after.seats) == (RoundState.VOID, ())
        assert not await unit.checkins.answers_of(round) and not await unit.checkins.results_of(None)
    await again.store.close()
