"""Guarantees 26 and 30: after the close nobody can tell who answered what, and nothing is left that could.

Guessing gives one hit a round, so as many hits as rounds are expected of every attacker, whatever it goes by.
"""

import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from adapters.vault.rounds import KeyDirectory
from tests.attack.linkgame import ATTACKS, SIZES, Firm, Game, key_files
from tests.attack.remains import on_sqlite, residue, traces
from tests.attack.spies import Sight
from tests.faults.amounts import amount

ROUNDS = amount(sample=12, full=500)
# A red run by chance: 6 in a million (Poisson, as many hits expected as rounds are played).
BOUND = 600 if ROUNDS == 500 else ROUNDS + math.ceil(5 * math.sqrt(ROUNDS))


async def test_nobody_is_matched_to_an_answer_more_often_than_by_guessing(
    firm: Firm, keys: KeyDirectory, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    hits: Counter[str] = Counter()
    people = 0
    for number in range(ROUNDS):
        before = await firm.spy.look()
        game = await firm.plays(SIZES[number % len(SIZES)])
        people += len(game.clicks)
        assert len(game.published.comments) == len(game.clicks)
        hits.update({attack.__name__: game.hits(attack(game)) for attack in ATTACKS})
        if number < 3:
            _nothing_tells(game, before)
        assert keys.known() == set()
    told = ", ".join(f"{attack.__name__} {hits[attack.__name__]}" for attack in ATTACKS)
    record_property("numbers", f"{ROUNDS} rounds, {people} answers; hits (bound {BOUND}): {told}")
    assert {name: number for name, number in hits.items() if number > BOUND} == {}


def _nothing_tells(game: Game, before: Sight) -> None:
    """Between two clicks only the table of answers differs, and the log is silent."""
    for earlier, later in zip(game.clicks, game.clicks[1:], strict=False):
        assert traces(earlier.sight, later.sight) == []
    assert all(not click.sight.shows(click.answered) for click in game.clicks)
    assert {len(click.sight.new_sealed) for click in game.clicks} == {2_048}


async def test_no_key_and_no_plaintext_is_in_any_file_before_and_after_the_close(
    firm: Firm, keys: KeyDirectory, tmp_path: Path
) -> None:
    round = await firm.round(8)
    async with firm.store.read() as unit:
        found = await unit.checkins.by_id(round)
    assert found is not None
    bytes_of_keys = key_files(tmp_path / "keys")
    assert len(bytes_of_keys) == 1
    clicks = [await firm.answers(round, who, 2, firm.comment()) for who in sorted(found.roster)]
    content = firm.spy.everything()
    assert not any(part in content for key in bytes_of_keys for part in (key[:32], key[32:], key[:32].hex().encode()))
    assert not any(click.answered.encode() in content for click in clicks)
    await firm.closes()
    left = residue(firm, clicks, bytes_of_keys)
    # PostgreSQL writes its files by its own rules; what may lie there are sealed bytes whose keys are gone.
    assert [one for one in left if one == "key" or on_sqlite(firm)] == []
    assert key_files(tmp_path / "keys") == [] and keys.known() == set()
