import io
import json
import logging
from collections.abc import Iterator
from datetime import date

import pytest

from adapters.system import JsonLog, route_standard_logging
from adapters.system.log import WITHHELD
from bot.domain.assessment import Stage
from bot.errors import UnknownClient
from bot.settings import Secret
from tests.fakes.clock import FakeClock
from tests.fakes.log import RecordingLog

CANARY = "Frau Müller weinte"


def logged(**values: object) -> dict[str, object]:
    stream = io.StringIO()
    JsonLog(stream, FakeClock()).info("test.event", **values)
    (line,) = stream.getvalue().splitlines()
    read: dict[str, object] = json.loads(line)
    return read


def test_line_has_event_level_moment() -> None:
    assert logged() == {"event": "test.event", "level": "info", "at": "2026-03-02T09:00:00.000+00:00"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (3, 3),
        (0.5, 0.5),
        (True, True),
        (None, None),
        ("slack:T01TEST/U01ALICE", "slack:T01TEST/U01ALICE"),
        ("0" * 80, "0" * 80),
        ("0" * 81, WITHHELD),
        (CANARY, WITHHELD),
        ("two words", WITHHELD),
        ("anna@example.org", WITHHELD),
        ("line\n", WITHHELD),
        ("Grüße", WITHHELD),
        (date(2026, 3, 2), "2026-03-02"),
        (Stage.EXIT, 3),
        (("a1", CANARY), ["a1", WITHHELD]),
        ({"id": "a1", "text": "idiot", "q": CANARY}, {"id": "a1", "text": WITHHELD, "q": WITHHELD}),
        (Secret("xoxb-1"), WITHHELD),
        (b"bytes", WITHHELD),
    ],
)
def test_only_what_cannot_be_prose_is_written(value: object, written: object) -> None:
    assert logged(value=value)["value"] == written


@pytest.mark.parametrize("key", ["text", "name", "summary", "quote", "message"])
def test_keys_that_name_prose_are_withheld_even_for_one_word(key: str) -> None:
    assert logged(**{key: "idiot"})[key] == WITHHELD


def test_exception_is_type_code_and_place_without_its_words() -> None:
    try:
        raise UnknownClient(CANARY) from ValueError(CANARY)
    except UnknownClient as error:
        written = logged(error=error)
    assert CANARY not in json.dumps(written, ensure_ascii=False)
    assert isinstance(written["error"], dict)
    assert written["error"]["type"] == "UnknownClient"
    assert written["error"]["code"] == "unknown_client"
    assert written["error"]["cause"] == "ValueError"
    assert written["error"]["where"].startswith(f"{__name__}:test_exception_is_type_code")


def test_an_event_that_is_a_sentence_is_withheld() -> None:
    stream = io.StringIO()
    JsonLog(stream, FakeClock()).error(CANARY)
    assert json.loads(stream.getvalue())["event"] == WITHHELD


@pytest.fixture
def root_logger() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.usefixtures("root_logger")
def test_what_libraries_say_is_reduced() -> None:
    log = RecordingLog()
    route_standard_logging(log)
    route_standard_logging(log)
    logging.getLogger("sqlalchemy.pool").info("INSERT %s", CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling %s", CANARY)
    assert log.events() == ["library"]
    (line,) = log.lines
    assert line.level == "error"
    assert line.values["logger"] == "aiohttp.server"
    assert isinstance(line.values["error"], ValueError)
    assert "handling" not in str(line.values["where"])
