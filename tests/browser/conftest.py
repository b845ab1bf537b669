"""The real demo, served on loopback inside the test's process: real database, engine, deliveries and pages."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from prometheus_client import CollectorRegistry

from adapters.http.pages import Pages
from adapters.http.server import HttpServer, build_app
from adapters.http.visitors import Identified
from adapters.system import SystemIds
from signpost.demo import Demo
from tests.adapters.practice.browser import Window, window


@dataclass
class Served:
    demo: Demo
    url: str


@pytest_asyncio.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    demo = await Demo.opened(tmp_path, 0)
    await demo.door.start()
    visitors = Identified(demo.door.identify)
    pages = Pages(door=demo.whole.front, visitors=visitors, ids=SystemIds(), carry=("as", "lang"), back="/")
    app = build_app(
        routes=[*demo.door.routes(), *pages.routes()],
        log=demo.whole.kit.log,
        ready=demo.whole.missing,
        registry=CollectorRegistry(),
        closing=[demo.door.close],
    )
    engine = asyncio.create_task(demo.whole.engine.run())
    async with HttpServer(app, "127.0.0.1", 0) as server:
        yield Served(demo, server.address)
    await demo.whole.close()
    await engine


@pytest_asyncio.fixture
async def chromium(served: Served) -> AsyncIterator[Window]:
    async with window(served.url) as opened:
        yield opened


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots go, to be looked at: ``build/screenshots``."""
    folder = Path(__file__).parents[2] / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
