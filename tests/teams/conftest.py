"""The firm for the dialogs: Acme has a lead and a deputy."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.teams.firm import Firm, signpost


@pytest_asyncio.fixture
async def firm(tmp_path: Path) -> AsyncIterator[Firm]:
    async with signpost(tmp_path) as found:
        await found.has_client("Acme GmbH", "lena", "dora", aliases="acme")
        await found.settles()
        yield found
