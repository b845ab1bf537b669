"""``SLACK_BOT_TOKEN``: whose it is, what it may do, and that it works while Slack is down."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace

import pytest

from adapters.slack.tokens import OneWorkspace, Token
from bot.ports import Clock
from bot.settings import Secret
from tests.adapters.slack.answering import Answer, AnsweringSlack, holder, refusal, serving
from tests.fakes.clock import FakeClock
from tests.fakes.log import RecordingLog

CANARY = "xoxb-canary-7f3a"
SCOPES = ("chat:write", "commands")
NOBODY = "http://127.0.0.1:9/api/"
"""Nothing listens there."""


@pytest.fixture
def slack() -> AnsweringSlack:
    return AnsweringSlack({"auth.test": holder(SCOPES)})


@pytest.fixture
async def address(slack: AnsweringSlack) -> AsyncIterator[str]:
    async with serving(slack) as url:
        yield f"{url}/api/"


def one(address: str, clock: Clock, log: RecordingLog | None = None, allowed: Iterable[str] = ()) -> OneWorkspace:
    return OneWorkspace(Secret(CANARY), api_url=address, clock=clock, log=log or RecordingLog(), allowed=tuple(allowed))


async def told(tokens: OneWorkspace, workspace: str) -> Token | None:
    """What a request gets once the question that the first one set off is answered."""
    await tokens.of(workspace)
    if tokens._asking is not None:
        await asyncio.gather(tokens._asking, return_exceptions=True)
    return await tokens.of(workspace)


async def test_slack_is_asked_once_and_tells_workspace_bot_and_scopes(slack: AnsweringSlack, address: str) -> None:
    tokens = one(address, FakeClock())
    expected = Token(
        workspace="T01TEST", value=Secret(CANARY), bot_user="U01BOT", bot_id="B01BOT", scopes=frozenset(SCOPES)
    )
    assert [await told(tokens, "T01TEST") for _ in range(20)] == [expected] * 20
    assert await told(tokens, "T02TEST") is None
    assert [(question.method, question.token) for question in slack.asked] == [("auth.test", CANARY)]


async def test_many_at_once_wait_for_the_same_answer(slack: AnsweringSlack, address: str) -> None:
    slack.answers["auth.test"] = replace(holder(SCOPES), delay_seconds=0.1)
    tokens = one(address, FakeClock())
    found = await asyncio.gather(*(told(tokens, workspace) for workspace in ["T02TEST", *["T01TEST"] * 20]))
    assert found[0] is None and all(token is not None and token.bot_user for token in found[1:])
    assert len(slack.asked) == 1


async def test_unknown_scopes_are_not_missing_scopes(slack: AnsweringSlack, address: str) -> None:
    slack.answers["auth.test"] = holder(None)
    token = await told(one(address, FakeClock()), "T01TEST")
    assert token is not None and token.scopes is None


async def test_without_slack_the_first_to_ask_is_trusted_and_no_other() -> None:
    tokens = one(NOBODY, FakeClock())
    assert await told(tokens, "T01TEST") == Token(workspace="T01TEST", value=Secret(CANARY))
    assert await told(tokens, "T02TEST") is None
    assert await told(tokens, "T01TEST") is not None


async def test_without_slack_the_listed_workspaces_are_trusted() -> None:
    tokens = one(NOBODY, FakeClock(), allowed=["T01TEST", "T02TEST"])
    assert await told(tokens, "T03TEST") is None
    assert await told(tokens, "T02TEST") == Token(workspace="T02TEST", value=Secret(CANARY))
    assert await told(tokens, "T01TEST") is not None


async def test_who_was_trusted_first_loses_the_token_when_slack_names_another(
    slack: AnsweringSlack, address: str
) -> None:
    clock = FakeClock()
    slack.answers["auth.test"] = Answer(b"", status=503)
    tokens = one(address, clock)
    assert await told(tokens, "T09TEST") is not None
    slack.answers["auth.test"] = holder(SCOPES)
    clock.move(seconds=1)
    assert await told(tokens, "T09TEST") is None
    assert await told(tokens, "T01TEST") is not None


async def test_workspace_that_is_not_listed_is_not_served_and_the_log_says_so(address: str) -> None:
    log = RecordingLog()
    tokens = one(address, FakeClock(), log, allowed=["T02TEST"])
    assert [await told(tokens, workspace) for workspace in ("T01TEST", "T02TEST", "T02TEST")] == [None] * 3
    assert log.events("error") == ["slack.workspace_not_listed"]


NONSENSE = (
    Answer(b"", status=500),
    Answer(b"<html>", content_type="text/html"),
    Answer(b"{"),
    Answer(b"[1]"),
    Answer(b"[" * 100_000),
    Answer("words", content_type="text/plain"),
    Answer(b"zip", content_type="application/gzip"),
    Answer({"ok": True}),
    Answer({"ok": True, "team_id": 7, "user_id": []}),
    Answer({"ok": False}),
    Answer({"ok": False, "error": {"a": 1}}),
    refusal("invalid_auth"),
    refusal("ratelimited"),
)


@pytest.mark.parametrize("answer", NONSENSE, ids=range(len(NONSENSE)))
async def test_nonsense_is_as_no_slack_at_all(slack: AnsweringSlack, address: str, answer: Answer) -> None:
    slack.answers["auth.test"], log = answer, RecordingLog()
    assert await told(one(address, FakeClock(), log), "T01TEST") == Token(workspace="T01TEST", value=Secret(CANARY))
    assert log.events() == ["slack.token_unproven"]
    assert CANARY not in str(log.lines)


async def test_refused_token_is_an_error_in_the_log(slack: AnsweringSlack, address: str) -> None:
    slack.answers["auth.test"], log = refusal("token_revoked"), RecordingLog()
    await told(one(address, FakeClock(), log), "T01TEST")
    assert [(line.level, line.values["reason"]) for line in log.lines] == [("error", "token_revoked")]


async def test_slack_is_asked_again_at_growing_distances(slack: AnsweringSlack, address: str) -> None:
    slack.answers["auth.test"], clock = Answer(b"", status=503), FakeClock()
    tokens, started, asked = one(address, clock), clock.now(), list[int]()
    for second in range(200):
        before = len(slack.asked)
        await told(tokens, "T01TEST")
        await told(tokens, "T01TEST")
        if len(slack.asked) > before:
            assert len(slack.asked) == before + 1
            asked.append(second)
        clock.move(seconds=1)
    assert asked == [0, 1, 3, 7, 15, 31, 63, 123, 183]
    assert (clock.now() - started).total_seconds() == 200


async def test_clock_that_goes_backwards_does_not_stop_the_asking(slack: AnsweringSlack, address: str) -> None:
    slack.answers["auth.test"], clock = Answer(b"", status=503), FakeClock()
    tokens = one(address, clock)
    await told(tokens, "T01TEST")
    clock.move(hours=-1)
    slack.answers["auth.test"] = holder(SCOPES)
    token = await told(tokens, "T01TEST")
    assert token is not None and token.bot_user


async def test_retry_after_is_kept(slack: AnsweringSlack, address: str) -> None:
    slack.answers["auth.test"] = Answer({"ok": False}, status=429, headers={"Retry-After": "90"})
    clock = FakeClock()
    tokens = one(address, clock)
    await told(tokens, "T01TEST")
    for seconds, asked in ((89, 1), (1, 2)):
        clock.move(seconds=seconds)
        await told(tokens, "T01TEST")
        assert len(slack.asked) == asked


async def test_nobody_waits_for_a_hanging_slack(slack: AnsweringSlack, address: str) -> None:
    slack.answers["auth.test"] = Answer({}, delay_seconds=30)
    tokens, started = one(address, FakeClock()), time.monotonic()
    assert all([await tokens.of("T01TEST") for _ in range(50)])
    assert time.monotonic() - started < 1
    assert tokens._asking is not None
    tokens._asking.cancel()
    await asyncio.gather(tokens._asking, return_exceptions=True)


async def test_uninstalled_event_costs_the_environments_token_nothing(address: str) -> None:
    tokens = one(address, FakeClock())
    assert not await tokens.forget("T01TEST")
    assert await told(tokens, "T01TEST") is not None


async def test_debug_log_of_the_sdk_holds_no_token(
    slack: AnsweringSlack, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    slack.answers["auth.test"] = Answer({"ok": False, "error": "invalid_auth", "seen": CANARY})
    with caplog.at_level(logging.DEBUG):
        await told(one(address, FakeClock()), "T01TEST")
    assert CANARY not in caplog.text
