"""The keys of check-in rounds: one small file a round, in a folder that no database and no backup knows.

While its file is there, whoever can read it can read the round's answers; once it is gone, nobody can. Files are
written whole or not at all, for this account alone, and overwritten before they go. What a disk keeps of a deleted file
is beyond a program: a folder in memory (tmpfs) or on an encrypted disk is the better place.
"""

import hmac
import os
import re
import stat
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.utils import random

from bot.errors import KeysLost

SLOT_BYTES = 16
_PRIVATE_BYTES = PrivateKey.SIZE
_MARK_BYTES = 32
_SUFFIX = ".key"
_CANARY = "canary"
_NAME = re.compile(r"[0-9a-z_-]{1,64}")


@dataclass(frozen=True, slots=True)
class _Keys:
    private: bytes = field(repr=False)
    mark: bytes = field(repr=False)


class KeyDirectory:
    """The port ``RoundKeys``. ``apart_from``: folders in or below which it must not lie."""

    def __init__(self, folder: Path, apart_from: Sequence[Path] = ()) -> None:
        self._folder = folder
        self._apart_from = tuple(apart_from)

    # --- The folder ---

    def is_misplaced(self) -> bool:
        place = self._folder.resolve()
        return any(place.is_relative_to(other.resolve()) for other in self._apart_from)

    def trouble(self) -> str:
        if self.is_misplaced():
            return "beside_the_database"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            opened = [self._folder, *self._files()]
            if any(stat.S_IMODE(path.stat().st_mode) & 0o077 for path in opened):
                return "readable_by_others"
            if not os.access(self._folder, os.R_OK | os.W_OK | os.X_OK):
                return "not_writable"
        except OSError:
            return "not_writable"
        return ""

    def canary(self) -> str:
        try:
            return (self._folder / _CANARY).read_text("ascii").strip()
        except (OSError, ValueError):
            return ""

    def put_canary(self, canary: str) -> None:
        with suppress(OSError):
            self._write(self._folder / _CANARY, canary.encode("ascii"))

    def known(self) -> Collection[str]:
        return {path.name.removesuffix(_SUFFIX) for path in self._files() if path.name.endswith(_SUFFIX)}

    # --- A round's keys ---

    def make(self, round: str) -> None:
        self._write(self._file(round), bytes(PrivateKey.generate()) + random(_MARK_BYTES))

    def has(self, round: str) -> bool:
        try:
            self._read(round)
        except KeysLost:
            return False
        return True

    def slot(self, round: str, seat: str) -> bytes:
        return hmac.digest(self._read(round).mark, seat.encode("utf-8", "replace"), "sha256")[:SLOT_BYTES]

    def seal(self, round: str, content: bytes) -> bytes:
        return bytes(SealedBox(PrivateKey(self._read(round).private).public_key).encrypt(content))

    def open(self, round: str, sealed: bytes) -> bytes:
        try:
            return bytes(SealedBox(PrivateKey(self._read(round).private)).decrypt(sealed))
        except CryptoError:
            raise KeysLost from None

    def destroy(self, round: str) -> None:
        file = self._file(round)
        try:
            descriptor = os.open(file, os.O_WRONLY)
        except FileNotFoundError:
            return
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(bytes(_PRIVATE_BYTES + _MARK_BYTES))
            opened.flush()
            os.fsync(opened.fileno())
        file.unlink(missing_ok=True)
        self._sync()

    # --- Files ---

    def _files(self) -> list[Path]:
        return [path for path in self._folder.iterdir() if path.is_file()] if self._folder.is_dir() else []

    def _file(self, round: str) -> Path:
        if not _NAME.fullmatch(round):
            raise KeysLost
        return self._folder / f"{round}{_SUFFIX}"

    def _read(self, round: str) -> _Keys:
        try:
            content = self._file(round).read_bytes()
        except OSError:
            raise KeysLost from None
        if len(content) != _PRIVATE_BYTES + _MARK_BYTES or not any(content):
            raise KeysLost
        return _Keys(content[:_PRIVATE_BYTES], content[_PRIVATE_BYTES:])

    def _write(self, file: Path, content: bytes) -> None:
        # Of one's own: replicas that start together write the canary into one folder.
        unfinished = file.with_name(f"{file.name}.{random(4).hex()}.part")
        try:
            descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            os.replace(unfinished, file)
        finally:
            unfinished.unlink(missing_ok=True)
        self._sync()

    def _sync(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
