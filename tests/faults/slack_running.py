"""A server with the door to Slack in the hands of a test, and people who reach it."""

import os
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.forks import START_SECONDS, forked
from tests.faults.running import Server
from tests.faults.slack_api import APP_TOKEN, BOT_TOKEN, SlackApiDouble
from tests.faults.slack_firm import AHEAD, Call
from tests.faults.slack_server import main
from tests.requirements import proving
from tests.slack.transports import Answer, HttpTransport, SocketTransport, Transport

_POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
BOTH = ["sqlite", _POSTGRES]
ONE_AT_LEAST = BOTH if proving() else ["sqlite"]
TWO_PROCESSES_AT_LEAST = BOTH if proving() else [_POSTGRES]
"""For ``database_url``: the proof has both databases, where ``make test`` has tried the practice door on both."""
SIGNING_SECRET = "signing-secret-of-the-faults"
OURS = ("SIGNPOST_", "SLACK_", "OPENAI_", "MicrosoftApp")


def environment(api: SlackApiDouble, **more: str) -> dict[str, str]:
    """What a deployment for one workspace has; ``more`` takes the place of it."""
    own = {
        "SLACK_API_URL": api.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }
    return own | more


def foreign() -> dict[str, str]:
    """The environment of this process without anything that a deployment would read."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


@dataclass
class SlackServer(Server):
    """``ahead``: seconds by which its clock is off; signatures are made by it."""

    api: SlackApiDouble
    mode: str
    ahead: float

    def transport(self, patience: float = 30) -> Transport:
        """The way on which people reach it. One over HTTP has to be closed."""
        if self.mode == "socket":
            return SocketTransport(self.api.socket, patience)
        return HttpTransport(self.address, SIGNING_SECRET, patience, now=lambda: time.time() + self.ahead)


@asynccontextmanager
async def slack_server(
    url: str,
    folder: Path,
    api: SlackApiDouble,
    *,
    mode: str = "http",
    extra: float = 0.0,
    pace: float = 0.02,
    fault: str = "",
    options: tuple[str, ...] = (),
    environ: Mapping[str, str] | None = None,
) -> AsyncIterator[SlackServer]:
    """A running server that answers, ``extra`` seconds ahead of ``AHEAD``; killed at the end if it still runs."""
    ahead = AHEAD + extra
    own = ["--mode", mode, "--ahead", f"{ahead:.3f}", "--pace", str(pace), *options]
    arguments = [url, *own, *(["--fault", fault] if fault else [])]
    full = foreign() | (environment(api) if environ is None else dict(environ))
    process, address = await forked(main, arguments, folder / "server.log", full)
    running = SlackServer(process, address, folder, api, mode, ahead)
    try:
        yield running
    finally:
        await running.kill()


@asynccontextmanager
async def reaching(server: SlackServer, patience: float = 30) -> AsyncIterator[Transport]:
    transport = server.transport(patience)
    if isinstance(transport, SocketTransport):
        await transport.socket.connected(seconds=START_SECONDS)
        yield transport
    else:
        assert isinstance(transport, HttpTransport)
        async with transport:
            yield transport


async def asked(transport: Transport, call: Call) -> Answer:
    """Status 0 where no answer came."""
    match call.kind:
        case "command":
            return await transport.command(call.body)
        case "interaction":
            return await transport.interaction(dict(call.body))
        case "event":
            return await transport.event(dict(call.body))
