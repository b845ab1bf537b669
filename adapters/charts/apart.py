"""The port ``Charts`` in a process of its own (docs/adr/0017).

matplotlib computes for a fraction of a second without giving the interpreter away. In a thread beside the event loop
every answer to a person waits for it, five milliseconds at each step; measured at 10 reports a second: p99 of 390 ms
and more, against some 40 ms with the drawing elsewhere.
"""

import asyncio
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Literal

from adapters.charts.pictures import drawn
from bot.domain.chart import ChartData

LONGEST_SECONDS = 30.0
_SIZE = 8
Form = Literal["png", "svg", "small"]
Scheme = Literal["light", "dark"]


class ChartsApart:
    """Starts its worker with the first picture and keeps it; where none can be started, it draws here.

    The worker ends when its input does, so also when this process is killed.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
        self._worker: subprocess.Popen[bytes] | None = None

    async def draw(self, data: ChartData, form: Form = "png", scheme: Scheme = "light") -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._drawn, data, form, scheme)

    def close(self) -> None:
        """End the worker, also in the middle of a picture."""
        self._end()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _drawn(self, data: ChartData, form: Form, scheme: Scheme) -> bytes:
        for _ in range(2):
            try:
                return self._asked(data, form, scheme)
            except (OSError, EOFError):
                self._end()
        return drawn(data, form, scheme)

    def _asked(self, data: ChartData, form: Form, scheme: Scheme) -> bytes:
        worker = self._running()
        assert worker.stdin is not None and worker.stdout is not None
        late = threading.Timer(LONGEST_SECONDS, worker.kill)
        late.start()
        try:
            put(worker.stdin, pickle.dumps((data, form, scheme)))
            answer = take(worker.stdout)
        finally:
            late.cancel()
        if answer[:1] != b"+":
            raise ValueError(f"the chart could not be drawn: {answer[1:].decode()}")
        return answer[1:]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._worker is None:
            # A session of its own: Ctrl+C at the terminal ends us, and we end the worker.
            self._worker = subprocess.Popen(
                [sys.executable, "-m", "adapters.charts.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        worker.wait()


def put(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(_SIZE, "big") + content)
    pipe.flush()


def take(pipe: IO[bytes]) -> bytes:
    """Raises ``EOFError`` when the other side is gone."""
    size = pipe.read(_SIZE)
    content = pipe.read(int.from_bytes(size, "big")) if len(size) == _SIZE else b""
    if not content:
        raise EOFError
    return content
