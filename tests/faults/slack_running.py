"""A server with the door to Slack in the hands of a test, and people who reach it."""

import asyncio
import multiprocessing
import os
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import cast

import pytest

from tests.faults.running import START_SECONDS, Server
from tests.faults.slack_api import APP_TOKEN, BOT_TOKEN, SlackApiDouble
from tests.faults.slack_firm import AHEAD, Call
from tests.faults.slack_server import forked
from tests.requirements import proving
from tests.slack.transports import Answer, HttpTransport, SocketTransport, Transport

_POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
BOTH = ["sqlite", _POSTGRES]
ONE_AT_LEAST = BOTH if proving() else ["sqlite"]
TWO_PROCESSES_AT_LEAST = BOTH if proving() else [_POSTGRES]
"""For ``database_url``: the proof has both databases, where ``make test`` has tried the practice door on both."""
SIGNING_SECRET = "signing-secret-of-the-faults"
OURS = ("SIGNPOST_", "SLACK_", "OPENAI_", "MicrosoftApp")
# Servers are forked off a process that has read all the code already, which takes three seconds each time else.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.slack_server"])
_HELLO = re.compile(r"answers at (http://[\d.]+:\d+)")


def environment(api: SlackApiDouble, **more: str) -> dict[str, str]:
    """What a deployment for one workspace has; ``more`` takes the place of it."""
    own = {
        "SLACK_API_URL": api.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }
    return own | more


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


class Forked:
    """A process of ``multiprocessing`` with the face of one of ``asyncio``."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        self._process.kill()

    async def wait(self) -> int:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, over.set)
        try:
            await over.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode


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
    log = folder / "server.log"
    begins = len(_said(log))
    arguments = [url, *own, *(["--fault", fault] if fault else [])]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    full = inherited | (environment(api) if environ is None else dict(environ))
    process = _FORKS.Process(target=forked, args=(arguments, full, str(log)))
    await asyncio.to_thread(process.start)
    running = Forked(process)
    try:
        address = await _address(running, log, begins)
        yield SlackServer(cast(asyncio.subprocess.Process, running), address, folder, api, mode, ahead)
    finally:
        running.kill()
        await running.wait()
        process.close()


async def _address(process: Forked | asyncio.subprocess.Process, log: Path, begins: int) -> str:
    async with asyncio.timeout(START_SECONDS):
        while True:
            said = _said(log)[begins:].decode()
            if found := _HELLO.search(said):
                return found[1]
            assert process.returncode is None, said[-2_000:]
            await asyncio.sleep(0.05)


def _said(log: Path) -> bytes:
    return log.read_bytes() if log.exists() else b""


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
