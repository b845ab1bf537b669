"""What an attacker sees of a database: all rows of all tables, and the bytes that are new in its files."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psycopg
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from bot.domain.checkin import Answer
from tests.fakes.log import RecordingLog

Rows = Mapping[str, Sequence[tuple[Any, ...]]]
ANSWERS = "checkin_answers"


@dataclass(frozen=True)
class Sight:
    """One look. ``fresh``: bytes that were not there at the look before; ``lines``: what the log has got since.

    ``slots``: of the answers in the order in which they lie; ``transaction``: a number that grows with time, as the
    database keeps it for the newest answer. ``files``: after a close, all bytes there are.
    """

    rows: Rows
    fresh: bytes
    lines: Sequence[str]
    slots: Sequence[bytes] = ()
    new_slot: bytes = b""
    new_sealed: bytes = b""
    transaction: int = 0
    files: bytes = b""

    def shows(self, text: str) -> bool:
        return text.encode() in self.fresh or self.logged(text)

    def logged(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def place_of(self, text: str) -> int:
        return self.files.find(text.encode())

    def others(self) -> Rows:
        """All tables but that of the answers."""
        return {name: rows for name, rows in self.rows.items() if name != ANSWERS}

    def opened(self) -> str:
        """What the newest answer says, if any value in any table is its key."""
        for key in _keys_in(self.others()):
            try:
                return Answer.unpadded(SealedBox(PrivateKey(key)).decrypt(self.new_sealed)).comment
            except (CryptoError, ValueError):
                continue
        return ""


class Spy(Protocol):
    log: RecordingLog

    async def look(self) -> Sight: ...
    def everything(self) -> bytes:
        """All bytes of the database's files, as they are now."""


@dataclass
class _Memory:
    log: RecordingLog = field(default_factory=RecordingLog)
    seen: dict[bytes, bytes] = field(default_factory=dict)
    lines: int = 0

    def sight(
        self,
        rows: Rows,
        fresh: bytes,
        files: bytes,
        answers: Sequence[tuple[bytes, bytes]],
        transactions: Sequence[int],
    ) -> Sight:
        """``answers``: slot and sealed bytes in the order in which they lie."""
        new = [(slot, sealed) for slot, sealed in answers if self.seen.get(slot) != sealed]
        slot, sealed = new[-1] if new else (b"", b"")
        at = [one for one, _ in answers].index(slot) if new else 0
        self.seen = dict(answers)
        lines = [str(line) for line in self.log.lines[self.lines :]]
        self.lines = len(self.log.lines)
        return Sight(
            rows=rows,
            fresh=fresh,
            lines=lines,
            slots=[one for one, _ in answers],
            new_slot=slot,
            new_sealed=sealed,
            transaction=transactions[at] if new else 0,
            files=files,
        )


class SqliteSpy(_Memory):
    """Reads the file as it lies on the disk, and its write-ahead log; frames of the log tell when a row was written."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._before: dict[Path, bytes] = {}

    async def look(self) -> Sight:
        fresh = b""
        for path in self._paths():
            content = path.read_bytes()
            before = self._before.get(path, b"")
            if content != before:
                fresh += content[_common(content, before) :]
            self._before[path] = content
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
        answers = [(row[1], row[2]) for row in rows.get(ANSWERS, ())]
        order = [fresh.find(sealed[:200]) for _, sealed in answers]
        return self.sight(rows, fresh, b"".join(self._before.values()), answers, order)

    def everything(self) -> bytes:
        return b"".join(path.read_bytes() for path in self._paths())

    def _paths(self) -> list[Path]:
        return [path for path in (self._file, Path(f"{self._file}-wal")) if path.exists()]


class PostgresSpy(_Memory):
    """Reads rows with their ``ctid`` and ``xmin``, and what was written to the write-ahead log since the last look."""

    def __init__(self, url: str, data: Path) -> None:
        super().__init__()
        self._connection = psycopg.connect(url, autocommit=True)
        self._data = data
        self._from = self._position()

    async def look(self) -> Sight:
        start, self._from = self._from, self._position()
        fresh = self._log_between(start, self._from)
        names = self._all("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        rows = {name: self._all(f'SELECT * FROM "{name}"') for (name,) in names}
        found = self._all(f"SELECT slot, sealed, xmin::text::bigint FROM {ANSWERS} ORDER BY ctid")
        answers = [(bytes(slot), bytes(sealed)) for slot, sealed, _ in found]
        return self.sight(rows, fresh, fresh, answers, [xmin for _, _, xmin in found])

    def everything(self) -> bytes:
        self._connection.execute("CHECKPOINT")
        names = self._all("SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't')")
        files = [self._data / name for (name,) in names if name]
        return b"".join(file.read_bytes() for file in files if file.exists())

    def close(self) -> None:
        self._connection.close()

    def _all(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    def _position(self) -> tuple[int, str]:
        ((lsn, insert),) = self._all("SELECT pg_current_wal_flush_lsn() - '0/0', pg_current_wal_flush_lsn()::text")
        return int(lsn), insert

    def _log_between(self, start: tuple[int, str], end: tuple[int, str]) -> bytes:
        """Read from the segments by place: 16 MB files would be too much to read whole each time."""
        read, at = b"", start[0]
        size = 16 * 1024 * 1024
        while at < end[0]:
            ((name,),) = self._all(f"SELECT pg_walfile_name('0/0'::pg_lsn + {at} + 1)")
            upto = min(end[0], (at // size + 1) * size)
            descriptor = os.open(self._data / "pg_wal" / name, os.O_RDONLY)
            try:
                read += os.pread(descriptor, upto - at, at % size)
            finally:
                os.close(descriptor)
            at = upto
        return read


def _common(one: bytes, other: bytes) -> int:
    """How long both begin alike, in steps of a page."""
    at = 0
    while at < min(len(one), len(other)) and one[at : at + 4096] == other[at : at + 4096]:
        at += 4096
    return min(at, len(one))


def _keys_in(rows: Rows) -> list[bytes]:
    """Every value that could be a key of 32 bytes, bare or written in hexadecimal digits."""
    found: list[bytes] = []
    for table in rows.values():
        for row in table:
            for value in row:
                if isinstance(value, bytes | memoryview) and len(value) in (32, 64):
                    found.append(bytes(value)[:32])
                elif isinstance(value, str) and len(value) in (64, 128):
                    try:
                        found.append(bytes.fromhex(value)[:32])
                    except ValueError:
                        continue
    return found
