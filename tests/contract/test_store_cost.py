"""What a question costs: a long answer takes no more statements than a short one, and an index finds its rows."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Select, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Engine

import storage
from bot.domain.person import Role
from bot.ports import Unit
from storage.migrate import maintenance
from storage.questions import Question as StoredQuestion
from storage.store import SqlStore
from tests.contract.store_samples import DAY, NOW, client, incident, nudge

Question = Callable[[Unit], Awaitable[object]]
QUESTIONS: dict[str, Question] = {
    "clients": lambda unit: unit.clients.all(),
    "names of clients": lambda unit: unit.clients.names(),
    "led by": lambda unit: unit.clients.led_by("p1"),
    "daily check": lambda unit: unit.clients.standing_above_calm(),
    "owners": lambda unit: unit.people.with_role(Role.OWNER),
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


WHOLE = {
    "incidents._EVERYTHING", "people._EVERYBODY",
    "clients._ALL", "clients._NAMES", "clients._ABOVE_CALM", "clients._SOUGHT",
    "agreements._MINE", "counterweights._MINE", "reporter_questions._MINE", "reporter_questions._ANSWERS",
    "checkins._SCHEDULED", "checkins._CANARY",
    "deliveries._WITH_BUNDLES", "nudges._SHADOWED", "nudges._NEXT_DUE",
    "partings._CASES", "partings._HANDOVERS", "partings._INVOICES", "partings._NEXT_LOOK_BACK",
    "partings._NEXT_REMINDER", "journal._ORGANIZATION", "listened._ALL", "talks._EVERYTHING",
}  # fmt: skip
"""They go through all of the organization's rows of a table, on purpose: rare, or few rows by their nature."""


def constant_queries() -> Iterator[tuple[str, Select[Any]]]:
    for found in pkgutil.iter_modules(storage.__path__):
        module = importlib.import_module(f"storage.{found.name}")
        for name, asked in vars(module).items():
            query = asked.query if isinstance(asked, StoredQuestion) else asked
            if isinstance(query, Select):
                yield f"{module.__name__.rpartition('.')[2]}.{name}", query


@pytest.mark.parametrize(("name", "query"), list(constant_queries()))
def test_rows_are_found_by_an_index_on_more_than_the_organization(
    sqlite_url: str, name: str, query: Select[Any]
) -> None:
    """Without statistics SQLite likes an index that gives the order wanted, and goes through everything along it."""
    asked = query.compile(dialect=sqlite.dialect()).binds
    given = {name: ["x"] if bound.expanding else None for name, bound in asked.items() if bound.required}
    whole_query = query.params(**given)
    sql = str(whole_query.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}))
    with maintenance(sqlite_url) as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple([None] * sql.count("?"))).all()
    whole = [row[-1] for row in plan if "SCAN" in row[-1] or "(organization_id=?)" in row[-1]]
    assert bool(whole) == (name in WHOLE), whole
