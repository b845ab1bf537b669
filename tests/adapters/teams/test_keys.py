"""Microsoft's keys: fetched before they are needed, at most once a minute, and kept while nobody answers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor

from adapters.teams.keys import PAUSE, Keys
from tests.adapters.practice.scripted import ListLog
from tests.fakes.clock import FakeClock
from tests.slack import faults
from tests.teams.issuer import BARE_KID, KID, OTHER_KID, SKYPE_KID, Issuer, issuer, published


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def trusted() -> AsyncIterator[Issuer]:
    async with issuer() as found:
        yield found


@pytest.fixture
def log() -> ListLog:
    return ListLog()


@pytest.fixture
def keys(trusted: Issuer, clock: FakeClock, log: ListLog) -> Keys:
    return Keys(trusted.cloud().keys_url, clock, log)


async def test_keys_come_with_the_channels_they_may_speak_for(keys: Keys) -> None:
    own, skype, bare = [await keys.of(kid) for kid in (KID, SKYPE_KID, BARE_KID)]
    assert own and own.endorsements == {"msteams", "webchat"}
    assert skype and skype.endorsements == {"skype", "webchat"}
    assert bare and bare.endorsements == frozenset()
    assert await keys.of("curve") is None


async def test_unknown_key_is_asked_for_once_a_minute(keys: Keys, trusted: Issuer, clock: FakeClock) -> None:
    for n in range(50):
        assert await keys.of(f"unknown-{n}") is None
    assert trusted.asked == 1
    clock.move(PAUSE - timedelta(seconds=1))
    assert await keys.of("unknown") is None
    assert trusted.asked == 1
    clock.move(seconds=1)
    trusted.keys.append(published("new", "other", ["msteams"]))
    assert await keys.of("new") is not None
    assert trusted.asked == 2


async def test_many_who_ask_together_fetch_once(keys: Keys, trusted: Issuer) -> None:
    found = await asyncio.gather(*(keys.of(KID) for _ in range(20)))
    assert all(found) and trusted.asked == 1


async def test_known_keys_are_fetched_anew_once_a_day(keys: Keys, trusted: Issuer, clock: FakeClock) -> None:
    await keys.keep_fresh()
    clock.move(timedelta(hours=23, minutes=59))
    await keys.keep_fresh()
    assert trusted.asked == 1
    clock.move(timedelta(minutes=1))
    await keys.keep_fresh()
    assert trusted.asked == 2


async def test_clock_that_goes_back_does_not_keep_keys_from_being_fetched(
    keys: Keys, trusted: Issuer, clock: FakeClock
) -> None:
    await keys.refresh()
    clock.move(timedelta(days=-1))
    assert await keys.of("unknown") is None
    assert trusted.asked == 2


@pytest.mark.parametrize("method", ["metadata", "keys"])
@pytest.mark.parametrize(
    "fault", [faults.server_error(), faults.reset_before(), faults.broken_json(), faults.Fault(200, "[]")]
)
async def test_known_keys_stay_while_nobody_answers(
    keys: Keys, trusted: Issuer, clock: FakeClock, log: ListLog, method: str, fault: faults.Fault
) -> None:
    await keys.keep_fresh()
    clock.move(timedelta(days=1))
    trusted.faults.always(method, fault)
    assert await keys.of(KID) is not None
    assert keys.failing and [event for event, _ in log.lines] == ["teams.keys_failed"]
    trusted.faults.clear()
    clock.move(PAUSE)
    await keys.keep_fresh()
    assert not keys.failing


async def test_weak_or_broken_keys_are_not_taken(keys: Keys, trusted: Issuer) -> None:
    own = trusted.keys[2]
    trusted.keys = [
        own | {"kid": "weak", "n": own["n"][:170]},
        own | {"kid": 7},
        own | {"kid": "for_secrecy", "use": "enc"},
        own | {"kid": "broken", "n": "?"},
        "odd",  # type: ignore[list-item]
        own | {"kid": OTHER_KID, "endorsements": [7, "msteams"]},
    ]
    assert [await keys.of(kid) is not None for kid in ("weak", "for_secrecy", "broken", OTHER_KID)] == [False] * 3 + [
        True
    ]


async def test_sdk_reads_the_same_keys_and_fetches_none(keys: Keys, trusted: Issuer) -> None:
    keys.serve_the_sdk()
    served = JwtTokenExtractor.get_open_id_metadata(trusted.cloud().keys_url)
    key = await keys.of(KID)
    assert await served.get(KID) is key
    with pytest.raises(PermissionError):
        await served.get("unknown")
    assert trusted.asked == 1
