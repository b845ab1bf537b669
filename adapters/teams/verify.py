"""The border to the open internet: is this request from Teams, meant for this bot, and of a firm that is let in?

The SDK accepts tokens without an end, activities without a channel (and then checks no endorsement) or without a
service URL, every tenant, and tokens of the emulator; on many a broken one it answers 500. So everything is checked
here before anything of it reaches the SDK, which then looks once more for itself. The rules are Microsoft's
(learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication) and stricter.
"""

import re
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from multidict import CIMultiDict, MultiMapping

from adapters.common.bodies import BODY_LIMIT, Refusal, object_of, text_of
from adapters.common.nearby import is_forwarded, is_local_host, is_loopback
from adapters.teams.cloud import Cloud, is_loopback_service
from adapters.teams.keys import Key, Keys
from bot.ports import Clock

CHANNEL = "msteams"
ALGORITHM = "RS256"
LEEWAY_SECONDS = 300
TOKENS_KEPT = 1_000
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,8192}\.[A-Za-z0-9_-]{1,2048})")
_UNCHECKED = {
    name: False
    for name in ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss", "verify_sub", "verify_jti")
}
_BROWSERS = ("origin", "sec-fetch-site")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verified:
    """``header``: the Authorization header that vouches for the activity; None where the bot has no app id."""

    activity: Json
    header: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What a well signed token says, as far as it has to be looked at each time."""

    kid: str
    key: Key
    expires: float
    begins: float
    service_url: str


class Verifier:
    """``app_id``: whom tokens must be meant for; an empty one lets in requests of this machine only, without a token.

    ``tenants``: the firms that are let in. Tokens serve for an hour, for thousands of activities: the signature of one
    is checked once, everything else each time.
    """

    def __init__(self, app_id: str, tenants: Collection[str], cloud: Cloud, keys: Keys, clock: Clock) -> None:
        self._app_id = app_id
        self._tenants = frozenset(tenant.lower() for tenant in tenants)
        self._cloud = cloud
        self._keys = keys
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def verified(self, headers: Mapping[str, str], body: bytes, remote: str | None) -> Verified:
        """The activity of a request from Teams.

        Raises ``Refusal``: 413 beyond 1 MB; 400 for content that is no activity; 401 for anything wrong with the
        token; 403 for another channel, a service URL that is none of Teams', a tenant that is not let in, and, for
        a bot without an app id, whatever does not come from this machine.
        """
        known = headers if isinstance(headers, MultiMapping) else CIMultiDict(headers)
        if len(body) > BODY_LIMIT:
            raise Refusal(413, "too_large")
        header, token = await self._vouched(known) if self._app_id else (None, None)
        if token is None:
            self._nearby(known, remote)
        if (_only(known, "Content-Type") or "").partition(";")[0].strip().lower() != "application/json":
            raise Refusal(400, "bad_content_type")
        activity = object_of(text_of(body))
        service_url = self._checked(activity)
        if token is not None and token.service_url != service_url:
            raise Refusal(401, "foreign_service_url")
        return Verified(activity, header)

    def is_service(self, url: str) -> bool:
        return self._cloud.is_service(url) or (not self._app_id and is_loopback_service(url))

    # --- The token ---

    async def _vouched(self, headers: MultiMapping[str]) -> tuple[str, _Known]:
        header = _only(headers, "Authorization")
        if header is None or not (found := _BEARER.fullmatch(header)):
            raise Refusal(401, "no_token")
        return header, await self._token(found[1])

    async def _token(self, token: str) -> _Known:
        known = self._known.get(token)
        if known is None or await self._keys.of(known.kid) is not known.key:
            known = await self._signed(token)
            self._known[token] = known
            while len(self._known) > TOKENS_KEPT:
                self._known.popitem(last=False)
        now = self._clock.now().timestamp()
        if now >= known.expires + LEEWAY_SECONDS:
            raise Refusal(401, "expired")
        if now < known.begins - LEEWAY_SECONDS:
            raise Refusal(401, "not_yet")
        return known

    async def _signed(self, token: str) -> _Known:
        """Signature, issuer, audience and endorsement; the claims that tell how long it holds and for which service."""
        try:
            head = jwt.get_unverified_header(token)
        except Exception:
            raise Refusal(401, "bad_token") from None
        kid = head.get("kid")
        if head.get("alg") != ALGORITHM or not isinstance(kid, str) or not kid or "crit" in head:
            raise Refusal(401, "bad_token")
        key = await self._keys.of(kid)
        if key is None:
            raise Refusal(401, "unknown_key" if self._keys.are_there else "keys_unavailable")
        if CHANNEL not in key.endorsements:
            raise Refusal(401, "not_endorsed")
        try:
            claims = jwt.decode(token, key.public_key, algorithms=[ALGORITHM], options=_UNCHECKED)  # type: ignore[arg-type]
        except Exception:
            raise Refusal(401, "bad_signature") from None
        if claims.get("iss") != self._cloud.issuer:
            raise Refusal(401, "foreign_issuer")
        if claims.get("aud") != self._app_id:
            raise Refusal(401, "foreign_audience")
        expires, begins = _moment(claims, "exp"), _moment(claims, "nbf") if "nbf" in claims else 0.0
        service_url = claims.get("serviceurl")
        if not isinstance(service_url, str):
            raise Refusal(401, "no_service_url")
        return _Known(kid, key, expires, begins, service_url)

    # --- Without an app id ---

    def _nearby(self, headers: MultiMapping[str], remote: str | None) -> None:
        if not is_loopback(remote):
            raise Refusal(403, "not_loopback")
        if not is_local_host(headers.getall("Host", [])):
            raise Refusal(403, "foreign_host")
        if is_forwarded(headers):
            raise Refusal(403, "forwarded")
        if any(name in headers for name in _BROWSERS):
            raise Refusal(403, "from_a_browser")

    # --- The activity ---

    def _checked(self, activity: Json) -> str:
        """Its service URL, after the checks that need no token."""
        kind, conversation = activity.get("type"), activity.get("conversation")
        if not isinstance(kind, str) or not 0 < len(kind) <= 64:
            raise Refusal(400, "no_type")
        if not isinstance(conversation, dict) or not isinstance(conversation.get("id"), str):
            raise Refusal(400, "no_conversation")
        if activity.get("channelId") != CHANNEL:
            raise Refusal(403, "foreign_channel")
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not self.is_service(service_url):
            raise Refusal(403, "foreign_service_url")
        tenant = tenant_of(activity)
        if tenant is None or tenant.lower() not in self._tenants:
            raise Refusal(403, "foreign_tenant")
        return service_url


def tenant_of(activity: Json) -> str | None:
    """``channelData.tenant.id``: the only place where Teams always tells the firm."""
    data = activity.get("channelData")
    tenant = data.get("tenant") if isinstance(data, dict) else None
    found = tenant.get("id") if isinstance(tenant, dict) else None
    return found if isinstance(found, str) and found else None


def _only(headers: MultiMapping[str], name: str) -> str | None:
    """The header that must be there exactly once: of two, a proxy and we might read different ones."""
    found = headers.getall(name, ())
    return found[0] if len(found) == 1 else None


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**12:
        raise Refusal(401, f"bad_{name}")
    return float(value)
