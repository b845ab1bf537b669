"""The ``state`` of an install on its way through Slack (RFC 6749, 10.12): ours, ten minutes, once, one browser."""

import re
from datetime import UTC, datetime, timedelta

from bot.ports import Clock, IdFactory, Store, Vault

LIFE = timedelta(minutes=10)
_AHEAD = timedelta(minutes=1)
"""Replicas' clocks may differ by as much."""
_PURPOSE = "slack-oauth-state"
_STATE = re.compile(r"([0-9a-f]{32})\.([0-9]{1,11})\.([A-Za-z0-9_-]{1,100})", re.ASCII)
_BROWSER = re.compile(r"[0-9a-f]{32}", re.ASCII)


class States:
    """A state is ``<nonce>.<seconds since 1970>.<signature>``; the signature covers the browser's mark as well."""

    def __init__(self, *, store: Store, vault: Vault, ids: IdFactory, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._ids = ids
        self._clock = clock

    def new(self, browser: str = "") -> tuple[str, str]:
        """A state, and the mark of the browser it is bound to: the given one where that is one of ours by its form."""
        mark = browser if _BROWSER.fullmatch(browser) else self._ids.new()
        nonce, issued = self._ids.new(), int(self._clock.now().timestamp())
        return f"{nonce}.{issued}.{self._vault.sign(f'{nonce}.{issued}.{mark}', _PURPOSE)}", mark

    async def redeem(self, state: str, browser: str) -> bool:
        """Whether it is good; it is so once, on whichever replica. Raises ``NotRecorded``."""
        found = _STATE.fullmatch(state)
        if not found or not _BROWSER.fullmatch(browser):
            return False
        nonce, issued, signature = found.groups()
        if not self._vault.is_signed(f"{nonce}.{issued}.{browser}", _PURPOSE, signature):
            return False
        now = self._clock.now()
        if not -_AHEAD <= now - datetime.fromtimestamp(int(issued), UTC) < LIFE:
            return False
        async with self._store.write() as unit:
            taken = await unit.journal.take(f"slack-oauth:{nonce}", now)
            await unit.commit()
        return taken
