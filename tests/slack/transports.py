"""How Slack reaches the app: signed posts to ``/slack/events``, or envelopes over a socket. Both have one face."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp

from tests.slack.seed import JSON
from tests.slack.socketmode import NotAcknowledged, SocketMode

ACK_SECONDS = 3.0
"""Slack's limit; the bench waits longer, and says that it was missed."""


@dataclass(frozen=True)
class Answer:
    """How the app acknowledged. ``status`` is 200 for an acknowledgement over the socket, 0 where none came.

    ``body``: JSON read, or text; None for an empty one.
    """

    status: int
    body: Any
    seconds: float

    @property
    def in_time(self) -> bool:
        return self.status != 0 and self.seconds <= ACK_SECONDS


@dataclass(frozen=True)
class Retry:
    """Slack's note on an event that it delivers again; ``number`` from 1."""

    number: int
    reason: str = "http_timeout"


class Transport(Protocol):
    async def command(self, fields: Mapping[str, str]) -> Answer: ...

    async def interaction(self, payload: JSON) -> Answer: ...

    async def event(self, payload: JSON, retry: Retry | None = None) -> Answer: ...


def sign(secret: str, timestamp: str | int, body: bytes | str) -> str:
    """``X-Slack-Signature`` (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""
    raw = body.encode() if isinstance(body, str) else body
    return "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + raw, hashlib.sha256).hexdigest()


def signed(secret: str, body: bytes | str, content_type: str, timestamp: str | int | None = None) -> dict[str, str]:
    """The headers of a post from Slack; ``timestamp`` is now unless told."""
    at = str(int(time.time())) if timestamp is None else str(timestamp)
    return {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept": "application/json,*/*",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": sign(secret, at, body),
    }


FORM = "application/x-www-form-urlencoded"


class HttpTransport:
    """Posts to ``url`` (Signpost's address without a path). Use it as an async context, or ``close`` it.

    ``now``: Unix seconds for the signatures, for an app whose clock is not the real one.
    """

    def __init__(self, url: str, secret: str, patience: float = 30, now: Callable[[], float] = time.time) -> None:
        self.url = f"{url.rstrip('/')}/slack/events"
        self.secret = secret
        self._now = now
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=patience))

    async def __aenter__(self) -> "HttpTransport":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._session.close()

    async def command(self, fields: Mapping[str, str]) -> Answer:
        return await self.signed(urlencode(fields), FORM)

    async def interaction(self, payload: JSON) -> Answer:
        return await self.signed(urlencode({"payload": json.dumps(payload)}), FORM)

    async def event(self, payload: JSON, retry: Retry | None = None) -> Answer:
        again = {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason} if retry else {}
        return await self.signed(json.dumps(payload), "application/json", again)

    async def signed(self, body: bytes | str, content_type: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Any body, signed as of now; ``headers`` are added."""
        own = signed(self.secret, body, content_type, int(self._now()))
        return await self.raw(body, own | dict(headers or {}))

    async def raw(self, body: bytes | str, headers: Mapping[str, str]) -> Answer:
        """Whatever bytes with whatever headers: for requests that are not Slack's. No connection is status 0."""
        began = time.monotonic()
        try:
            async with self._session.post(self.url, data=body, headers=headers) as answer:
                said = await answer.read()
                return Answer(answer.status, _read(said, answer.content_type), time.monotonic() - began)
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            return Answer(0, None, time.monotonic() - began)


def _read(said: bytes, content_type: str) -> Any:
    if not said:
        return None
    return json.loads(said) if content_type == "application/json" else said.decode("utf-8", "replace")


class SocketTransport:
    """Sends envelopes over the newest connection, and waits for one if there is none."""

    def __init__(self, socket: SocketMode, patience: float = 10) -> None:
        self.socket = socket
        self._patience = patience

    async def command(self, fields: Mapping[str, str]) -> Answer:
        return await self._send("slash_commands", dict(fields), wants_payload=True)

    async def interaction(self, payload: JSON) -> Answer:
        return await self._send("interactive", payload, wants_payload=True)

    async def event(self, payload: JSON, retry: Retry | None = None) -> Answer:
        attempt, reason = (retry.number, retry.reason) if retry else (0, "")
        return await self._send("events_api", payload, retry_attempt=attempt, retry_reason=reason)

    async def _send(self, kind: str, payload: JSON, **more: Any) -> Answer:
        try:
            said = await self.socket.send(kind, payload, seconds=self._patience, **more)
        except NotAcknowledged:
            return Answer(0, None, self._patience)
        return Answer(200, said.payload, said.seconds)
