"""A server's process in the hands of a test: started, asked, killed, told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.forks import forked
from tests.faults.server import main


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
    process, address = await forked(main, [url, "0", str(folder), *options], folder / "server.log")
    running = Server(process, address, folder)
    try:
        yield running
    finally:
        await running.kill()


async def until(condition: Callable[[], object]) -> None:
    """Wait until it holds; looked at a hundred times a second."""
    while True:
        if condition():
            return
        await asyncio.sleep(0.01)
