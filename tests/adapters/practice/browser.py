"""Debian's Chromium for tests, with nothing that calls home; console errors and CSP violations are collected."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, async_playwright

from tests.requirements import require

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HAS_CHROMIUM = CHROMIUM.exists()


@dataclass
class Window:
    """Opens pages; ``complaints`` is everything the browser said was wrong."""

    browser: Browser
    url: str
    complaints: list[str] = field(default_factory=list)
    locale: str = "en-US"

    async def open(
        self,
        address: str,
        width: int = 1280,
        height: int = 860,
        scheme: Literal["light", "dark"] = "light",
        welcomed: bool = True,
    ) -> Page:
        context = await self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale=self.locale
        )
        if welcomed:
            await context.add_init_script("localStorage.setItem('signpost.welcomed', 'yes')")
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        await page.goto(self.url + address)
        return page


@asynccontextmanager
async def window(url: str, locale: str = "en-US") -> AsyncIterator[Window]:
    require(HAS_CHROMIUM, "no Chromium at /usr/bin/chromium: apt-get install chromium")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        try:
            yield Window(browser, url, locale=locale)
        finally:
            await browser.close()
