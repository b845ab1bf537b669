"""Who somebody is, as a platform says: cached, and never waited for longer than a moment.

A report must not hang on a platform's API. Where it could not be asked, what is known from before stands
(docs/adr/0012).
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import ChatError, Rejected
from bot.ports import Clock

FRESH = timedelta(minutes=10)
QUIET = timedelta(seconds=10)
LONGEST_QUIET = timedelta(seconds=80)
PATIENCE_SECONDS = 0.4
"""So long a person's own request waits; whoever comes in that time waits no longer than the first one."""
KEPT = 20_000
Key = tuple[str, str]
"""Workspace and user."""


@dataclass(frozen=True, slots=True)
class Profile:
    """``external``: a guest of the own workspace, somebody of another firm, or a bot."""

    name: str
    language: str
    timezone: str
    external: bool
    active: bool
    bot: bool = False


Ask = Callable[[], Awaitable[Profile | None]]
"""The call to the platform, which raises ``ChatError``; None for an odd answer."""


class Profiles:
    """Profiles by workspace and user.

    After a failure the platform is left alone for 10, 20, 40 … seconds, so that nobody waits.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: OrderedDict[Key, tuple[datetime, Profile]] = OrderedDict()
        self._asking: dict[Key, asyncio.Task[Profile | None]] = {}
        self._refused: dict[Key, datetime] = {}
        self._quiet_until: datetime | None = None
        self._quiet = QUIET
        self._silence: asyncio.Future[None] | None = None

    async def profile(self, key: Key, ask: Ask, patience: float = PATIENCE_SECONDS) -> Profile | None:
        """The person as the platform says, a stale answer where it cannot say now; None where it never did."""
        now = self._clock.now()
        known = self._known.get(key)
        if known and now - known[0] < FRESH:
            return known[1]
        if now < self._refused.get(key, now):
            return None
        if self._quiet_until is None or now >= self._quiet_until:
            asking = self._asking.get(key) or self._start(key, ask)
            await self._patiently(asking, patience)
            if asking.done() and (found := asking.result()):
                return found
        return known[1] if known else None

    async def _patiently(self, asking: asyncio.Task[Profile | None], patience: float) -> None:
        """Until the answer is there, or the patience over: one's own, or that of another who began to wait before."""
        silence = self._silence = self._silence or asyncio.get_running_loop().create_future()
        watched = {asking, silence} if patience <= PATIENCE_SECONDS else {asking}
        await asyncio.wait(watched, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done() and not silence.done():
            self._leave_alone()

    def _leave_alone(self) -> None:
        """Once for all that fail together."""
        now = self._clock.now()
        if self._quiet_until is not None and now < self._quiet_until:
            return
        self._quiet_until = now + self._quiet
        self._quiet = min(2 * self._quiet, LONGEST_QUIET)
        if self._silence and not self._silence.done():
            self._silence.set_result(None)
        self._silence = None

    def last(self, key: Key) -> Profile | None:
        """What was learned last, however long ago."""
        known = self._known.get(key)
        return known[1] if known else None

    def learn(self, key: Key, profile: Profile) -> None:
        self._known[key] = (self._clock.now(), profile)
        self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)

    async def close(self) -> None:
        for asking in list(self._asking.values()):
            asking.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    def _start(self, key: Key, ask: Ask) -> asyncio.Task[Profile | None]:
        """One question at a time for each person; it goes on when nobody waits any more, and fills the cache."""
        asking = asyncio.create_task(self._asked(key, ask), name="profile")
        self._asking[key] = asking
        asking.add_done_callback(lambda _: self._asking.pop(key, None))
        return asking

    async def _asked(self, key: Key, ask: Ask) -> Profile | None:
        try:
            profile = await ask()
        except Rejected:
            # The platform answers, only not about this person: nobody else has to wait for that.
            if len(self._refused) >= KEPT:
                self._refused.clear()
            self._refused[key] = self._clock.now() + QUIET
            return None
        except ChatError:
            self._leave_alone()
            return None
        self._quiet_until, self._quiet = None, QUIET
        if profile is not None:
            self.learn(key, profile)
        return profile
