"""Somebody who looks at our pages in a browser, and the link that let them in."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.person import PersonRef


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a signed link says: who may come in by it, and where it leads (a path below ``/app/``). ``nonce``: once."""

    nonce: str
    who: PersonRef
    path: str


@dataclass(frozen=True, slots=True)
class WebSession:
    """``id`` is a hash of what the browser holds, so that nobody who reads the record comes in by it."""

    id: str
    who: PersonRef
    started_at: datetime
    ends_at: datetime
