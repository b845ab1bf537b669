"""A server's process in the hands of a test: started, asked, killed, told to stop."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60.0


@dataclass
class Server:
    """``folder`` keeps the chat log and what the server wrote to stderr."""

    process: asyncio.subprocess.Process
    address: str
    folder: Path

    async def kill(self) -> None:
        """kill -9: nothing in the process gets a chance to tidy up."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def terminated(self, within_seconds: float) -> tuple[int, float]:
        """SIGTERM; exit status and how long it took. Raises ``TimeoutError`` beyond ``within_seconds``."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(within_seconds):
            status = await self.process.wait()
        return status, loop.time() - started


@asynccontextmanager
async def server(
    url: str, folder: Path, *, ahead: float = 0.0, slow: float = 0.0, fault: str = ""
) -> AsyncIterator[Server]:
    """A running server that answers; killed at the end if it still runs. Options as in ``tests.faults.server``."""
    options = ["--ahead", str(ahead), "--slow", str(slow), *(["--fault", fault] if fault else [])]
    with (folder / "server.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *[sys.executable, "-m", "tests.faults.server", url, "0", str(folder), *options],
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    try:
        yield Server(process, await _address(process, folder), folder)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until(condition: Callable[[], object]) -> None:
    """Wait until it holds; looked at a hundred times a second."""
    while True:
        if condition():
            return
        await asyncio.sleep(0.01)


async def _address(process: asyncio.subprocess.Process, folder: Path) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(START_SECONDS):
        line = (await process.stdout.readline()).decode().strip()
    assert line.startswith("http://"), (folder / "server.log").read_text(encoding="utf-8")[-2_000:]
    return line
