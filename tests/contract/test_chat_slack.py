"""The door to Slack keeps what every door owes the core, against a Slack that remembers."""

from collections.abc import AsyncIterator, Iterator

import pytest

from adapters.slack.api import SlackApi
from adapters.slack.outbound import SlackChat
from adapters.slack.pacing import Pacer
from adapters.slack.people import People
from adapters.slack.tokens import OneWorkspace
from bot.domain.person import ChannelRef, PersonRef
from bot.errors import RateLimited, Rejected, Unreachable
from bot.ports import Sent
from bot.settings import Secret
from tests.adapters.practice.scripted import ListLog
from tests.contract.test_chat import ChatSuite, PostBench, PostSuite, notice
from tests.fakes.clock import FakeClock
from tests.slack import faults
from tests.slack.emulator import Node, Slack, slack_emulator
from tests.slack.seed import BOT_SCOPES

pytestmark = pytest.mark.node


class NoPictures:
    async def show(self, person: PersonRef, client: str, alt: str, place: Sent) -> None:
        raise AssertionError("no notice of the suite has a picture")

    async def hand_over(self, person: PersonRef, dossier: str, title: str, place: Sent) -> None:
        raise AssertionError("no notice of the suite has a file")


class SlackBench(PostBench):
    """What goes wrong goes wrong at the call that says something, not at opening the chat."""

    searchable = True
    reads_channels = False

    def __init__(self, slack: Slack, api: SlackApi) -> None:
        seed = slack.workspace.seed
        tokens = OneWorkspace(Secret(seed.bot_token), api_url=slack.api_url, clock=FakeClock(), log=ListLog())
        self.slack = slack
        self.chat = SlackChat(api, tokens, Pacer(0), NoPictures(), People(api, FakeClock()))
        self.channel = ChannelRef("slack", seed.team_id, "C0GENERAL")
        self.room = ChannelRef("slack", seed.team_id, "C0ACME")
        there = {account.name: PersonRef("slack", seed.team_id, account.user_id) for account in seed.accounts}
        self.outside = frozenset({there.pop("gus")})
        self.ours = frozenset(ref for name, ref in there.items() if name != "erik")
        self.anna = PersonRef("slack", seed.team_id, slack.person("alice").id)
        self.ben = PersonRef("slack", seed.team_id, slack.person("ben").id)

    async def titles(self, person: PersonRef) -> list[str]:
        account = next(one for one in self.slack.workspace.seed.accounts if one.user_id == person.user)
        return [message.text.splitlines()[0] for message in await self.slack.person(account.name).inbox()]

    async def titles_in(self, channel: ChannelRef, person: PersonRef) -> list[str]:
        """All that the person sees, in order."""
        workspace = self.slack.workspace
        account = next(one for one in workspace.seed.accounts if one.user_id == person.user)
        posted = [one for one in await workspace.messages(channel.channel) if one.raw.get("bot_id")]
        shown = [one for one in self.slack.person(account.name).ephemerals() if one.channel == channel.channel]
        return [one.text.splitlines()[0] for one in sorted([*posted, *shown], key=lambda one: one.ts)]

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


class TestSlackChat(ChatSuite, PostSuite):
    @pytest.fixture
    async def bench(self, node: Node) -> AsyncIterator[SlackBench]:
        async with slack_emulator(node=node) as slack:
            api = SlackApi(slack.api_url)
            yield SlackBench(slack, api)
            await api.close()

    async def test_post_whose_answer_was_lost_is_found_where_the_channel_may_be_read(self, node: Node) -> None:
        async with slack_emulator(scopes=(*BOT_SCOPES, "channels:history"), node=node) as slack:
            api = SlackApi(slack.api_url)
            bench = SlackBench(slack, api)
            bench.lose_next_answer()
            with pytest.raises(Unreachable):
                await bench.chat.post(bench.channel, notice("Reads along"), "k1")
            again = await bench.chat.find(bench.channel, "k1")
            assert again is not None
            await bench.chat.edit(again, notice("Reads along still"))
            await bench.chat.post(bench.channel, notice("Other"), "k2")
            assert await bench.titles_in(bench.channel, bench.anna) == ["Reads along still", "Other"]
            await api.close()

    @pytest.mark.parametrize(("channel", "code"), [("C0ACME", "not_in_channel"), ("C0LEADS", "channel_not_found")])
    async def test_channel_without_the_bot_is_refused(self, bench: SlackBench, channel: str, code: str) -> None:
        place = ChannelRef("slack", bench.channel.workspace, channel)
        for only_for in (None, bench.anna):
            with pytest.raises(Rejected, match=code):
                await bench.chat.post(place, notice("Reads along"), "k1", only_for)

    async def test_missing_permission_is_waited_for(self, node: Node) -> None:
        async with slack_emulator(scopes=("im:write", "users:read"), node=node) as slack:
            api = SlackApi(slack.api_url)
            bench = SlackBench(slack, api)
            with pytest.raises(RateLimited):
                await bench.chat.post(bench.channel, notice("Reads along"), "k1")
            assert api.lacking == {"chat:write"}
            await api.close()
