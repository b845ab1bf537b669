"""The Connector's REST API: one place where calls are made and wire failures become meanings.

(learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference). The SDK's own client runs
blocking requests in threads, fetches tokens in the event loop, drops fields that it does not know and retries nothing;
its calls are four, and they are made here. Deliveries are rows and come again by themselves; what answers a person at
once is tried again a few times.
"""

import asyncio
import json
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

from adapters.teams.pacing import Pacer
from adapters.teams.tokens import Tokens
from bot.errors import ChatError, RateLimited, Rejected, Unreachable
from bot.settings import Secret

Json = dict[str, Any]
ANSWER_SECONDS = 10.0
DELIVERY_SECONDS = 10.0
ANSWER_TRIES = 4
FIRST_BACKOFF_SECONDS = 0.4
NO_TOKEN = "unauthorized"
"""``Rejected`` for a bot's token that Teams, or Microsoft's login, does not take: somebody has to mend it."""
_LONGEST_WAIT_SECONDS = 3_600.0
_ANSWER_LIMIT = 1_000_000
_WAITS_KEPT = 5_000
_PAGES, _PAGE = 10, 500
_PASSING = frozenset({408, 412})


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation, and the verified service URL at which messages for it are taken."""

    address: str
    tenant: str
    conversation: str


class TeamsApi:
    """Calls over one session. All methods raise ``ChatError``; ``Rejected`` carries Teams' own code.

    ``is_service`` is asked about an address before anything goes there. A 429 holds for its conversation: until its
    Retry-After is over nobody calls it again. ``now``: seconds, for that wait. ``shape``: the last hand on a message.
    """

    def __init__(
        self,
        tokens: Tokens,
        is_service: Callable[[str], bool],
        pacer: Pacer | None = None,
        now: Callable[[], float] = time.monotonic,
        shape: Callable[[Json], Json] = lambda message: message,
    ) -> None:
        self._shape = shape
        self._tokens = tokens
        self._is_service = is_service
        self._pacer = pacer or Pacer()
        self._now = now
        self._session: aiohttp.ClientSession | None = None
        self._free_at: OrderedDict[tuple[str, str], float] = OrderedDict()
        self.failing = False
        self.token_refused = False

    async def post(self, place: Place, message: Json, *, tries: int = 1, seconds: float = DELIVERY_SECONDS) -> str:
        """A message into a conversation; the platform's id of it, empty where Teams took it without telling one."""
        path = f"v3/conversations/{_part(place.conversation)}/activities"
        return _id(await self._called("POST", place, path, self._shape(message), tries, seconds))

    async def put(
        self, place: Place, id: str, message: Json, *, tries: int = 1, seconds: float = DELIVERY_SECONDS
    ) -> None:
        """Replace a message that the bot has sent."""
        if not id:
            raise Rejected("no_id")
        path = f"v3/conversations/{_part(place.conversation)}/activities/{_part(id)}"
        await self._called("PUT", place, path, {**self._shape(message), "id": id}, tries, seconds)

    async def open_chat(self, place: Place, bot: str, member: str, *, seconds: float = DELIVERY_SECONDS) -> str:
        """The 1:1 chat with a person (``place`` without a conversation), made or found again: asking twice is fine."""
        asked = {
            "bot": {"id": bot},
            "members": [{"id": member}],
            "isGroup": False,
            "tenantId": place.tenant,
            "channelData": {"tenant": {"id": place.tenant}},
        }
        chat = _id(await self._called("POST", place, "v3/conversations", asked, 1, seconds))
        if not chat:
            raise Unreachable("no_id")
        return chat

    async def member(self, place: Place, user: str, *, tries: int = 1, seconds: float = DELIVERY_SECONDS) -> Json:
        """A person as Teams knows them in a conversation: name, ``aadObjectId``, ``tenantId``, ``userRole`` …"""
        path = f"v3/conversations/{_part(place.conversation)}/members/{_part(user)}"
        return await self._called("GET", place, path, None, tries, seconds)

    async def members(self, place: Place, *, seconds: float = DELIVERY_SECONDS) -> list[Json]:
        """Everybody in a conversation, of very large ones the first few thousand."""
        path, found, token = f"v3/conversations/{_part(place.conversation)}/pagedmembers", [], ""
        for _ in range(_PAGES):
            more = f"&continuationToken={_part(token)}" if token else ""
            answer = await self._called("GET", place, f"{path}?pageSize={_PAGE}{more}", None, 2, seconds)
            some, token = answer.get("members"), str(answer.get("continuationToken") or "")
            found += [one for one in some if isinstance(one, dict)] if isinstance(some, list) else []
            if not token:
                break
        return found

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    # --- One call ---

    async def _called(
        self, method: str, place: Place, path: str, body: Json | None, tries: int, seconds: float
    ) -> Json:
        """Tried again, within ``seconds`` in all, where Teams itself asks for that: 429, 412, 502, 504."""
        if not self._is_service(place.address):
            raise Rejected("foreign_address")
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + seconds
        for turn in range(1, tries + 1):
            try:
                return await self._once(method, place, path, body, ends_at - loop.time())
            except ChatError as error:
                wait = _again_after(error, turn, place.conversation)
                if wait is None or turn == tries or loop.time() + wait >= ends_at:
                    raise
            await asyncio.sleep(wait)
        raise AssertionError("at least one try")

    async def _once(self, method: str, place: Place, path: str, body: Json | None, seconds: float) -> Json:
        lane = (place.tenant, place.conversation)
        if (wait := self._free_at.get(lane, 0.0) - self._now()) > 0:
            raise RateLimited(wait)
        try:
            async with asyncio.timeout(seconds):
                writes = place.conversation if method != "GET" else ""
                async with self._pacer.turn(place.tenant, writes):
                    answer = await self._authorized(method, _url(place.address, path), body)
        except Exception as error:
            meant = error if isinstance(error, ChatError) else Unreachable(type(error).__name__)
            self._remember(lane, meant)
            raise meant from None
        self.failing = self.token_refused = False
        return answer

    async def _authorized(self, method: str, url: str, body: Json | None) -> Json:
        """A token may be revoked before its end: where it is refused, once with a new one."""
        for last in (False, True):
            try:
                token = await self._tokens.current()
            except Rejected:
                raise Rejected(NO_TOKEN) from None
            status, headers, said = await self._wire(method, url, body, token)
            if status != 401 or token is None:
                break
            self._tokens.forget(token)
            if last:
                break
        return _meant(status, headers, said)

    async def _wire(
        self, method: str, url: str, body: Json | None, token: Secret | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"Accept": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token.reveal()}"
        async with self._opened().request(method, url, json=body, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.headers, await answer.content.read(_ANSWER_LIMIT)

    def _remember(self, lane: tuple[str, str], meant: ChatError) -> None:
        if isinstance(meant, RateLimited):
            self._free_at[lane] = self._now() + meant.retry_after
            while len(self._free_at) > _WAITS_KEPT:
                self._free_at.popitem(last=False)
        self.failing = isinstance(meant, Unreachable)
        self.token_refused = isinstance(meant, Rejected) and meant.reason == NO_TOKEN

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None), trust_env=True)
        return self._session


