"""What a question costs: a long answer takes no more statements than a short one, and an index finds its rows."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from bot.ports import Unit
from storage.migrate import maintenance
from storage.store import SqlStore
from tests.contract.store_samples import DAY, NOW, client, incident, nudge

Question = Callable[[Unit], Awaitable[object]]
QUESTIONS: dict[str, Question] = {
    "clients": lambda unit: unit.clients.all(),
    "led by": lambda unit: unit.clients.led_by("p1"),
    "daily check": lambda unit: unit.clients.standing_above_calm(),
    "people": lambda unit: unit.people.everybody(),
    "incidents of a client": lambda unit: unit.incidents.of_client("c1"),
    "counted": lambda unit: unit.incidents.counted_of("c1"),
    "same day": lambda unit: unit.incidents.of_others("c1", "disrespect", DAY, "p3"),
    "own reports": lambda unit: unit.incidents.reported_by("p1"),
    "everything": lambda unit: unit.incidents.everything(),
    "nudges of a client": lambda unit: unit.nudges.of_client("c1"),
    "due nudges": lambda unit: unit.nudges.due(NOW),
}


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
async def filled(database: SqlStore) -> SqlStore:
    async with database.write() as unit:
        for number in range(1, 31):
            people = {"leads": ("p1", "p2"), "aliases": (f"alias {number}",)}
            await unit.clients.save(client(f"c{number}", f"Client {number}", **people))
            await unit.incidents.save(incident(number, "c1", by=("p1", "p2")))
            await unit.nudges.save(nudge(f"n{number}", f"c{number}", next_step_at=NOW))
        await unit.commit()
    return database


@pytest.mark.parametrize("question", QUESTIONS)
async def test_question_takes_two_statements_however_long_the_answer(filled: SqlStore, question: str) -> None:
    async with filled.read() as unit:
        await QUESTIONS[question](unit)
        with statements() as seen:
            await QUESTIONS[question](unit)
    assert len(seen) <= 2


async def test_saving_an_unchanged_client_writes_one_row(filled: SqlStore) -> None:
    async with filled.write() as unit:
        found = await unit.clients.by_id("c1")
        assert found is not None
        written: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.startswith(("INSERT", "DELETE", "UPDATE")):
                written.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        await unit.clients.save(found)
        event.remove(Engine, "before_cursor_execute", note)
    assert len(written) == 1


def test_counted_incidents_come_by_index(sqlite_url: str) -> None:
    query = "SELECT * FROM incidents WHERE organization_id = 'main' AND client_id = 'c1' AND state = 'confirmed'"
    with maintenance(sqlite_url) as connection:
        plan = " ".join(str(row) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    assert "ix_incidents_organization_id_client_id_state (organization_id=? AND client_id=? AND state=?)" in plan
