"""Links into our pages: signed, for one person, one page, a quarter of an hour.

A token is what it says in JSON, as URL-safe base64, and the vault's signature over that. Nothing in it is secret but
the right to come in, so an address must not be shown to anybody else.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from bot.domain.person import PersonRef
from bot.domain.session import Ticket
from bot.ports import Clock, IdFactory, Vault

LIFE = timedelta(minutes=15)
LONGEST = 2_000
_AHEAD = timedelta(minutes=1)
"""Replicas' clocks may differ by as much."""
_PURPOSE = "page-link"
_TOKEN = re.compile(r"([A-Za-z0-9_-]{1,1900})\.([A-Za-z0-9_-]{20,100})", re.ASCII)


class SignedLinks:
    """The port ``Links`` below a public address."""

    def __init__(self, *, public_url: str, vault: Vault, clock: Clock, ids: IdFactory) -> None:
        self._base = public_url.rstrip("/")
        self._vault = vault
        self._clock = clock
        self._ids = ids

    def address(self, who: PersonRef, path: str) -> str:
        said = [self._ids.new(), int(self._clock.now().timestamp()), str(who), path]
        body = urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode()).decode().rstrip("=")
        return f"{self._base}/app/open?t={body}.{self._vault.sign(body, _PURPOSE)}"

    def read(self, token: str) -> Ticket | None:
        found = _TOKEN.fullmatch(token) if len(token) <= LONGEST else None
        if not found or not self._vault.is_signed(found[1], _PURPOSE, found[2]):
            return None
        # Signed by us, so it is what ``address`` wrote.
        nonce, made, who, path = json.loads(urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)))
        age = self._clock.now() - datetime.fromtimestamp(made, UTC)
        return Ticket(nonce, PersonRef.parse(who), path) if -_AHEAD <= age < LIFE else None
