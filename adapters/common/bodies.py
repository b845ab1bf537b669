"""What comes from the open internet as JSON: read up to a limit, and only where nothing of it is left to chance."""

import json
import math
from typing import Any, NoReturn

from aiohttp import web
from aiohttp.http import HttpVersion11

BODY_LIMIT = 1_000_000
DEPTH_LIMIT = 64
DIGIT_LIMIT = 20


class Refusal(Exception):
    """``status``: 400, 401, 403 or 413; ``code``: a stable word for the log. The sender learns nothing else."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


def text_of(body: bytes) -> str:
    """Raises ``Refusal`` 400 for anything but UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refusal(400, "not_utf8") from None


def object_of(text: str) -> dict[str, Any]:
    """A JSON object in which nothing is left to chance: no key twice, no NaN, no endless number, no half character.

    Raises ``Refusal`` 400, also where it nests deeper than 64 levels.
    """
    try:
        read = _DECODER.decode(text)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(read, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refusal(400, "not_json") from None
    if not isinstance(read, dict):
        raise Refusal(400, "not_an_object")
    # Fewer brackets than that cannot nest deeper: most payloads are not walked.
    if text.count("{") + text.count("[") > DEPTH_LIMIT and _is_deep(read):
        raise Refusal(400, "too_deep")
    return read


def _is_deep(read: dict[str, Any]) -> bool:
    level: list[Any] = [read]
    for _ in range(DEPTH_LIMIT):
        inner = (one for node in level for one in (node.values() if isinstance(node, dict) else node))
        level = [one for one in inner if isinstance(one, dict | list)]
        if not level:
            return False
    return True


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key twice")
    return read


def _whole(digits: str) -> int:
    if len(digits) > DIGIT_LIMIT:
        raise ValueError("too many digits")
    return int(digits)


def _fraction(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError("not finite")
    return number


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_whole, parse_float=_fraction, parse_constant=_no_constant
)


async def body_of(request: web.Request) -> bytes:
    """The raw body. Raises ``Refusal``: 413 as soon as it is longer than 1 MB, 400 where its encoding is broken."""
    if (request.content_length or 0) > BODY_LIMIT:
        raise Refusal(413, "too_large")
    body = bytearray()
    try:
        async for piece in request.content.iter_any():
            body += piece
            if len(body) > BODY_LIMIT:
                raise Refusal(413, "too_large")
    except web.RequestPayloadError:
        raise Refusal(400, "bad_body") from None
    return bytes(body)


async def expected(request: web.Request) -> None:
    """For the route's ``expect_handler``: aiohttp's own answers what it does not know with 417."""
    if request.headers.get("Expect", "").lower() != "100-continue":
        raise web.HTTPBadRequest
    if request.version == HttpVersion11:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        # What was sent so far is not part of the answer to come.
        request.writer.output_size = 0
