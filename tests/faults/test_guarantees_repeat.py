"""Guarantee 3, every message of the registry: the same delivery four times has one effect.

Reports over HTTP with two processes are in ``test_delivered_twice.py``; here everything else that people can do, on the
memory store one by one and on both databases all together, shuffled.
"""

import random
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.domain.client import ClientState
from bot.domain.draft import DraftKind
from bot.domain.talk import Outcome
from bot.errors import Refused
from bot.messages import (
    AcknowledgeNudge,
    AddNote,
    ChangeClientState,
    Command,
    RecordTalk,
    SetAway,
    SetClient,
    SnoozeNudge,
    WriteDraft,
)
from bot.replies import File
from storage.store import open_store
from tests.dialogs.house import House
from tests.fakes.memory import MemoryStore
from tests.faults.test_guarantees_access import KINDS, World, built, cases_of, record_in

TIMES = 4
LOGGED_EACH_TIME = ("DossierFetched", "LetterFetched")
"""What leaves the house is written down as often as it leaves."""

SEALED_ANEW = ("answers",)
"""Of a check-in: each time in the same slot, with other bytes for the same content."""


@pytest.fixture
async def world() -> World:
    return await built()


@pytest.mark.parametrize("message", KINDS)
async def test_same_delivery_four_times_has_one_effect(world: World, message: str) -> None:
    store = world.house.store
    assert isinstance(store, MemoryStore)
    for case in cases_of(message):
        if not case.allowed:
            continue
        store.state = world.state.copy()
        command = case.build(world, world.by(sorted(case.allowed)[0]))
        await _told(world, command)
        once = record_in(store.state.copy())
        for _ in range(TIMES - 1):
            with suppress(Refused):  # what was done already: the person reads what has happened
                await _told(world, command)
        again = record_in(store.state)
        for part, value in once.items():
            if part == "acts" and message in LOGGED_EACH_TIME:
                continue
            if part in SEALED_ANEW:
                again[part], value = set(again[part]), set(value)  # type: ignore[call-overload]
            assert again[part] == value, f"{message} {case.name}: {part}"


async def _told(world: World, message: object) -> None:
    reply = await world.house.bus.handle(message)  # type: ignore[arg-type]
    if isinstance(reply, File):
        reply.content.close()


async def commands(house: House) -> list[Command]:
    """Each of them once for a client of its own: their order does not matter."""
    found: list[Command] = []
    for number, name in enumerate(("Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gingko", "Hazel")):
        client = await house.has_client(name, "lena")
        await house.files("anna", name, "crowding_out", 2)
        (nudge,) = await house.nudges(name)
        by, day = replace(house.by("lena"), key=f"key-{number}"), house.kit.today()
        found.append(
            (
                RecordTalk(by=by, client=client.id, day=day, outcome=Outcome.AGREED),
                AddNote(by=by, client=client.id, text="called"),
                WriteDraft(by=by, client=client.id, kind=DraftKind.BOUNDARY),
                SnoozeNudge(by=by, nudge=nudge.id, until=day.replace(day=9), reason="later"),
                AcknowledgeNudge(by, nudge.id),
                ChangeClientState(by=by, client=client.id, state=ClientState.PARTING, reason="so"),
                SetAway(by=replace(by, who=house.by("dora").who), until=None),
                SetClient(
                    by=by,
                    client=None,
                    name="Juniper",
                    aliases=(),
                    language="en",
                    leads=client.leads,
                    deputies=(),
                    contract=client.contract,
                ),
            )[number]
        )
    return found


async def test_everything_four_times_shuffled_on_both_databases(database_url: str) -> None:
    store = open_store(database_url)
    try:
        house = House(store=store)
        await house.opens("anna", "lena", "dora")
        repeated = [command for command in await commands(house) for _ in range(TIMES)]
        random.Random(20260302).shuffle(repeated)
        for command in repeated:
            with suppress(Refused):
                await house.bus.handle(command)
        await house.settles()
        await effects_are_single(house)
    finally:
        await store.close()


async def effects_are_single(house: House) -> None:
    async with house.store.read() as unit:
        clients = {client.name: client for client in await unit.clients.all()}
        assert len(clients) == 9
        assert len(await unit.talks.everything()) == 1
        assert len(await unit.talks.notes_of(clients["Birch"].id)) == 1
        assert len(await unit.drafts.of_client(clients["Cedar"].id)) == 1
        (snoozed,) = await unit.nudges.of_client(clients["Dogwood"].id)
        assert snoozed.snoozes == 1
        acts = [act.act for act in await unit.journal.acts()]
    assert acts.count("client_state") == 1
    fates = [title for title in house.titles("anna") if "talked" in title or "parting" in title]
    assert len(fates) == 2
