"""Who looks at a page: the border between the pages and whoever knows that (the practice workspace, a session)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from adapters.http.origin import is_own_origin
from bot.messages import From


@dataclass(frozen=True, slots=True)
class Visitor:
    """``mark``: what every form of this visitor has to carry (against forms of other sites); empty where the visitors'
    own border is enough. ``leaves``: whether there is a session to be ended.
    """

    by: From
    mark: str = ""
    leaves: bool = False


class Visitors(Protocol):
    async def who(self, request: web.Request) -> Visitor | None:
        """None where nobody can tell. May raise ``web.HTTPForbidden``."""

    def is_own(self, request: web.Request) -> bool:
        """Whether a POST comes from our own pages."""


class Identified:
    """Visitors of a door that knows by itself who asks, and lets nobody else near (the practice workspace).

    ``identify`` may raise ``web.HTTPForbidden``.
    """

    def __init__(self, identify: Callable[[web.Request], From | None]) -> None:
        self._identify = identify

    async def who(self, request: web.Request) -> Visitor | None:
        by = self._identify(request)
        return Visitor(by) if by else None

    def is_own(self, request: web.Request) -> bool:
        return is_own_origin(request)
