"""The state of an install: ours, ten minutes, once, one browser; also between replicas."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.slack.state import States
from adapters.system.real import SystemIds
from adapters.vault.sealing import Sealer
from bot.settings import Secret
from storage.store import open_store
from tests.adapters.slack.answering import Answer
from tests.adapters.slack.installing import CODE, KEY, Bench, Browser, bench, browser, granted
from tests.fakes.clock import FakeClock
from tests.fakes.ids import SequenceIds
from tests.fakes.memory import MemoryStore

REFUSED = (403, "slack.state")


@pytest.fixture
async def house() -> AsyncIterator[Bench]:
    async with bench() as opened:
        yield opened
        assert "canary" not in str(opened.log.lines)


@pytest.fixture
async def anna(house: Bench) -> AsyncIterator[Browser]:
    async with house.replica() as address, browser(address) as opened:
        yield opened


async def untouched(house: Bench) -> bool:
    """Nothing was asked of Slack and nothing stored."""
    return not house.slack.asked and not await house.stored()


def states(clock: FakeClock, key: str = KEY) -> States:
    return States(store=MemoryStore(), vault=Sealer(Secret(key)), ids=SequenceIds(), clock=clock)


ODD = ("", "x", ".", "..", "\0", "ü", "\U0001f648", "a" * 3_000, f"{'0' * 32}.1.x", f"{'0' * 32}.{'9' * 11}.{'A' * 43}")


@pytest.mark.parametrize("state", ODD, ids=range(len(ODD)))
async def test_state_that_is_none_is_refused(house: Bench, anna: Browser, state: str) -> None:
    await anna.begin()
    assert await anna.back(code=CODE, state=state) == REFUSED
    assert await untouched(house)


async def test_missing_state_is_refused(house: Bench, anna: Browser) -> None:
    await anna.begin()
    for query in ({"code": CODE}, {}, {"error": "access_denied"}):
        assert await anna.back(**query) == REFUSED
    assert await untouched(house)


async def test_every_changed_character_is_found(house: Bench, anna: Browser) -> None:
    state = (await anna.begin())["state"]
    for place in range(0, len(state), 3):
        changed = state[:place] + ("0" if state[place] != "0" else "1") + state[place + 1 :]
        assert await anna.back(code=CODE, state=changed) == REFUSED
    assert await untouched(house)
    assert await anna.back(code=CODE, state=state) == (200, "slack.installed")


async def test_state_signed_with_another_key_is_refused(house: Bench, anna: Browser) -> None:
    await anna.begin()
    (cookie,) = anna.session.cookie_jar
    forged, _ = states(house.clock, "another-key-" + "x" * 30).new(cookie.value)
    own, _ = states(house.clock).new(cookie.value)
    assert await anna.back(code=CODE, state=forged) == REFUSED
    assert await untouched(house)
    assert await anna.back(code=CODE, state=own) == (200, "slack.installed")


async def test_state_is_good_once(house: Bench, anna: Browser) -> None:
    state = (await anna.begin())["state"]
    (cookie,) = anna.session.cookie_jar
    assert await anna.back(code=CODE, state=state) == (200, "slack.installed")
    anna.session.cookie_jar.update_cookies({cookie.key: cookie.value})
    assert await anna.back(code="another", state=state) == REFUSED
    assert len(house.slack.asked) == 1


async def test_state_of_another_browser_is_refused(house: Bench, anna: Browser) -> None:
    """Else somebody could make a victim's browser finish an install that the victim never began."""
    async with browser(anna.address) as mallory:
        state = (await mallory.begin())["state"]
        assert await anna.back(code=CODE, state=state) == REFUSED
        await anna.begin()
        assert await anna.back(code=CODE, state=state) == REFUSED
        assert await untouched(house)
        assert await mallory.back(code=CODE, state=state) == (200, "slack.installed")


async def test_address_that_somebody_else_sent_does_not_end_an_install_going_on(anna: Browser) -> None:
    state = (await anna.begin())["state"]
    assert await anna.back(code="evil", state="evil") == REFUSED
    assert await anna.back(code=CODE, state=state) == (200, "slack.installed")


async def test_second_tab_does_not_end_the_first_ones_install(anna: Browser) -> None:
    first, second = (await anna.begin())["state"], (await anna.begin())["state"]
    assert first != second
    assert await anna.back(code=CODE, state=first) == (200, "slack.installed")


@pytest.mark.parametrize("cookie", ["", "x", "0" * 31, "0" * 33, "G" * 32, "ü" * 32])
async def test_mark_that_is_none_of_ours_is_replaced(house: Bench, cookie: str) -> None:
    _, mark = states(house.clock).new(cookie)
    assert mark != cookie and len(mark) == 32
    assert states(house.clock).new(mark)[1] == mark


@pytest.mark.parametrize(("seconds", "good"), [(0, True), (599, True), (600, False), (-60, True), (-61, False)])
async def test_state_lives_ten_minutes(house: Bench, anna: Browser, seconds: float, good: bool) -> None:
    """Behind: on a replica whose clock is late."""
    state = (await anna.begin())["state"]
    house.clock.move(seconds=seconds)
    assert (await anna.back(code=CODE, state=state) == (200, "slack.installed")) is good
    assert await untouched(house) is not good


async def test_look_at_the_address_uses_nothing_up(house: Bench, anna: Browser) -> None:
    state = (await anna.begin())["state"]
    for method in ("HEAD", "POST", "OPTIONS"):
        assert (await anna.back(method, code=CODE, state=state))[0] == 405
    async with browser(anna.address) as preview:
        assert await preview.back(code=CODE, state=state) == REFUSED
    assert await untouched(house)
    assert await anna.back(code=CODE, state=state) == (200, "slack.installed")


async def test_state_survives_the_change_of_the_key(house: Bench) -> None:
    old, new = "old-key-" + "o" * 30, "new-key-" + "n" * 30
    async with house.replica(house.oauth(key=old)) as before, browser(before) as anna:
        state = (await anna.begin())["state"]
        async with house.replica(house.oauth(key=f"{new},{old}")) as after:
            anna.address = after
            assert await anna.back(code=CODE, state=state) == (200, "slack.installed")


async def test_two_requests_at_once_install_once_also_on_two_replicas(database_url: str) -> None:
    stores = [open_store(database_url) for _ in range(2)]
    async with bench(stores[0]) as house:
        house.slack.answers["oauth.v2.access"] = Answer(granted().body, delay_seconds=0.05)
        async with (
            house.replica() as here,
            house.replica(house.oauth(stores[1])) as there,
            browser(here) as anna,
        ):
            beside = Browser(anna.session, there)
            for turn in range(5):
                state = (await anna.begin())["state"]
                calls = [one.back(code=CODE, state=state) for one in (anna, beside, anna, beside)]
                found = sorted(await asyncio.gather(*calls))
                assert found == [(200, "slack.installed"), REFUSED, REFUSED, REFUSED]
                assert len(house.asked("oauth.v2.access")) == turn + 1
            assert len(await house.stored()) == 1
    for store in stores:
        await store.close()


async def test_no_two_states_and_marks_are_alike() -> None:
    made = States(store=MemoryStore(), vault=Sealer(Secret(KEY)), ids=SystemIds(), clock=FakeClock())
    found = [made.new() for _ in range(1_000)]
    assert len({state for state, _ in found}) == len({mark for _, mark in found}) == 1_000
