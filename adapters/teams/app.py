"""The door: what Teams sends goes in, what people see at once goes out.

The order is always the same: commit, acknowledge, show. Whatever must not be lost after that is a delivery.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from aiohttp import web

from adapters.common.after import Afterwards
from adapters.common.bodies import Refusal, body_of, expected
from adapters.common.cancelled import heed_cancellation
from adapters.common.shapes import Malformed
from adapters.common.sparing import SparingLog
from adapters.teams.answers import told
from adapters.teams.api import TeamsApi
from adapters.teams.buttons import without_windows
from adapters.teams.cloud import PUBLIC, Cloud
from adapters.teams.connectors import Adapter, NotAuthenticated
from adapters.teams.inbound import is_personal
from adapters.teams.keys import Keys
from adapters.teams.outbound import Render, Sender, TeamsChat
from adapters.teams.overheard import NotHeard
from adapters.teams.references import References, person_in
from adapters.teams.tokens import Tokens
from adapters.teams.verify import Verified, Verifier
from bot import quiet
from bot.errors import ChatError, NotRecorded, SignpostError
from bot.notices.errors import refusal
from bot.notices.pages import Trouble
from bot.notices.parts import Paragraph, plain
from bot.ports import Clock, Log, Store
from bot.voice import LANGUAGES, Voices

Json = dict[str, Any]
MESSAGES_PATH = "/api/messages"
FRESH_SECONDS = 60.0


class Taking(Protocol):
    """What becomes of a verified activity: ``dispatch.Dispatch``."""

    async def take(self, activity: Json) -> Json | None:
        """The body with which an invoke is answered; None for a 200 without one. Returns after the commit.

        Raises ``Malformed`` for another shape than Teams promises, ``NotHeard`` for what nobody waits for and Teams may
        tell again.
        """

    async def close(self) -> None: ...


Talk = Callable[[Sender, Afterwards], Taking]


class TeamsDoor:
    """``app_id``: the bot's registration; empty for a bot that answers requests of this machine only.

    ``tenants``: the firms that are let in. ``talk`` makes what hears the activities, with the sender it answers by.
    """

    def __init__(
        self,
        *,
        app_id: str,
        tenants: Sequence[str],
        tokens: Tokens,
        talk: Talk,
        render: Render,
        store: Store,
        voices: Voices,
        language: str,
        clock: Clock,
        log: Log,
        cloud: Cloud = PUBLIC,
    ) -> None:
        self._voices = voices
        self._language = language
        self._log = log
        self._strangers = SparingLog(log, clock)
        self._tokens = tokens
        self._keys = Keys(cloud.keys_url, clock, log) if app_id else None
        keys = self._keys or Keys(cloud.keys_url, clock, log)
        keys.serve_the_sdk()
        self._verifier = Verifier(app_id, tenants, cloud, keys, clock)
        self._adapter = Adapter(app_id, cloud)
        self._afterwards = Afterwards(log)
        self._references = References(store, cloud, clock, log)
        # Without an app id it is Microsoft's test client that is served, and that opens no windows.
        self._shape: Callable[[Any], Any] = (lambda shown: shown) if app_id else without_windows
        self.api = TeamsApi(tokens, self._verifier.is_service, shape=self._shape)
        self.chat = TeamsChat(self.api, self._references, bot_id(app_id), render)
        self._inbound = talk(self.chat, self._afterwards)

    def routes(self) -> list[web.RouteDef]:
        return [web.post(MESSAGES_PATH, self._posted, expect_handler=expected)]

    async def run(self) -> None:
        """Fetch Microsoft's keys and the bot's token before anybody needs them, and renew both in time.

        Until it is cancelled.
        """
        while True:
            await self.prepare()
            heed_cancellation()
            await asyncio.sleep(FRESH_SECONDS)

    async def prepare(self) -> None:
        if self._keys is not None:
            await self._keys.keep_fresh()
        try:
            await self._tokens.current()
        except ChatError as error:
            self._log.warning("teams.token_failed", error=error)

    async def close(self) -> None:
        await self._afterwards.close()
        await self._inbound.close()

    async def settled(self) -> None:
        """Until everything that follows an acknowledgement is shown."""
        await self._afterwards.idle()

    def troubles(self) -> Sequence[Trouble]:
        found = []
        if self._tokens.refused or self.api.token_refused:
            found.append(Trouble("Teams", "app_refused", self._tokens.refused))
        if self._keys is not None and self._keys.failing:
            found.append(Trouble("Teams", "no_keys"))
        if self.api.failing:
            found.append(Trouble("Teams", "unreachable"))
        return found

    # --- In ---

    async def _posted(self, request: web.Request) -> web.StreamResponse:
        try:
            verified = await self._verifier.verified(request.headers, await body_of(request), request.remote)
            status, body = await self._adapter.handled(verified, lambda: self._handled(verified))
        except Refusal as refused:
            return self._refused(refused.code, refused.status)
        except NotAuthenticated:
            return self._refused("sdk_refused", 401)
        return web.Response(status=status) if body is None else web.json_response(body, status=status)

    def _refused(self, code: str, status: int) -> web.Response:
        self._strangers.warning("teams.refused", {"code": code, "status": status})
        return web.json_response({"error": code}, status=status)

    async def take(self, activity: Json) -> Json | None:
        return await self._inbound.take(activity)

    async def _handled(self, verified: Verified) -> tuple[int, Json | None]:
        """Odd shapes are a 400; what fails on our side is said to the person. Never raises."""
        with quiet.request() as asked:
            return await self._taken(verified.activity, asked)

    async def _taken(self, activity: Json, asked: quiet.Request) -> tuple[int, Json | None]:
        learned = self._references.learn(activity)
        try:
            return 200, self._shape(await self.take(activity))
        except Malformed as odd:
            self._log.warning("teams.malformed", code=odd.code)
            return 400, {"error": odd.code}
        except NotHeard:
            return 503, None
        except Exception as error:
            if not asked.quiet:
                self._log.error("teams.failed", kind=activity["type"], error=error)
            return self._sorry(activity, error if isinstance(error, NotRecorded) else SignpostError())
        finally:
            if learned is not None and asked.quiet:
                learned.close()
            elif learned is not None:
                self._afterwards.start(learned, "teams.reference")

    def _sorry(self, activity: Json, error: SignpostError) -> tuple[int, Json | None]:
        """A dialog, a button and a message have places for words; all else is told once more by whoever sent it."""
        locale = activity.get("locale")
        language = locale[:2].lower() if isinstance(locale, str) and locale[:2].lower() in LANGUAGES else self._language
        notice = refusal(self._voices(language), error, {})
        paragraphs = [plain(block.text) for block in notice.blocks if isinstance(block, Paragraph)]
        words = "\n\n".join([plain(notice.title), *paragraphs])
        if activity["type"] == "invoke":
            name = activity.get("name")
            return 200, told(name if isinstance(name, str) else "", words)
        if activity["type"] == "message":
            message = {"type": "message", "text": words, "textFormat": "plain"}
            who = person_in(activity)
            if is_personal(activity):
                self._afterwards.start(self.chat.answer(activity, message), "teams.sorry")
            elif who is not None:
                # Where others read along not even that is said.
                self._afterwards.start(self.chat.privately(who, message), "teams.sorry")
            return 200, None
        return 503, None


def bot_id(app_id: str) -> str:
    """The bot's account in Teams."""
    return f"28:{app_id}"
