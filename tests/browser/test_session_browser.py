"""From a link in the chat to a downloaded dossier, in Chromium over loopback, as a real deployment serves it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from adapters.charts import ChartsApart
from adapters.documents import DocumentsApart
from bot.notices.parts import WebLink
from bot.ports import Charts, Documents
from storage.store import open_store
from tests.adapters.documents.reading import pdf_text
from tests.adapters.practice.browser import Window, window
from tests.browser.conftest import Served
from tests.dialogs.house import House, told
from tests.faults import web_firm
from tests.faults.web_firm import Site, a_firm, free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@dataclass
class Firm:
    house: House
    site: Site
    window: Window

    async def link(self, who: str) -> str:
        """What the button in the chat answers, at this server's address."""
        status = told(await self.house.says(who, "/client-status acme"))
        answer = told(await self.house.presses(who, WORDS[self.house.language].open, status))
        (link,) = [action.address for action in answer.actions if isinstance(action, WebLink)]
        return link


@dataclass(frozen=True)
class Words:
    open: str
    page: str
    dossier: str
    make: str
    download: str
    leave: str
    left: str
    once: str


WORDS = {
    "en": Words(
        open="Open in browser",
        page="Open the page",
        dossier="Dossier",
        make="Make it",
        download="Download",
        leave="Log out",
        left="You are logged out",
        once="This link is no longer valid",
    ),
    "de": Words(
        open="Im Browser öffnen",
        page="Seite öffnen",
        dossier="Dossier",
        make="Erstellen",
        download="Herunterladen",
        leave="Abmelden",
        left="Du bist abgemeldet",
        once="Dieser Link gilt nicht mehr",
    ),
}


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def presses() -> Iterator[tuple[Charts, Documents]]:
    charts, documents = ChartsApart(), DocumentsApart()
    yield charts, documents
    charts.close()
    documents.close()


@pytest_asyncio.fixture
async def firm(sqlite_url: str, presses: tuple[Charts, Documents], language: str) -> AsyncIterator[Firm]:
    store, port = open_store(sqlite_url), free_port()
    url, (charts, documents) = f"http://127.0.0.1:{port}", presses
    house = House(store=store, language=language, public_url=url, charts=charts, documents=documents)
    await a_firm(store, house)
    for sign in ("disrespect", "late_payment", "extra_demands"):
        await house.files("anna", "Acme", sign, 2, "called the team idiots in the weekly call")
        await house.passes(days=1)
    async with (
        web_firm.served(house.front, store, house.clock, port=port) as site,
        window("", locale=language) as opened,
    ):
        yield Firm(house, site, opened)
    await store.close()


async def test_link_session_dossier_and_out_again(firm: Firm, language: str, tmp_path: Path) -> None:
    say, house = WORDS[language], firm.house
    link = await firm.link("lena")
    page = await firm.window.open(link, welcomed=False)
    await page.get_by_role("button", name=say.page).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Acme")
    assert page.url == f"{firm.site.url}/app/clients/{(await house.client('Acme')).id}"
    await expect(page.get_by_role("button", name=say.open)).to_have_count(0)
    await page.get_by_role("button", name=say.dossier, exact=True).click()
    await page.get_by_role("button", name=say.make).click()
    await expect(page.locator("#reply")).to_be_visible()
    await house.settles()
    await page.locator("#reply").get_by_role("link").click()
    async with page.expect_download() as started:
        await page.get_by_role("link", name=say.download).click()
    download = await started.value
    kept = tmp_path / download.suggested_filename
    await download.save_as(kept)
    assert kept.suffix == ".pdf"
    text = pdf_text(await asyncio.to_thread(kept.read_bytes))
    assert "called the team idiots" in text and "Anna" not in text
    await page.get_by_role("button", name=say.leave).click()
    await expect(page.get_by_role("heading", name=say.left)).to_be_visible()
    await page.goto(f"{firm.site.url}/app/home")
    await expect(page.locator("form")).to_have_count(0)
    assert firm.window.complaints == [] or all("401" in one for one in firm.window.complaints)


async def test_used_link_opens_nothing(firm: Firm, language: str) -> None:
    say, link = WORDS[language], await firm.link("lena")
    first = await firm.window.open(link, welcomed=False)
    await first.get_by_role("button", name=say.page).click()
    await expect(first.get_by_role("heading", level=1)).to_have_text("Acme")
    second = await firm.window.open(link, welcomed=False)
    await second.get_by_role("button", name=say.page).click()
    await expect(second.get_by_role("heading", name=say.once)).to_be_visible()


async def test_dossier_in_the_practice_workspace(chromium: Window, served: Served, language: str) -> None:
    """The message in the chat leads to the page, the page to the file."""
    say = WORDS[language]
    async with served.demo.whole.store.read() as unit:
        client = next(one for one in await unit.clients.all() if one.name == "Acme Outdoor")
    page = await chromium.open(f"/app/clients/{client.id}?as=lena&lang={language}")
    await page.get_by_role("button", name=say.dossier, exact=True).click()
    await page.get_by_role("button", name=say.make).click()
    await served.demo.whole.engine.settle()
    chat = await chromium.open(f"/?as=lena&lang={language}")
    ready = chat.get_by_role("link", name=say.download).last
    await expect(ready).to_be_visible()
    async with chat.expect_download() as started:
        await ready.click()
    assert (await (await started.value).failure()) is None
    assert (await started.value).suggested_filename.endswith(".pdf")
    assert chromium.complaints == []
