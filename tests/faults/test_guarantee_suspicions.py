"""Guarantee 21: a suspicion counts for nothing and starts nothing, under every order of events, until a human says so.

Two firms live through the same: in one the bot listens as well, and nobody confirms what it notices. Whatever anybody
but the person who is asked can see stays the same in both.
"""

import random
from typing import Any

import pytest

from bot.domain.incident import IncidentState
from bot.replies import Asked
from signpost.records.export import Pseudonyms, incident_lines
from tests.dialogs.house import House, read, told
from tests.faults.amounts import amount
from tests.faults.planted import planted

ROUNDS = amount(sample=6, full=200)
STEPS = 25
PLACE = "acme-web"
FINDINGS = (
    "They called us idiots.",
    "They want us to backdate it.",
    "Another free revision.",
    "The invoice is late.",
    "She cannot stand me.",
    "They are the wrong kind of client.",
)
ORDINARY = "The pictures are up."


async def firm(*, listening: bool) -> House:
    house = House()
    await house.opens("anna", "ben", "lena", "dora")
    await house.has_client("Acme Outdoor", "lena", "dora", aliases="Acme")
    await house.says("lena", "/client-setup bind acme", place=PLACE)
    if listening:
        form = await house.says("tarik", "/client-setup listen", place=PLACE)
        assert isinstance(form, Asked)
        await house.submits("tarik", form.form, {}, place=PLACE)
    await house.settles()
    return house


async def seen(house: House) -> dict[str, Any]:
    """Everything that follows from what counts."""
    client = await house.client("Acme")
    nudges = [(one.stage, one.state, one.score, one.fast_track) for one in await house.nudges("Acme")]
    async with house.store.read() as unit:
        counted = await unit.incidents.counted_of(client.id)
        acts = [one.act for one in await unit.journal.acts()]
        everything = await unit.incidents.everything()
        lines = list(incident_lines(everything, {client.id: client.name}, Pseudonyms()))
        drafts = len(await unit.drafts.of_client(client.id))
    pages = {who: read(await house.page(who, "client", client.id)) for who in ("lena", "dora", "olivia")}
    heard = {who: [one.kind for one in house.hears(who)] for who in ("lena", "dora", "olivia")}
    status = read(told(await house.says("lena", "/client-status acme")))
    return {
        "stage": client.standing.stage,
        "score": await house.score("Acme"),
        "nudges": nudges,
        "reporters": sorted(one.person for incident in counted for one in incident.reporters),
        "drafts": drafts,
        "pages": pages,
        "heard": heard,
        "status": status,
        "exported": [{k: v for k, v in line.items() if k != "id"} for line in lines],
        "facts": [act for act in acts if act == "facts_confirmed"],
    }


class Life:
    """The same random events for both; the extra ones for the firm that is listened to."""

    def __init__(self, plain: House, listened: House, seed: int) -> None:
        self.plain, self.listened = plain, listened
        self.chance = random.Random(seed)
        self.messages: list[str] = []

    async def step(self) -> None:
        kind = self.chance.choice(("report", "time", *["hear"] * 4, "edit", "delete", "dismiss", "pause"))
        await getattr(self, kind)()

    async def report(self) -> None:
        sign, severity = self.chance.choice(("disrespect", "late_payment", "ethics")), self.chance.choice((1, 2, 3))
        who = self.chance.choice(("anna", "ben"))
        for house in (self.plain, self.listened):
            await house.files(who, "Acme", sign, severity)

    async def time(self) -> None:
        days = self.chance.choice((0.1, 1, 3, 9))
        for house in (self.plain, self.listened):
            await house.passes(days=days)

    async def hear(self) -> None:
        text = self.chance.choice((*FINDINGS, ORDINARY))
        self.messages.append(await self.listened.writes(self.chance.choice(("anna", "ben")), PLACE, text))

    async def edit(self) -> None:
        if self.messages:
            text = self.chance.choice((*FINDINGS, ORDINARY))
            await self.listened.writes("anna", PLACE, text, message=self.chance.choice(self.messages), edited=True)

    async def delete(self) -> None:
        if self.messages:
            await self.listened.deletes(PLACE, self.chance.choice(self.messages))

    async def dismiss(self) -> None:
        for who in ("anna", "ben"):
            page = await self.listened.page(who)
            if "Not an incident" in read(page):
                await self.listened.presses(who, "Not an incident", page)

    async def pause(self) -> None:
        line = self.chance.choice(("pause", "resume"))
        await self.listened.says("lena", f"/client-setup {line}", place=PLACE)


async def differences(seed: int) -> list[str]:
    life = Life(await firm(listening=False), await firm(listening=True), seed)
    for _ in range(STEPS):
        await life.step()
        for house in (life.plain, life.listened):
            await house.settles()
        plain, listened = await seen(life.plain), await seen(life.listened)
        if plain != listened:
            return [name for name in plain if plain[name] != listened[name]]
    return []


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_suspicion_counts_for_nothing_under_any_order_of_events(seed: int) -> None:
    assert await differences(seed) == []


@pytest.mark.parametrize("fault", ["suspicions_count", "suspicions_are_exported"])
async def test_planted_fault_of_a_counting_suspicion_is_caught(fault: str) -> None:
    with planted(fault):
        assert any([await differences(seed) for seed in range(6)])


async def test_it_counts_from_the_click_on() -> None:
    house = await firm(listening=True)
    await house.writes("anna", PLACE, "They want us to backdate it.")
    await house.settles()
    assert await house.nudges("Acme") == []
    await house.presses("anna", "Confirm", await house.page("anna"))
    assert (await house.incident(1)).state is IncidentState.CONFIRMED
    assert (await house.nudge("Acme")).fast_track
