"""The real page in Chromium: a newcomer's way through it, the keyboard alone, and texts that want to be more."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.messages import Pressed
from bot.notices.parts import (
    Action,
    Block,
    Facts,
    Items,
    Notice,
    PageLink,
    Paragraph,
    Picture,
    Quote,
    Span,
    Style,
    Table,
)
from tests.adapters.practice.browser import Window, window
from tests.adapters.practice.hostile import HOSTILE
from tests.adapters.practice.scripted import House, house

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture
async def running(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as started:
        yield started


@pytest_asyncio.fixture
async def chromium(running: House) -> AsyncIterator[Window]:
    async with window(running.url) as opened:
        yield opened


async def test_newcomer_flags_and_the_lead_is_nudged_without_reload(chromium: Window) -> None:
    page = await chromium.open("/?as=anna#acme", welcomed=False)
    await expect(page).to_have_title("#acme-relaunch · Signpost · Practice workspace")
    await expect(page.get_by_role("heading", name="Welcome to Signpost")).to_be_visible()
    lead = await chromium.open("/?as=lena#dm")
    await expect(lead.get_by_text("Noch nichts hier.")).to_be_visible()
    await page.get_by_role("button", name="Show me").first.click()
    await expect(page.get_by_label("Message to #acme-relaunch")).to_have_value(
        "/client-flag acme disrespect:3 called the team idiots"
    )
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Only visible to you", exact=True)).to_be_visible()
    await expect(page.get_by_text("Lena Vogt has a new message from Signpost")).to_be_visible()
    await expect(lead.locator("[data-kind=nudge]")).to_be_visible()
    await lead.get_by_role("button", name="Acknowledge").click()
    await expect(lead.get_by_text("Done: nudge.acknowledge")).to_be_visible()
    await expect(lead.locator("[data-kind=nudge]")).to_have_count(0)
    assert chromium.complaints == []


async def test_badge_shows_that_somebody_else_was_nudged_until_they_look(chromium: Window) -> None:
    page = await chromium.open("/?as=anna#acme")
    await say(page, "/client-flag acme disrespect idiots")
    waiting = page.get_by_role("button", name="Lena Vogt Account lead 1 unread from Signpost")
    await expect(waiting).to_be_visible()
    await chromium.open("/?as=lena#dm")
    await expect(waiting).to_have_count(0)


async def test_private_answer_survives_a_reload_and_is_shown_to_nobody_else(chromium: Window) -> None:
    page = await chromium.open("/?as=anna#acme")
    await say(page, "/client-flag acme disrespect idiots")
    await expect(page.locator("[data-kind=recorded]")).to_be_visible()
    await page.reload()
    await expect(page.locator("[data-kind=recorded]")).to_be_visible()
    other = await chromium.open("/?as=jonas#acme")
    await expect(other.get_by_text("That is not in the contract.")).to_be_visible()
    await expect(other.locator("[data-kind=recorded]")).to_have_count(0)


async def test_form_keeps_what_was_typed_and_gives_the_focus_back(chromium: Window) -> None:
    page = await chromium.open("/?as=anna#acme")
    await say(page, "/client-flag")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("What happened").fill("x" * 10_000)
    await dialog.get_by_label("My lead may know my name").check()
    await dialog.get_by_role("button", name="Report").click()
    await expect(dialog.get_by_text("At most 2,000 characters; these are 10000.")).to_be_visible()
    await expect(dialog.get_by_label("What happened")).to_be_focused()
    await expect(dialog.get_by_label("What happened")).to_have_value("x" * 10_000)
    await expect(dialog.get_by_label("My lead may know my name")).to_be_checked()
    await dialog.get_by_label("What happened").fill("Called us idiots.")
    await dialog.get_by_role("button", name="Report").click()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_label("Message to #acme-relaunch")).to_be_focused()


async def test_keyboard_alone_completes_a_command_and_walks_a_dialog(chromium: Window) -> None:
    page = await chromium.open("/?as=anna#acme")
    box = page.get_by_label("Message to #acme-relaunch")
    await box.focus()
    await page.keyboard.type("/cl")
    await expect(page.get_by_role("option")).to_have_count(5)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await expect(box).to_have_value("/client-status ")
    await page.keyboard.type("nor")
    await expect(page.get_by_role("option", name="Nordwind Logistik")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("/client-status Nordwind Logistik ")
    await box.fill("/client-flag")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(30):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(box).to_be_focused()


async def test_typed_form_is_not_thrown_away_by_escape(chromium: Window) -> None:
    page = await chromium.open("/?as=anna#acme")
    await say(page, "/client-flag")
    await page.get_by_label("What happened").fill("typed with care")
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("Discard what you typed?")).to_be_visible()
    await page.get_by_role("button", name="Keep writing").click()
    await expect(page.get_by_label("What happened")).to_have_value("typed with care")


async def test_lost_connection_keeps_the_line_and_says_so(chromium: Window, running: House) -> None:
    page = await chromium.open("/?as=anna#acme")
    await page.route("**/practice/say", lambda route: route.abort())
    await say(page, "hello there")
    await expect(page.get_by_text("Not sent. No connection")).to_be_visible()
    await expect(page.get_by_label("Message to #acme-relaunch")).to_have_value("hello there")
    await page.unroute("**/practice/say")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message .text", has_text="hello there")).to_have_count(1)
    await expect(page.get_by_text("Not sent.")).to_be_hidden()


async def test_double_click_is_one_request(chromium: Window, running: House) -> None:
    page = await chromium.open("/?as=anna#acme")
    await say(page, "/client-flag acme disrespect idiots")
    running.door.slow = 0.4
    await page.get_by_role("button", name="Right").dblclick()
    await expect(page.get_by_text("Done: incident.confirm")).to_be_visible()
    assert len([asked for asked in running.door.asked if isinstance(asked, Pressed)]) == 1


async def test_message_is_flagged_from_its_menu(chromium: Window) -> None:
    page = await chromium.open("/?as=anna#acme")
    message = page.locator(".message", has_text="That is not in the contract.")
    await message.click(button="right")
    await page.get_by_role("menuitem", name="Flag this message").press("Enter")
    await expect(page.get_by_role("dialog").get_by_label("Quote")).to_have_value("That is not in the contract.")


async def test_clock_moves_and_reset_asks_first(chromium: Window, running: House) -> None:
    page = await chromium.open("/?as=anna#acme", width=1500)
    await expect(page.get_by_text("Tue, 24 Nov 2026, 10:00")).to_be_visible()
    await page.get_by_role("button", name="+1 week").click()
    await expect(page.get_by_text("Tue, 1 Dec 2026, 10:00", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Reset").click()
    await page.get_by_role("button", name="Cancel").click()
    assert running.resets == []
    await page.get_by_role("button", name="Reset").click()
    await page.get_by_role("button", name="Start over").click()
    await expect(page.get_by_text("Third round of layouts")).to_be_visible()
    for _ in range(100):
        if running.resets:
            break
        await asyncio.sleep(0.1)
    assert running.resets == ["reset"]


async def test_language_follows_the_persona_and_its_switch(chromium: Window) -> None:
    page = await chromium.open("/?as=jonas#acme")
    await expect(page.get_by_placeholder("Schreib an #acme-relaunch, oder tippe / für Befehle")).to_be_visible()
    await page.get_by_role("button", name="In English").click()
    await expect(page.get_by_placeholder("Write to #acme-relaunch, or type / for commands")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_phone_shows_everything_without_sideways_scrolling(chromium: Window, running: House, scheme: str) -> None:
    page = await chromium.open("/?as=anna#acme", width=360, height=740, scheme="dark" if scheme == "dark" else "light")
    await say(page, "/client-flag acme disrespect idiots")
    await page.get_by_role("button", name="Channels and people").click()
    await page.get_by_role("button", name="Lena Vogt").click()
    await expect(page.locator("[data-kind=nudge]")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    shown = page.locator(f"img.only-{scheme}")
    await shown.scroll_into_view_if_needed()
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def hostile_notice(text: str) -> Notice:
    span = (Span(text, Style.USER),)
    blocks: tuple[Block, ...] = (
        Paragraph((Span(text), Span(text, Style.STRONG), Span(text, Style.CODE), Span(text, Style.NAME))),
        Items((span,)),
        Facts(((text, span),)),
        Table((text,), ((span,),), footer=(span,)),
        Quote(text, copyable=True),
        Picture("c1", text),
    )
    return Notice("hostile", span, blocks, (Action("a", text, text), PageLink(text, "home")))


async def test_hostile_texts_make_no_element_and_no_link(chromium: Window, running: House) -> None:
    page = await chromium.open("/?as=anna#acme")
    running.door.next_notice = hostile_notice("harmless")
    await say(page, "/client-flag acme harmless")
    await expect(page.locator("[data-kind=hostile]")).to_have_count(1)
    expected = await page.evaluate("() => document.querySelector('[data-kind=hostile]').querySelectorAll('*').length")
    for number, text in enumerate(HOSTILE[:-1], start=2):
        running.door.next_notice = hostile_notice(text)
        await say(page, f"/client-flag acme {text[:500]}")
        await expect(page.locator("[data-kind=hostile]")).to_have_count(number)
    counts = await page.locator("[data-kind=hostile]").evaluate_all(
        "list => list.map(n => n.querySelectorAll('*').length)"
    )
    assert counts == [expected] * len(HOSTILE)
    links = await page.locator("#stream a").evaluate_all("list => list.map(a => new URL(a.href).pathname)")
    assert set(links) == {"/app/home"}
    assert await page.locator("#stream script, #stream iframe, #stream svg[onload], #stream b").count() == 0
    assert await page.evaluate("window.pwned") is None
    assert chromium.complaints == []


async def test_a_megabyte_of_text_is_shown_in_part(chromium: Window, running: House) -> None:
    page = await chromium.open("/?as=anna#acme")
    running.door.next_notice = Notice("hostile", (Span("long"),), (Quote("x" * 1_000_000),))
    await say(page, "/client-flag acme long")
    await expect(page.get_by_role("button", name="Show all (1,000,000 characters)")).to_be_visible()


async def test_pages_work_from_the_chat_and_back(chromium: Window) -> None:
    page = await chromium.open("/?as=lena#dm")
    await page.get_by_role("link", name="Übersicht").click()
    await expect(page.get_by_role("heading", name="Your clients")).to_be_visible()
    await page.get_by_role("link", name="Acme GmbH").click()
    await page.get_by_role("button", name="Acknowledge").click()
    await expect(page.get_by_text("Done: nudge.acknowledge")).to_be_visible()
    await page.get_by_role("link", name="Zurück zum Chat").click()
    await expect(page.get_by_placeholder("Schreib an Signpost")).to_be_visible()
    assert chromium.complaints == []


async def say(page: Page, text: str) -> None:
    box = page.locator("#composer-text")
    await box.fill(text)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
