"""A server with the door to Teams in the hands of a test, and people who reach it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.fakes.clock import START
from tests.faults.forks import forked
from tests.faults.running import Server
from tests.faults.slack_firm import AHEAD
from tests.faults.slack_running import foreign
from tests.faults.teams_server import main
from tests.teams.connector import Connector
from tests.teams.issuer import APP_ID, PASSWORD, TENANT, Issuer

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """Status 0 where no answer came."""

    status: int
    body: bytes
    seconds: float


@dataclass
class TeamsServer(Server):
    """``header``: a token that holds by the server's clock, which is off, and by the SDK's, which is not."""

    header: str = field(repr=False, default="")

    async def asked(self, session: aiohttp.ClientSession, told: Json | bytes) -> Answer:
        loop = asyncio.get_running_loop()
        began = loop.time()
        content: dict[str, Any] = {"data": told} if isinstance(told, bytes) else {"json": told}
        headers = {"Authorization": self.header, "Content-Type": "application/json"}
        try:
            async with session.post(f"{self.address}/api/messages", headers=headers, **content) as answer:
                return Answer(answer.status, await answer.read(), loop.time() - began)
        except (aiohttp.ClientError, TimeoutError):
            return Answer(0, b"", loop.time() - began)


@asynccontextmanager
async def teams_server(
    url: str, folder: Path, issuer: Issuer, teams: Connector, *, options: tuple[str, ...] = (), fault: str = ""
) -> AsyncIterator[TeamsServer]:
    """A running server that answers; killed at the end if it still runs."""
    own = ["--keys", issuer.url, "--teams", teams.url, "--ahead", f"{AHEAD:.3f}", *options]
    environment = {"MicrosoftAppId": APP_ID, "MicrosoftAppPassword": PASSWORD, "MicrosoftAppTenantId": TENANT}
    moments = (START.timestamp(), time.time())
    token = issuer.token(teams.service_url, nbf=int(min(moments)) - 3_600, exp=int(max(moments)) + 86_400)
    arguments = [url, *own, *(["--fault", fault] if fault else [])]
    process, address = await forked(main, arguments, folder / "server.log", foreign() | environment)
    running = TeamsServer(process, address, folder, f"Bearer {token}")
    try:
        yield running
    finally:
        await running.kill()
