"""Keys of check-in rounds in memory, with the real seals."""

import hmac
from collections.abc import Collection

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.utils import random

from bot.errors import KeysLost


class MemoryKeys:
    """The port ``RoundKeys``. ``wrong``: what ``trouble`` says; ``lose`` is what a crashed disk does."""

    def __init__(self) -> None:
        self.wrong = ""
        self._canary = ""
        self._keys: dict[str, tuple[PrivateKey, bytes]] = {}

    def trouble(self) -> str:
        return self.wrong

    def canary(self) -> str:
        return self._canary

    def put_canary(self, canary: str) -> None:
        self._canary = canary

    def known(self) -> Collection[str]:
        return set(self._keys)

    def make(self, round: str) -> None:
        self._keys[round] = (PrivateKey.generate(), random(32))

    def has(self, round: str) -> bool:
        return round in self._keys

    def slot(self, round: str, seat: str) -> bytes:
        return hmac.digest(self._of(round)[1], seat.encode(), "sha256")[:16]

    def seal(self, round: str, content: bytes) -> bytes:
        return bytes(SealedBox(self._of(round)[0].public_key).encrypt(content))

    def open(self, round: str, sealed: bytes) -> bytes:
        try:
            return bytes(SealedBox(self._of(round)[0]).decrypt(sealed))
        except CryptoError:
            raise KeysLost from None

    def destroy(self, round: str) -> None:
        self._keys.pop(round, None)

    def lose(self) -> None:
        self._keys.clear()
        self._canary = ""

    def _of(self, round: str) -> tuple[PrivateKey, bytes]:
        if round not in self._keys:
            raise KeysLost
        return self._keys[round]
