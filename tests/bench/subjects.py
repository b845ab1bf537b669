"""What is measured: each subject is a callable that does its thing once, made ready outside the measured time."""

import itertools
import random
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

from adapters.language.template import TemplateDrafter
from adapters.practice.render import notice_json
from bot.domain.assessment import Stage
from bot.domain.client import Client
from bot.domain.incident import Incident, Reporter
from bot.domain.nudge import Nudge
from bot.ears import Ears
from bot.handlers.views import nudge_view
from bot.kit import Kit
from bot.messages import FlagIncident, From
from bot.notices.nudges import nudge_notice
from bot.record import record_of
from storage.store import SqlStore
from tests.fakes.bus import bus_of
from tests.fakes.detector import FakeDetector
from tests.faults.firm import REPORTERS, WORKSPACE, settle_in

CLIENTS = 20
INCIDENTS = 100
LONG = "long"
Subject = Callable[[], Awaitable[None]]


def bare_commit(file: Path) -> Subject:
    """The reference: one row, one durable commit, with nothing but sqlite3."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a, b)")
    turn = itertools.count()

    async def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t VALUES (?, ?)", (next(turn), "x" * 200))
        connection.execute("COMMIT")

    return commit


async def filed_flag(url: str, store: SqlStore, kit: Kit) -> Subject:
    """A report with its key, number, incident, stage and deliveries, until it is durable."""
    await settle_in(url, range(CLIENTS))
    ears = Ears(store, kit, FakeDetector())
    bus = bus_of(store, kit, ears, drafter=TemplateDrafter())
    chance, turn = random.Random(1), itertools.count()
    signs = [sign for sign in kit.policy.sign_keys() if sign not in ("personal_friction", "ethics")]

    async def flag() -> None:
        number, person = next(turn), chance.choice(REPORTERS)
        by = From(who=WORKSPACE.person_ref(person), key=f"bench-{number}", name=person.capitalize(), language="en")
        client, sign = f"c{number % CLIENTS}", chance.choice(signs)
        await bus.handle(
            FlagIncident(by=by, client=client, client_words="", sign=sign, severity=1, summary=f"report {number}")
        )

    return flag


async def long_record(store: SqlStore, kit: Kit) -> Nudge:
    """A client with a hundred counted incidents over half a year, and its nudge."""
    chance, signs = random.Random(2), kit.policy.sign_keys()
    nudge = Nudge(
        id=LONG,
        client=LONG,
        stage=Stage.TALK,
        opened_at=kit.now(),
        opened_on=kit.today(),
        round_at=kit.now(),
        score=20.0,
        told_score=20.0,
        policy=kit.policy.version,
    )
    async with store.write() as unit:
        await unit.clients.save(Client(id=LONG, name="Long record", leads=("lead0",)))
        for turn in range(INCIDENTS):
            await unit.incidents.save(await _incident(kit, await unit.incidents.next_number(), turn, chance, signs))
        await unit.nudges.open_or_get(nudge)
        await unit.commit()
    return nudge


async def _incident(kit: Kit, number: int, turn: int, chance: random.Random, signs: Sequence[str]) -> Incident:
    day = kit.today() - timedelta(days=chance.randrange(180))
    return Incident(
        id=f"{LONG}-{turn}",
        number=number,
        client=LONG,
        sign=chance.choice(signs),
        severity=chance.choice((1, 2)),
        summary=f"what happened, number {turn}",
        occurred_on=day,
        reported_on=day,
        reported_at=kit.calendar.starts(day),
        counted_on=day,
        reporters=(Reporter(person=chance.choice(REPORTERS), joined_at=kit.now()),),
    )


async def assessment(store: SqlStore, kit: Kit) -> Subject:
    """The policy's verdict on a hundred incidents, the record read already."""
    async with store.read() as unit:
        record = await record_of(unit, LONG)

    async def assess() -> None:
        kit.policy.assess(record, kit.today(), Stage.CALM)

    return assess


def rendered_nudge(store: SqlStore, kit: Kit, nudge: Nudge) -> Subject:
    """The lead's message about that client: read from SQLite, weighed, put into words, and rendered for a door."""
    say = kit.voice("en")

    async def render() -> None:
        async with store.read() as unit:
            client = await unit.clients.by_id(LONG)
            assert client is not None
            view = await nudge_view(unit, kit, client, nudge, "en")
        notice_json(nudge_notice(say, view))

    return render
