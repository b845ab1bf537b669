"""Guarantee 27: whatever would betray an answer is found where it is planted, by the link game or by what is left."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import Engine

from bot.domain.checkin import Answer, Sealed, Seat, one_each
from bot.work import rounds as rounds_at_work
from policies import publication
from storage import migrate
from storage.checkins import SqlCheckins
from storage.store import SqlStore
from tests.attack.linkgame import ATTACKS, Firm, key_files
from tests.attack.remains import on_sqlite, residue, traces

COLUMNS = ["round", "slot", "sealed"]


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
    if not on_sqlite(firm):
        return

    async def idle(self: SqlStore) -> bool:
        return True

    monkeypatch.setattr(SqlStore, "scour", idle)
    game = await firm.plays(8)
    assert "sealed" in residue(firm, game.clicks, [])


def _columns(url: str) -> list[str]:
    with migrate.maintenance(url) as connection:
        return [str(column["name"]) for column in inspect(connection).get_columns("checkin_answers")]


@pytest.mark.parametrize("column", ["answered_at TEXT", "number INTEGER"])
def test_planted_column_of_the_table_of_answers_is_caught(database_url: str, column: str) -> None:
    assert _columns(database_url) == COLUMNS
    with migrate.maintenance(database_url) as connection:
        connection.exec_driver_sql(f"ALTER TABLE checkin_answers ADD COLUMN {column}")
    assert _columns(database_url) != COLUMNS
