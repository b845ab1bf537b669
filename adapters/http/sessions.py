"""Coming in by a signed link, staying for a while, going out.

A link is looked at by whoever previews it (GET, which changes nothing); its button redeems it (POST), once, on
whichever replica: an insert against a unique key. What the browser then holds is a random word; the record keeps its
hash, and with it who that is and until when. What a visitor may is asked anew with every page, as in chat.
"""

import hashlib
from datetime import timedelta

from aiohttp import web

from adapters.http.errors import said_page
from adapters.http.origin import is_origin
from adapters.http.templates import rendered
from adapters.http.visitors import Visitor
from adapters.http.words import language_wanted, word
from bot.domain.session import Ticket, WebSession
from bot.errors import NotRecorded
from bot.messages import From
from bot.ports import Clock, IdFactory, Links, Log, Store, Vault

LIFE = timedelta(hours=2)
COOKIE = "signpost-session"
_HOST = "__Host-"
"""Over https: the browser keeps such a cookie for this very host, path /, https alone (RFC 6265bis, 4.1.3.2)."""
_FORM_PURPOSE = "page-form"
_WORD = 64


class Sessions:
    """The port ``Visitors`` of the pages, and the routes by which one comes in and goes out."""

    def __init__(
        self, *, public_url: str, store: Store, links: Links, vault: Vault, clock: Clock, ids: IdFactory, log: Log
    ) -> None:
        self._origin = public_url.rstrip("/")
        self._store = store
        self._links = links
        self._vault = vault
        self._clock = clock
        self._ids = ids
        self._log = log

    @property
    def secure(self) -> bool:
        return self._origin.lower().startswith("https://")

    @property
    def cookie(self) -> str:
        return f"{_HOST}{COOKIE}" if self.secure else COOKIE

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/app/open", self._shown, allow_head=False),
            web.post("/app/open", self._redeemed),
            web.post("/app/logout", self._left),
        ]

    def is_own(self, request: web.Request) -> bool:
        return is_origin(request, self._origin)

    async def who(self, request: web.Request) -> Visitor | None:
        session = await self._session(request)
        if session is None:
            return None
        async with self._store.read() as unit:
            person = await unit.people.by_ref(session.who)
        if person is None or not person.has_rights:
            return None
        # Nobody asks the platform here: name, language and whether it is a guest are what was known before.
        by = From(who=session.who, key="", name=person.name, language=person.language, external=None)
        return Visitor(by, self._vault.sign(session.id, _FORM_PURPOSE), leaves=True)

    async def _session(self, request: web.Request) -> WebSession | None:
        word = request.cookies.get(self.cookie, "")
        if len(word) != _WORD or not word.isascii():
            return None
        async with self._store.read() as unit:
            found = await unit.sessions.by_id(_hash(word))
        return found if found and self._clock.now() < found.ends_at else None

    async def _shown(self, request: web.Request) -> web.Response:
        """What the link leads to is not said, and nothing is used up: a preview gets as far as this."""
        token = request.query.get("t", "")
        if self._links.read(token) is None:
            return said_page(request, "link", 403)
        language = language_wanted(request.headers.get("Accept-Language", ""))
        html = rendered("open.html.j2", language=language, word=lambda key: word(language, key), token=token)
        return web.Response(text=html, content_type="text/html")

    async def _redeemed(self, request: web.Request) -> web.Response:
        if not self.is_own(request):
            raise web.HTTPForbidden
        sent = await request.post()
        token = sent.get("t", "")
        ticket = self._links.read(token) if isinstance(token, str) else None
        if ticket is None:
            return said_page(request, "link", 403)
        try:
            session = await self._begun(ticket)
        except NotRecorded as error:
            self._log.warning("session_not_stored", code=error.code)
            return said_page(request, "500", 503)
        if session is None:
            return said_page(request, "link", 403)
        answer = web.HTTPSeeOther(f"/app/{ticket.path}")
        answer.set_cookie(
            self.cookie,
            session,
            max_age=round(LIFE.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="Strict",
        )
        raise answer

    async def _begun(self, ticket: Ticket) -> str | None:
        """What the browser is to hold; None where the link was used, or its person may not come in any more."""
        now, word = self._clock.now(), self._ids.new() + self._ids.new()
        async with self._store.write() as unit:
            person = await unit.people.by_ref(ticket.who)
            if person is None or not person.has_rights:
                return None
            if not await unit.journal.take(f"page-link:{ticket.nonce}", now):
                return None
            await unit.sessions.save(WebSession(_hash(word), ticket.who, now, now + LIFE))
            await unit.commit()
        return word

    async def _left(self, request: web.Request) -> web.Response:
        """Out, and wherever else the same person is in."""
        session = await self._session(request)
        if not self.is_own(request):
            raise web.HTTPForbidden
        if session is not None:
            async with self._store.write() as unit:
                await unit.sessions.end_of(session.who)
                await unit.commit()
        answer = said_page(request, "left", 200)
        answer.del_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="Strict")
        return answer


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
