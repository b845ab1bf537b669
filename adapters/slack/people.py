"""Who somebody is, by ``users.info``: name, language, time zone, and whether the person belongs to the firm."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.common.profiles import PATIENCE_SECONDS, Profile, Profiles
from adapters.slack.api import DELIVERY_SECONDS, SlackApi
from adapters.slack.tokens import Token
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import Rejected
from bot.messages import From
from bot.ports import MEMBERS_MOST, Clock
from bot.settings import Secret

_PAGE = 200
_AT_ONCE = 8
_MEMBER_SECONDS = 5.0


class People:
    """Profiles by workspace and user; Slack is asked now and then, and left alone while it does not answer."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._profiles = Profiles(clock)

    async def profile(
        self, token: Secret, workspace: str, user: str, patience: float = PATIENCE_SECONDS
    ) -> Profile | None:
        """The person as Slack says, a stale answer where it cannot say now; None where it never did."""

        async def ask() -> Profile | None:
            answer = await self._api.call("users.info", token, {"user": user, "include_locale": "true"})
            return profile_of(answer.get("user"), workspace)

        return await self._profiles.profile((workspace, user), ask, patience)

    async def names(self, token: Secret, workspace: str, users: tuple[str, ...]) -> Mapping[str, str]:
        """Names of mentioned people, of those who are found in a moment."""
        found = await asyncio.gather(*(self.profile(token, workspace, user) for user in users[:10]))
        return {user: profile.name for user, profile in zip(users, found, strict=False) if profile}

    def known(self, workspace: str, users: tuple[str, ...]) -> Mapping[str, str]:
        """Names of mentioned people, as far as they are known without asking."""
        found = ((user, self._profiles.last((workspace, user))) for user in users)
        return {user: profile.name for user, profile in found if profile}

    def told(self, workspace: str, user: Any) -> tuple[str, Profile] | None:
        """What an event says of a person: id and profile, where they differ from what was known; None else."""
        profile = profile_of(user, workspace)
        id = user.get("id") if isinstance(user, dict) else None
        if profile is None or not isinstance(id, str) or not id:
            return None
        known = self._profiles.last((workspace, id))
        if known is None:
            return None if profile.active else (id, profile)
        self._profiles.learn((workspace, id), profile)
        return (id, profile) if known != profile else None

    async def members(self, token: Token, channel: ChannelRef) -> Sequence[From]:
        """Who is in a channel, page by page, but for bots and closed accounts. Raises ``ChatError``.

        Guests and people of other firms are among them, as such (conversations.members does not tell them apart).
        """
        users = [user for user in await self._users_in(token, channel) if user != token.bot_user]
        some_at_once = asyncio.Semaphore(_AT_ONCE)

        async def asked(user: str) -> Profile | None:
            async with some_at_once:
                return await self.profile(token.value, channel.workspace, user, _MEMBER_SECONDS)

        profiles = await asyncio.gather(*map(asked, users))
        return [
            known_as(PersonRef(channel.platform, channel.workspace, user), profile)
            for user, profile in zip(users, profiles, strict=True)
            if profile is None or (profile.active and not profile.bot)
        ]

    async def _users_in(self, token: Token, channel: ChannelRef) -> Sequence[str]:
        found: list[str] = []
        cursor = ""
        while len(found) <= MEMBERS_MOST:
            asked = {"channel": channel.channel, "limit": _PAGE, **({"cursor": cursor} if cursor else {})}
            answer = await self._api.call("conversations.members", token.value, asked, DELIVERY_SECONDS)
            found += ids_in(answer.get("members"))
            more = answer.get("response_metadata")
            cursor = _text(more.get("next_cursor")) if isinstance(more, dict) else ""
            if not cursor:
                return list(dict.fromkeys(found))
        raise Rejected("too_many_members")

    async def close(self) -> None:
        await self._profiles.close()


def known_as(ref: PersonRef, profile: Profile | None) -> From:
    """``external`` None: Slack did not say."""
    if profile is None:
        return From(who=ref, key="", external=None)
    return From(who=ref, key="", name=profile.name, language=profile.language, external=profile.external)


def ids_in(found: object) -> Sequence[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else ()


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
        bot=user.get("is_bot") is True,
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
