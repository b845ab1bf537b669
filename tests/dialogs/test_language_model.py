"""Doubtful messages go to a language model only where an admin allows it, and never late where they came from."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from bot.domain.detection import Side, Verdict
from bot.domain.listening import Listening
from bot.ports import Permit
from bot.settings import OpenAI
from tests.dialogs.house import House, channel, settings
from tests.dialogs.test_listening_switch import HIT, PLACE, suspicions, switched_on
from tests.fakes.detector import FakeDetector


@dataclass
class Asking(FakeDetector):
    """Asks somebody who takes as long as ``gate`` is closed; then it knows what the phrases say."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def judge(self, text: str, side: Side, language: str = "", permit: Permit | None = None) -> Verdict:
        verdict = await super().judge(text, side, language, permit)
        if permit:
            self.asked.set()
            await self.gate.wait()
        return verdict


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """Everybody listens with a language model in the channel of Acme."""
    detection = replace(settings().detection, engine="openai")
    house = House(detector=Asking(), settings=replace(settings(), detection=detection, openai=OpenAI(daily_requests=2)))
    await house.opens("anna", "ben", "lena")
    await house.has_client("Acme Outdoor", "lena", aliases="Acme")
    await house.says("lena", "/client-setup bind acme", place=PLACE)
    await house.settles()
    yield house


def asking(house: House) -> Asking:
    assert isinstance(house.detector, Asking)
    return house.detector


async def permit_of(house: House) -> Permit:
    asking(house).gate.set()
    await house.writes("anna", PLACE, "nothing of note")
    permit = house.detector.permits[-1]
    assert permit is not None
    return permit


async def saved(house: House, **changes: object) -> None:
    """What another replica has just switched; this one does not know yet."""
    async with house.store.write() as unit:
        known = await unit.listened.of_channel(channel(PLACE))
        assert known is not None
        changed: Listening = replace(known, **changes)  # type: ignore[arg-type]
        await unit.listened.save(changed)
        await unit.commit()


async def test_channel_without_the_switch_has_no_permit(house: House) -> None:
    await switched_on(house, engine="local")
    await house.writes("anna", PLACE, HIT)
    assert house.detector.permits == [None]


async def test_channel_with_the_switch_has_one_that_knows_whom_to_hide(house: House) -> None:
    await switched_on(house, engine="openai")
    names = await (await permit_of(house)).spend()
    assert names is not None and {"Anna", "anna", "Lena", "Tarik"} <= names.people
    assert names.clients == {"Acme Outdoor", "Acme"}


async def test_names_are_those_of_the_moment_and_read_for_nothing_else(house: House) -> None:
    """Another replica has added a client since; this one has read nothing of it."""
    await switched_on(house, engine="openai")
    permit = await permit_of(house)
    twin = House(store=house.store, clock=house.clock, settings=house.settings)
    await twin.has_client("Globex", "lena")
    names = await permit.spend()
    assert names is not None and "Globex" in names.clients


async def test_deployment_without_a_language_model_has_no_permit_whatever_was_agreed(house: House) -> None:
    await switched_on(house, engine="openai")
    object.__setattr__(house.kit, "settings", replace(house.settings, detection=settings().detection))
    await house.writes("anna", PLACE, HIT)
    assert house.detector.permits == [None]


async def test_line_that_somebody_reports_is_judged_here_alone(house: House) -> None:
    await switched_on(house, engine="openai")
    await house.says("anna", "/client-flag acme they called us idiots", place=PLACE)
    assert house.detector.permits == [None]


async def test_budget_is_of_the_day_and_of_all_replicas(house: House) -> None:
    await switched_on(house, engine="openai")
    permit = await permit_of(house)
    twin = House(store=house.store, clock=house.clock, detector=Asking(), settings=house.settings)
    await twin.ears.renew()
    other = await permit_of(twin)
    spent = [await one.spend() for one in (permit, other, permit, other)]
    assert [one is not None for one in spent] == [True, True, False, False]
    await house.passes(days=1)
    assert await other.spend() is not None


@pytest.mark.parametrize("changes", [{"language_model": False}, {"state": "paused"}])
async def test_nothing_is_spent_where_another_replica_has_switched_it_off(
    house: House, changes: dict[str, object]
) -> None:
    await switched_on(house, engine="openai")
    permit = await permit_of(house)
    await saved(house, **changes)
    assert await permit.spend() is None


async def test_message_deleted_while_the_model_is_asked_is_no_finding(house: House) -> None:
    await switched_on(house, engine="openai")
    writing = asyncio.create_task(house.writes("anna", PLACE, HIT, message="m1"))
    await asking(house).asked.wait()
    await house.deletes(PLACE, "m1")
    asking(house).gate.set()
    await writing
    assert await suspicions(house) == 0


async def test_message_edited_while_the_model_is_asked_is_judged_by_its_last_words(house: House) -> None:
    await switched_on(house, engine="openai")
    first = asyncio.create_task(house.writes("anna", PLACE, HIT, message="m1"))
    await asking(house).asked.wait()
    asking(house).asked.clear()
    second = asyncio.create_task(house.writes("anna", PLACE, "They like it.", message="m1", edited=True))
    await asking(house).asked.wait()
    asking(house).gate.set()
    await asyncio.gather(first, second)
    assert await suspicions(house) == 0


async def test_edit_that_tells_something_counts_though_the_first_words_are_still_judged(house: House) -> None:
    await switched_on(house, engine="openai")
    first = asyncio.create_task(house.writes("anna", PLACE, "They like it.", message="m1"))
    await asking(house).asked.wait()
    asking(house).asked.clear()
    second = asyncio.create_task(house.writes("anna", PLACE, HIT, message="m1", edited=True))
    await asking(house).asked.wait()
    asking(house).gate.set()
    await asyncio.gather(first, second)
    assert await suspicions(house) == 1


async def test_commands_are_answered_while_the_model_is_asked(house: House) -> None:
    await switched_on(house, engine="openai")
    writing = asyncio.create_task(house.writes("anna", PLACE, HIT))
    await asking(house).asked.wait()
    await house.files("ben", "Acme", "late_payment")
    assert await house.score("Acme") > 0
    asking(house).gate.set()
    await writing
    assert await suspicions(house) == 1


async def test_acknowledgement_does_not_wait_for_a_slow_model(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.front.ACKNOWLEDGED_SECONDS", 0.05)
    await switched_on(house, engine="openai")
    async with asyncio.timeout(5):
        await house.writes("anna", PLACE, HIT)
        assert asking(house).asked.is_set() and await suspicions(house) == 0
        asking(house).gate.set()
        await asyncio.gather(*house.front._judging)
    assert await suspicions(house) == 1


async def test_what_the_model_has_not_judged_at_the_end_is_not_judged(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.front.ACKNOWLEDGED_SECONDS", 0.05)
    await switched_on(house, engine="openai")
    async with asyncio.timeout(5):
        await house.writes("anna", PLACE, HIT)
        await house.front.close()
    asking(house).gate.set()
    await asyncio.sleep(0)
    assert await suspicions(house) == 0
