"""The deployment's secret key: texts sealed at rest, and signatures of our own.

``SIGNPOST_SECRET_KEY`` may hold several keys, separated by commas: the first one seals and signs, all of them open and
verify. To change the key without a gap, first list the new one last on every process, then first, then drop the old.
"""

import binascii
import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from bot.errors import ConfigurationError
from bot.settings import Secret

VARIABLE = "SIGNPOST_SECRET_KEY"
SHORTEST = 32
_VERSION = "v1"
_SEALED = re.compile(r"v1\.([0-9a-f]{16})\.([A-Za-z0-9_-]+)", re.ASCII)
_HOW_TO_MAKE_ONE = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
# BLAKE2b's personalisation (RFC 7693, 2.5; 16 bytes at most): the same key gives another one for each use.
_FOR_NAMES = b"signpost-key-id"
_FOR_SEALS = b"signpost-seal-1"
_FOR_SIGNATURES = b"signpost-sign-1"


@dataclass(frozen=True, slots=True)
class _Key:
    """``name``, a one-way mark of the key, stands in every sealed text and tells which key opens it."""

    name: str
    for_seals: bytes = field(repr=False)
    for_signatures: bytes = field(repr=False)


class Sealer:
    """The port ``Vault`` on XSalsa20-Poly1305 and HMAC-SHA-256.

    A sealed text is ``v1.<name of the key>.<nonce and ciphertext in URL-safe base64>``. Each context has a key of its
    own, so that what was sealed for one workspace opens for no other.
    """

    def __init__(self, keys: Secret) -> None:
        """Raises ``ConfigurationError``, with the way to make a key, where there is none or one is too short."""
        self._keys = {key.name: key for key in map(_key, _given(keys))}
        self._newest = next(iter(self._keys.values()))

    def seal(self, text: str, context: str) -> str:
        key = self._newest
        sealed = urlsafe_b64encode(_box(key, context).encrypt(_bytes(text))).decode().rstrip("=")
        return f"{_VERSION}.{key.name}.{sealed}"

    def open(self, sealed: str, context: str) -> str:
        found = _SEALED.fullmatch(sealed)
        if not found:
            raise ConfigurationError(VARIABLE, "what is stored was not sealed by this version of Signpost")
        name, body = found.groups()
        key = self._keys.get(name)
        if key is None:
            raise ConfigurationError(
                VARIABLE, "what is stored was sealed with a key that is not listed: add the old key after the new one"
            )
        try:
            return (
                _box(key, context)
                .decrypt(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
                .decode("utf-8", "surrogatepass")
            )
        except (CryptoError, binascii.Error, ValueError):
            raise ConfigurationError(
                VARIABLE, "what is stored was changed after it was sealed, or belongs elsewhere"
            ) from None

    def needs_resealing(self, sealed: str) -> bool:
        return not sealed.startswith(f"{_VERSION}.{self._newest.name}.")

    def sign(self, text: str, purpose: str) -> str:
        return _signature(self._newest, text, purpose)

    def is_signed(self, text: str, purpose: str, signature: str) -> bool:
        given = _bytes(signature)
        return any(hmac.compare_digest(_signature(key, text, purpose).encode(), given) for key in self._keys.values())


def _given(keys: Secret) -> list[str]:
    given = [part for part in map(str.strip, keys.reveal().split(",")) if part]
    if not given:
        raise ConfigurationError(VARIABLE, f"is not set; {_HOW_TO_MAKE_ONE}")
    if any(len(part) < SHORTEST for part in given):
        raise ConfigurationError(VARIABLE, f"each key must have at least {SHORTEST} characters; {_HOW_TO_MAKE_ONE}")
    return given


def _key(given: str) -> _Key:
    raw = _bytes(given)
    return _Key(
        name=hashlib.blake2b(raw, digest_size=8, person=_FOR_NAMES).hexdigest(),
        for_seals=hashlib.blake2b(raw, digest_size=32, person=_FOR_SEALS).digest(),
        for_signatures=hashlib.blake2b(raw, digest_size=32, person=_FOR_SIGNATURES).digest(),
    )


def _box(key: _Key, context: str) -> SecretBox:
    return SecretBox(hashlib.blake2b(_bytes(context), key=key.for_seals, digest_size=SecretBox.KEY_SIZE).digest())


def _signature(key: _Key, text: str, purpose: str) -> str:
    purposeful = hashlib.blake2b(_bytes(purpose), key=key.for_signatures, digest_size=32).digest()
    digest = hmac.digest(purposeful, _bytes(text), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    """Any text at all: an error would quote what it could not encode."""
    return text.encode("utf-8", "surrogatepass")
