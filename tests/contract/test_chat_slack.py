"""The door to Slack keeps what every door owes the core, against a Slack that remembers."""

from collections.abc import AsyncIterator, Iterator

import pytest

from adapters.slack.api import SlackApi
from adapters.slack.outbound import SlackChat
from adapters.slack.pacing import Pacer
from adapters.slack.tokens import OneWorkspace
from bot.domain.person import PersonRef
from bot.ports import Sent
from bot.settings import Secret
from tests.adapters.practice.scripted import ListLog
from tests.contract.test_chat import ChatBench, ChatSuite
from tests.fakes.clock import FakeClock
from tests.slack import faults
from tests.slack.emulator import Node, Slack, slack_emulator

pytestmark = pytest.mark.node


class NoPictures:
    async def show(self, person: PersonRef, client: str, alt: str, place: Sent) -> None:
        raise AssertionError("no notice of the suite has a picture")


class SlackBench(ChatBench):
    """What goes wrong goes wrong at the call that says something, not at opening the chat."""

    searchable = True

    def __init__(self, slack: Slack, api: SlackApi) -> None:
        seed = slack.workspace.seed
        tokens = OneWorkspace(Secret(seed.bot_token), api_url=slack.api_url, clock=FakeClock(), log=ListLog())
        self.slack = slack
        self.chat = SlackChat(api, tokens, Pacer(0), NoPictures())
        self.anna = PersonRef("slack", seed.team_id, slack.person("alice").id)
        self.ben = PersonRef("slack", seed.team_id, slack.person("ben").id)

    async def titles(self, person: PersonRef) -> list[str]:
        account = next(one for one in self.slack.workspace.seed.accounts if one.user_id == person.user)
        return [message.text.splitlines()[0] for message in await self.slack.person(account.name).inbox()]

    def limit_next(self, seconds: float) -> None:
        self.slack.shim.faults.next("chat.*", faults.rate_limited(int(seconds)))

    def break_next(self) -> None:
        self.slack.shim.faults.next("chat.*", faults.server_error())

    def refuse_next(self) -> None:
        self.slack.shim.faults.next("chat.*", faults.refused("is_archived"))

    def lose_next_answer(self) -> None:
        self.slack.shim.faults.next("chat.*", faults.reset_after())


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with Node() as running:
        yield running


class TestSlackChat(ChatSuite):
    @pytest.fixture
    async def bench(self, node: Node) -> AsyncIterator[ChatBench]:
        async with slack_emulator(node=node) as slack:
            api = SlackApi(slack.api_url)
            yield SlackBench(slack, api)
            await api.close()
