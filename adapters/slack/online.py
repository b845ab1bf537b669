"""What Slack itself says of a deployment: its tokens, their permissions, its people. For ``signpost check --online``.

One question is one call, without retries, and never more than a few seconds. What goes wrong is one of the errors of
``bot.errors``: ``RateLimited``, ``Unreachable`` (nobody answered, or not in a way that can be read), ``Rejected`` with
Slack's own code. No text of theirs holds anything that Slack or a token said, but for such codes.
"""

import re
from collections.abc import Awaitable
from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.common.reachable import why
from adapters.slack.asking import Answer, asked
from adapters.slack.people import profile_of
from bot.errors import Rejected, Unreachable
from bot.settings import Secret

_CODE = re.compile(r"[a-z][a-z0-9_:.]{1,79}", re.ASCII)
_UNREADABLE = "the answer cannot be read"


class NobodyAnswered(Unreachable):
    """With the reason in words of ours."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a bot token speaks for. ``scopes``: its permissions, None where Slack did not tell them."""

    workspace: str
    workspace_name: str
    bot_name: str
    scopes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Account:
    """A person as Slack knows them; ``guest``: a guest of the workspace, or somebody of another firm."""

    deactivated: bool
    guest: bool
    bot: bool


@dataclass(frozen=True, slots=True)
class SlackItself:
    """The Web API at ``api_url``; each question is asked once."""

    api_url: str
    timeout_seconds: int = 5

    async def holder(self, token: Secret) -> Holder:
        """``auth.test``: is the bot token good, and whose is it?"""
        answer = await _asked(self._client(token).auth_test(), self.timeout_seconds)
        told = answer.scopes
        return Holder(
            workspace=_text(answer, "team_id"),
            workspace_name=_text(answer, "team"),
            bot_name=_text(answer, "user"),
            scopes=None if told is None else frozenset(filter(None, re.split(r"[,\s]+", told))),
        )

    async def account(self, token: Secret, workspace: str, user: str) -> Account:
        """``users.info``; raises ``Rejected("user_not_found")`` for nobody."""
        answer = await _asked(self._client(token).users_info(user=user), self.timeout_seconds)
        seen = answer.data.get("user")
        profile = profile_of(seen, workspace)
        if profile is None or not isinstance(seen, dict):
            raise Unreachable(_UNREADABLE)
        return Account(deactivated=not profile.active, guest=profile.external, bot=seen.get("is_bot") is True)

    async def offers_socket(self, app_token: Secret) -> None:
        """``apps.connections.open``: would Slack open a socket? The address it gives is thrown away unused."""
        client = self._client(app_token)
        await _asked(client.apps_connections_open(app_token=app_token.reveal()), self.timeout_seconds)

    def _client(self, token: Secret) -> AsyncWebClient:
        return AsyncWebClient(
            token=token.reveal(), base_url=self.api_url, timeout=self.timeout_seconds, retry_handlers=[]
        )


async def _asked(call: Awaitable[AsyncSlackResponse], timeout_seconds: float) -> Answer:
    """Why nobody answered is of no use to the door, but here it is what the person wants to know."""
    try:
        return await asked(_explained(call, timeout_seconds))
    except Rejected as error:
        if not _CODE.fullmatch(error.reason):
            raise Unreachable(_UNREADABLE) from None
        raise
    except NobodyAnswered:
        raise
    except Unreachable as error:
        raise Unreachable(_readable(str(error))) from None


async def _explained(call: Awaitable[AsyncSlackResponse], timeout_seconds: float) -> AsyncSlackResponse:
    try:
        return await call
    except (aiohttp.ClientError, OSError) as error:
        raise NobodyAnswered(why(error, timeout_seconds)) from None


def _readable(reason: str) -> str:
    """Of the door's ``Unreachable``: an HTTP status, a code of Slack's, or the name of what the SDK stumbled over."""
    if reason.isdecimal() and reason != "200":
        return f"the answer is HTTP {reason}"
    return f"it says `{reason}`" if _CODE.fullmatch(reason) and reason != "unreadable" else _UNREADABLE


def _text(answer: Answer, key: str) -> str:
    """A short text of the answer, fit for a terminal."""
    value = answer.data.get(key)
    if not isinstance(value, str) or not value:
        raise Unreachable(_UNREADABLE)
    return "".join(sign if sign.isprintable() else "?" for sign in value[:80])
