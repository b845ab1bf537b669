"""The door: what Slack sends goes in, what people see at once goes out. One table of listeners for both modes.

The order is always the same: commit, acknowledge, show. Whatever must not be lost after that is a delivery.
"""

import asyncio
import json
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.common.after import Afterwards
from adapters.common.bodies import Refusal, body_of, expected
from adapters.common.cancelled import heed_cancellation
from adapters.common.shapes import Malformed, Payload, part, text
from adapters.common.sparing import SparingLog
from adapters.slack import inbound, views
from adapters.slack.api import SlackApi
from adapters.slack.chatter import is_chatter
from adapters.slack.clicks import Clicks
from adapters.slack.commands import Commands, at_first_field, ephemeral
from adapters.slack.domains import Domains
from adapters.slack.manifest import EVENTS_PATH, scopes
from adapters.slack.news import News
from adapters.slack.outbound import SlackChat
from adapters.slack.overheard import Overheard
from adapters.slack.pacing import Pacer
from adapters.slack.people import People
from adapters.slack.pictures import Charts
from adapters.slack.speakers import Speaker, Speakers
from adapters.slack.tokens import Tokens
from adapters.slack.verify import Verifier
from adapters.slack.windows import Windows
from bot import quiet
from bot.errors import NotRecorded, SignpostError
from bot.messages import PageAsked, PersonSeen
from bot.notices import doors
from bot.notices.errors import refusal
from bot.notices.pages import Trouble
from bot.notices.parts import Page, Section, plain
from bot.ports import Clock, Door, Log
from bot.replies import Told
from bot.voice import Voices

Json = dict[str, Any]
Listener = Callable[[Payload], Awaitable[BoltResponse]]
_ANY = re.compile(r".*", re.DOTALL)
HOMES_KEPT = 5_000
INTRODUCE_SECONDS = 3_600.0
INTRODUCE_PATIENCE_SECONDS = 5.0
# Bolt refuses to go on without one; no call is made through it.
_SOME_TOKEN = "xoxb-none"


