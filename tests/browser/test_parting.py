"""Parting from a client in the browser: command, card, whole case, forms and end, on real parts, in both languages."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.adapters.practice.browser import Window
from tests.browser import test_newcomer as newcomer
from tests.browser.test_newcomer import acting, newest, say

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@dataclass(frozen=True)
class Words:
    """What stands on buttons, fields and headings in one language."""

    language: str
    reason: str
    save: str
    parting: str
    whole: str
    item: str
    done: str
    note: str
    ticked: str
    plan: str
    settled: str
    hand_over: str
    what: str
    until: str
    invoice: str
    number: str
    amount: str
    due: str
    finish: str
    former: str
    learnt: str
    look_back: str
    home: str


ENGLISH = Words(
    language="en",
    reason="Reason",
    save="Save",
    parting="Acme Outdoor: the parting",
    whole="Whole case",
    item="Contract and term",
    done="done",
    note="Note",
    ticked="1 of 11 settled",
    plan="Set the days",
    settled="Settled end",
    hand_over="Hand something over",
    what="What is handed over",
    until="Until",
    invoice="Unpaid invoice",
    number="Number of the invoice",
    amount="Amount unpaid",
    due="Due on",
    finish="Close or take back",
    former="Acme Outdoor is a former client now.",
    learnt="What we learnt",
    look_back="Look back",
    home="Partings",
)
GERMAN = Words(
    language="de",
    reason="Grund",
    save="Speichern",
    parting="Acme Outdoor: die Trennung",
    whole="Alles zur Trennung",
    item="Vertrag und Laufzeit",
    done="erledigt",
    note="Notiz",
    ticked="1 von 11 erledigt",
    plan="Tage festlegen",
    settled="Vereinbartes Ende",
    hand_over="Etwas übergeben",
    what="Was übergeben wird",
    until="Bis",
    invoice="Unbezahlte Rechnung",
    number="Nummer der Rechnung",
    amount="Offener Betrag",
    due="Fällig am",
    finish="Abschließen oder zurücknehmen",
    former="Acme Outdoor ist jetzt ein ehemaliger Kunde.",
    learnt="Was wir gelernt haben",
    look_back="Zurückschauen",
    home="Trennungen",
)


@pytest.mark.parametrize("words", [GERMAN, ENGLISH], ids=["de", "en"])
async def test_lead_parts_from_a_client(chromium: Window, words: Words, pictures: Path) -> None:
    lena = await acting(chromium, "lena", "dm", newcomer.GERMAN if words is GERMAN else newcomer.ENGLISH)
    await say(lena, "/client-exit acme")
    dialog = lena.get_by_role("dialog")
    await dialog.get_by_label(words.reason).fill("No agreement has lasted for half a year.")
    await dialog.get_by_role("button", name=words.save).click()
    card = newest(lena, "parting.card")
    await expect(card).to_contain_text(words.parting)
    await card.scroll_into_view_if_needed()
    await lena.screenshot(animations="disabled", path=pictures / f"{words.language}-8-parting-card.png", full_page=True)

    home = await chromium.open(f"/app/home?as=lena&lang={words.language}")
    await expect(home.get_by_role("heading", name=words.home, exact=True)).to_be_visible()
    await home.get_by_role("link", name="Acme Outdoor:").last.click()
    await expect(home.get_by_role("heading", name=words.parting, exact=True)).to_be_visible()
    await fills(home, words.item, words.save, {words.note: "Version 2, § 9: in writing."}, choice=words.done)
    await expect(home.get_by_text(words.ticked).first).to_be_visible()
    await fills(home, words.plan, words.save, {words.settled: "2026-12-31"})
    await fills(home, words.hand_over, words.save, {words.what: "The domain", words.until: "2026-12-11"})
    await fills(
        home, words.invoice, words.save, {words.number: "2026-107", words.amount: "4600", words.due: "2026-09-01"}
    )
    await expect(home.get_by_role("row").filter(has_text="2026-107")).to_contain_text("40")
    await home.goto(home.url)
    await home.screenshot(animations="disabled", path=pictures / f"{words.language}-9-parting.png", full_page=True)
    await home.set_viewport_size({"width": 390, "height": 800})
    wide = await home.evaluate("document.documentElement.scrollWidth")
    await home.screenshot(
        animations="disabled", path=pictures / f"{words.language}-9-parting-phone.png", full_page=True
    )
    assert wide <= 390, "nothing hangs over at phone width"
    await home.set_viewport_size({"width": 1280, "height": 860})

    await fills(home, words.finish, words.save, {words.reason: "All is said."})
    await expect(home.get_by_text(words.former)).to_be_visible()
    await home.screenshot(animations="disabled", path=pictures / f"{words.language}-10-former.png", full_page=True)
    await fills(home, words.look_back, words.save, {words.learnt: "Agree on a procedure for changes first."})
    await expect(home.get_by_text("Agree on a procedure for changes first.").first).to_be_visible()
    assert chromium.complaints == []


async def fills(page: Page, button: str, save: str, values: dict[str, str], choice: str = "") -> None:
    """Press a button of the page, fill in the form that it opens, and save."""
    await page.get_by_role("button", name=button, exact=True).first.click()
    form = page.locator("form").filter(has=page.get_by_role("button", name=save, exact=True))
    if choice:
        await form.locator("select").select_option(label=choice)
    for label, value in values.items():
        await form.get_by_label(label).first.fill(value)
    await form.get_by_role("button", name=save, exact=True).click()
    await expect(form).to_have_count(0)
