"""Questions of the install and of tokens: ``oauth.v2.access``, ``auth.test``, ``auth.revoke``.

``SlackApi`` makes the calls of a running door; these need what it leaves out: an answer's headers, a client's password.
"""

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api import meaning
from adapters.slack.inbound import is_domain
from bot.errors import Unreachable
from bot.settings import Secret

ANSWER_SECONDS = 2
NO_TOKEN = Secret()
_HOST = ".slack.com"
_LOGGER = logging.getLogger("signpost.slack.install")
# slack_sdk writes whole answers into debug lines, and these hold tokens.
_LOGGER.setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Answer:
    """``scopes``: the header ``x-oauth-scopes``, None where Slack did not send it."""

    data: dict[str, Any]
    scopes: str | None


def web_client(api_url: str, token: Secret = NO_TOKEN) -> AsyncWebClient:
    """Without retries: whoever asks decides whether and when to ask again."""
    return AsyncWebClient(
        token=token.reveal() or None, base_url=api_url, timeout=ANSWER_SECONDS, logger=_LOGGER, retry_handlers=[]
    )


async def asked(call: Awaitable[AsyncSlackResponse]) -> Answer:
    """Raises ``RateLimited``, ``Unreachable``, or ``Rejected`` with Slack's code.

    The cause is cut off: the SDK's errors quote whole answers.
    """
    try:
        answer = await call
    except Exception as error:
        # The SDK takes every body for a JSON object: nonsense fails in any way at all.
        raise meaning(error) from None
    if not isinstance(answer.data, dict):
        raise Unreachable("unreadable")
    return Answer(answer.data, answer.headers.get("x-oauth-scopes"))


def domain_in(answer: Mapping[str, Any]) -> str:
    """The workspace's part of ``auth.test``'s ``url``; empty where that is none of Slack's."""
    url = answer.get("url")
    try:
        host = urlsplit(url).hostname or "" if isinstance(url, str) else ""
    except ValueError:
        return ""
    domain = host.removesuffix(_HOST)
    return domain if host.endswith(_HOST) and is_domain(domain) else ""
