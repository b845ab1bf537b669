"""The border: what the forgeries of guarantee 12 cannot show over a connection from this machine."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from multidict import CIMultiDict

from adapters.common.bodies import BODY_LIMIT, Refusal
from adapters.teams.cloud import PUBLIC, Cloud
from adapters.teams.keys import Keys
from adapters.teams.verify import LEEWAY_SECONDS, Verifier
from tests.adapters.practice.scripted import ListLog
from tests.fakes.clock import FakeClock
from tests.teams.activities import activity
from tests.teams.issuer import APP_ID, KID, OTHER_KID, TENANT, Issuer, issuer, published, signed

HERE = "http://127.0.0.1:4000"
SERVICE = "https://smba.trafficmanager.net/emea/"
LOCAL = {"Host": "127.0.0.1:8080"}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def trusted(clock: FakeClock) -> AsyncIterator[Issuer]:
    async with issuer(now=lambda: clock.now().timestamp()) as found:
        yield found


def verifier(trusted: Issuer | None, clock: FakeClock, app_id: str = APP_ID) -> Verifier:
    cloud = trusted.cloud() if trusted else PUBLIC
    return Verifier(app_id, (TENANT,), cloud, Keys(cloud.keys_url, clock, ListLog()), clock)


def asked(token: str | None, **more: str) -> CIMultiDict[str]:
    bearing = {} if token is None else {"Authorization": f"Bearer {token}"}
    return CIMultiDict({"Content-Type": "application/json", **bearing, **more})


def body(**changes: Any) -> bytes:
    return json.dumps(activity(changes.pop("service_url", SERVICE), **changes)).encode()


async def code(verifier: Verifier, headers: Mapping[str, str], content: bytes, remote: str = "10.0.0.7") -> str:
    """How it is refused; empty if it is not."""
    try:
        await verifier.verified(headers, content, remote)
    except Refusal as refused:
        return f"{refused.status} {refused.code}"
    return ""


async def test_genuine_activity_comes_through_as_it_was_sent(trusted: Issuer, clock: FakeClock) -> None:
    headers = asked(trusted.token(SERVICE))
    found = await verifier(trusted, clock).verified(headers, body(unheard={"of": [1]}), "52.112.0.1")
    assert found.activity == activity(SERVICE, unheard={"of": [1]})
    assert found.header == headers["Authorization"]


@pytest.mark.parametrize("tenant", [TENANT.upper(), TENANT])
async def test_tenant_is_the_same_in_capital_letters(trusted: Issuer, clock: FakeClock, tenant: str) -> None:
    headers = asked(trusted.token(SERVICE))
    assert await code(verifier(trusted, clock), headers, body(channelData={"tenant": {"id": tenant}})) == ""


@pytest.mark.parametrize(
    ("after", "outcome"), [(3_600 + LEEWAY_SECONDS - 1, ""), (3_600 + LEEWAY_SECONDS, "401 expired")]
)
async def test_token_that_was_good_ends_all_the_same(
    trusted: Issuer, clock: FakeClock, after: int, outcome: str
) -> None:
    own, headers = verifier(trusted, clock), asked(trusted.token(SERVICE))
    assert await code(own, headers, body()) == ""
    clock.move(seconds=after)
    assert await code(own, headers, body()) == outcome


@pytest.mark.parametrize(("ahead", "outcome"), [(LEEWAY_SECONDS, ""), (LEEWAY_SECONDS + 1, "401 not_yet")])
async def test_token_of_a_clock_that_is_ahead(trusted: Issuer, clock: FakeClock, ahead: int, outcome: str) -> None:
    begins = int(clock.now().timestamp()) + ahead
    assert await code(verifier(trusted, clock), asked(trusted.token(SERVICE, nbf=begins)), body()) == outcome


async def test_known_token_does_not_open_another_service_or_tenant(trusted: Issuer, clock: FakeClock) -> None:
    own, headers = verifier(trusted, clock), asked(trusted.token(SERVICE))
    assert await code(own, headers, body()) == ""
    other = "https://smba.trafficmanager.net/amer/"
    assert await code(own, headers, body(service_url=other)) == "401 foreign_service_url"
    assert await code(own, headers, body(channelData={"tenant": {"id": "other"}})) == "403 foreign_tenant"


async def test_known_token_ends_with_its_key(trusted: Issuer, clock: FakeClock) -> None:
    """A key that is withdrawn is learned of within a day; then what it has signed is good no more."""
    own = verifier(trusted, clock)
    ends = int(clock.now().timestamp()) + 10**6
    headers = asked(trusted.token(SERVICE, exp=ends))
    assert await code(own, headers, body()) == ""
    trusted.keys = [published(OTHER_KID, "other", ["msteams"])]
    clock.move(timedelta(hours=24))
    assert await code(own, headers, body()) == "401 unknown_key"


async def test_key_of_the_same_name_is_another_key(trusted: Issuer, clock: FakeClock) -> None:
    own = verifier(trusted, clock)
    headers = asked(trusted.token(SERVICE, exp=int(clock.now().timestamp()) + 10**6))
    assert await code(own, headers, body()) == ""
    trusted.keys = [published(KID, "other", ["msteams"])]
    clock.move(timedelta(hours=24))
    assert await code(own, headers, body()) == "401 bad_signature"


async def test_nobody_is_let_in_while_no_key_is_known(trusted: Issuer, clock: FakeClock) -> None:
    trusted.keys = []
    assert await code(verifier(trusted, clock), asked(trusted.token(SERVICE)), body()) == "401 keys_unavailable"


async def test_body_beyond_the_limit_is_not_read(trusted: Issuer, clock: FakeClock) -> None:
    large = body() + b" " * BODY_LIMIT
    assert await code(verifier(trusted, clock), asked(trusted.token(SERVICE)), large) == "413 too_large"


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://smba.trafficmanager.net/emea/", True),
        ("https://smba.trafficmanager.net/teams", True),
        ("https://smba.trafficmanager.net:443/amer/b0000000-0000-4000-8000-00000000000b/", True),
        ("https://SMBA.trafficmanager.net/emea/", True),
        ("https://smba.trafficmanager.net:8443/emea/", False),
        ("http://smba.trafficmanager.net/emea/", False),
        ("https://evil.trafficmanager.net/emea/", False),
        ("https://smba.trafficmanager.net.example/", False),
        ("https://x@smba.trafficmanager.net/", False),
        ("https://:@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/?to=evil", False),
        ("https://smba.trafficmanager.net/#x", False),
        ("https://127.0.0.1/", False),
        ("http://127.0.0.1:4000/_connector", False),
        ("https://smba.trafficmanager.net:port/", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_service_urls_are_those_of_teams(clock: FakeClock, url: str, is_one: bool) -> None:
    assert verifier(None, clock).is_service(url) is is_one


def test_tests_own_service_is_let_in_by_its_whole_origin() -> None:
    cloud = Cloud(here=frozenset({HERE}))
    assert cloud.is_service(f"{HERE}/emea/")
    assert not cloud.is_service("http://127.0.0.1:4001/emea/") and not cloud.is_service("https://127.0.0.1:4000/")


# --- Without an app id -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("remote", "headers", "outcome"),
    [
        ("127.0.0.1", LOCAL, ""),
        ("::1", {"Host": "[::1]:8080"}, ""),
        ("::ffff:127.0.0.1", {"Host": "localhost"}, ""),
        ("127.0.0.1", LOCAL | {"Authorization": "Bearer anything"}, ""),
        ("10.0.0.7", LOCAL, "403 not_loopback"),
        ("::ffff:10.0.0.7", LOCAL, "403 not_loopback"),
        ("", LOCAL, "403 not_loopback"),
        ("127.0.0.1", {"Host": "signpost.example"}, "403 foreign_host"),
        ("127.0.0.1", {}, "403 foreign_host"),
        ("127.0.0.1", LOCAL | {"X-Forwarded-For": "10.0.0.7"}, "403 forwarded"),
        ("127.0.0.1", LOCAL | {"forwarded": "for=10.0.0.7"}, "403 forwarded"),
        ("127.0.0.1", LOCAL | {"Via": "1.1 proxy"}, "403 forwarded"),
        ("127.0.0.1", LOCAL | {"Origin": "http://127.0.0.1:8080"}, "403 from_a_browser"),
        ("127.0.0.1", LOCAL | {"Sec-Fetch-Site": "cross-site"}, "403 from_a_browser"),
    ],
)
async def test_bot_without_an_app_id_hears_this_machine_only(
    clock: FakeClock, remote: str, headers: Mapping[str, str], outcome: str
) -> None:
    own = verifier(None, clock, app_id="")
    assert await code(own, asked(None, **headers), body(service_url=f"{HERE}/_connector"), remote) == outcome


async def test_bot_without_an_app_id_hands_no_header_on(clock: FakeClock) -> None:
    headers = asked("x.y.z", **LOCAL)
    found = await verifier(None, clock, app_id="").verified(headers, body(service_url=HERE), "127.0.0.1")
    assert found.header is None


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"channelId": "emulator"}, "403 foreign_channel"),
        ({"serviceUrl": "http://10.0.0.7/"}, "403 foreign_service_url"),
        ({"serviceUrl": "http://x@127.0.0.1/"}, "403 foreign_service_url"),
        ({"channelData": {"tenant": {"id": "another"}}}, "403 foreign_tenant"),
        ({"type": ""}, "400 no_type"),
    ],
)
async def test_bot_without_an_app_id_checks_all_else(
    clock: FakeClock, changes: Mapping[str, Any], outcome: str
) -> None:
    own = verifier(None, clock, app_id="")
    told = json.dumps(activity(HERE, **changes)).encode()
    assert await code(own, asked(None, **LOCAL), told, "127.0.0.1") == outcome


async def test_claims_of_a_signed_token_that_are_no_object(trusted: Issuer, clock: FakeClock) -> None:
    token = signed(trusted.head(), b'["exp"]')
    assert await code(verifier(trusted, clock), asked(token), body()) == "401 bad_signature"
