"""Several replicas and one folder of keys; and people who prove to be one, or leave, while a check-in is open."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.vault.rounds import KeyDirectory
from bot.domain.checkin import RoundState
from bot.keeping import adopt, off_because
from bot.messages import PersonSeen, Submitted
from bot.replies import Told
from bot.rosters import Rosters
from bot.work.rounds import Rounds
from tests.dialogs.house import ADMIN, House, read, told
from tests.dialogs.test_checkins import TEAM, answers, closes, kinds, last, starts
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def shared(tmp_path: Path) -> House:
    """A replica whose folder of keys is the organization's, with a round that everybody has answered."""
    house = House(keys=KeyDirectory(tmp_path / "keys"))
    await house.opens(*TEAM, "lena", "tarik", "olivia")
    await house.has_client("Acme Outdoor", "lena", aliases="Acme")
    assert isinstance(await starts(house, days="6"), Told)
    for who in TEAM:
        await answers(house, who, 1)
    return house


def replica(house: House, keys: KeyDirectory) -> Rounds:
    rosters = Rosters(house.store, house.kit, {})
    return Rounds(house.store, house.kit, house.drafter, keys, rosters, alone=False)


def states(house: House) -> list[RoundState]:
    assert isinstance(house.store, MemoryStore)
    return [one.state for one in house.store.state.rounds.values()]


async def test_replica_with_another_folder_is_off_and_touches_nothing(shared: House, tmp_path: Path) -> None:
    other = KeyDirectory(tmp_path / "mistaken")
    assert await adopt(shared.store, shared.kit, other, alone=False) == "not_shared"
    shared.clock.set(shared.clock.now() + timedelta(days=7))
    for _ in range(3):
        await replica(shared, other).attend()
    assert isinstance(shared.store, MemoryStore)
    assert states(shared) == [RoundState.OPEN] and len(shared.store.state.answers) == 5 and other.canary() == ""
    async with shared.store.read() as unit:
        assert await off_because(unit, other) == "not_shared"
    await replica(shared, KeyDirectory(tmp_path / "keys")).attend()
    assert states(shared) == [RoundState.PUBLISHED] and shared.keys.known() == set()


async def test_replica_with_the_same_folder_closes_what_another_opened(shared: House, tmp_path: Path) -> None:
    same = KeyDirectory(tmp_path / "keys")
    assert await adopt(shared.store, shared.kit, same, alone=False) == ""
    shared.clock.set(shared.clock.now() + timedelta(days=7))
    await replica(shared, same).attend()
    assert states(shared) == [RoundState.PUBLISHED] and shared.keys.known() == set()


async def test_folder_that_is_missing_on_a_replica_is_not_taken_for_lost(shared: House, tmp_path: Path) -> None:
    (tmp_path / "keys").rename(tmp_path / "elsewhere")
    keys = KeyDirectory(tmp_path / "keys")
    await replica(shared, keys).attend()
    assert states(shared) == [RoundState.OPEN] and keys.canary() == ""
    (tmp_path / "keys").rmdir()
    (tmp_path / "elsewhere").rename(tmp_path / "keys")
    await closes(shared)
    assert states(shared) == [RoundState.PUBLISHED] and "low" in last(shared, "lena")


# --- People who change while a round is open ---


async def links(house: House, one: str, same: str) -> None:
    values = {"person": await house.id_of(one), "same": await house.id_of(same)}
    assert isinstance(await house.front.answer(Submitted(house.by(ADMIN), "link", values)), Told)


async def test_two_accounts_that_prove_to_be_one_person_have_one_vote(house: House) -> None:
    """With five votes of five accounts, one person's two, there are four answers: nothing is shown."""
    await starts(house, days="6")
    for who in TEAM:
        await answers(house, who, 1)
    await links(house, "anna", "ben")
    await closes(house)
    assert states(house) == [RoundState.CLOSED] and kinds(house, "lena") == ["checkin.closed"]


async def test_who_leaves_the_firm_keeps_the_vote_and_cannot_change_it(house: House) -> None:
    await starts(house, days="6")
    for who in TEAM:
        await answers(house, who, 1)
    gone = replace(house.by("anna"), external=False)
    assert await house.front.heard(PersonSeen(gone, active=False))
    await closes(house)
    assert states(house) == [RoundState.PUBLISHED] and "low" in last(house, "lena")


async def test_who_becomes_a_guest_is_not_asked_again(house: House) -> None:
    await starts(house, days="6")
    await closes(house)
    assert await house.front.heard(PersonSeen(replace(house.by("anna"), external=True), active=True))
    assert "fewer people than answers" in str(await starts(house, days="6"))
    assert "No check-in is open" in read(told(await house.says("ben", "/client-checkin")))
