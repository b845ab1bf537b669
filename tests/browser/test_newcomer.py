"""What a newcomer does in the first five minutes, in Chromium, on real parts, in both languages."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.adapters.practice.browser import Window

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@dataclass(frozen=True)
class Words:
    """What stands on buttons and fields in one language."""

    language: str
    sent: str
    acknowledge: str
    acknowledged: str
    record_talk: str
    refused: str
    save: str
    clock: str
    next_day: str
    headline_talk: str
    headline_exit: str
    open_exit: str
    subject: str
    home: str


ENGLISH = Words(
    language="en",
    sent="Recorded as #",
    acknowledge="Acknowledge",
    acknowledged="Lena Vogt: acknowledged",
    record_talk="Record talk",
    refused="refused: the client would not talk or change anything",
    save="Save",
    clock="Move the clock",
    next_day="Next working day",
    headline_talk="Acme Outdoor: time for a talk",
    headline_exit="Acme Outdoor: time to think about parting",
    open_exit="Open the exit message",
    subject="Subject",
    home="Your clients",
)


GERMAN = Words(
    language="de",
    sent="Festgehalten als #",
    acknowledge="Übernehmen",
    acknowledged="Lena Vogt: übernommen",
    record_talk="Gespräch festhalten",
    refused="abgelehnt: Der Kunde wollte nicht reden oder nichts ändern",
    save="Speichern",
    clock="Uhr vorstellen",
    next_day="Nächster Arbeitstag",
    headline_talk="Acme Outdoor: Zeit für ein Gespräch",
    headline_exit="Acme Outdoor: Zeit, über eine Trennung nachzudenken",
    open_exit="Nachricht zur Trennung öffnen",
    subject="Betreff",
    home="Deine Kunden",
)


async def test_newcomer_in_german(chromium: Window, pictures: Path) -> None:
    await first_five_minutes(chromium, GERMAN, pictures)


async def test_newcomer_in_english(chromium: Window, pictures: Path) -> None:
    await first_five_minutes(chromium, ENGLISH, pictures)


async def first_five_minutes(chromium: Window, words: Words, pictures: Path) -> None:
    """Flag as two people, see the nudge arrive, look at its chart, act on it, move the clock, flag again, part."""
    anna, ben, lena = [await acting(chromium, who, where, words) for who, where in PEOPLE]
    await say(anna, "/client-flag acme extra_demands:2 wants a third free revision of the hero picture")
    await expect(newest(anna, "report.recorded")).to_contain_text(words.sent)
    await anna.screenshot(animations="disabled", path=pictures / f"{words.language}-1-recorded.png")
    await expect(lena.locator("[data-kind=nudge]")).to_have_count(0)
    await say(ben, "/client-flag acme disrespect:2 called our estimate a joke and us amateurs")
    await expect(newest(ben, "report.recorded")).to_contain_text(words.sent)

    nudge = newest(lena, "nudge")
    await expect(nudge).to_contain_text(words.headline_talk)
    chart = nudge.locator("img").first
    await expect(chart).to_be_visible()
    assert await chart.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 300
    await lena.screenshot(animations="disabled", path=pictures / f"{words.language}-2-nudge.png", full_page=True)
    await nudge.get_by_role("button", name=words.acknowledge, exact=True).click()
    await expect(newest(lena, "nudge")).to_contain_text(words.acknowledged)

    await newest(lena, "nudge").get_by_role("button", name=words.record_talk).click()
    dialog = lena.get_by_role("dialog")
    await dialog.get_by_label(words.refused).check()
    await lena.screenshot(animations="disabled", path=pictures / f"{words.language}-3-talk.png")
    await dialog.get_by_role("button", name=words.save).click()
    await expect(dialog).to_have_count(0)

    await lena.get_by_role("group", name=words.clock).get_by_role("button").first.click()
    await lena.get_by_role("button", name=words.next_day).click()
    await expect(anna.locator("[data-kind=fate]")).to_have_count(0)  # it comes to the direct messages
    await say(anna, "/client-flag acme disrespect:2 laughed at the plan in front of everybody")
    parting = newest(lena, "nudge")
    await expect(parting).to_contain_text(words.headline_exit, timeout=20_000)
    await parting.scroll_into_view_if_needed()
    await lena.screenshot(animations="disabled", path=pictures / f"{words.language}-4-exit.png")
    await parting.get_by_role("button", name=words.open_exit).click()
    draft = newest(lena, "draft")
    await expect(draft).to_contain_text(words.subject)
    await expect(draft).not_to_contain_text("Anna")
    await lena.screenshot(animations="disabled", path=pictures / f"{words.language}-5-draft.png")

    home = await chromium.open(f"/app/home?as=lena&lang={words.language}")
    await expect(home.get_by_text(words.home)).to_be_visible()
    await home.screenshot(animations="disabled", path=pictures / f"{words.language}-6-home.png", full_page=True)
    await home.get_by_role("link", name="Acme Outdoor").first.click()
    await expect(home.get_by_role("heading", name="Acme Outdoor", exact=True)).to_be_visible()
    await expect(home.get_by_text("Ben Okafor")).to_have_count(0)  # reporters are not named
    await home.screenshot(animations="disabled", path=pictures / f"{words.language}-7-client.png", full_page=True)
    assert chromium.complaints == []


PEOPLE = (("anna", "acme"), ("ben", "acme"), ("lena", "dm"))


async def acting(chromium: Window, who: str, where: str, words: Words) -> Page:
    page = await chromium.open(f"/?as={who}#{where}")
    if await page.locator("html").get_attribute("lang") != words.language:
        async with page.expect_response("**/app/home**"):  # Signpost hears of it
            await page.get_by_role("button", name="Auf Deutsch").click()
    await expect(page.locator("html")).to_have_attribute("lang", words.language)
    return page


async def say(page: Page, line: str) -> None:
    box = page.locator("#composer-text")
    await box.fill(line)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")


def newest(page: Page, kind: str) -> Locator:
    return page.locator(f'[data-kind="{kind}"]').last


async def test_suspicion_is_answered_beside_the_message_and_goes_with_what_was_written(chromium: Window) -> None:
    page = await chromium.open("/?as=ben#kite")
    whisper = page.locator(".message.private", has_text="is it an incident with Kite Mobility?")
    await whisper.get_by_role("button", name="Confirm", exact=True).click()
    await expect(page.locator(".message.private", has_text="Recorded as #")).to_be_visible()

    yuki = await chromium.open("/?as=yuki#kite")
    await expect(yuki.locator(".message.private")).to_have_count(0)
    await yuki.locator("#composer-text").fill("Kite has not paid the last two invoices, five weeks overdue now.")
    await yuki.keyboard.press("Enter")
    noticed = yuki.locator(".message.private", has_text="What you wrote")
    await expect(noticed).to_contain_text("five weeks overdue")
    mine = yuki.locator(".message", has_text="Kite has not paid").first
    await mine.hover()
    await mine.get_by_role("button", name="Delete").click()
    await expect(yuki.locator(".message.private", has_text="is closed")).to_be_visible()
    await expect(yuki.locator("#stream")).not_to_contain_text("five weeks overdue")
    assert chromium.complaints == []