class TryAgain(Unreachable):
    """412, 502 or 504: Microsoft asks for another try (learn.microsoft.com, *Rate limit*, retry policy)."""


def _meant(status: int, headers: Mapping[str, str], said: bytes) -> Json:
    """The answer of a call, or what its failure means. Broken answers count as unreachable: the outcome is unknown."""
    if status == 429:
        raise RateLimited(_wait(headers))
    if status in (412, 502, 504):
        raise TryAgain(str(status))
    if status >= 500 or status in _PASSING:
        raise Unreachable(str(status))
    if status == 401:
        raise Rejected(NO_TOKEN)
    try:
        answer = json.loads(said) if said.strip() else {}
    except (ValueError, RecursionError):
        answer = None
    if 200 <= status < 300:
        if not isinstance(answer, dict):
            raise Unreachable("unreadable")
        return answer
    raise Rejected(_code(status, answer))


def _code(status: int, answer: object) -> str:
    """``BotNotInConversationRoster``, ``ConversationNotFound`` …: a word, never Teams' sentence."""
    error = answer.get("error") if isinstance(answer, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    inner = error.get("innerHttpError") if isinstance(error, dict) else None
    sub = inner.get("subCode") if isinstance(inner, dict) else None
    for word in (sub, code):
        if isinstance(word, str) and word.isascii() and word.replace("_", "").isalnum() and len(word) <= 80:
            return word
    return f"http_{status}"


def _again_after(error: ChatError, turn: int, conversation: str) -> float | None:
    """Seconds until the next try, None for none. What waits for different conversations does not come back at once."""
    spread = zlib.crc32(f"{conversation}:{turn}".encode()) / 2**32
    doubled: float = FIRST_BACKOFF_SECONDS * 2 ** (turn - 1)
    match error:
        case RateLimited():
            return error.retry_after + FIRST_BACKOFF_SECONDS * spread
        case TryAgain():
            return doubled * (1 + spread)
    return None


def _wait(headers: Mapping[str, str]) -> float:
    """``Retry-After`` in seconds; Teams often leaves it out: then two."""
    try:
        seconds = float(headers.get("Retry-After", ""))
    except ValueError:
        return 2.0
    return min(seconds, _LONGEST_WAIT_SECONDS) if seconds >= 0 else 2.0


def _id(answer: Json) -> str:
    found = answer.get("id")
    return found if isinstance(found, str) else ""


def _url(address: str, path: str) -> str:
    return f"{address.rstrip('/')}/{path}"


def _part(id: str) -> str:
    return quote(id, safe="")
