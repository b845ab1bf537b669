"""Servers forked off a process that has read all the code already, which takes three seconds each time else."""

import asyncio
import multiprocessing
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import cast

START_SECONDS = 60.0
Main = Callable[[Sequence[str]], None]
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.faults.server", "tests.faults.slack_server", "tests.faults.teams_server"])
_ADDRESS = re.compile(r"answers at (http://[\d.]+:\d+)")


class Forked:
    """A process of ``multiprocessing`` with the face of one of ``asyncio``."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

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


async def forked(
    main: Main, arguments: Sequence[str], log: Path, environ: Mapping[str, str] = os.environ
) -> tuple[asyncio.subprocess.Process, str]:
    """``main`` in a process with that environment and its stderr at the end of ``log``; and its address, once it
    answers: "... answers at http://...".
    """
    begins = len(_said(log))
    process = _CONTEXT.Process(target=_child, args=(main, list(arguments), dict(environ), str(log)))
    await asyncio.to_thread(process.start)
    running = Forked(process)
    try:
        address = await _address(running, log, begins)
    except BaseException:
        running.kill()
        await running.wait()
        raise
    return cast(asyncio.subprocess.Process, running), address


def _child(main: Main, arguments: Sequence[str], environ: Mapping[str, str], log: str) -> None:
    os.environ.clear()
    os.environ.update(environ)
    with open(log, "ab") as written:
        os.dup2(written.fileno(), sys.stderr.fileno())
    main(arguments)


async def _address(process: Forked, log: Path, begins: int) -> str:
    async with asyncio.timeout(START_SECONDS):
        while True:
            said = _said(log)[begins:].decode()
            if found := _ADDRESS.search(said):
                return found[1]
            assert process.returncode is None, said[-2_000:]
            await asyncio.sleep(0.05)


def _said(log: Path) -> bytes:
    return log.read_bytes() if log.exists() else b""
