"""The subjects as processes of their own, and how much of the processor each has used."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from signpost.detecting import local_detector
from storage.migrate import upgrade
from tests.adapters.slack.signing import SIGNING_SECRET, SignedRequest
from tests.bench.slack.firm import OWNER, TEAM, settle_in

START_SECONDS, STOP_SECONDS, ANSWER_SECONDS = 60.0, 12.0, 10.0
OURS = ("SIGNPOST_", "SLACK_", "OPENAI_", "MicrosoftApp")


@dataclass(frozen=True, slots=True)
class Server:
    process: subprocess.Popen[str]
    address: str

    def cpu_seconds(self) -> float:
        """What all threads of the process have used so far, to the nanosecond; /proc counts hundredths of a second.

        The clock's number is what clock_getcpuclockid(3) makes of a process id on Linux.
        """
        return time.clock_gettime(~self.process.pid << 3 | 2)


class Line:
    """A keep-alive connection on which one request waits for the other."""

    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=ANSWER_SECONDS)

    def get(self, path: str) -> tuple[int, bytes]:
        self._connection.request("GET", path)
        return self._answer()

    def post(self, path: str, signed: SignedRequest) -> tuple[int, bytes]:
        self._connection.request("POST", path, signed.body, dict(signed.headers))
        return self._answer()

    def close(self) -> None:
        self._connection.close()

    def _answer(self) -> tuple[int, bytes]:
        response = self._connection.getresponse()
        return response.status, response.read()


@contextmanager
def server(module: str, *words: str, package: str = "tests.bench.slack") -> Iterator[Server]:
    """One of a package's servers, which prints its address."""
    with _process([sys.executable, "-m", f"{package}.{module}", *words], os.environ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), f"{module} did not start"
        yield Server(process, address)


@contextmanager
def signpost(folder: Path, web_api: str) -> Iterator[Server]:
    """``signpost run`` as anybody would run it: ``app.yaml``, secrets in the environment, SQLite, Slack over HTTP."""
    port = _free_port()
    config = folder / "app.yaml"
    config.write_text(yaml.safe_dump(_config(folder, port)), encoding="utf-8")
    program = [sys.executable, "-c", "from signpost.cli import main; main()", "--config", str(config), "run"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"{web_api}/api/",
    }
    with (folder / "signpost.log").open("w") as log, _process(program, environ, log.fileno()) as process:
        running = Server(process, f"http://127.0.0.1:{port}")
        _wait(running, folder / "signpost.log")
        yield running


def settled(folder: Path) -> None:
    """A new database with the firm in it, and a detector that has learned already."""
    local_detector(os.environ)
    url = url_of(folder)
    upgrade(url)
    asyncio.run(settle_in(url))


def runner_lock(folder: Path) -> Path:
    """Whoever holds it sends the deliveries, and nobody else does."""
    return folder / "signpost.db.runner"


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'signpost.db'}"


def _config(folder: Path, port: int) -> Mapping[str, object]:
    return {
        "storage": {"url": url_of(folder)},
        "server": {"port": port},
        "slack": {"mode": "http"},
        "detection": {"mode": "ask"},
        "people": {"owners": [f"slack:{TEAM}/{OWNER}"]},
        "policy": {"shadow_days": 0},
    }


@contextmanager
def _process(
    words: Sequence[str], environ: Mapping[str, str], stderr: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Its stdin ends when this process does; at the end it is asked to stop, and made to if it does not."""
    pipe = subprocess.PIPE
    with subprocess.Popen(words, env=environ, stdin=pipe, stdout=pipe, stderr=stderr, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(running: Server, log: Path) -> None:
    """Until it is ready to serve."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and running.process.poll() is None:
        with suppress(OSError, HTTPException), closing(Line(running.address)) as line:
            if line.get("/readyz")[0] == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"Signpost did not start:\n{log.read_text(encoding='utf-8')[-2_000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
