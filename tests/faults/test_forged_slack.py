"""Guarantee 11: forged Slack requests are 400, 401, 403 or 413, never 5xx, and no handler hears of them.

Over real connections that are kept alive, so that nothing a refused request leaves behind spoils the next one: well
signed requests in between still get through.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier

from adapters.common.bodies import Refusal, object_of
from adapters.http.server import build_app
from adapters.slack.api import SlackApi
from adapters.slack.app import SlackDoor
from adapters.slack.tokens import OneWorkspace
from adapters.slack.verify import Verifier, _form
from bot.settings import Secret
from signpost.voices import voices
from tests.adapters.practice.scripted import ListLog, ScriptedDoor
from tests.adapters.slack.signing import FORM, NOW, SIGNING_SECRET, names, payload
from tests.fakes.clock import FakeClock
from tests.faults.amounts import amount
from tests.faults.forgeries import KINDS, described, forged, genuine
from tests.faults.lines import REFUSALS, Line, Outcome

FORGED = amount(sample=1_500, full=10_000)
PLANTED = 2 * sum(map(len, KINDS.values()))
EVERY = 10
SEED = 11
NOBODY = "http://127.0.0.1:9/api/"
CALLS = web.AppKey("calls", list[Mapping[str, Any]])
"""What came through to the handler behind the verifier."""


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """aiohttp writes down every malformed request with what was in it."""
    caplog.set_level(logging.CRITICAL, "aiohttp.server")


class CountingDoor(SlackDoor):
    """The real route; what it lets through is only written down."""

    def __init__(self, verifier: Verifier, calls: list[Mapping[str, Any]]) -> None:
        super().__init__(
            door=ScriptedDoor(),
            api=SlackApi(NOBODY),
            tokens=OneWorkspace(Secret("xoxb-test"), api_url=NOBODY, clock=FakeClock(), log=ListLog()),
            voices=voices(),
            language="en",
            clock=FakeClock(),
            log=ListLog(),
            verifier=verifier,
        )
        self._calls = calls

    async def receive(self, payload: dict[str, Any]) -> BoltResponse:
        self._calls.append(payload)
        return BoltResponse(status=200, body="")


def application(verifier: Verifier) -> web.Application:
    """The server as `signpost run` builds it, with the door's own route."""
    calls: list[Mapping[str, Any]] = []

    async def ready() -> Sequence[str]:
        return []

    routes = CountingDoor(verifier, calls).routes()
    app = build_app(routes=routes, log=ListLog(), ready=ready, registry=CollectorRegistry())
    app[CALLS] = calls
    return app


async def attacked(verifier: Verifier, count: int) -> Outcome:
    """Every forgery in turn, a well signed request after each tenth."""
    outcome, own = Outcome(), genuine(payload("command"))
    app = application(verifier)
    async with TestServer(app) as server:
        line = Line(str(server.host), server.port or 0)
        for turn, (name, request) in enumerate(forged([payload(one) for one in names()], count, SEED)):
            before = len(app[CALLS])
            status = await line.status(request)
            outcome.statuses[status] += 1
            outcome.passed += len(app[CALLS]) - before
            if status not in REFUSALS:
                outcome.wrong.append(f"{name}: {status} for {described(request)}")
            if turn % EVERY == 0:
                before, status = len(app[CALLS]), await line.status(own)
                well = status == 200 and app[CALLS][before:] == [payload("command")]
                outcome.let_in, outcome.stopped = outcome.let_in + well, outcome.stopped + (not well)
        await line.close()
        outcome.opened = line.opened
    return outcome


@pytest.mark.timeout(600)
async def test_forged_requests_are_refused_and_no_handler_hears_of_them(
    record_property: Callable[[str, object], None],
) -> None:
    outcome = await attacked(Verifier(Secret(SIGNING_SECRET), FakeClock()), FORGED)
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(outcome.statuses.items()))
    record_property(
        "numbers",
        f"{FORGED} forgeries of {PLANTED // 2} kinds: {statuses}; {outcome.passed} handler calls; "
        f"{outcome.let_in} well signed in between let in, {outcome.stopped} not",
    )
    assert outcome.wrong == []
    assert (outcome.passed, outcome.stopped) == (0, 0)
    assert outcome.let_in == (FORGED + EVERY - 1) // EVERY
    assert sum(outcome.statuses.values()) == FORGED
    assert outcome.opened < FORGED / 3, "the connections were not kept alive"


# --- Planted faults ----------------------------------------------------------------------------------------------


class ComparesNothing(Verifier):
    def verified(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        text = body.decode("utf-8", "replace")
        return _form(text) if headers.get("Content-Type") == FORM else object_of(text)


class Timeless(Verifier):
    """An old request is as good as a new one."""

    def verified(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        stamp = headers.get("X-Slack-Request-Timestamp", "")
        self._clock = At(int(stamp)) if stamp.isdecimal() and stamp.isascii() and len(stamp) < 11 else FakeClock()
        return super().verified(headers, body)


class FirstOfSeveral(Verifier):
    """Two headers of a name: the first is taken, whatever the second says."""

    def verified(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        first = {name: headers[name] for name in {known.title() for known in headers}}
        return super().verified(first, body)


class AsTheLibraryDoes(Verifier):
    """Slack's own check, as Bolt calls it: it takes the timestamp for a number and the body for text."""

    def verified(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        if not SignatureVerifier(SIGNING_SECRET, LibraryClock()).is_valid_request(body, dict(headers)):
            raise Refusal(401, "bad_signature")
        return _form(body.decode()) if headers.get("Content-Type") == FORM else object_of(body.decode())


class At(FakeClock):
    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.move(seconds=seconds - NOW)


class LibraryClock(Clock):
    def now(self) -> float:
        return NOW


@pytest.mark.parametrize("fault", [ComparesNothing, Timeless, FirstOfSeveral, AsTheLibraryDoes])
async def test_planted_fault_of_the_verifier_is_caught(fault: type[Verifier]) -> None:
    outcome = await attacked(fault(Secret(SIGNING_SECRET), FakeClock()), PLANTED)
    assert not outcome.is_kept()


async def test_planted_verifier_that_lets_nobody_in_is_caught() -> None:
    outcome = await attacked(Verifier(Secret(), FakeClock()), PLANTED)
    assert (outcome.passed, outcome.let_in) == (0, 0)
    assert not outcome.is_kept()
