"""Slack's Web API: one place where calls are made and wire failures become meanings.

Reads go as form posts and writes as JSON, both documented for every method used here. Nothing is retried: deliveries
are rows and come again by themselves, and whoever clicks is told.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ChatError, RateLimited, Rejected, Unreachable
from bot.settings import Secret

Json = dict[str, Any]
CLICK_SECONDS = 2.0
DELIVERY_SECONDS = 10.0
_LONGEST_WAIT_SECONDS = 3_600.0
_PASSING = frozenset(
    {
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "ekm_access_denied",
    }
)
NO_TOKEN = frozenset(
    {"not_installed", "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
)
"""The token is missing or refused (``account_inactive`` speaks of the bot's own account): somebody has to renew it."""
MISSING_SCOPE = "missing_scope"
"""The token may too little; ``missing_scope:im:write`` says what it lacks."""
_AS_JSON = ("chat.", "views.")


class SlackApi:
    """Calls with a token each, over one session. ``address``: ``SLACK_API_URL``. All methods raise ``ChatError``.

    A 429 holds for the method in that workspace: until its Retry-After is over nobody calls it again, also where it
    was one chat that had too much (https://docs.slack.dev/apis/web-api/rate-limits). ``now``: seconds, for that wait.
    """

    def __init__(
        self, address: str, logger: logging.Logger | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.address = address if address.endswith("/") else f"{address}/"
        # slack_sdk writes arguments into debug lines: its logger never goes below a warning.
        self._logger = logger or logging.getLogger("signpost.slack")
        self._logger.setLevel(logging.WARNING)
        self._session: aiohttp.ClientSession | None = None
        self._now = now
        self._free_at: dict[tuple[str, Secret], float] = {}
        self.failing = False
        self.token_refused = False
        self._lacking: dict[str, str] = {}

    @property
    def lacking(self) -> frozenset[str]:
        """Scopes for want of which calls were refused the last time they were made."""
        return frozenset(self._lacking.values())

    async def call(
        self, method: str, token: Secret, arguments: Mapping[str, Any], seconds: float = CLICK_SECONDS
    ) -> Json:
        """The answer's JSON, which says ``ok``. Raises ``RateLimited``, ``Unreachable`` or ``Rejected``."""
        place = (method, token)
        if (wait := self._wait(place)) > 0:
            raise RateLimited(wait)
        client = AsyncWebClient(
            token=token.reveal(),
            base_url=self.address,
            session=self._opened(),
            logger=self._logger,
            retry_handlers=[],
        )
        kind = "json" if method.startswith(_AS_JSON) else "data"
        try:
            async with asyncio.timeout(seconds):
                answer = await client.api_call(method, **{kind: dict(arguments)})  # type: ignore[arg-type]
        except Exception as error:
            meant = meaning(error)
            if isinstance(meant, RateLimited):
                self._free_at[place] = self._now() + meant.retry_after
            self.failing = isinstance(meant, Unreachable)
            self.token_refused = isinstance(meant, Rejected) and meant.reason in NO_TOKEN
            if isinstance(meant, Rejected) and meant.reason.startswith(f"{MISSING_SCOPE}:"):
                self._lacking[method] = meant.reason.partition(":")[2]
            raise meant from None
        self.failing = self.token_refused = False
        self._lacking.pop(method, None)
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    def _wait(self, place: tuple[str, Secret]) -> float:
        """Seconds until the method may be called again."""
        wait = self._free_at.get(place, 0.0) - self._now()
        if wait <= 0:
            self._free_at.pop(place, None)
        return wait

    async def post(self, url: str, body: Json, seconds: float = CLICK_SECONDS) -> None:
        """To a ``response_url``; one on a foreign host is not called: ``Rejected("foreign_host")``."""
        await self._sent(url, seconds, json=body)

    async def upload(self, url: str, content: bytes, seconds: float = DELIVERY_SECONDS) -> None:
        """Bytes to the address that ``files.getUploadURLExternal`` gave; never to a foreign host."""
        await self._sent(url, seconds, data=content)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _sent(self, url: str, seconds: float, **content: Any) -> None:
        if not self.is_slacks(url):
            raise Rejected("foreign_host")
        try:
            async with (
                asyncio.timeout(seconds),
                self._opened().post(url, allow_redirects=False, **content) as response,
            ):
                await response.read()
        except Exception as error:
            raise meaning(error) from None
        if response.status == 429:
            raise RateLimited(_wait(response.headers))
        if response.status >= 500:
            raise Unreachable(str(response.status))
        if response.status >= 300:
            raise Rejected(f"http_{response.status}")

    def is_slacks(self, url: str) -> bool:
        """Slack's own hosts over https, or the host that ``SLACK_API_URL`` names."""
        try:
            parts, own = urlsplit(url), urlsplit(self.address)
            parts.port  # noqa: B018 - raises for a port that is none
        except ValueError:
            return False
        if parts.username or parts.password or not parts.hostname:
            return False
        if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
            return True
        host = parts.hostname.lower()
        return parts.scheme == "https" and (host == "slack.com" or host.endswith(".slack.com")) and not parts.port

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None), trust_env=True)
        return self._session


def meaning(error: Exception) -> ChatError:
    """What a failed call means. Broken answers count as unreachable: the outcome is unknown, and may be another."""
    if not isinstance(error, SlackApiError):
        return error if isinstance(error, ChatError) else Unreachable(type(error).__name__)
    status, headers, data = _parts(error.response)
    code = data.get("error")
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return RateLimited(_wait(headers))
    if status >= 500 or not isinstance(code, str) or code in _PASSING:
        return Unreachable(str(code or status)[:80])
    needed = data.get("needed")
    if code == MISSING_SCOPE and isinstance(needed, str):
        return Rejected(f"{MISSING_SCOPE}:{needed}"[:80])
    return Rejected(code[:80])


def _parts(response: Any) -> tuple[int, Mapping[str, str], Mapping[str, Any]]:
    """slack_sdk puts its own response or aiohttp's into the error."""
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    headers: Mapping[str, str] = getattr(response, "headers", {})
    data = getattr(response, "data", None)
    return status, headers, data if isinstance(data, dict) else {}


def _wait(headers: Mapping[str, str]) -> float:
    """``Retry-After`` in seconds; half a minute where it is missing or odd."""
    try:
        seconds = float(headers.get("Retry-After", ""))
    except ValueError:
        return 30.0
    return min(seconds, _LONGEST_WAIT_SECONDS) if seconds >= 0 else 30.0
