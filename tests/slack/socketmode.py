"""Slack's end of Socket Mode: hello, envelopes, disconnect (https://docs.slack.dev/apis/events-api/using-socket-mode)."""

import asyncio
import contextlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.slack.seed import JSON


class NotAcknowledged(AssertionError):
    """No acknowledgement came in time. ``envelope``: what was sent, for ``resend``."""

    def __init__(self, envelope: JSON, seconds: float) -> None:
        super().__init__(f"no acknowledgement of {envelope['type']} within {seconds} s")
        self.envelope = envelope


class NotConnected(AssertionError):
    """The connections that were waited for did not come in time."""


@dataclass
class Acknowledged:
    """``payload``: what the app answered with, None for a bare acknowledgement."""

    envelope: JSON
    payload: Any
    seconds: float


@dataclass(eq=False)
class _Connection:
    websocket: web.WebSocketResponse
    request: web.Request
    going: bool = False


@dataclass
class SocketMode:
    """``sent``: every envelope; ``strays``: acknowledgements of nothing that was waited for, a second one among them.

    ``connections_so_far`` grows with each connection.
    """

    base: str = ""
    sent: list[JSON] = field(default_factory=list)
    strays: list[JSON] = field(default_factory=list)
    connections_so_far: int = 0
    _tickets: set[str] = field(default_factory=set)
    _open: list[_Connection] = field(default_factory=list)
    _waiting: dict[str, "asyncio.Future[Any]"] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def address(self) -> str:
        """For one connection, as Slack's are for one use."""
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return f"{self.base}/link?ticket={ticket}&app_id=A0SIGNPOST"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        self._tickets.remove(ticket)
        websocket = web.WebSocketResponse(autoping=True, max_msg_size=1_000_000)
        await websocket.prepare(request)
        connection = _Connection(websocket, request)
        self._open.append(connection)
        self.connections_so_far += 1
        await websocket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._open),
                "debug_info": {"host": "applink-test", "build_number": 1, "approximate_connection_time": 18060},
                "connection_info": {"app_id": "A0SIGNPOST"},
            }
        )
        self._change()
        try:
            async for message in websocket:
                if message.type is WSMsgType.TEXT:
                    self._heard(json.loads(message.data))
        finally:
            self._open.remove(connection)
            self._change()
        return websocket

    @property
    def connections(self) -> int:
        """How many are open and not being closed."""
        return sum(not one.going and not one.websocket.closed for one in self._open)

    async def connected(self, count: int = 1, seconds: float = 10) -> None:
        """Wait for so many open connections."""
        await self._until(lambda: self.connections >= count, seconds, f"{count} connections")

    async def reconnected(self, after: int, seconds: float = 15) -> None:
        """Wait for one more connection than ``connections_so_far`` was."""
        await self._until(lambda: self.connections_so_far > after and self.connections > 0, seconds, "a new connection")

    async def send(
        self,
        kind: str,
        payload: JSON,
        *,
        wants_payload: bool = False,
        retry_attempt: int = 0,
        retry_reason: str = "",
        seconds: float = 10,
    ) -> Acknowledged:
        """Send an envelope (``slash_commands``, ``interactive``, ``events_api``) and wait for its acknowledgement.

        Raises ``NotAcknowledged``, also where no connection is open or comes within ``seconds``: the app is gone.
        """
        envelope: JSON = {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "accepts_response_payload": wants_payload,
            "payload": payload,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry_attempt, "retry_reason": retry_reason}
        return await self._send(envelope, seconds)

    async def resend(self, envelope: JSON, reason: str = "timeout", seconds: float = 10) -> Acknowledged:
        """The same payload once more, in an envelope of its own, as Slack does when none was acknowledged."""
        attempt = int(envelope.get("retry_attempt", 0)) + 1
        again = {"envelope_id": secrets.token_hex(16), "retry_attempt": attempt, "retry_reason": reason}
        return await self._send(envelope | again, seconds)

    async def _send(self, envelope: JSON, seconds: float) -> Acknowledged:
        try:
            await self.connected(seconds=seconds)
        except NotConnected:
            raise NotAcknowledged(envelope, seconds) from None
        connection = next(one for one in reversed(self._open) if not one.going and not one.websocket.closed)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = answer
        self.sent.append(envelope)
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            await connection.websocket.send_json(envelope)
        try:
            payload = await asyncio.wait_for(answer, seconds)
        except TimeoutError:
            raise NotAcknowledged(envelope, seconds) from None
        finally:
            self._waiting.pop(envelope["envelope_id"], None)
        return Acknowledged(envelope, payload, time.monotonic() - began)

    def _heard(self, said: JSON) -> None:
        waiting = self._waiting.get(str(said.get("envelope_id", "")))
        if waiting is None or waiting.done():
            self.strays.append(said)
        else:
            waiting.set_result(said.get("payload"))

    async def ping(self) -> None:
        for one in self._open:
            await one.websocket.ping(b"Ping from applink-test")

    async def disconnect(self, reason: str = "refresh_requested", close: bool = True) -> None:
        """Ask every connection to go (``warning``, ``refresh_requested``, ``link_disabled``), and close it.

        For ``warning`` Slack leaves it open for some ten seconds: ``close=False``.
        """
        for one in list(self._open):
            one.going = close
            await one.websocket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-test"}}
            )
            if close:
                await one.websocket.close()

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for one in list(self._open):
            one.going = True
            if one.request.transport is not None:
                one.request.transport.abort()

    async def close(self) -> None:
        for one in list(self._open):
            one.going = True
            with contextlib.suppress(ConnectionError):
                await one.websocket.close()

    def _change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _until(self, holds: Any, seconds: float, what: str) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await self._changed.wait()
        except TimeoutError:
            raise NotConnected(f"not within {seconds} s: {what}") from None
