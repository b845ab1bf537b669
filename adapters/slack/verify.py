"""The border to the open internet: is this request from Slack? Only then is it parsed.

Bolt parses first, answers 500 to odd timestamps and signatures, and takes nested or malformed bodies for its own
faults. So nothing that has not passed here reaches it. The scheme is Slack's ``v0``
(docs.slack.dev/authentication/verifying-requests-from-slack).
"""

import hmac
import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.http import HttpVersion11
from multidict import CIMultiDict, MultiMapping

from bot.ports import Clock
from bot.settings import Secret

BODY_LIMIT = 1_000_000
WINDOW_SECONDS = 300
FIELD_LIMIT = 100
DEPTH_LIMIT = 64
DIGIT_LIMIT = 20

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Refusal(Exception):
    """``status``: 400, 401 or 413; ``code``: a stable word for the log. The sender learns nothing else."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Verifier:
    """``secret``: the app's signing secret; an empty one verifies nothing."""

    def __init__(self, secret: Secret, clock: Clock) -> None:
        self._key = secret.reveal().encode("utf-8", "surrogateescape")
        self._clock = clock

    def verified(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The payload of a request from Slack: an event or interaction, or the fields of a slash command.

        Raises ``Refusal``: 413 beyond 1 MB; 401 for anything wrong with signature or timestamp, or more than five
        minutes off, either way; 400 for content that is not what Slack sends.
        """
        known = headers if isinstance(headers, MultiMapping) else CIMultiDict(headers)
        self._check(known, body)
        kind = (_only(known, "Content-Type") or "").partition(";")[0].strip().lower()
        if kind == "application/json":
            return _object(_text(body))
        if kind == "application/x-www-form-urlencoded":
            return _form(_text(body))
        raise Refusal(400, "bad_content_type")

    def _check(self, headers: MultiMapping[str], body: bytes) -> None:
        if len(body) > BODY_LIMIT:
            raise Refusal(413, "too_large")
        timestamp = _only(headers, "X-Slack-Request-Timestamp")
        if timestamp is None or not _TIMESTAMP.fullmatch(timestamp):
            raise Refusal(401, "bad_timestamp")
        if abs(self._clock.now().timestamp() - int(timestamp)) > WINDOW_SECONDS:
            raise Refusal(401, "stale")
        signature = _only(headers, "X-Slack-Signature")
        if not self._key.strip() or signature is None or not _SIGNATURE.fullmatch(signature):
            raise Refusal(401, "bad_signature")
        own = hmac.digest(self._key, b"v0:%b:%b" % (timestamp.encode(), body), "sha256")
        if not hmac.compare_digest(own, bytes.fromhex(signature[3:])):
            raise Refusal(401, "bad_signature")


def _only(headers: MultiMapping[str], name: str) -> str | None:
    """The header that must be there exactly once: of two, a proxy and we might read different ones."""
    found = headers.getall(name, ())
    return found[0] if len(found) == 1 else None


# --- Parsing what is from Slack ----------------------------------------------------------------------------------


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refusal(400, "not_utf8") from None


def _form(text: str) -> dict[str, Any]:
    """An interaction's ``payload``, or the fields of a command or of Slack's ``ssl_check``, each of them once."""
    try:
        pairs = parse_qsl(text, True, True, errors="strict", max_num_fields=FIELD_LIMIT)
    except ValueError:
        raise Refusal(400, "bad_form") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Refusal(400, "repeated_field")
    if "payload" in fields:
        if len(fields) > 1:
            raise Refusal(400, "bad_form")
        return _object(fields["payload"])
    if "command" not in fields and "ssl_check" not in fields:
        raise Refusal(400, "bad_form")
    return fields


def _object(text: str) -> dict[str, Any]:
    """A JSON object in which nothing is left to chance: no key twice, no NaN, no endless number, no half character."""
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


# --- The route's part --------------------------------------------------------------------------------------------


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
