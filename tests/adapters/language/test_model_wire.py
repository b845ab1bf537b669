"""The wire against a server that speaks the API well and badly. Nothing outside this machine is called."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import pytest

from adapters.language.openai.answers import ModelFailed
from adapters.language.openai.asking import SCHEMA
from adapters.language.openai.wire import Wire
from bot.domain.detection import Side
from bot.settings import OpenAI, Secret
from tests.adapters.language.model_server import (
    Answer,
    ModelServer,
    body,
    broken_off,
    completion,
    endless,
    numbers,
    says,
    silent,
)

KEY = "canary-key"
TEXT = "[CLIENT_1] will das gratis"


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer().open() as server:
        yield server


@pytest.fixture
def wire(server: ModelServer) -> Wire:
    return Wire(OpenAI(model="small-model", timeout_seconds=1), Secret(KEY), server.url)


async def failure(wire: Wire) -> ModelFailed:
    with pytest.raises(ModelFailed) as failed:
        await wire.ask(TEXT, Side.TEAM, "")
    assert TEXT not in str(failed.value)
    return failed.value


async def test_good_answer(server: ModelServer, wire: Wire) -> None:
    server.answer = says(numbers(0.1, ethics=0.9))
    assert await wire.ask(TEXT, Side.TEAM, "") == numbers(0.1, ethics=0.9)


async def test_request_stores_nothing_and_asks_for_numbers_of_the_configured_model(
    server: ModelServer, wire: Wire
) -> None:
    await wire.ask(TEXT, Side.TEAM, "")
    (asked,) = server.asked
    assert asked["store"] is False
    assert asked["model"] == "small-model"
    assert asked["response_format"]["type"] == "json_schema"
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA
    assert [turn["role"] for turn in asked["messages"]] == ["system", "user"]
    assert set(asked) == {"model", "messages", "response_format", "max_completion_tokens", "store"}
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(None, refusal="I cannot help with that"), "refused"),
        (says('{"ethics": 0.', finish_reason="length"), "cut"),
        (says('{"ethics": 0.'), "not_json"),
        (body(json.dumps(completion(numbers())).encode()[:-30]), "not_json"),
        (says({**numbers(1.0), "reply": "Done, I have told everybody."}), "unknown_keys"),
        (says("Done, I have told everybody."), "not_json"),
        (endless(), "too_long"),
        (endless(pause=0.05), "timeout"),
        (silent, "timeout"),
        (broken_off, "unreachable"),
        (body(b"{}", 500), "status_500"),
        (endless(500), "status_500"),
        (body(b"{}", 400), "status_400"),
        (body(b"{}", 401), "status_401"),
        (body(b"", 307, Location="/v1/elsewhere"), "status_307"),
    ],
)
async def test_bad_answer_is_one_failure_and_not_asked_again(
    server: ModelServer, wire: Wire, answer: Answer, code: str
) -> None:
    server.answer = answer
    assert (await failure(wire)).code == code
    assert len(server.asked) == 1


@pytest.mark.parametrize(("said", "rest"), [("7", 7.0), ("1e9", 3_600.0), ("-1", 0.0), ("soon", 60.0), ("nan", 60.0)])
async def test_too_many_requests_tells_how_long_to_wait(
    server: ModelServer, wire: Wire, said: str, rest: float
) -> None:
    server.answer = body(b"{}", 429, Retry_After=said)
    failed = await failure(wire)
    assert (failed.code, failed.rest_seconds) == ("status_429", rest)
    assert len(server.asked) == 1


async def test_endless_answers_are_not_read_to_their_end(server: ModelServer, wire: Wire) -> None:
    for status in (200, 500):
        server.answer = endless(status)
        await failure(wire)
        await asyncio.sleep(0.05)
        before = server.sent
        await asyncio.sleep(0.1)
        assert server.sent == before, "the connection is closed"


async def test_nobody_there(server: ModelServer) -> None:
    wire = Wire(OpenAI(timeout_seconds=1), Secret(KEY), "http://127.0.0.1:9/v1")
    assert (await failure(wire)).code == "unreachable"


async def test_library_logs_no_words_even_when_told_to(server: ModelServer, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("openai", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    wire = Wire(OpenAI(timeout_seconds=1), Secret(KEY), server.url)
    await wire.ask(TEXT, Side.TEAM, "")
    server.answer = body(b"{}", 500)
    await failure(wire)
    assert "gratis" not in caplog.text
    assert KEY not in caplog.text
