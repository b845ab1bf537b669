"""The practice door's routes. Every handler stands behind ``verify``; every payload goes through ``inbound``."""

import functools
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from aiohttp import web

from adapters.practice import inbound
from adapters.practice.assets import assets
from adapters.practice.board import Board
from adapters.practice.inbound import Envelope, Malformed
from adapters.practice.log import Entry
from adapters.practice.machine import STEPS, Advance, Reset, TimeMachine
from adapters.practice.overheard import Overheard
from adapters.practice.render import Json, fit, form_json, options_json
from adapters.practice.setting import setting_json
from adapters.practice.verify import body_of, refusal
from adapters.practice.workspace import Persona
from bot import quiet
from bot.errors import NotRecorded, SignpostError, StoreBusy, StoreFailed
from bot.messages import ChartAsked, ClientsSought, DoorMessage, From
from bot.notices.parts import Notice
from bot.ports import Door, Log
from bot.replies import Asked, Replaced, Told

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PRIVATE = {"Cache-Control": "no-store"}
HEARTBEAT_SECONDS = 15.0
NOT_RECORDED = frozenset(f"error.{error.code}" for error in (SignpostError, NotRecorded, StoreBusy, StoreFailed))


class PracticeDoor:
    """The third door. ``advance`` and ``reset`` come from the demo; ``close`` ends the open pages' streams."""

    def __init__(self, *, door: Door, board: Board, advance: Advance, reset: Reset, log: Log) -> None:
        self._door = door
        self._board = board
        self._workspace = board.workspace
        self._overheard = Overheard(door, board)
        self._machine = TimeMachine(board, advance, reset, self._overheard.opening)
        self._log = log
        self._assets = assets()

    async def start(self) -> None:
        """Post the first conversation of an empty workspace."""
        await self._overheard.opening()

    async def close(self) -> None:
        await self._board.hub.close()

    def routes(self) -> list[web.RouteDef]:
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/", self._index),
            ("GET", "/practice/static/{name}", self._static),
            ("GET", "/practice/state", self._state),
            ("GET", "/practice/events", self._events),
            ("GET", "/practice/clients", self._clients),
            ("GET", "/practice/chart/{client}.svg", self._chart),
            ("POST", "/practice/say", self._say),
            ("POST", "/practice/press", self._press),
            ("POST", "/practice/submit", self._submit),
            ("POST", "/practice/flag", self._flag),
            ("POST", "/practice/edit", self._edit),
            ("POST", "/practice/delete", self._delete),
            ("POST", "/practice/look", self._look),
            ("POST", "/practice/clock", self._clock),
            ("POST", "/practice/reset", self._reset),
        ]
        return [web.route(method, path, self._guarded(handler)) for method, path, handler in table]

    def identify(self, request: web.Request) -> From | None:
        """Who asks for a page (``adapters.http.pages``): ``?as=``. Raises 403 where ``verify`` refuses."""
        if (code := refusal(request)) is not None:
            raise web.HTTPForbidden(reason=code)
        persona = self._workspace.persona(request.query.get("as", ""))
        if persona is None:
            return None
        return self._sender(persona, request)

    # --- Looking ---

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return self._assets["index.html"].response(request)

    async def _static(self, request: web.Request) -> web.StreamResponse:
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        return asset.response(request)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        persona = self._persona(request)
        state = await self._board.state(persona.id)
        return _json({**setting_json(self._workspace), **state, "me": persona.id, "busy": self._machine.busy})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        persona = self._persona(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **PRIVATE})
        listener = self._board.hub.join(persona.id)
        try:
            await response.prepare(request)
            await response.write(b"retry: 1000\nevent: hello\ndata: {}\n\n")
            async for event in listener.events(HEARTBEAT_SECONDS):
                await response.write(event)
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            self._board.hub.leave(listener)
        return response

    async def _clients(self, request: web.Request) -> web.StreamResponse:
        by = self._sender(self._persona(request), request)
        words = fit(request.query.get("q", ""))[:200]
        options = await self._door.clients(ClientsSought(by, words))
        return _json({"options": options_json(options)})

    async def _chart(self, request: web.Request) -> web.StreamResponse:
        by = self._sender(self._persona(request), request)
        scheme: Literal["light", "dark"] = "dark" if request.query.get("scheme") == "dark" else "light"
        client = fit(request.match_info["client"])
        drawn = await self._door.chart(ChartAsked(by, client, "svg", scheme))
        if isinstance(drawn, Told):
            raise web.HTTPNotFound
        return web.Response(body=drawn, content_type="image/svg+xml", headers=PRIVATE)

    # --- Doing ---

    async def _say(self, request: web.Request) -> web.StreamResponse:
        payload, sent = await self._sent(request)
        line = inbound.line_of(payload)
        command = inbound.typed(sent, line)
        if command is None:
            entry = await self._board.say(sent.persona.id, sent.place, line, key=f"said:{sent.by.key}")
            await self._overheard.said(entry)
            return _json({"reply": "said", "message": self._board.written(entry)})
        shown = line.strip()
        if command.text == "help" and not shown.lstrip("/").startswith("client-"):
            await self._board.say(sent.persona.id, sent.place, line, key=f"said:{sent.by.key}")
            shown = ""
        return await self._answered(sent, command, shown)

    async def _press(self, request: web.Request) -> web.StreamResponse:
        payload, sent = await self._sent(request)
        await self._message_of(sent)
        return await self._answered(sent, inbound.pressed(payload, sent))

    async def _submit(self, request: web.Request) -> web.StreamResponse:
        payload, sent = await self._sent(request)
        await self._message_of(sent)
        return await self._answered(sent, inbound.submitted(payload, sent))

    async def _flag(self, request: web.Request) -> web.StreamResponse:
        _, sent = await self._sent(request)
        message = await self._message_of(sent)
        if message is None:
            raise Malformed("unknown_message", 404)
        # The form's answer must not replace the message that was flagged: it is somebody's own words.
        return await self._answered(sent, inbound.flagged(self._workspace, sent, message))

    async def _edit(self, request: web.Request) -> web.StreamResponse:
        payload, sent = await self._sent(request)
        line = inbound.line_of(payload)
        entry = await self._board.reword((await self._own_words(sent)).id, line)
        if entry is None:
            raise Malformed("unknown_message", 404)
        await self._overheard.said(entry)
        return _json({"reply": "said", "message": self._board.written(entry)})

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        _, sent = await self._sent(request)
        entry = await self._own_words(sent)
        await self._board.take_back(entry)
        await self._overheard.deleted(entry)
        return _json({})

    async def _look(self, request: web.Request) -> web.StreamResponse:
        _, sent = await self._sent(request)
        if await self._message_of(sent) is None:
            raise Malformed("unknown_message", 404)
        await self._board.look(sent.persona.id, sent.place, sent.message)
        return _json({})

    async def _clock(self, request: web.Request) -> web.StreamResponse:
        step = inbound.payload_of(await body_of(request)).get("step")
        if step not in STEPS:
            raise Malformed("bad_step")
        if self._machine.busy:
            raise Malformed("busy", 409)
        await self._machine.move(step)
        return _json({"now": self._board.local(self._board.clock.now())})

    async def _reset(self, request: web.Request) -> web.StreamResponse:
        inbound.payload_of(await body_of(request))
        if self._machine.busy:
            raise Malformed("busy", 409)
        await self._machine.reset()
        return _json({})

    # --- Shared ---

    async def _answered(self, sent: Envelope, message: DoorMessage, typed: str = "") -> web.Response:
        """Ask the core and show its reply. The same nonce twice shows the first answer that stands, asking nothing."""
        earlier = await self._board.log.by_key(f"answer:{sent.by.key}")
        if earlier is not None:
            return _json({"reply": "told", "message": self._board.written(earlier)})
        with quiet.request() as asked:
            reply = await self._door.answer(message)
        if asked.quiet and not isinstance(reply, Asked):
            # Nothing of it is kept, as the platforms keep nothing of what stands in a window.
            unkept = self._board.unsaved(sent.persona.id, sent.place, reply.notice, wished=True)
            return _json({"reply": "told", "message": unkept})
        match reply:
            case Asked(form):
                return _json({"reply": "asked", "form": form_json(form)})
            case Told(notice):
                return await self._kept(sent, notice, typed)
            case Replaced(notice):
                return await self._kept(sent, notice, typed, replaces=sent.message)

    async def _kept(self, sent: Envelope, notice: Notice, typed: str, replaces: int = 0) -> web.Response:
        """Show a notice in the place. What was recorded is recorded, also where our own log cannot keep the answer."""
        persona, place = sent.persona.id, sent.place
        try:
            edited = await self._board.replace(replaces, notice) if replaces else None
            if edited is not None:
                return _json({"reply": "replaced", "message": self._board.written(edited)})
            # The same delivery may come again and be recorded then: only an answer that stands is kept for it.
            key = None if notice.kind in NOT_RECORDED else f"answer:{sent.by.key}"
            entry = await self._board.answer(persona, place, notice, key, typed)
        except sqlite3.Error as error:
            self._log.error("practice_log_failed", error=type(error).__name__)
            return _json({"reply": "told", "message": self._board.unsaved(persona, place, notice, typed)})
        return _json({"reply": "told", "message": self._board.written(entry)})

    async def _sent(self, request: web.Request) -> tuple[Mapping[str, object], Envelope]:
        payload = inbound.payload_of(await body_of(request))
        return payload, inbound.envelope(payload, self._workspace)

    async def _message_of(self, sent: Envelope) -> Entry | None:
        """The message whose button or menu was used, if any; 404 where the persona cannot see it."""
        if not sent.message:
            return None
        entry = await self._board.log.by_id(sent.message)
        if entry is None or entry.place != sent.place or entry.only_for not in (None, sent.persona.id):
            raise Malformed("unknown_message", 404)
        return entry

    async def _own_words(self, sent: Envelope) -> Entry:
        """What the persona said; nobody changes what somebody else or Signpost said."""
        entry = await self._message_of(sent)
        if entry is None or entry.author != sent.persona.id:
            raise Malformed("unknown_message", 404)
        return entry

    def _persona(self, request: web.Request) -> Persona:
        """Who looks; without a choice the first persona, so that the bare address shows something."""
        wanted = request.query.get("as", "")
        persona = self._workspace.persona(wanted) if wanted else self._workspace.personas[0]
        if persona is None:
            raise Malformed("unknown_persona", 404)
        return persona

    def _sender(self, persona: Persona, request: web.Request) -> From:
        language = request.query.get("lang")
        return inbound.sender(self._workspace, persona, key="", language=language if language in ("de", "en") else None)

    def _guarded(self, handler: Handler) -> Handler:
        @functools.wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            if (code := refusal(request)) is not None:
                self._log.warning("practice_refused", code=code)
                return _json({"error": code}, status=403)
            try:
                return await handler(request)
            except Malformed as error:
                return _json({"error": error.code}, status=error.status)

        return guarded


def _json(data: Json | dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(data, status=status, headers=PRIVATE)
