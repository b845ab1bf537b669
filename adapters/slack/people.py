"""Who somebody is, by ``users.info``: name, language, time zone, and whether the person belongs to the firm.

Cached, and never waited for longer than a moment: a report must not hang on Slack. Where Slack could not be asked,
what is known from before stands (docs/adr/0012).
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.slack.api import SlackApi
from bot.errors import ChatError, Rejected
from bot.ports import Clock
from bot.settings import Secret

FRESH = timedelta(minutes=10)
PATIENCE_SECONDS = 0.4
QUIET = timedelta(seconds=10)
KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Profile:
    """``external``: a guest of the own workspace, somebody of another firm, or a bot."""

    name: str
    language: str
    timezone: str
    external: bool
    active: bool


class People:
    """Profiles by workspace and user. After a failure Slack is left alone for a moment, so that nobody waits."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[datetime, Profile]] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[Profile | None]] = {}
        self._refused: dict[tuple[str, str], datetime] = {}
        self._quiet_until: datetime | None = None

    async def profile(
        self, token: Secret, workspace: str, user: str, patience: float = PATIENCE_SECONDS
    ) -> Profile | None:
        """The person as Slack says, a stale answer where it cannot say now; None where it never did."""
        key, now = (workspace, user), self._clock.now()
        known = self._known.get(key)
        if known and now - known[0] < FRESH:
            return known[1]
        if now < self._refused.get(key, now):
            return None
        if self._quiet_until is None or now >= self._quiet_until:
            asking = self._asking.get(key) or self._ask(key, token)
            done, _ = await asyncio.wait({asking}, timeout=patience)
            if done and (found := asking.result()):
                return found
            if not done:
                self._quiet_until = now + QUIET
        return known[1] if known else None

    async def names(self, token: Secret, workspace: str, users: tuple[str, ...]) -> Mapping[str, str]:
        """Names of mentioned people, of those who are found in a moment."""
        found = await asyncio.gather(*(self.profile(token, workspace, user) for user in users[:10]))
        return {user: profile.name for user, profile in zip(users, found, strict=False) if profile}

    def told(self, workspace: str, user: Any) -> tuple[str, Profile] | None:
        """What an event says of a person: id and profile, where they differ from what was known; None else."""
        profile = profile_of(user, workspace)
        id = user.get("id") if isinstance(user, dict) else None
        if profile is None or not isinstance(id, str) or not id:
            return None
        known = self._known.get((workspace, id))
        if known is None:
            return None if profile.active else (id, profile)
        self._known[workspace, id] = (self._clock.now(), profile)
        return (id, profile) if known[1] != profile else None

    async def close(self) -> None:
        for asking in list(self._asking.values()):
            asking.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    def _ask(self, key: tuple[str, str], token: Secret) -> asyncio.Task[Profile | None]:
        """One question at a time for each person; it goes on when nobody waits any more, and fills the cache."""
        asking = asyncio.create_task(self._asked(key, token), name="users.info")
        self._asking[key] = asking
        asking.add_done_callback(lambda _: self._asking.pop(key, None))
        return asking

    async def _asked(self, key: tuple[str, str], token: Secret) -> Profile | None:
        workspace, user = key
        try:
            answer = await self._api.call("users.info", token, {"user": user, "include_locale": "true"})
        except Rejected:
            # Slack answers, only not about this person: nobody else has to wait for that.
            if len(self._refused) >= KEPT:
                self._refused.clear()
            self._refused[key] = self._clock.now() + QUIET
            return None
        except ChatError:
            self._quiet_until = self._clock.now() + QUIET
            return None
        self._quiet_until = None
        profile = profile_of(answer.get("user"), workspace)
        if profile is not None:
            self._known[key] = (self._clock.now(), profile)
            self._known.move_to_end(key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return profile


def profile_of(user: Any, workspace: str) -> Profile | None:
    """From ``users.info`` (https://docs.slack.dev/reference/objects/user-object); None for an odd answer."""
    if not isinstance(user, dict):
        return None
    about = user.get("profile")
    about = about if isinstance(about, dict) else {}
    names = (about.get("display_name"), about.get("real_name"), user.get("real_name"), user.get("name"))
    return Profile(
        name=next((" ".join(name.split())[:80] for name in names if isinstance(name, str) and name.strip()), ""),
        language=_text(user.get("locale")),
        timezone=_text(user.get("tz")),
        external=_is_external(user, workspace),
        active=user.get("deleted") is not True,
    )


def _is_external(user: Mapping[str, Any], workspace: str) -> bool:
    """Guests (single- and multi-channel), strangers of Slack Connect, bots, and people of another workspace.

    In an Enterprise organization a person's ``team_id`` may be another workspace of the same firm, or the organization.
    """
    if any(user.get(flag) is True for flag in ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot")):
        return True
    team, firm = user.get("team_id"), user.get("enterprise_user")
    if team in (workspace, None, ""):
        return False
    teams = firm.get("teams") if isinstance(firm, dict) else None
    return not (isinstance(teams, list) and workspace in teams)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
