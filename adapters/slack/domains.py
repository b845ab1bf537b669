"""Under which address a workspace's messages can be looked at: ``example-agency`` of example-agency.slack.com.

Events do not tell it. Slack says it at start (``auth.test``) and with every command and click; where neither has
happened yet it is asked once, beside what is going on: until the answer comes, links are empty.
"""

from datetime import datetime, timedelta

from adapters.common.after import Afterwards
from adapters.common.shapes import Payload
from adapters.slack.api import SlackApi
from adapters.slack.asking import domain_in
from adapters.slack.inbound import domain_of
from adapters.slack.tokens import Token
from bot.ports import Clock

ASKED_EVERY = timedelta(minutes=10)


class Domains:
    """By workspace; only of those that are let in."""

    def __init__(self, api: SlackApi, clock: Clock, afterwards: Afterwards) -> None:
        self._api = api
        self._clock = clock
        self._afterwards = afterwards
        self._known: dict[str, str] = {}
        self._asked: dict[str, datetime] = {}

    def learn(self, workspace: str, payload: Payload) -> None:
        """From a command or a click of somebody there."""
        if domain := domain_of(payload):
            self._known[workspace] = domain

    def of(self, token: Token) -> str:
        """Empty while nobody knows."""
        known = self._known.get(token.workspace) or token.domain
        if not known:
            now, asked = self._clock.now(), self._asked.get(token.workspace)
            if asked is None or not asked <= now < asked + ASKED_EVERY:
                self._asked[token.workspace] = now
                self._afterwards.start(self._ask(token), "slack.domain")
        return known

    async def _ask(self, token: Token) -> None:
        answer = await self._api.call("auth.test", token.value, {})
        if answer.get("team_id") == token.workspace and (domain := domain_in(answer)):
            self._known[token.workspace] = domain
