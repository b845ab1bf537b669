"""The bot's own token: fetched once, kept until shortly before its end, and asked for again when it is refused."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from adapters.teams.cloud import PUBLIC
from adapters.teams.tokens import NO_IDENTITY, ByManagedIdentity, ByPassword, Tokens
from bot.errors import Rejected, Unreachable
from bot.settings import Secret
from tests.fakes.clock import FakeClock
from tests.slack import faults
from tests.teams.issuer import APP_ID, BOT_TOKEN, PASSWORD, TENANT, Issuer, issuer, serving, signed


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def trusted() -> AsyncIterator[Issuer]:
    async with issuer() as found:
        yield found


@pytest.fixture
def tokens(trusted: Issuer, clock: FakeClock) -> Tokens:
    return Tokens(ByPassword(APP_ID, Secret(PASSWORD), TENANT, trusted.cloud(), clock), clock)


async def test_token_is_asked_for_with_the_apps_password_in_its_own_tenant(tokens: Tokens, trusted: Issuer) -> None:
    assert await tokens.current() == Secret(BOT_TOKEN)
    assert trusted.logins == [
        {
            "grant_type": "client_credentials",
            "client_id": APP_ID,
            "client_secret": PASSWORD,
            "scope": "https://api.botframework.com/.default",
            "tenant": TENANT,
        }
    ]


async def test_many_who_need_it_together_ask_once(tokens: Tokens, trusted: Issuer) -> None:
    await asyncio.gather(*(tokens.current() for _ in range(20)))
    assert len(trusted.logins) == 1


@pytest.mark.parametrize(("after", "logins"), [(timedelta(minutes=54), 1), (timedelta(minutes=55), 2)])
async def test_token_is_renewed_five_minutes_before_its_end(
    tokens: Tokens, trusted: Issuer, clock: FakeClock, after: timedelta, logins: int
) -> None:
    await tokens.current()
    clock.move(after)
    await tokens.current()
    assert len(trusted.logins) == logins


async def test_forgotten_token_is_replaced_and_only_that_one(tokens: Tokens, trusted: Issuer) -> None:
    first = await tokens.current()
    trusted.bot_token = "second"
    tokens.forget(first)
    assert await tokens.current() == Secret("second")
    tokens.forget(first)
    assert await tokens.current() == Secret("second")
    assert len(trusted.logins) == 2


async def test_refused_password_has_microsofts_number_and_not_its_sentence(tokens: Tokens, trusted: Issuer) -> None:
    trusted.login_answer = {
        "error": "invalid_client",
        "error_description": f"AADSTS7000215: Invalid client secret provided: {PASSWORD}",
        "error_codes": [7000215],
    }
    with pytest.raises(Rejected) as caught:
        await tokens.current()
    assert caught.value.reason == tokens.refused == "invalid_client:AADSTS7000215"
    trusted.login_answer = None
    await tokens.current()
    assert tokens.refused == ""


@pytest.mark.parametrize("answer", [{}, {"error": 7}, {"error": "two words"}, {"error": "x", "error_codes": ["y"]}])
async def test_odd_refusal_is_one_all_the_same(tokens: Tokens, trusted: Issuer, answer: dict[str, Any]) -> None:
    trusted.login_answer = answer
    with pytest.raises(Rejected, match=r"^[a-z]+$"):
        await tokens.current()


@pytest.mark.parametrize(
    "fault",
    [
        faults.server_error(503),
        faults.reset_before(),
        faults.broken_json(),
        faults.Fault(200, "{}"),
        faults.Fault(200, "[]"),
        faults.Fault(302, ""),
    ],
)
async def test_login_that_does_not_answer_well_is_unreachable(
    tokens: Tokens, trusted: Issuer, fault: faults.Fault
) -> None:
    trusted.faults.next("login", fault)
    with pytest.raises(Unreachable):
        await tokens.current()
    assert await tokens.current() == Secret(BOT_TOKEN)


async def test_bot_without_an_app_id_has_no_token(clock: FakeClock) -> None:
    assert await Tokens(None, clock).current() is None


# --- The managed identity: asked of the machine, as App Service offers it --------------------------------------


Identity = Callable[[web.Request], web.Response]


@pytest.fixture
async def machine(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Identity]]:
    """The last of the answers is given."""
    answers: list[Identity] = []

    async def answered(request: web.Request) -> web.StreamResponse:
        return answers[-1](request)

    app = web.Application()
    app.add_routes([web.get("/msi/token", answered)])
    async with serving(app) as url:
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"{url}/msi/token")
        monkeypatch.setenv("IDENTITY_HEADER", "canary")
        yield answers


async def test_managed_identity_gives_a_token_that_is_kept(machine: list[Identity], clock: FakeClock) -> None:
    asked = []
    ends = int((clock.now() + timedelta(hours=24)).timestamp())
    token = signed({"alg": "RS256"}, {"exp": ends})

    def answer(request: web.Request) -> web.Response:
        asked.append(dict(request.query))
        return web.json_response({"access_token": token, "expires_on": str(ends), "resource": asked[-1]["resource"]})

    machine.append(answer)
    tokens = Tokens(ByManagedIdentity(f"{APP_ID[:-1]}1", PUBLIC, clock), clock)
    assert await tokens.current() == Secret(token)
    clock.move(hours=23)
    assert await tokens.current() == Secret(token)
    assert [(one["client_id"], one["resource"]) for one in asked] == [
        (f"{APP_ID[:-1]}1", "https://api.botframework.com")
    ]


async def test_machine_without_that_identity_is_a_refusal(machine: list[Identity], clock: FakeClock) -> None:
    machine.append(lambda request: web.json_response({"statusCode": 400, "message": "No identity"}, status=400))
    tokens = Tokens(ByManagedIdentity(f"{APP_ID[:-1]}2", PUBLIC, clock), clock)
    with pytest.raises(Rejected, match=NO_IDENTITY):
        await tokens.current()
    assert tokens.refused == NO_IDENTITY


async def test_machine_that_answers_nonsense_is_unreachable(machine: list[Identity], clock: FakeClock) -> None:
    machine.append(lambda request: web.Response(text="<html>"))
    with pytest.raises(Unreachable, match="^login:"):
        await Tokens(ByManagedIdentity(f"{APP_ID[:-1]}3", PUBLIC, clock), clock).current()
