"""From the nudge to an exit message that a second person has approved, in Chromium, in both languages."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.adapters.practice.browser import Window
from tests.browser.test_newcomer import ENGLISH, GERMAN, Words, acting, newest, say

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@dataclass(frozen=True)
class Letter:
    """What stands on buttons and cards about a letter."""

    words: Words
    facts: str
    edit: str
    save: str
    edited: str
    ask: str
    ask_whom: str
    asked: str
    wanted: str
    compare: str
    approve: str
    approved: str
    answered: str
    open: str
    page: str
    later: str
    download: str


IN_ENGLISH = Letter(
    words=ENGLISH,
    facts="Confirm the facts",
    edit="Edit",
    save="Save",
    edited="Edited by Lena Vogt",
    ask="Ask for approval",
    ask_whom="Ask",
    asked="is asked to approve it",
    wanted="asks you to approve a letter to",
    compare="Compare",
    approve="Approve",
    approved="You approved it.",
    answered="approved the letter to",
    open="Open the draft",
    page="Page",
    later="It can be downloaded once a second person has approved it.",
    download="Text (.txt)",
)
IN_GERMAN = Letter(
    words=GERMAN,
    facts="Fakten bestätigen",
    edit="Bearbeiten",
    save="Speichern",
    edited="Bearbeitet von Lena Vogt",
    ask="Freigabe erbitten",
    ask_whom="Fragen",
    asked="ist um die Freigabe gebeten",
    wanted="bittet dich, eine Nachricht an",
    compare="Vergleichen",
    approve="Freigeben",
    approved="Du hast sie freigegeben.",
    answered="hat die Nachricht an",
    open="Entwurf öffnen",
    page="Seite",
    later="Herunterladen kannst du sie, sobald ein zweiter Mensch sie freigegeben hat.",
    download="Text (.txt)",
)
MINE = "Dear Ms Falk,\n\nwe end our contract on 30 June <b>2027</b>. Thank you for two good years.\n\nLena Vogt"


async def test_letter_in_english(chromium: Window, pictures: Path) -> None:
    await from_the_nudge_to_the_letter(chromium, IN_ENGLISH, pictures)


async def test_letter_in_german(chromium: Window, pictures: Path) -> None:
    await from_the_nudge_to_the_letter(chromium, IN_GERMAN, pictures)


async def from_the_nudge_to_the_letter(chromium: Window, letter: Letter, pictures: Path) -> None:
    words, shot = letter.words, letter.words.language
    anna, lena, olivia = [
        await acting(chromium, who, where, words) for who, where in (("anna", "acme"), ("lena", "dm"), ("olivia", "dm"))
    ]
    await say(anna, "/client-flag acme ethics:2 asked us to invent invoices for the tax office")
    await press(olivia, "nudge", letter.facts)
    await expect(newest(olivia, "client.facts")).to_be_visible()
    await press(lena, "nudge", words.open_exit)
    draft = newest(lena, "draft")
    await expect(draft).to_contain_text(words.subject)
    await draft.scroll_into_view_if_needed()
    await lena.screenshot(animations="disabled", path=pictures / f"{shot}-letter-1-template.png")

    await draft.get_by_role("button", name=letter.edit, exact=True).click()
    dialog = lena.get_by_role("dialog")
    await dialog.locator("textarea").fill(MINE)
    await lena.screenshot(animations="disabled", path=pictures / f"{shot}-letter-2-editing.png")
    await dialog.get_by_role("button", name=letter.save).click()
    await expect(newest(lena, "draft")).to_contain_text(letter.edited)
    await expect(newest(lena, "draft")).to_contain_text("<b>2027</b>")
    await press(lena, "draft", letter.compare)
    compared = newest(lena, "draft.compared")
    await expect(compared.locator("ins").first).to_be_visible()
    await expect(compared.locator("del").first).to_be_visible()
    await compared.scroll_into_view_if_needed()
    await lena.screenshot(animations="disabled", path=pictures / f"{shot}-letter-3-compared.png")

    await press(lena, "draft", letter.ask)
    await lena.get_by_role("dialog").get_by_role("button", name=letter.ask_whom, exact=True).click()
    await expect(newest(lena, "draft.asked")).to_contain_text(letter.asked)
    wanted = newest(olivia, "draft.approval")
    await expect(wanted).to_contain_text(letter.wanted, timeout=20_000)
    await wanted.scroll_into_view_if_needed()
    await olivia.screenshot(animations="disabled", path=pictures / f"{shot}-letter-4-wanted.png")

    address = await newest(lena, "draft").get_by_role("link", name=letter.page, exact=True).get_attribute("href")
    page = await chromium.open(f"{address}&lang={shot}" if "?" in str(address) else f"{address}?as=lena&lang={shot}")
    await expect(page.get_by_text(letter.later)).to_be_visible()
    await expect(page.get_by_role("link", name=letter.download)).to_have_count(0)
    await page.screenshot(animations="disabled", path=pictures / f"{shot}-letter-5-page.png", full_page=True)

    await wanted.get_by_role("button", name=letter.approve, exact=True).click()
    await expect(newest(olivia, "draft.approved")).to_contain_text(letter.approved)
    await expect(newest(lena, "draft.answered")).to_contain_text(letter.answered, timeout=20_000)
    await page.reload()
    await page.screenshot(animations="disabled", path=pictures / f"{shot}-letter-6-approved.png", full_page=True)
    async with page.expect_download() as coming:
        await page.get_by_role("link", name=letter.download).click()
    kept = await (await coming.value).path()
    assert "we end our contract on 30 June <b>2027</b>." in kept.read_text(encoding="utf-8")
    assert chromium.complaints == []


async def press(page: Page, kind: str, button: str) -> None:
    shown = newest(page, kind)
    await shown.get_by_role("button", name=button, exact=True).click(timeout=20_000)
