"""Backup and restore, the same file for both databases, without their tools.

The file is gzip over JSON Lines: a header (version of the schema, columns and number of rows of each table), one line a
row, and a trailer with the SHA-256 of everything before it. It holds confidential texts: mode 0600.
"""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BackupRefused
from storage.migrate import head
from storage.portable import Progress, Row, counts, empty_target, fill, hold_back, rows, snapshot, tables

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Contents:
    """What a whole and unchanged backup says of itself."""

    revision: str
    rows: int


def backup(url: str, file: Path, progress: Progress | None = None) -> int:
    """Write the database to ``file`` (replaced at the end, when the new one has been read back); the number of rows.

    The server may go on writing. Raises ``BackupRefused`` or ``NotRecorded``.
    """
    unfinished = file.with_name(f"{file.name}.part")
    with snapshot(url) as connection, _file_errors(file):
        sizes = counts(connection)
        _write(unfinished, sizes, rows(connection), progress)
        contents = inspect(unfinished)
        os.replace(unfinished, file)
        _sync_folder(file.parent)
    return contents.rows


def restore(url: str, file: Path, progress: Progress | None = None) -> int:
    """Fill an empty database from ``file``, all or nothing; the number of rows.

    Nothing that was due before goes out until an administrator agrees (``Organization.held``). Raises ``BackupRefused``
    for a damaged file, another version's file, or a target that has rows; or ``NotRecorded``.
    """
    contents = inspect(file)
    if contents.revision != head():
        raise BackupRefused(
            f"{file.name} was written at version {contents.revision}, this Signpost is at {head()}: "
            "restore it with the Signpost that wrote it, then upgrade"
        )
    with empty_target(url) as connection, _file_errors(file):
        done = fill(connection, _rows(file), contents.rows, progress)
        hold_back(connection)
    return done


def inspect(file: Path) -> Contents:
    """Read a backup to its end; raises ``BackupRefused`` unless it is whole and unchanged."""
    with _file_errors(file):
        return _inspected(file)


def _inspected(file: Path) -> Contents:
    digest, header, trailer, seen = hashlib.sha256(), None, None, dict[str, int]()
    for line in _lines(file):
        if trailer is not None:
            raise _damaged(file, "something follows its end")
        content = json.loads(line)
        if header is None:
            header = _header(file, content)
        elif isinstance(content, dict):
            trailer = content
            continue
        else:
            seen[content[0]] = seen.get(content[0], 0) + 1
        digest.update(line)
    if header is None or trailer is None:
        raise _damaged(file, "its end is missing")
    if trailer != {"sha256": digest.hexdigest()}:
        raise _damaged(file, "its checksum is wrong")
    if {name: part["rows"] for name, part in header["tables"].items() if part["rows"]} != seen:
        raise _damaged(file, "rows are missing")
    return Contents(header["revision"], sum(seen.values()))


def _header(file: Path, content: Any) -> dict[str, Any]:
    if not isinstance(content, dict) or content.get("signpost") != "backup" or content.get("format") != _FORMAT:
        raise BackupRefused(f"{file.name} is no backup that this Signpost can read")
    return content


def _write(file: Path, sizes: dict[str, int], stream: Iterator[Row], progress: Progress | None) -> None:
    described = {
        name: {"columns": [column.name for column in table.columns], "rows": sizes[name]}
        for name, table in tables().items()
    }
    header = {"signpost": "backup", "format": _FORMAT, "revision": head(), "tables": described}
    digest, total = hashlib.sha256(), sum(sizes.values())
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
            for number, content in enumerate(_contents(header, stream)):
                line = json.dumps(content, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                packed.write(line)
                if progress and (number % 500 == 0 or number == total):
                    progress(number, total)
            packed.write(json.dumps({"sha256": digest.hexdigest()}).encode() + b"\n")
        raw.flush()
        os.fsync(raw.fileno())


def _contents(header: dict[str, Any], stream: Iterator[Row]) -> Iterator[object]:
    yield header
    yield from stream


def _rows(file: Path) -> Iterator[Row]:
    for line in _lines(file):
        if line.startswith(b"["):
            name, values = json.loads(line)
            yield name, values


def _lines(file: Path) -> Iterator[bytes]:
    with gzip.open(file, "rb") as packed:
        yield from packed


@contextmanager
def _file_errors(file: Path) -> Iterator[None]:
    """What can go wrong with a file, in a sentence; the database's errors pass."""
    try:
        yield
    except (gzip.BadGzipFile, zlib.error, EOFError, ValueError, KeyError, IndexError, TypeError):
        raise _damaged(file, "it cannot be read") from None
    except OSError as error:
        raise BackupRefused(f"{file.name}: {error.strerror or type(error).__name__}") from None


def _damaged(file: Path, how: str) -> BackupRefused:
    return BackupRefused(f"{file.name} is damaged: {how}")


def _sync_folder(folder: Path) -> None:
    """So that the new name survives a power failure too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
