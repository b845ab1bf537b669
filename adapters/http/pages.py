"""Pages to look at, below ``/app/``: a ``Page`` of the core as HTML, usable without any script.

Who asks is the business of the door that hands in ``identify``. Buttons and forms are plain HTML forms; each carries a
nonce, so that a double click or a reload is one effect. The reply is shown on the page it came from.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, urlencode

from aiohttp import web

from adapters.http.origin import is_own_origin
from adapters.http.templates import rendered
from adapters.http.words import language_wanted, word
from bot.messages import ChartAsked, From, PageAsked, PageName, Pressed, Submitted
from bot.notices.parts import Notice, Page
from bot.ports import Door, IdFactory
from bot.replies import Asked, Reply, Told

Identify = Callable[[web.Request], From | None]
_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_ID = re.compile(r"[\w.-]{1,80}")
_FIELD = "field."
_STATE = "state."


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """``identify`` may raise ``web.HTTPForbidden``; ``carry`` names query parameters that links keep (``as``);
    ``back`` is the address of the chat, empty where there is none on this server."""

    door: Door
    identify: Identify
    ids: IdFactory
    carry: tuple[str, ...] = ()
    back: str = ""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/app/home", self._home),
            web.get("/app/clients/{id}", self._client),
            web.get("/app/chart/{id}.svg", self._chart),
            web.post("/app/home", self._home),
            web.post("/app/clients/{id}", self._client),
            web.get("/app/draft/{id}", self._draft),
            web.post("/app/draft/{id}", self._draft),
        ]

    async def _home(self, request: web.Request) -> web.Response:
        return await self._shown(request, "home", "")

    async def _client(self, request: web.Request) -> web.Response:
        return await self._shown(request, "client", _id(request))

    async def _draft(self, request: web.Request) -> web.Response:
        return await self._shown(request, "draft", _id(request))

    async def _shown(self, request: web.Request, page: PageName, subject: str) -> web.Response:
        by = self.identify(request)
        if by is None:
            return self._stranger(request)
        reply = await self._done(request, by) if request.method == "POST" else None
        asked = await self.door.page(PageAsked(by, page, subject))
        if isinstance(asked, Told):
            return self._html(request, by, title="Signpost", page=None, told=asked.notice, reply=reply, status=403)
        return self._html(request, by, title=asked.title, page=asked, told=None, reply=reply)

    async def _chart(self, request: web.Request) -> web.Response:
        by = self.identify(request)
        scheme: Literal["light", "dark"] = "dark" if request.query.get("scheme") == "dark" else "light"
        drawn = await self.door.chart(ChartAsked(by, _id(request), "svg", scheme)) if by else None
        if not isinstance(drawn, bytes):
            raise web.HTTPNotFound
        return web.Response(body=drawn, content_type="image/svg+xml")

    async def _done(self, request: web.Request, by: From) -> Reply:
        """A button or form of the page; raises 403 for another site's form, 400 for one without a nonce."""
        if not is_own_origin(request):
            raise web.HTTPForbidden
        sent = await _form_of(request)
        if not _NONCE.fullmatch(sent.get("nonce", "")):
            raise web.HTTPBadRequest
        keyed = From(
            who=by.who, key=f"page:{by.who}:{sent['nonce']}", name=by.name, language=by.language, external=by.external
        )
        if "form" in sent:
            return await self.door.answer(
                Submitted(keyed, sent["form"], _prefixed(sent, _FIELD), _prefixed(sent, _STATE))
            )
        return await self.door.answer(Pressed(keyed, sent.get("action", ""), sent.get("value", "")))

    def _html(
        self,
        request: web.Request,
        by: From,
        *,
        title: str,
        page: Page | None,
        told: Notice | None,
        reply: Reply | None,
        status: int = 200,
    ) -> web.Response:
        language = language_wanted(by.language or "", language_wanted(request.headers.get("Accept-Language", "")))
        carried = self._carried(request)
        html = rendered(
            "page.html.j2",
            language=language,
            word=lambda key: word(language, key),
            title=title,
            name=by.name,
            page=page,
            told=told,
            answer=None if reply is None or isinstance(reply, Asked) else reply.notice,
            form=reply.form if isinstance(reply, Asked) else None,
            href=lambda path: _href(path, carried),
            chart=lambda client, scheme: _href(f"chart/{client}.svg", {**carried, "scheme": scheme}),
            back=f"{self.back}?{urlencode(carried)}" if self.back and carried else self.back,
            here=_here(request, carried),
            nonce=self.ids.new,
        )
        return web.Response(text=html, content_type="text/html", status=status)

    def _stranger(self, request: web.Request) -> web.Response:
        first = language_wanted(request.headers.get("Accept-Language", ""))
        order = sorted(("en", "de"), key=lambda language: language != first)
        said = [{"language": one, "title": word(one, "who.title"), "text": word(one, "who.text")} for one in order]
        html = rendered("error.html.j2", language=first, said=said, status=401)
        return web.Response(text=html, content_type="text/html", status=401)

    def _carried(self, request: web.Request) -> dict[str, str]:
        return {name: request.query[name] for name in self.carry if name in request.query}


def _id(request: web.Request) -> str:
    found = request.match_info["id"]
    if not _ID.fullmatch(found):
        raise web.HTTPNotFound
    return found


def _href(path: str, query: Mapping[str, str]) -> str:
    """An address below ``/app/``, quoted part by part: it leaves neither that folder nor this server."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    kept = "/".join(quote(part, safe="", errors="replace") for part in (parts[1:] if parts[:1] == ["app"] else parts))
    return f"/app/{kept}?{urlencode(query, errors='replace')}" if query else f"/app/{kept}"


def _here(request: web.Request, query: Mapping[str, str]) -> str:
    path = quote(request.path, errors="replace")
    return f"{path}?{urlencode(query, errors='replace')}" if query else path


async def _form_of(request: web.Request) -> dict[str, str]:
    """The fields of a plain form; a field that comes several times (people) is joined by commas. Files are ignored."""
    posted = await request.post()
    return {key: ",".join(v for v in posted.getall(key) if isinstance(v, str)) for key in posted}


def _prefixed(sent: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Values by name below a prefix; a browser's CRLF line breaks become LF, lone surrogates cannot arrive in UTF-8."""
    return {
        key.removeprefix(prefix): value.replace("\r\n", "\n").replace("\x00", "\ufffd")
        for key, value in sent.items()
        if key.startswith(prefix)
    }
