"""One Node process a session; fresh workspaces for every test; a Signpost that runs against them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.slack.emulator import Node, Slack, slack_emulator
from tests.slack.house import House, signpost


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    with Node() as running:
        yield running


@pytest_asyncio.fixture
async def slack(node: Node) -> AsyncIterator[Slack]:
    async with slack_emulator(node=node) as opened:
        yield opened


@pytest_asyncio.fixture
async def house(request: pytest.FixtureRequest, slack: Slack, sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Signpost for a firm with the owner Olivia and the admin Tarik; Lena leads Acme, Dora is her deputy.

    ``house.both_ways`` runs a test over HTTP and over Socket Mode.
    """
    async with signpost(slack, tmp_path, mode=getattr(request, "param", "http")) as running:
        await running.has_client("Acme GmbH", "lena", "dora", aliases="Acme")
        yield running
