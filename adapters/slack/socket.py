"""Socket Mode: the same payloads over a WebSocket that Signpost opens, for firms without a public address.

slack_sdk's client keeps one connection. It retries a failed connect with the same address for ever, although Slack's
addresses are for one use, so every connection is a client of its own here, watched and replaced.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.asking import asked
from bot.errors import Rejected, Unreachable
from bot.notices.pages import Trouble
from bot.ports import Log
from bot.settings import Secret

Receive = Callable[[dict[str, Any]], Awaitable[BoltResponse]]
CONNECT_SECONDS = 15.0
LOOK_SECONDS = 1.0
PING_SECONDS = 5.0
LOST_LOOKS = 3
LONGEST_PAUSE_SECONDS = 30.0


class SocketMode:
    """``receive`` is ``SlackDoor.receive``. ``run`` ends with ``close`` only."""

    def __init__(self, receive: Receive, address: str, app_token: Secret, log: Log) -> None:
        self._receive = receive
        self._address = address
        self._app_token = app_token
        self._log = log
        self._logger = logging.getLogger("signpost.slack.socket")
        # slack_sdk writes whole messages into its log, on failures too.
        self._logger.setLevel(logging.CRITICAL)
        self._closing = asyncio.Event()
        self._working: set[asyncio.Task[None]] = set()
        self.connected = False
        self._refused = ""

    async def run(self) -> None:
        """Connect, and connect again whenever the connection is lost, at growing distances."""
        failures = 0
        while not self._closing.is_set():
            client = self._client()
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    # Asked here: the client swallows why Slack refuses, and asks again for ever.
                    client.wss_uri = await self._fresh_address(client)
                    await client.connect()  # type: ignore[no-untyped-call]
                failures, self._refused = 0, ""
                self._log.info("slack.socket_connected")
                await self._watch(client)
            except Exception as error:
                failures += 1
                self._refused = error.reason if isinstance(error, Rejected) else ""
                self._log.warning("slack.socket_failed", in_a_row=failures, reason=self._refused, error=error)
            finally:
                self.connected = False
                await _closed(client)
            await self._pause(min(2.0**failures, LONGEST_PAUSE_SECONDS) if failures else 0.1)

    async def close(self) -> None:
        """Take no more; what is in hand is answered first."""
        self._closing.set()
        if self._working:
            await asyncio.wait(list(self._working), timeout=3.0)

    def troubles(self) -> Sequence[Trouble]:
        if self.connected:
            return ()
        return (
            Trouble("Slack", "socket_refused", self._refused) if self._refused else Trouble("Slack", "not_connected"),
        )

    async def _watch(self, client: SocketModeClient) -> None:
        """Until the connection is gone for some looks in a row (the client renews it by itself where Slack asks)."""
        lost = 0
        while lost < LOST_LOOKS and not self._closing.is_set():
            self.connected = await client.is_connected()
            lost = 0 if self.connected else lost + 1
            await self._pause(LOOK_SECONDS)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return

    async def _fresh_address(self, client: SocketModeClient) -> str:
        """For one connection. Raises ``ChatError``; for an app token that is not good ``Rejected`` with the code."""
        answer = await asked(client.web_client.apps_connections_open(app_token=self._app_token.reveal()))
        url = answer.data.get("url")
        if not isinstance(url, str):
            raise Unreachable("unreadable")
        return url

    def _client(self) -> SocketModeClient:
        client = SocketModeClient(
            app_token=self._app_token.reveal(),
            logger=self._logger,
            web_client=AsyncWebClient(base_url=self._address, timeout=10, logger=self._logger, retry_handlers=[]),
            auto_reconnect_enabled=False,
            ping_interval=PING_SECONDS,
        )
        client.socket_mode_request_listeners.append(self._heard)
        return client

    async def _heard(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._closing.is_set():
            return  # unacknowledged: Slack gives it to another connection, or again
        task = asyncio.current_task()
        if task is not None:
            self._working.add(task)
            task.add_done_callback(self._working.discard)
        answer = await self._receive(dict(request.payload))
        if answer.status == 200:
            payload = json.loads(answer.body) if answer.body else None
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))


async def _closed(client: SocketModeClient) -> None:
    """Close it and wait for its own tasks, which it cancels only."""
    tasks = [client.message_processor, client.current_session_monitor, client.message_receiver]
    await client.close()  # type: ignore[no-untyped-call]
    await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
