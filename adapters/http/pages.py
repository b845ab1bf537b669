"""Pages to look at, below ``/app/``: a ``Page`` of the core as HTML, usable without any script.

Who asks is the business of ``Visitors``. Buttons and forms are plain HTML forms; each carries a
nonce, so that a double click or a reload is one effect. The reply is shown on the page it came from.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hmac import compare_digest
from typing import Literal, get_args
from urllib.parse import quote, urlencode

from aiohttp import web

from adapters.http.errors import said_page
from adapters.http.templates import rendered
from adapters.http.visitors import Visitor, Visitors
from adapters.http.words import language_wanted, word
from bot.domain.sheet import LetterForm
from bot.messages import ChartAsked, DossierFetched, From, LetterFetched, PageAsked, Pressed, Submitted
from bot.notices.parts import OPEN, Action, Notice, Page, Pressable
from bot.notices.paths import FOLDERS, WITHOUT_SUBJECT, page_of
from bot.ports import Door, IdFactory
from bot.replies import Asked, File, Reply, Told

_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_ID = re.compile(r"[\w.-]{1,80}")
_FIELD = "field."
_STATE = "state."
_CHUNK = 1 << 16
_TO_PRINT = ("talk", "decision")
_FORMS: Mapping[str, LetterForm] = {form: form for form in get_args(LetterForm)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """``carry`` names query parameters that links keep (``as``); ``back`` is the address of the chat, empty where there
    is none on this server."""

    door: Door
    visitors: Visitors
    ids: IdFactory
    carry: tuple[str, ...] = ()
    back: str = ""

    def routes(self) -> list[web.RouteDef]:
        subject = {folder: "" if name in WITHOUT_SUBJECT else "/{id}" for folder, name in FOLDERS.items()}
        shown = [f"/app/{folder}{id}" for folder, id in subject.items()]
        return [
            *(web.get(path, self._shown) for path in shown),
            *(web.post(path, self._shown) for path in shown),
            web.get("/app/chart/{id}.svg", self._chart),
            web.get("/app/dossiers/{id}/file", self._dossier, allow_head=False),
            web.get(f"/app/drafts/{{id}}/letter.{{form:{'|'.join(_FORMS)}}}", self._letter, allow_head=False),
        ]

    async def _shown(self, request: web.Request) -> web.Response:
        visitor = await self.visitors.who(request)
        if visitor is None:
            return said_page(request, "who", 401)
        reply = await self._done(request, visitor) if request.method == "POST" else None
        kind, subject = page_of(request.path.removeprefix("/app/"))
        asked = await self.door.page(PageAsked(visitor.by, kind, _id(request) if subject else ""))
        if isinstance(asked, Told):
            return self._html(request, visitor, title="Signpost", page=None, told=asked.notice, reply=reply, status=403)
        return self._html(request, visitor, title=asked.title, page=_here_already(asked), told=None, reply=reply)

    async def _chart(self, request: web.Request) -> web.Response:
        visitor = await self.visitors.who(request)
        scheme: Literal["light", "dark"] = "dark" if request.query.get("scheme") == "dark" else "light"
        drawn = await self.door.chart(ChartAsked(visitor.by, _id(request), "svg", scheme)) if visitor else None
        if not isinstance(drawn, bytes):
            raise web.HTTPNotFound
        return web.Response(body=drawn, content_type="image/svg+xml")

    async def _dossier(self, request: web.Request) -> web.StreamResponse:
        visitor = await self.visitors.who(request)
        if visitor is None:
            return said_page(request, "who", 401)
        return await self._file(request, visitor, await self.door.dossier(DossierFetched(visitor.by, _id(request))))

    async def _letter(self, request: web.Request) -> web.StreamResponse:
        visitor = await self.visitors.who(request)
        if visitor is None:
            return said_page(request, "who", 401)
        form = _FORMS[request.match_info["form"]]
        return await self._file(request, visitor, await self.door.letter(LetterFetched(visitor.by, _id(request), form)))

    async def _file(self, request: web.Request, visitor: Visitor, made: File | Told) -> web.StreamResponse:
        """To be kept, never to be shown within this page's origin."""
        if isinstance(made, Told):
            return self._html(request, visitor, title="Signpost", page=None, told=made.notice, reply=None, status=403)
        with made.content as content:
            disposition = f'attachment; filename="{made.name}"'
            response = web.StreamResponse(headers={"Content-Disposition": disposition})
            response.content_type = made.media_type
            response.content_length = made.size
            await response.prepare(request)
            while piece := content.read(_CHUNK):
                await response.write(piece)
        return response

    async def _done(self, request: web.Request, visitor: Visitor) -> Reply:
        """A button or form of the page; raises 403 for another site's form, 400 for one without a nonce."""
        if not self.visitors.is_own(request):
            raise web.HTTPForbidden
        sent, by = await _form_of(request), visitor.by
        if not compare_digest(sent.get("mark", "").encode("utf-8", "replace"), visitor.mark.encode()):
            raise web.HTTPForbidden
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
        visitor: Visitor,
        *,
        title: str,
        page: Page | None,
        told: Notice | None,
        reply: Reply | None,
        status: int = 200,
    ) -> web.Response:
        accepted = language_wanted(request.headers.get("Accept-Language", ""))
        language = language_wanted(visitor.by.language or "", accepted)
        carried = self._carried(request)
        html = rendered(
            "page.html.j2",
            language=language,
            word=lambda key: word(language, key),
            title=title,
            name=visitor.by.name,
            page=page,
            to_print=page is not None and page.kind in _TO_PRINT,
            told=told,
            answer=None if reply is None or isinstance(reply, Asked) else reply.notice,
            form=reply.form if isinstance(reply, Asked) else None,
            href=lambda path: _href(path, carried),
            chart=lambda client, scheme: _href(f"chart/{client}.svg", {**carried, "scheme": scheme}),
            back=f"{self.back}?{urlencode(carried)}" if self.back and carried else self.back,
            here=_here(request, carried),
            nonce=self.ids.new,
            mark=visitor.mark,
            leaves=visitor.leaves,
        )
        return web.Response(text=html, content_type="text/html", status=status)

    def _carried(self, request: web.Request) -> dict[str, str]:
        return {name: request.query[name] for name in self.carry if name in request.query}


def _here_already(page: Page) -> Page:
    """Without the buttons that would open in the browser what is open there, and without what is there for them."""
    shown = [one for one in page.sections if not one.actions or not all(map(_opens, one.actions))]
    sections = [replace(one, actions=tuple(a for a in one.actions if not _opens(a))) for one in shown]
    return replace(page, sections=tuple(sections))


def _opens(action: Pressable) -> bool:
    return isinstance(action, Action) and action.name == OPEN


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
