"""Only this machine's own browser gets in; nothing malformed is ever a fault of ours."""

import pytest

from tests.adapters.practice.client import Client
from tests.adapters.practice.scripted import House

PATHS = (
    "/",
    "/practice/state",
    "/practice/events",
    "/practice/static/app.js",
    "/practice/clients",
    "/app/home?as=anna",
)
GOOD = b'{"as": "anna", "place": "acme", "nonce": "12345678", "text": "hello"}'


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "header",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost@evil.example"},
        {"Host": "evil.example:8080"},
        {"Host": "127.0.0.1:8080/x"},
        {"Host": "[::1"},
        {"Host": "0.0.0.0"},
        {"Host": ""},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Host": "localhost"},
        {"x-forwarded-anything": ""},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "127.0.0.1"},
    ],
    ids=str,
)
async def test_foreign_request_is_refused(anna: Client, path: str, header: dict[str, str]) -> None:
    status, _ = await anna.get(path, **header)
    assert status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8080", "LOCALHOST", "[::1]:8080"])
async def test_loopback_names_are_let_in(anna: Client, host: str) -> None:
    status, _ = await anna.get("/practice/state", Host=host)
    assert status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
async def test_post_of_another_site_is_refused(anna: Client, running: House, headers: dict[str, str]) -> None:
    assert await anna.raw("say", GOOD, **headers) == 403
    assert await running.board.log.latest("anna", "acme") == await running.board.log.latest("lena", "acme")
    assert running.door.asked == []


async def test_post_of_the_page_itself_is_taken(anna: Client) -> None:
    assert await anna.raw("say", GOOD, **{"Origin": anna.url, "Sec-Fetch-Site": "same-origin"}) == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_plain_form_is_refused(anna: Client, kind: str) -> None:
    assert await anna.raw("say", GOOD, **{"Content-Type": kind}) == 415


@pytest.mark.parametrize("path", ["say", "press", "submit", "flag", "look", "clock"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"\xff\xfe",
        b'{"as": ["anna"]}',
        b'{"as": "anna", "nonce": 7}',
        b'{"as": "anna", "place": "acme", "nonce": "12345678", "text": {}, "values": [1], "action": 1, "message": 99}',
        b'{"as": "anna", "place": "acme", "nonce": "12345678", "text": 1e999, "values": {"a": 1}, "message": "1"}',
        b'{"step": ["hour"]}',
        b'{"n": ' + b"9" * 6_000 + b"}",
    ],
    ids=range(13),
)
async def test_malformed_body_is_a_4xx_and_changes_nothing(
    anna: Client, running: House, path: str, body: bytes
) -> None:
    status = await anna.raw(path, body)
    assert 400 <= status < 500
    assert running.door.asked == []


async def test_body_beyond_one_megabyte_is_413(anna: Client) -> None:
    assert await anna.raw("say", b'{"text": "' + b"x" * 1_000_001 + b'"}') == 413
