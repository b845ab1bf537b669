"""Guarantee 12: forged or foreign Teams requests are 400, 401, 403 or 413, never 5xx; no handler hears of them.

Tokens are signed by a local issuer with its own metadata and keys; all goes over real connections that are kept alive,
and genuine requests in between get through and are answered.
"""

import logging
import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry

from adapters.common.bodies import Refusal, object_of, text_of
from adapters.http.server import build_app
from adapters.teams.app import TeamsDoor
from adapters.teams.keys import Key, Keys
from adapters.teams.verify import Verified, Verifier, _Known
from tests.adapters.practice.scripted import ListLog
from tests.faults.amounts import amount
from tests.faults.forgeries import described
from tests.faults.lines import REFUSALS, Line, Outcome
from tests.faults.teams_forgeries import KINDS, Forger, forged
from tests.teams.connector import Connector, connector
from tests.teams.house import door_to
from tests.teams.issuer import Issuer, issuer

FORGED = amount(sample=1_000, full=10_000)
PLANTED = 3 * sum(map(len, KINDS.values()))
EVERY = 10
SEED = 12


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """aiohttp writes down every malformed request with what was in it."""
    caplog.set_level(logging.CRITICAL, "aiohttp.server")


@dataclass
class Heard:
    """The handler behind the door: it answers whatever comes through."""

    calls: list[Mapping[str, Any]] = field(default_factory=list)


def application(door: TeamsDoor, heard: Heard) -> web.Application:
    """The server as `signpost run` builds it, with the door's own route."""

    async def take(activity: dict[str, Any]) -> dict[str, Any] | None:
        heard.calls.append(activity)
        await door.chat.answer(activity, {"type": "message", "text": "heard"})
        return None

    async def ready() -> Sequence[str]:
        return []

    door.take = take  # type: ignore[method-assign]
    return build_app(routes=door.routes(), log=ListLog(), ready=ready, registry=CollectorRegistry())


@dataclass
class Attack(Outcome):
    """``said``: messages of the bot that no genuine request asked for; ``fetched``: how often keys were asked for."""

    said: int = 0
    fetched: int = 0

    def is_kept(self) -> bool:
        return super().is_kept() and not self.said


async def attacked(count: int, fault: Callable[[TeamsDoor], None] = lambda door: None) -> Attack:
    """Every forgery in turn, a genuine request after each tenth."""
    outcome, heard = Attack(), Heard()
    async with issuer() as trusted, connector(token=None) as teams, door_to(trusted, teams) as door:
        fault(door)
        async with TestServer(application(door, heard)) as server:
            line = Line(str(server.host), server.port or 0)
            await _attack(outcome, heard, line, trusted, teams, count)
            await line.close()
            outcome.opened = line.opened
        outcome.fetched = trusted.asked
    return outcome


async def _attack(outcome: Attack, heard: Heard, line: Line, trusted: Issuer, teams: Connector, count: int) -> None:
    own = Forger(trusted, teams.service_url, random.Random(SEED))
    for turn, (name, request) in enumerate(forged(trusted, teams.service_url, count, SEED)):
        before = len(heard.calls), len(teams.asked)
        status = await line.status(request)
        outcome.statuses[status] += 1
        outcome.passed += len(heard.calls) - before[0]
        outcome.said += len(teams.asked) - before[1]
        if status not in REFUSALS:
            outcome.wrong.append(f"{name}: {status} for {described(request)}")
        if turn % EVERY == 0:
            before = len(heard.calls), len(teams.posted)
            well = await line.status(own.genuine()) == 200
            well = well and (len(heard.calls), len(teams.posted)) == (before[0] + 1, before[1] + 1)
            outcome.let_in, outcome.stopped = outcome.let_in + well, outcome.stopped + (not well)


@pytest.mark.timeout(900)
async def test_forged_teams_requests_are_refused_and_nothing_is_said(
    record_property: Callable[[str, object], None],
) -> None:
    outcome = await attacked(FORGED)
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(outcome.statuses.items()))
    record_property(
        "numbers",
        f"{FORGED} forgeries of {PLANTED // 3} kinds: {statuses}; {outcome.passed} handler calls, {outcome.said} "
        f"replies; {outcome.let_in} genuine in between let in, {outcome.stopped} not; keys fetched {outcome.fetched} x",
    )
    assert outcome.wrong == []
    assert (outcome.passed, outcome.said, outcome.stopped) == (0, 0, 0)
    assert outcome.let_in == (FORGED + EVERY - 1) // EVERY
    assert sum(outcome.statuses.values()) == FORGED
    assert outcome.opened < FORGED / 3, "the connections were not kept alive"


# --- Planted faults ----------------------------------------------------------------------------------------------


def _verifying(fault: type[Verifier]) -> Callable[[TeamsDoor], None]:
    def plant(door: TeamsDoor) -> None:
        door._verifier.__class__ = fault

    return plant


class Believes(Verifier):
    """Every token is taken for signed."""

    async def _signed(self, token: str) -> _Known:
        claims = jwt.decode(token, options={"verify_signature": False})
        return _Known("signpost-1", _ANY_KEY, claims["exp"], 0.0, claims["serviceurl"])


class Unending(Verifier):
    """A token that does not say when it ends is good for ever, as the SDK has it."""

    async def _signed(self, token: str) -> _Known:
        try:
            return await super()._signed(token)
        except Refusal as refused:
            if refused.code != "bad_exp":
                raise
            claims = jwt.decode(token, options={"verify_signature": False})
            return _Known("signpost-1", _ANY_KEY, math.inf, 0.0, claims["serviceurl"])


class AsTheLibraryDoes(Verifier):
    """Only the SDK's own check, which takes the key's id for known, and no look at channel, service and tenant."""

    async def verified(self, headers: Mapping[str, str], body: bytes, remote: str | None) -> Verified:
        activity = object_of(text_of(body))
        activity.setdefault("serviceUrl", "")
        return Verified(activity, headers.get("Authorization"))


class AnyTenant(Verifier):
    def _checked(self, activity: dict[str, Any]) -> str:
        try:
            return super()._checked(activity)
        except Refusal as refused:
            if refused.code != "foreign_tenant":
                raise
            return str(activity["serviceUrl"])


class AnyService(Verifier):
    def is_service(self, url: str) -> bool:
        return True


class UnendorsedKeys(Keys):
    async def of(self, kid: str) -> Key | None:
        key = await super().of(kid)
        return key and Key(key.public_key, frozenset({"msteams"}))


_ANY_KEY = Key(None, frozenset({"msteams"}))


@pytest.mark.parametrize("fault", [Believes, Unending, AsTheLibraryDoes, AnyTenant, AnyService])
async def test_planted_fault_of_the_teams_verifier_is_caught(fault: type[Verifier]) -> None:
    outcome = await attacked(PLANTED, _verifying(fault))
    assert not outcome.is_kept()


async def test_planted_fault_of_unendorsed_keys_is_caught() -> None:
    def plant(door: TeamsDoor) -> None:
        door._verifier._keys.__class__ = UnendorsedKeys

    assert not (await attacked(PLANTED, plant)).is_kept()


async def test_planted_verifier_that_lets_no_teams_in_is_caught() -> None:
    def plant(door: TeamsDoor) -> None:
        door._verifier._app_id = "another"

    outcome = await attacked(PLANTED, plant)
    assert (outcome.passed, outcome.let_in) == (0, 0)
    assert not outcome.is_kept()
