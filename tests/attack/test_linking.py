"""Guarantees 26, 27 and 30: after the close nobody can tell who answered what, and nothing is left that could.

Guessing gives one hit a round, so as many hits as rounds are expected of every attacker, whatever it goes by.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import Engine

from adapters.vault.rounds import KeyDirectory
from bot.domain.checkin import Answer, Sealed, Seat, one_each
from bot.work import rounds as rounds_at_work
from policies import publication
from storage import migrate
from storage.checkins import SqlCheckins
from storage.store import SqlStore
from tests.attack.linkgame import ATTACKS, SIZES, Click, Firm, Game, key_files
from tests.attack.spies import Sight
from tests.faults.amounts import amount

ROUNDS = amount(sample=12, full=500)
# A red run by chance: 6 in a million (Poisson, as many hits expected as rounds are played).
BOUND = 600 if ROUNDS == 500 else ROUNDS + math.ceil(5 * math.sqrt(ROUNDS))
COLUMNS = ["round", "slot", "sealed"]


def traces(before: Sight, after: Sight) -> list[str]:
    """Whatever tells that somebody has answered, beside the one row of the answer."""
    found = [f"log: {line}" for line in after.lines]
    for name, rows in after.others().items():
        if rows != before.others().get(name):
            found.append(f"table {name}")
    if len(after.slots) - len(before.slots) not in (0, 1):
        found.append("more than one answer")
    return found


def residue(firm: Firm, clicks: Sequence[Click], keys: Sequence[bytes]) -> list[str]:
    """What is left of a closed round in the files: sealed answers, slots, key bytes."""
    content = firm.spy.everything()
    # SQLite cuts a row of this size in pieces.
    wanted = {
        "sealed": [part for c in clicks for part in (c.sight.new_sealed[:64], c.sight.new_sealed[-64:])],
        "slot": [c.sight.new_slot for c in clicks],
    }
    wanted["key"] = [part for key in keys for part in (key[:32], key[32:], key[:32].hex().encode())]
    return [name for name, parts in wanted.items() if any(part in content for part in parts)]


def columns(url: str) -> list[str]:
    with migrate.maintenance(url) as connection:
        return [str(column["name"]) for column in inspect(connection).get_columns("checkin_answers")]


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
    assert [one for one in left if one == "key" or _is_sqlite(firm)] == []
    assert key_files(tmp_path / "keys") == [] and keys.known() == set()


def _is_sqlite(firm: Firm) -> bool:
    return firm.store._place.is_sqlite


# --- Planted leaks (guarantee 27) --------------------------------------------------------------------------------


async def _hit_most(firm: Firm, rounds: int = 6) -> tuple[int, int]:
    """The best attacker's hits, and how many people there were."""
    hits: Counter[str] = Counter()
    people = 0
    for _ in range(rounds):
        game = await firm.plays(8)
        people += len(game.clicks)
        hits.update({attack.__name__: game.hits(attack(game)) for attack in ATTACKS})
    return max(hits.values()), people


async def test_planted_unpadded_answers_are_caught(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answer, "padded", lambda self: f'[{self.face},"{self.comment}"]'.encode())
    hits, people = await _hit_most(firm)
    assert hits > people * 0.8


async def test_planted_results_in_the_order_of_arrival_are_caught(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived: list[bytes] = []
    put = SqlCheckins.put_answer

    async def noted(self: SqlCheckins, answer: Sealed) -> None:
        arrived.append(answer.slot)
        await put(self, answer)

    def in_order(seats: Sequence[Seat], slots: Any, taken: Any) -> tuple[Sealed, ...]:
        return tuple(sorted(one_each(seats, slots, taken), key=lambda sealed: arrived.index(sealed.slot)))

    monkeypatch.setattr(SqlCheckins, "put_answer", noted)
    monkeypatch.setattr(rounds_at_work, "one_each", in_order)
    monkeypatch.setattr(publication, "_comments", lambda answers: tuple(answer.comment for answer in answers))
    hits, people = await _hit_most(firm)
    assert hits == people


async def test_planted_key_in_the_database_is_caught(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = firm.round

    async def leaking(size: int) -> str:
        round = await opened(size)
        (content,) = key_files(tmp_path / "keys")
        async with firm.store.write() as unit:
            await unit.journal.take(content[:32].hex(), firm.clock.now())
            await unit.commit()
        return round

    monkeypatch.setattr(firm, "round", leaking)
    hits, people = await _hit_most(firm)
    assert hits == people


async def test_planted_exception_with_its_parameters_in_the_log_is_caught(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    padded = Answer.padded

    def talking(self: Answer) -> bytes:
        firm.log.error("failed", error=ValueError(f"could not store {self}"))
        return padded(self)

    monkeypatch.setattr(Answer, "padded", talking)
    hits, people = await _hit_most(firm)
    assert hits == people


async def _first_traces(firm: Firm) -> list[str]:
    game = await firm.plays(5)
    return [
        trace for one, two in zip(game.clicks, game.clicks[1:], strict=False) for trace in traces(one.sight, two.sight)
    ]


async def test_planted_echo_of_statements_is_caught(firm: Firm) -> None:
    def echo(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if "checkin_answers" in statement:
            firm.log.info("sql", statement=statement, parameters=parameters)

    event.listen(Engine, "before_cursor_execute", echo)
    try:
        assert any(trace.startswith("log") for trace in await _first_traces(firm))
    finally:
        event.remove(Engine, "before_cursor_execute", echo)


async def test_planted_live_count_is_caught(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    put = SqlCheckins.put_answer

    async def counting(self: SqlCheckins, answer: Sealed) -> None:
        await put(self, answer)
        await self._session.run(
            text(
                "INSERT INTO counters (organization_id, name, value) VALUES ('main', 'answers', 1) "
                "ON CONFLICT (organization_id, name) DO UPDATE SET value = counters.value + 1"
            )
        )

    monkeypatch.setattr(SqlCheckins, "put_answer", counting)
    assert "table counters" in await _first_traces(firm)


async def test_planted_store_that_is_not_scoured_is_caught(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    if not _is_sqlite(firm):
        return

    async def idle(self: SqlStore) -> bool:
        return True

    monkeypatch.setattr(SqlStore, "scour", idle)
    game = await firm.plays(8)
    assert "sealed" in residue(firm, game.clicks, [])


@pytest.mark.parametrize("column", ["answered_at TEXT", "number INTEGER"])
def test_planted_column_of_the_table_of_answers_is_caught(database_url: str, column: str) -> None:
    assert columns(database_url) == COLUMNS
    with migrate.maintenance(database_url) as connection:
        connection.exec_driver_sql(f"ALTER TABLE checkin_answers ADD COLUMN {column}")
    assert columns(database_url) != COLUMNS
