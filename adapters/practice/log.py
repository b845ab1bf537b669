"""The platform's own chat log: what Slack or Teams would keep. A SQLite file of its own, never the core's database.

sqlite3 runs in a thread behind one lock: a practice workspace has one user, and a call costs well under a millisecond.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  place TEXT NOT NULL,
  author TEXT NOT NULL,
  only_for TEXT,
  at TEXT NOT NULL,
  body TEXT NOT NULL,
  key TEXT CONSTRAINT message_key UNIQUE,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX IF NOT EXISTS message_place ON message (place, id);
CREATE TABLE IF NOT EXISTS seen (
  persona TEXT NOT NULL, place TEXT NOT NULL, message INTEGER NOT NULL, PRIMARY KEY (persona, place)
) WITHOUT ROWID;
"""
_COLUMNS = "id, place, author, only_for, at, body, version"
_VISIBLE = "(only_for IS NULL OR only_for = :persona)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message as kept. ``author`` is a persona id, or empty for Signpost; ``only_for`` makes it private."""

    id: int
    place: str
    author: str
    only_for: str | None
    at: datetime
    body: Mapping[str, Any]
    version: int = 1


class ChatLog:
    """All methods may raise ``sqlite3.Error`` (disk full, file gone)."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;")
        self._connection.executescript(_SCHEMA)
        self._lock = asyncio.Lock()

    async def add(
        self,
        *,
        place: str,
        author: str,
        at: datetime,
        body: Mapping[str, Any],
        key: str | None = None,
        only_for: str | None = None,
    ) -> tuple[Entry, bool]:
        """Insert against the UNIQUE key; (the entry, whether it is new)."""
        values = (place, author, only_for, at.isoformat(), json.dumps(body), key)

        def insert() -> tuple[Entry, bool]:
            row = self._connection.execute(
                "INSERT INTO message (place, author, only_for, at, body, key) VALUES (?,?,?,?,?,?)"
                f" ON CONFLICT (key) DO NOTHING RETURNING {_COLUMNS}",
                values,
            ).fetchone()
            if row is not None:
                return _entry(row), True
            old = self._connection.execute(f"SELECT {_COLUMNS} FROM message WHERE key = ?", (key,)).fetchone()
            return _entry(old), False

        return await self._run(insert)

    async def replace(self, message: int, body: Mapping[str, Any]) -> Entry | None:
        """Edit in place; None when there is no such message."""
        sql = f"UPDATE message SET body = ?, version = version + 1 WHERE id = ? RETURNING {_COLUMNS}"
        return await self._one(sql, (json.dumps(body), message))

    async def delete(self, message: int) -> None:
        await self._run(lambda: self._connection.execute("DELETE FROM message WHERE id = ?", (message,)))

    async def by_id(self, message: int) -> Entry | None:
        return await self._one(f"SELECT {_COLUMNS} FROM message WHERE id = ?", (message,))

    async def by_key(self, key: str) -> Entry | None:
        return await self._one(f"SELECT {_COLUMNS} FROM message WHERE key = ?", (key,))

    async def latest(self, persona: str, place: str, limit: int = 200) -> Sequence[Entry]:
        """What a persona sees in a place, oldest first, at most the newest ``limit``."""
        sql = f"SELECT {_COLUMNS} FROM message WHERE place = :place AND {_VISIBLE} ORDER BY id DESC LIMIT :limit"
        values = {"place": place, "persona": persona, "limit": limit}
        rows = await self._run(lambda: self._connection.execute(sql, values).fetchall())
        return [_entry(row) for row in reversed(rows)]

    async def unread(self, persona: str, place: str) -> int:
        """Messages by others since the persona last looked; own private answers do not count."""
        sql = f"""SELECT count(*) FROM message WHERE place = :place AND author <> :persona
            AND {_VISIBLE} AND (only_for IS NULL OR json_extract(body, '$.answer') IS NULL)
            AND id > coalesce((SELECT message FROM seen WHERE persona = :persona AND place = :place), 0)"""
        values = {"persona": persona, "place": place}
        count = await self._run(lambda: self._connection.execute(sql, values).fetchone()[0])
        return int(count)

    async def look(self, persona: str, place: str, message: int) -> None:
        """The persona has seen the place up to this message; never goes backwards."""
        sql = """INSERT INTO seen (persona, place, message) VALUES (?,?,?)
            ON CONFLICT (persona, place) DO UPDATE SET message = max(message, excluded.message)"""
        await self._run(lambda: self._connection.execute(sql, (persona, place, message)))

    async def is_empty(self) -> bool:
        return await self._one(f"SELECT {_COLUMNS} FROM message LIMIT 1", ()) is None

    async def clear(self) -> None:
        """Forget everything. Ids go on counting, so that a button of an old page meets no new message."""
        await self._run(lambda: self._connection.executescript("BEGIN; DELETE FROM message; DELETE FROM seen; COMMIT;"))

    async def close(self) -> None:
        await self._run(self._connection.close)

    async def _one(self, sql: str, values: tuple[object, ...]) -> Entry | None:
        row = await self._run(lambda: self._connection.execute(sql, values).fetchone())
        return None if row is None else _entry(row)

    async def _run(self, work: Callable[[], T]) -> T:
        async with self._lock:
            return await asyncio.to_thread(work)


def _entry(row: tuple[Any, ...]) -> Entry:
    number, place, author, only_for, at, body, version = row
    return Entry(
        id=number,
        place=place,
        author=author,
        only_for=only_for,
        at=datetime.fromisoformat(at),
        body=json.loads(body),
        version=version,
    )
