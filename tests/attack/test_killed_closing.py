"""Guarantee 30: killed at any step of the close, the next start finishes it, once, and the keys are gone."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.vault.rounds import KeyDirectory
from bot.domain.checkin import RoundState
from tests.attack.closing import POINTS
from tests.attack.linkgame import Firm, key_files
from tests.attack.remains import residue


@pytest.mark.parametrize("point", POINTS)
async def test_killed_close_is_finished_by_the_next_start(
    firm: Firm, keys: KeyDirectory, tmp_path: Path, point: str
) -> None:
    round = await firm.round(8)
    async with firm.store.read() as unit:
        found = await unit.checkins.by_id(round)
    assert found is not None
    bytes_of_keys = key_files(tmp_path / "keys")
    clicks = [await firm.answers(round, who, 2, firm.comment()) for who in sorted(found.roster)]
    now = firm.clock.now() + timedelta(days=3)
    url = firm.url
    command = [sys.executable, "-m", "tests.attack.closing", url, str(tmp_path / "keys"), now.isoformat(), point]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: ASYNC221
    assert done.returncode == (0 if point == "never" else -signal.SIGKILL), done.stderr
    firm.clock.set(now + timedelta(seconds=60))
    await firm.rounds.attend()
    assert keys.known() == set()
    async with firm.store.read() as unit:
        over, shown = await unit.checkins.by_id(round), await unit.checkins.results_of(None)
        left = await unit.checkins.answers_of(round)
    assert over is not None and over.state is RoundState.PUBLISHED and over.swept and left == []
    assert len(shown) == 1 and sorted(shown[0].comments) == sorted(click.answered for click in clicks)
    found_left = residue(firm, clicks, bytes_of_keys)
    assert [one for one in found_left if one == "key" or url.startswith("sqlite")] == []
