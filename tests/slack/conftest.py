"""One Node process a session; fresh workspaces for every test."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.slack.emulator import Node, Slack, slack_emulator


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    with Node() as running:
        yield running


@pytest_asyncio.fixture
async def slack(node: Node) -> AsyncIterator[Slack]:
    async with slack_emulator(node=node) as opened:
        yield opened
