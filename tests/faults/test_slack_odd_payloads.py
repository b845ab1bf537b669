"""Guarantee 11, what is well signed: every recorded payload with any one thing of another shape is never a 5xx.

Slack would tell it again and again, and people would read that the app has failed.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.api import SlackApi
from adapters.slack.app import SlackDoor
from adapters.slack.tokens import OneWorkspace
from bot.settings import Secret
from signpost.voices import voices
from tests.adapters.practice.scripted import ListLog, ScriptedDoor
from tests.fakes.clock import FakeClock
from tests.faults.amounts import amount
from tests.faults.slack_canaries import SHAPES, odd

NOBODY = "http://127.0.0.1:9/api/"
SHAPES_TRIED = amount(sample=2, full=len(SHAPES))


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Bolt writes down what it stumbles over."""
    caplog.set_level(logging.CRITICAL)


@asynccontextmanager
async def opened(kind: type[SlackDoor]) -> AsyncIterator[SlackDoor]:
    """The real door before a scripted core; Slack itself is out of reach."""
    api, clock, log = SlackApi(NOBODY), FakeClock(), ListLog()
    tokens = OneWorkspace(Secret("xoxb-test"), api_url=NOBODY, clock=clock, log=log)
    door = kind(
        door=ScriptedDoor(), api=api, tokens=tokens, voices=voices(), language="en", clock=clock, log=log, verifier=None
    )
    try:
        yield door
    finally:
        await door.close()
        await api.close()


async def statuses(kind: type[SlackDoor], shapes: int) -> Counter[int]:
    seen: Counter[int] = Counter()
    async with opened(kind) as door:
        for turn in range(shapes):
            for call in odd("http://127.0.0.1:9", turn):
                seen[(await door.receive(dict(call.body))).status] += 1
    return seen


async def test_well_signed_payload_of_an_odd_shape_is_no_failure_of_ours(
    record_property: Callable[[str, object], None],
) -> None:
    seen = await statuses(SlackDoor, SHAPES_TRIED)
    record_property("numbers", ", ".join(f"{count} x {status}" for status, count in sorted(seen.items())))
    assert seen[400] > 50
    assert set(seen) == {200, 400}


class AsBoltDoes(SlackDoor):
    async def receive(self, payload: dict[str, Any]) -> BoltResponse:
        try:
            return await self._bolt.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
        except Exception:
            return BoltResponse(status=500)


async def test_planted_fault_of_the_library_alone_is_caught() -> None:
    assert (await statuses(AsBoltDoes, 1))[500]
