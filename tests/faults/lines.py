"""Raw requests over one connection that is kept alive, and what became of them."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.forgeries import Raw

REFUSALS = (400, 401, 403, 413)
ANSWER_SECONDS = 20.0


class Line:
    """One kept-alive connection, opened anew where the server or the request has ended it."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.opened = 0

    async def status(self, request: Raw) -> int:
        """The status of the answer; 0 where a fresh connection ended without one."""
        kept = self._open is not None
        status = await self._asked(request)
        # The server may have closed after its last answer, as any client of a kept-alive connection has to expect.
        return await self._asked(request) if kept and not status else status

    async def _asked(self, request: Raw) -> int:
        if self._open is None:
            self._open = await asyncio.open_connection(*self._address)
            self.opened += 1
        reader, writer = self._open
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                writer.write(request.wire())
                status, stays = await self._answer(reader)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            status, stays = 0, False
        if request.closes or not stays:
            await self.close()
        return status

    async def close(self) -> None:
        if self._open is not None:
            writer, self._open = self._open[1], None
            writer.transport.abort()

    @staticmethod
    async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        first, *lines = head.split(b"\r\n")
        headers = dict(line.split(b": ", 1) for line in lines if line)
        await reader.readexactly(int(headers.get(b"content-length", b"0")))
        return int(first.split()[1]), headers.get(b"connection") != b"close"


@dataclass
class Outcome:
    """``passed``: forgeries that reached the handler; ``stopped``: well signed requests that did not."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    passed: int = 0
    let_in: int = 0
    stopped: int = 0
    opened: int = 0

    def is_kept(self) -> bool:
        return not self.wrong and not self.passed and not self.stopped
