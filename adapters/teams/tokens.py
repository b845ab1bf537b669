"""The bot's own token, with which it speaks to the Connector: fetched when needed, kept until shortly before its end.

``SingleTenant`` asks Microsoft's login with the app's password (OAuth client credentials); ``UserAssignedMSI`` asks the
machine it runs on, through the SDK. The SDK's own credentials ask in the middle of the event loop and without a
timeout, so neither is left to it.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import jwt
from botframework.connector.auth.managedidentity_app_credentials import ManagedIdentityAppCredentials

from adapters.teams.cloud import Cloud
from bot.errors import ChatError, Rejected, Unreachable
from bot.ports import Clock
from bot.settings import Secret

FETCH_SECONDS = 5.0
EARLY = timedelta(minutes=5)
SHORT = timedelta(minutes=5)
_ANSWER_LIMIT = 100_000
NO_IDENTITY = "managed_identity"


@dataclass(frozen=True, slots=True)
class Fetched:
    token: Secret
    ends_at: datetime


Fetch = Callable[[], Awaitable[Fetched]]


class Tokens:
    """One token for all calls of the app. ``fetch`` is None where the bot has no app id: then calls carry none."""

    def __init__(self, fetch: Fetch | None, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._held: Fetched | None = None
        self._turn = asyncio.Lock()
        self.refused = ""
        """The code with which the login refused the app's credentials, empty while it does not."""

    async def current(self) -> Secret | None:
        """Raises ``Unreachable``, or ``Rejected`` where the credentials are refused."""
        if self._fetch is None:
            return None
        if not self._is_good():
            async with self._turn:
                if not self._is_good():
                    self._held = await self._fetched(self._fetch)
        assert self._held is not None
        return self._held.token

    def forget(self, token: Secret | None) -> None:
        """The Connector did not take it: the next call fetches another."""
        if self._held and self._held.token == token:
            self._held = None

    def _is_good(self) -> bool:
        return self._held is not None and self._clock.now() < self._held.ends_at

    async def _fetched(self, fetch: Fetch) -> Fetched:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                fetched = await fetch()
        except Rejected as refused:
            self.refused = refused.reason
            raise
        except ChatError:
            raise
        except Exception as error:
            raise Unreachable(f"login:{type(error).__name__}") from None
        self.refused = ""
        return fetched


class ByPassword:
    """``POST /TENANT/oauth2/v2.0/token`` (learn.microsoft.com, *OAuth 2.0 client credentials flow*)."""

    def __init__(self, app_id: str, password: Secret, tenant: str, cloud: Cloud, clock: Clock) -> None:
        self._form = {"grant_type": "client_credentials", "client_id": app_id, "scope": f"{cloud.scope}/.default"}
        self._password = password
        self._url = f"{cloud.login_url}/{tenant}/oauth2/v2.0/token"
        self._clock = clock

    async def __call__(self) -> Fetched:
        form = {**self._form, "client_secret": self._password.reveal()}
        now = self._clock.now()
        timeout = aiohttp.ClientTimeout(total=FETCH_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.post(self._url, data=form, allow_redirects=False) as answer,
        ):
            status = answer.status
            said = await answer.json(content_type=None) if (answer.content_length or 0) <= _ANSWER_LIMIT else None
        said = said if isinstance(said, dict) else {}
        if status in (400, 401):
            raise Rejected(_code(said))
        token, seconds = said.get("access_token"), said.get("expires_in")
        if status != 200 or not isinstance(token, str) or not token:
            raise Unreachable(f"login:{status}")
        lasts = timedelta(seconds=seconds) if isinstance(seconds, int) and 0 < seconds < 10**6 else SHORT
        return Fetched(Secret(token), now + max(lasts - EARLY, lasts / 2))


class ByManagedIdentity:
    """The identity that an administrator has given to the machine (App Service, Container Apps, a virtual machine)."""

    def __init__(self, app_id: str, cloud: Cloud, clock: Clock) -> None:
        self._credentials = ManagedIdentityAppCredentials(app_id, cloud.scope)
        self._clock = clock

    async def __call__(self) -> Fetched:
        now = self._clock.now()
        try:
            token = await _in_a_thread(self._credentials.get_access_token)
        except KeyError:
            # The SDK takes every answer for a token.
            raise Rejected(NO_IDENTITY) from None
        return Fetched(Secret(token), max(_end_of(token) - EARLY, now + SHORT))


async def _in_a_thread(work: Callable[[], str]) -> str:
    """Of its own, and left behind when nobody waits any more: off Azure the question hangs for minutes."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[str] = loop.create_future()

    def finish(result: str | Exception) -> None:
        if done.cancelled():
            return
        if isinstance(result, Exception):
            done.set_exception(result)
        else:
            done.set_result(result)

    def run() -> None:
        result: str | Exception
        try:
            result = work()
        except Exception as error:
            result = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(finish, result)

    threading.Thread(target=run, daemon=True, name="teams.identity").start()
    return await done


def _end_of(token: str) -> datetime:
    """As the token itself says; it is Microsoft's own answer, so nobody's signature is asked for."""
    try:
        ends = jwt.decode(token, options={"verify_signature": False})["exp"]
        return datetime.fromtimestamp(int(ends), tz=UTC)
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, tz=UTC)


def _code(said: dict[str, object]) -> str:
    """``invalid_client``, with Microsoft's number where there is one (``AADSTS7000215``); never its sentence."""
    code = said.get("error")
    numbers = said.get("error_codes")
    number = numbers[0] if isinstance(numbers, list) and numbers and isinstance(numbers[0], int) else None
    word = code if isinstance(code, str) and code.isascii() and code.replace("_", "").isalnum() else "refused"
    return f"{word}:AADSTS{number}"[:80] if number is not None else word[:80]
