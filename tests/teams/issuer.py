"""Microsoft's side of trust, on loopback: OpenID metadata, key set, tokens signed with an own key, and the login.

Tokens are made here from their parts, apart from the library that checks them.
"""

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from adapters.teams.cloud import Cloud
from tests.slack.faults import Faults
from tests.slack.shim import _as_response, _reset

Json = dict[str, Any]
APP_ID = "a0000000-0000-4000-8000-00000000000a"
TENANT = "b0000000-0000-4000-8000-00000000000b"
PASSWORD = "password-of-the-tests"
ISSUER = "https://api.botframework.com"
BOT_TOKEN = "token-of-the-bot"
KID, OTHER_KID, SKYPE_KID, BARE_KID = "signpost-1", "signpost-2", "signpost-skype", "signpost-bare"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """One a name and test run: making them takes long."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def part(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def number(value: int) -> str:
    return part(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def published(kid: str, name: str, endorsements: list[str] | None) -> Json:
    public = key(name).public_key().public_numbers()
    told: Json = {"kty": "RSA", "use": "sig", "kid": kid, "n": number(public.n), "e": number(public.e)}
    return told if endorsements is None else {**told, "endorsements": endorsements}


def signed(head: Json | bytes, claims: Json | bytes, name: str = "own") -> str:
    """A token over whatever is given, signed as RS256 with the key of that name."""
    shown = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in (head, claims)]
    start = ".".join(map(part, shown))
    return f"{start}.{part(key(name).sign(start.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def shared_secret(head: Json, claims: Json, secret: bytes) -> str:
    """HS256: what is signed with a public key, taken for a shared secret."""
    start = ".".join(part(json.dumps(one).encode()) for one in (head, claims))
    return f"{start}.{part(hmac.digest(secret, start.encode(), hashlib.sha256))}"


@dataclass
class Issuer:
    """``now``: seconds since 1970, by which tokens begin and end. ``asked``: how often keys were fetched.

    ``faults``: ``metadata``, ``keys``, ``login``. ``logins``: what was posted there.
    """

    now: Callable[[], float] = time.time
    asked: int = 0
    logins: list[Json] = field(default_factory=list)
    login_answer: Json | None = None
    bot_token: str = BOT_TOKEN
    lasts_seconds: int = 3_600
    faults: Faults = field(default_factory=Faults)
    url: str = ""
    keys: list[Json] = field(
        default_factory=lambda: [
            published(SKYPE_KID, "skype", ["skype", "webchat"]),
            published(BARE_KID, "bare", None),
            published(KID, "own", ["msteams", "webchat"]),
            published(OTHER_KID, "other", ["msteams"]),
            {"kty": "EC", "kid": "curve", "crv": "P-256"},
        ]
    )

    def cloud(self, *here: str) -> Cloud:
        """``here``: origins of connectors on this machine."""
        return Cloud(
            keys_url=f"{self.url}/v1/.well-known/openidconfiguration",
            login_url=f"{self.url}/login",
            here=frozenset(here),
            address=f"{here[0]}/teams/" if here else "https://smba.trafficmanager.net/teams/",
        )

    def head(self, **changes: Any) -> Json:
        return _without_none({"alg": "RS256", "typ": "JWT", "kid": KID, "x5t": KID} | changes)

    def claims(self, service_url: str, **changes: Any) -> Json:
        now = int(self.now())
        own = {"serviceurl": service_url, "nbf": now - 60, "exp": now + 3_600, "iss": ISSUER, "aud": APP_ID}
        return _without_none(own | changes)

    def token(self, service_url: str, **changes: Any) -> str:
        """As Teams sends it, but for the claims that are changed (None: left out)."""
        return signed(self.head(), self.claims(service_url, **changes))

    # --- Served ---

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/v1/.well-known/openidconfiguration", self._metadata),
                web.get("/v1/.well-known/keys", self._keys),
                web.post("/login/{tenant}/oauth2/v2.0/token", self._login),
            ]
        )
        return app

    async def _metadata(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        told = {"issuer": ISSUER, "jwks_uri": f"{self.url}/v1/.well-known/keys"}
        return await self._answered(request, "metadata", told)

    async def _keys(self, request: web.Request) -> web.StreamResponse:
        return await self._answered(request, "keys", {"keys": self.keys})

    async def _login(self, request: web.Request) -> web.StreamResponse:
        self.logins.append({**await request.post(), "tenant": request.match_info["tenant"]})
        if self.login_answer is not None:
            return web.json_response(self.login_answer, status=401)
        told = {"token_type": "Bearer", "expires_in": self.lasts_seconds, "access_token": self.bot_token}
        return await self._answered(request, "login", told)

    async def _answered(self, request: web.Request, name: str, told: Json) -> web.StreamResponse:
        fault = self.faults.take(name)
        if fault is None:
            return web.json_response(told)
        if fault.seconds:
            await self.faults.wait(fault.seconds)
        if fault.lost:
            _reset(request)
        return _as_response(fault)


def _without_none(values: Json) -> Json:
    return {name: value for name, value in values.items() if value is not None}


@asynccontextmanager
async def issuer(**settings: Any) -> AsyncIterator[Issuer]:
    """A running one."""
    found = Issuer(**settings)
    async with serving(found.app()) as url:
        found.url = url
        try:
            yield found
        finally:
            found.faults.clear()


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """An application on a free port of this machine; its address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
