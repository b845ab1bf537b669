"""The keys with which Microsoft signs what it tells a bot: its OpenID metadata, its JSON Web Key Set.

The SDK fetches them by blocking calls without a timeout in the midst of a request, and stumbles over an unknown key's
id. Here they are fetched once, before anybody asks, and at most once a minute however many unknown keys are named.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor
from jwt import PyJWK

from bot.ports import Clock, Log

FETCH_SECONDS = 5.0
OLD = timedelta(hours=24)
PAUSE = timedelta(seconds=60)
_MOST_BYTES = 1_000_000
_MOST_KEYS = 100
_SMALLEST_BITS = 2_048


@dataclass(frozen=True, slots=True)
class Key:
    """``endorsements``: the channels for which tokens under this key may speak (``msteams`` …)."""

    public_key: Any
    endorsements: frozenset[str]


class Keys:
    """``url``: of the OpenID metadata, which names the key set."""

    def __init__(self, url: str, clock: Clock, log: Log) -> None:
        self._url = url
        self._clock = clock
        self._log = log
        self._keys: Mapping[str, Key] = {}
        self._learned_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._turn = asyncio.Lock()
        self.failing = False

    @property
    def are_there(self) -> bool:
        return bool(self._keys)

    async def of(self, kid: str) -> Key | None:
        """The key of that id; None where Microsoft has published none. Never raises."""
        if kid not in self._keys or self._is_old():
            await self.refresh()
        return self._keys.get(kid)

    async def keep_fresh(self) -> None:
        """Ask where none are known, or those that are known have become old."""
        if not self._keys or self._is_old():
            await self.refresh()

    async def refresh(self) -> None:
        """Ask again, unless that was done within the last minute; what was known stays where nobody answers."""
        async with self._turn:
            now = self._clock.now()
            if self._asked_at is not None and timedelta() <= now - self._asked_at < PAUSE:
                return
            self._asked_at = now
            try:
                self._keys = await fetched(self._url)
            except Exception as error:
                self.failing = True
                self._log.warning("teams.keys_failed", error=error)
                return
            self._learned_at, self.failing = now, False

    def serve_the_sdk(self) -> None:
        """Let the SDK's own check read these keys instead of fetching any."""
        JwtTokenExtractor.metadataCache[self._url] = _ForTheSdk(self)

    def _is_old(self) -> bool:
        return self._learned_at is None or self._clock.now() - self._learned_at >= OLD


class _ForTheSdk:
    """What the SDK calls ``_OpenIdMetadata``. A key that is not there is an error of the kind it knows."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    async def get(self, key_id: str) -> Key:
        key = await self._keys.of(key_id)
        if key is None:
            raise PermissionError("unknown key")
        return key


async def fetched(url: str) -> Mapping[str, Key]:
    """By the metadata at ``url``; raises whatever goes wrong, or ``ValueError`` where no key can be used."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=FETCH_SECONDS), trust_env=True) as session:
        metadata = await _object(session, url)
        published = await _object(session, str(metadata["jwks_uri"]))
    read = dict(filter(None, map(_key, published["keys"][:_MOST_KEYS])))
    if not read:
        raise ValueError("no usable key")
    return read


async def _object(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    async with session.get(url, allow_redirects=False) as answer:
        answer.raise_for_status()
        body = await answer.content.read(_MOST_BYTES)
    said = json.loads(body)
    if not isinstance(said, dict):
        raise ValueError("not an object")
    return said


def _key(published: Any) -> tuple[str, Key] | None:
    """None for what is no RSA key for signatures, or a weak one."""
    try:
        kid, endorsements = published["kid"], published.get("endorsements") or ()
        if published.get("kty") != "RSA" or published.get("use", "sig") != "sig" or not isinstance(kid, str):
            return None
        public = PyJWK({"kty": "RSA", "n": published["n"], "e": published["e"]}, algorithm="RS256").key
    except Exception:
        return None
    if public.key_size < _SMALLEST_BITS:
        return None
    return kid, Key(public, frozenset(one for one in endorsements if isinstance(one, str)))
