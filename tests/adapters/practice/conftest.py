"""A running practice workspace for each test, on a free loopback port."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest_asyncio

from tests.adapters.practice.client import Client
from tests.adapters.practice.scripted import House, house


@pytest_asyncio.fixture
async def running(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as started:
        yield started


@pytest_asyncio.fixture
async def anna(running: House) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(session, running.url, "anna")
