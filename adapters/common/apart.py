"""Computing in a process of its own (docs/adr/0017): what never gives the interpreter away would keep people waiting.

The worker is started with the first job and kept. It ends when its input does, so also when this process is killed.
"""

import asyncio
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

NICER = 10
_SIZE = 8


class Apart:
    """One worker, ``python -m module``, for one job after another; ``here`` does a job where none can be started.

    A job takes at most ``longest_seconds``; then its worker is killed, and the next try is the last. ``ask`` raises
    ``ValueError`` with the type of what went wrong in the worker.
    """

    def __init__(self, module: str, here: Callable[[Any], bytes], longest_seconds: float = 30.0) -> None:
        self._module = module
        self._here = here
        self._longest = longest_seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=module.rpartition(".")[0])
        self._worker: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> int | None:
        """The worker's process id, while there is one."""
        return None if self._worker is None else self._worker.pid

    async def ask(self, job: object) -> bytes:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._done, job)

    def close(self) -> None:
        """End the worker, also in the middle of a job."""
        self._end()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _done(self, job: object) -> bytes:
        for _ in range(2):
            try:
                return self._asked(job)
            except (OSError, EOFError):
                self._end()
        return self._here(job)

    def _asked(self, job: object) -> bytes:
        worker = self._running()
        assert worker.stdin is not None and worker.stdout is not None
        late = threading.Timer(self._longest, worker.kill)
        late.start()
        try:
            _put(worker.stdin, pickle.dumps(job))
            answer = _take(worker.stdout)
        finally:
            late.cancel()
        if answer[:1] != b"+":
            raise ValueError(f"{self._module}: {answer[1:].decode()}")
        return answer[1:]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._worker is None:
            # A session of its own: Ctrl+C at the terminal ends us, and we end the worker.
            self._worker = subprocess.Popen(
                [sys.executable, "-m", self._module],
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


def work_off(do: Callable[[Any], bytes]) -> None:
    """The worker's life: jobs from stdin, answers to stdout, until the input ends."""
    os.nice(NICER)
    while True:
        try:
            job = pickle.loads(_take(sys.stdin.buffer))
        except EOFError:
            return
        try:
            answer = b"+" + do(job)
        except Exception as error:
            answer = b"-" + type(error).__name__.encode()
        _put(sys.stdout.buffer, answer)


def _put(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(_SIZE, "big") + content)
    pipe.flush()


def _take(pipe: IO[bytes]) -> bytes:
    """Raises ``EOFError`` when the other side is gone."""
    size = pipe.read(_SIZE)
    content = pipe.read(int.from_bytes(size, "big")) if len(size) == _SIZE else b""
    if not content:
        raise EOFError
    return content
