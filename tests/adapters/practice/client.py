"""A page without a browser: what its script sends, and what it gets."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp


@dataclass
class Client:
    session: aiohttp.ClientSession
    url: str
    persona: str
    nonces: Iterator[int] = field(default_factory=itertools.count)

    async def post(self, path: str, **payload: object) -> tuple[int, dict[str, Any]]:
        """Status and JSON; ``as``, ``place`` and a fresh nonce are filled in where the payload has none."""
        filled = {"as": self.persona, "place": "acme", "nonce": f"nonce-{next(self.nonces):06d}", **payload}
        async with self.session.post(f"{self.url}/practice/{path}", json=filled) as response:
            return response.status, await response.json()

    async def raw(self, path: str, body: bytes, **headers: str) -> int:
        sent = {"Content-Type": "application/json", **headers}
        async with self.session.post(f"{self.url}/practice/{path}", data=body, headers=sent) as response:
            await response.read()
            return response.status

    async def state(self, persona: str = "") -> dict[str, Any]:
        query = {"as": persona or self.persona}
        async with self.session.get(f"{self.url}/practice/state", params=query) as response:
            assert response.status == 200
            state: dict[str, Any] = await response.json()
            return state

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(f"{self.url}{path}", headers=headers, allow_redirects=False) as response:
            return response.status, await response.text()