class SlackDoor:
    """``verifier`` is None in Socket Mode, where the connection itself vouches for what comes."""

    def __init__(
        self,
        *,
        door: Door,
        api: SlackApi,
        tokens: Tokens,
        voices: Voices,
        language: str,
        clock: Clock,
        log: Log,
        verifier: Verifier | None = None,
        listening: bool = False,
        pacer: Pacer | None = None,
    ) -> None:
        self._door = door
        self._api = api
        self._tokens = tokens
        self._log = log
        self._strangers = SparingLog(log, clock)
        self._verifier = verifier
        self._needed = frozenset(scopes(listening))
        self._afterwards = Afterwards(log)
        self._people = People(api, clock)
        self._speakers = Speakers(self._people, api, tokens, voices, language)
        self._windows = Windows(api)
        charts = Charts(api, tokens, door, log)
        self.chat = SlackChat(api, tokens, pacer or Pacer(), charts, self._people)
        self._domains = Domains(api, clock, self._afterwards)
        overheard = Overheard(door, self._people, tokens, self._domains)
        self._overheard = self._guarded(self._told_again_unless(overheard.heard))
        self._commands = Commands(door, api, self._speakers, self._windows, self._afterwards, self._renew, self.chat)
        self._clicks = Clicks(door, api, self._windows, self.chat, charts, self._afterwards, self._renew)
        self._news = News(door, self._speakers, self._people, tokens, self.chat, self._afterwards, log)
        self._homes: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lacking: dict[str, frozenset[str]] = {}
        self._bolt = self._app()

    def routes(self) -> list[web.RouteDef]:
        return [web.post(EVENTS_PATH, self._posted, expect_handler=expected)] if self._verifier else []

    async def run(self) -> None:
        """Ask Slack who the bot is, and now and then for names of people who have none yet. Until it is cancelled."""
        while True:
            try:
                await self._introduce()
            except Exception as error:
                self._log.error("slack.introduce_failed", error=error)
            heed_cancellation()
            await asyncio.sleep(INTRODUCE_SECONDS)

    async def close(self) -> None:
        await self._afterwards.close()
        await self._people.close()

    async def settled(self) -> None:
        """Until everything that follows an acknowledgement is shown."""
        await self._afterwards.idle()

    def troubles(self) -> Sequence[Trouble]:
        lacking = frozenset().union(*self._lacking.values(), self._api.lacking & self._needed)
        found = [Trouble("Slack", "missing_scope", scope) for scope in sorted(lacking)]
        if self._api.token_refused:
            found.append(Trouble("Slack", "invalid_auth"))
        if self._api.failing:
            found.append(Trouble("Slack", "unreachable"))
        return found

    # --- In ---

    async def _posted(self, request: web.Request) -> web.StreamResponse:
        assert self._verifier is not None
        try:
            payload = self._verifier.verified(request.headers, await body_of(request))
        except Refusal as refused:
            self._strangers.warning("slack.refused", {"code": refused.code, "status": refused.status})
            return web.json_response({"error": refused.code}, status=refused.status)
        answer = await self.receive(payload)
        if not answer.body:
            return web.Response(status=answer.status)
        return web.Response(status=answer.status, text=answer.body, content_type="application/json")

    async def receive(self, payload: Json) -> BoltResponse:
        """What came over HTTP or the socket, verified, and its acknowledgement. Never raises."""
        with quiet.request():
            return await self._received(payload)

    async def _received(self, payload: Json) -> BoltResponse:
        if payload.get("type") == "url_verification":
            return _answer({"challenge": str(payload.get("challenge", ""))[:1_000]})
        if is_chatter(payload):
            # Past Bolt, which takes longer to find a listener than most messages take to be judged.
            return await self._overheard(payload)
        if "ssl_check" in payload:
            return _answer(None)
        try:
            request = AsyncBoltRequest(body=payload, mode="socket_mode")
        except Exception:
            # Bolt looks into parts of the payload by itself, and takes their shape for granted.
            return _odd("not_slacks")
        answer = await self._bolt.async_dispatch(request)
        if answer.status == 500:
            # None of our own answers: Bolt has stumbled over the shape on its way to the listener.
            return _odd("not_slacks")
        # What nobody listens to is no mistake of Slack's: else it would be told again and again.
        return _answer(None) if answer.status == 404 else answer

    def _app(self) -> AsyncApp:
        """Bolt dispatches; verifying, deduplicating and answering are ours."""
        logger = logging.getLogger("signpost.slack.bolt")
        logger.setLevel(logging.ERROR)
        bolt = AsyncApp(
            name="signpost.slack",
            logger=logger,
            client=AsyncWebClient(base_url=self._api.address),
            process_before_response=True,
            authorize=self._authorizer(),
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            ignoring_self_events_enabled=True,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        for event, listener in self._events().items():
            bolt.event(event)(self._guarded(listener))
        bolt.command(_ANY)(self._guarded(self._command))
        bolt.action(_ANY)(self._guarded(self._action))
        bolt.view(_ANY)(self._guarded(self._submission))
        bolt.options(_ANY)(self._guarded(self._options))
        bolt.shortcut(_ANY)(self._guarded(self._shortcut))
        bolt.view_closed(_ANY)(self._guarded(self._closed))
        return bolt

    def _events(self) -> dict[str, Listener]:
        return {
            "message": self._told_again_unless(self._news.spoken_to),
            "app_mention": self._told_again_unless(self._news.spoken_to),
            "app_home_opened": self._home_opened,
            "channel_shared": self._told_again_unless(self._news.sharing),
            "channel_unshared": self._told_again_unless(self._news.sharing),
            "channel_id_changed": self._told_again_unless(self._news.moved),
            "member_joined_channel": self._told_again_unless(self._news.joined),
            "channel_left": self._told_again_unless(self._news.left),
            "group_left": self._told_again_unless(self._news.left),
            "user_change": self._told_again_unless(self._news.person_changed),
            "app_uninstalled": self._told_again_unless(self._news.uninstalled),
            "tokens_revoked": self._told_again_unless(self._news.revoked),
        }

    def _authorizer(self) -> Callable[..., Awaitable[AuthorizeResult]]:
        """Without a call to Slack: the token itself is looked up by whoever needs it. Bolt wants a plain function."""

        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            try:
                token = await self._tokens.of(team_id or enterprise_id or "")
            except NotRecorded:
                token = None  # the listener meets the same, and has words for it
            if token and token.scopes is not None:
                self._lacking[token.workspace] = self._needed - token.scopes
            return AuthorizeResult(
                enterprise_id=enterprise_id,
                team_id=team_id,
                bot_token=_SOME_TOKEN,
                bot_user_id=token.bot_user if token else "",
                bot_id=token.bot_id if token else "",
            )

        return authorize

    # --- Listeners ---

    async def _command(self, payload: Payload) -> BoltResponse:
        speaker = await self._speakers.of(payload)
        if speaker is None:
            return _answer(ephemeral(doors.not_here(self._speakers.voice(None), inbound.workspace_of(payload))))
        self._domains.learn(speaker.by.who.workspace, payload)
        return _answer(await self._commands.typed(payload, speaker))

    async def _shortcut(self, payload: Payload) -> BoltResponse:
        if speaker := await self._speakers.of(payload):
            await self._commands.shortcut(payload, speaker)
        return _answer(None)

    async def _action(self, payload: Payload) -> BoltResponse:
        if speaker := await self._speakers.of(payload):
            self._domains.learn(speaker.by.who.workspace, payload)
            await self._clicks.clicked(payload, speaker)
        return _answer(None)

    async def _submission(self, payload: Payload) -> BoltResponse:
        speaker = await self._speakers.of(payload)
        if speaker is None:
            return _answer(None)
        return _answer(await self._commands.submitted(payload, speaker))

    async def _options(self, payload: Payload) -> BoltResponse:
        speaker = await self._speakers.of(payload)
        return _answer(await self._commands.sought(payload, speaker) if speaker else views.options(()))

    async def _closed(self, payload: Payload) -> BoltResponse:
        return _answer(None)

    async def _home_opened(self, payload: Payload) -> BoltResponse:
        if text(part(payload, "event"), "tab") in ("", "home") and (speaker := await self._speakers.of(payload)):
            self._homes[(speaker.by.who.workspace, speaker.by.who.user)] = None
            while len(self._homes) > HOMES_KEPT:
                self._homes.popitem(last=False)
            self._afterwards.start(self._renew(speaker), "slack.home")
        return _answer(None)

    async def _renew(self, speaker: Speaker) -> None:
        """Bring the person's Home up to date, if they have looked at it."""
        who = speaker.by.who
        if (who.workspace, who.user) not in self._homes:
            return
        page = await self._door.page(PageAsked(speaker.by, "home"))
        if isinstance(page, Told):
            told = page.notice
            page = Page("told", "", (Section(plain(told.title), told.blocks, told.actions),))
        view = views.home_view(page)
        await self._windows.home(speaker.token, who.user, view)

    def _told_again_unless(self, done: Callable[[Payload], Awaitable[bool]]) -> Listener:
        """What could not be kept is refused, so that Slack tells it again."""

        async def listener(payload: Payload) -> BoltResponse:
            return _answer(None) if await done(payload) else BoltResponse(status=503, body="")

        return listener

    def _guarded(self, listener: Listener) -> Callable[[Json], Awaitable[BoltResponse]]:
        """Odd shapes are a 400; what fails on our side is said to the person, never a 5xx for something typed."""

        async def guarded(body: Json) -> BoltResponse:
            try:
                return await listener(body)
            except Malformed as odd:
                self._log.warning("slack.malformed", code=odd.code)
                return _odd(odd.code)
            except Exception as error:
                if not quiet.is_quiet():
                    self._log.error("slack.failed", listener=listener.__name__, error=error)
                known = error if isinstance(error, NotRecorded) else SignpostError()
                return self._sorry(body, known)

        return guarded

    def _sorry(self, body: Json, error: SignpostError) -> BoltResponse:
        """Slack shows words only with a 200."""
        notice = refusal(self._speakers.voice(None), error, {})
        if "command" in body:
            return _answer(ephemeral(notice))
        if isinstance(url := body.get("response_url"), str) and url:
            self._afterwards.start(self._api.post(url, {**ephemeral(notice), "replace_original": False}), "slack.sorry")
            return _answer(None)
        if body.get("type") == "view_submission":
            return _answer(at_first_field(body, notice))
        return BoltResponse(status=503, body="")

    # --- At start ---

    async def _introduce(self) -> None:
        await self._tokens.learn()
        for ref in await self._door.strangers(inbound.PLATFORM):
            token = await self._tokens.of(ref.workspace)
            if token is None:
                continue
            seen = await self._speakers.person(token, ref, INTRODUCE_PATIENCE_SECONDS)
            if seen is not None:
                by, active = seen
                await self._door.heard(PersonSeen(by, active))


def _odd(code: str) -> BoltResponse:
    return BoltResponse(status=400, body=json.dumps({"error": code}))


def _answer(body: Json | None) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(body) if body else "", headers={"content-type": "application/json"})
