"""From the nudge to the talk and before the decision, in Chromium, on real parts, in both languages."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.adapters.practice.browser import Window
from tests.browser.conftest import Served
from tests.browser.test_newcomer import ENGLISH, GERMAN, acting, newest, say
from tests.browser.test_newcomer import Words as Common

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@dataclass(frozen=True)
class Words:
    common: Common
    prepare: str
    whole_guide: str
    print: str
    record: str
    agreed: str
    point: str
    due: str
    reminder: str
    kept: str
    weigh: str
    whole_sheet: str
    favour: str


WORDS = {
    "en": Words(
        ENGLISH,
        prepare="/client-talk prepare kite",
        whole_guide="The whole guide",
        print="Print",
        record="Record talk",
        agreed="agreed: there is an agreement; it still has to hold",
        point="Agreed point",
        due="Due on",
        reminder="a point that the client agreed to is due",
        kept="Kept",
        weigh="/client-exit weigh kite",
        whole_sheet="The whole sheet",
        favour="What speaks for the client",
    ),
    "de": Words(
        GERMAN,
        prepare="/client-talk vorbereiten kite",
        whole_guide="Der ganze Leitfaden",
        print="Drucken",
        record="Gespräch festhalten",
        agreed="vereinbart: Es gibt eine Abmachung, sie muss sich bewähren",
        point="Vereinbarung",
        due="Fällig am",
        reminder="Heute ist fällig, was der Kunde zugesagt hat",
        kept="Eingehalten",
        weigh="/client-exit abwägen kite",
        whole_sheet="Das ganze Blatt",
        favour="Was für den Kunden spricht",
    ),
}


async def on_paper(page: Page, picture: Path) -> bytes:
    """As it comes out of a printer: A4, and nothing on it that can only be clicked."""
    await page.emulate_media(media="print")
    await page.screenshot(animations="disabled", path=picture, full_page=True)
    for clicked in (".pagebar", ".actions", "button"):
        assert not [one for one in await page.locator(clicked).all() if await one.is_visible()], clicked
    return await page.pdf(prefer_css_page_size=True)


@pytest.mark.parametrize("language", WORDS)
async def test_talk_is_prepared_recorded_and_remembered(
    chromium: Window, served: Served, pictures: Path, language: str
) -> None:
    words = WORDS[language]
    marco = await acting(chromium, "marco", "dm", words.common)
    await say(marco, words.prepare)
    guide = newest(marco, "talk.guide")
    await expect(guide).to_contain_text("Kite Mobility")
    await expect(guide).not_to_contain_text("Yuki")
    await marco.screenshot(animations="disabled", path=pictures / f"{language}-8-guide-card.png")
    path = await guide.get_by_role("link", name=words.whole_guide).get_attribute("href")
    page = await chromium.open(f"{path}" if str(path).startswith("/") else f"/app/{path}")
    await expect(page.get_by_role("button", name=words.print, exact=True)).to_be_visible()
    for colleague in ("Yuki", "Ben Okafor", "Anna"):
        await expect(page.locator("main")).not_to_contain_text(colleague)
    await page.screenshot(animations="disabled", path=pictures / f"{language}-9-guide.png", full_page=True)
    assert b"/MediaBox [0 0 594" in await on_paper(page, pictures / f"{language}-10-guide-print.png")

    await guide.get_by_role("button", name=words.record).click()
    dialog = marco.get_by_role("dialog")
    await dialog.get_by_label(words.agreed).check()
    await dialog.get_by_label(words.point, exact=True).fill("A calm tone in every call")
    tomorrow = served.demo.whole.kit.today() + timedelta(days=1)
    await dialog.get_by_label(words.due).fill(tomorrow.isoformat())
    await marco.screenshot(animations="disabled", path=pictures / f"{language}-11-talk.png")
    await dialog.get_by_role("button", name=words.common.save).click()
    await expect(dialog).to_have_count(0)

    await marco.get_by_role("group", name=words.common.clock).get_by_role("button").first.click()
    await marco.get_by_role("button", name=words.common.next_day).click()
    reminder = newest(marco, "agreement")
    await expect(reminder).to_contain_text(words.reminder, timeout=20_000)
    await reminder.get_by_role("button", name=words.kept, exact=True).click()
    await expect(newest(marco, "agreement")).to_contain_text("Marco Ricci")
    await marco.screenshot(animations="disabled", path=pictures / f"{language}-12-kept.png")
    assert chromium.complaints == []


@pytest.mark.parametrize("language", WORDS)
async def test_sheet_before_the_decision_is_read_and_printed(chromium: Window, pictures: Path, language: str) -> None:
    words = WORDS[language]
    marco = await acting(chromium, "marco", "dm", words.common)
    await say(marco, words.weigh)
    sheet = newest(marco, "decision")
    await expect(sheet).to_contain_text(words.favour)
    path = await sheet.get_by_role("link", name=words.whole_sheet).get_attribute("href")
    page = await chromium.open(f"{path}" if str(path).startswith("/") else f"/app/{path}")
    await expect(page.get_by_role("heading", name=words.favour)).to_be_visible()
    await page.screenshot(animations="disabled", path=pictures / f"{language}-13-sheet.png", full_page=True)
    assert b"/MediaBox [0 0 594" in await on_paper(page, pictures / f"{language}-14-sheet-print.png")
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.emulate_media(media="screen", color_scheme="dark")
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390, "nothing hangs over on a phone"
    await page.screenshot(animations="disabled", path=pictures / f"{language}-15-sheet-phone.png", full_page=True)
    assert chromium.complaints == []
