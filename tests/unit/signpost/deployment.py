"""A deployment in a folder of its own: real files, a real SQLite database, the real command line."""

import asyncio
import json
import os
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from typer.testing import CliRunner

from bot.ports import Unit
from bot.settings import Settings
from signpost.cli import app
from signpost.composition import open_store_of
from signpost.configuration import read_settings
from storage.store import SqlStore

T = TypeVar("T")
OURS = ("SIGNPOST_", "SLACK_", "OPENAI_", "MicrosoftApp")


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Deployment:
    folder: Path

    def run(self, *words: str) -> Said:
        config = ("--config", str(self.folder / "app.yaml"))
        hidden: dict[str, str | None] = {name: None for name in os.environ if name.startswith(OURS)}
        result = CliRunner().invoke(app, [*config, *words], env=hidden)
        return Said(result.exit_code, result.stdout, result.stderr)

    def done(self, *words: str) -> Said:
        """Run a command that must succeed."""
        said = self.run(*words)
        assert said.status == 0, said.err
        return said

    def file(self, name: str, content: str) -> str:
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    def read(self, question: Callable[[Unit], Awaitable[T]]) -> T:
        """Ask the record something."""
        return self.on_store(lambda store: _asked(store, question))

    def write(self, change: Callable[[Unit], Awaitable[object]]) -> None:
        """Change the record past the command line."""
        self.on_store(lambda store: _changed(store, change))

    def on_store(self, work: Callable[[SqlStore], Awaitable[T]]) -> T:
        return asyncio.run(self._with_store(work))

    @property
    def settings(self) -> Settings:
        return read_settings(self.folder / "app.yaml", {})

    async def _with_store(self, work: Callable[[SqlStore], Awaitable[T]]) -> T:
        store = open_store_of(self.settings)
        try:
            return await work(store)
        finally:
            await store.close()


async def _asked(store: SqlStore, question: Callable[[Unit], Awaitable[T]]) -> T:
    async with store.read() as unit:
        return await question(unit)


async def _changed(store: SqlStore, change: Callable[[Unit], Awaitable[object]]) -> None:
    async with store.write() as unit:
        await change(unit)
        await unit.commit()


def deployed(folder: Path, database: Path | None = None) -> Deployment:
    """With one owner, tables (copied from ``database``, where that is quicker than making them), and no clients."""
    deployment = Deployment(folder)
    deployment.file("app.yaml", "people: {owners: ['slack:T01/U0OWNER']}\n")
    if database is None:
        deployment.done("db", "upgrade")
    else:
        (folder / "var").mkdir()
        shutil.copy(database, folder / "var" / "signpost.db")
    return deployment
