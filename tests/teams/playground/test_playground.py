"""Signpost in Microsoft's own client: what a lead does in a day, in headless Chromium.

``SIGNPOST_SCREENSHOTS`` names a folder for pictures of it, to be looked at.
"""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.domain.person import PersonRef
from bot.messages import From, Submitted, Typed
from bot.replies import Told
from tests.slack.house import RunningClock
from tests.teams.firm import Running, running
from tests.teams.playground.client import (
    LENA,
    TENANT,
    cards,
    chooses,
    flags,
    mentions,
    opens,
    playground,
    posts,
    says,
    types,
)

pytestmark = [pytest.mark.browser, pytest.mark.node, pytest.mark.slow, pytest.mark.timeout(240)]
OLIVIA = f"teams:{TENANT}/00000000-0000-4000-8000-000000000024"
FIRM = {
    "people": {"owners": [OLIVIA], "admins": [OLIVIA]},
    "server": {"host": "127.0.0.1", "port": 8080},
}
PERSONAL = "Personal Chat"


@dataclass
class Bench:
    page: Page
    one: Running

    async def files(self, user: int, name: str, line: str) -> None:
        """A colleague's report, past the client."""
        who = PersonRef("teams", TENANT, f"00000000-0000-4000-8000-0000000000{user}")
        reply = await self.one.whole.front.answer(Typed(From(who=who, key=line, name=name), "client-flag", line))
        assert isinstance(reply, Told) and reply.recorded

    async def shoots(self, name: str) -> None:
        if folder := os.environ.get("SIGNPOST_SCREENSHOTS"):
            await self.page.screenshot(path=Path(folder) / f"{name}.png")

    def errors(self) -> list[object]:
        return [line for line in self.one.log.lines if line.level == "error"]


@pytest_asyncio.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """Lena sits at the keyboard and leads Acme."""
    async with running(tmp_path, FIRM, {"MicrosoftAppTenantId": TENANT}, RunningClock()) as one:
        one.between.draws = True
        lena = From(who=PersonRef("teams", TENANT, LENA), key="lena", name="Lena")
        owner = replace(lena, who=PersonRef.parse(OLIVIA), key="client", name="Olivia")
        filled = {"name": "Acme GmbH", "aliases": "acme", "language": "en", "leads": str(lena.who)}
        await one.whole.front.answer(Submitted(owner, "client", filled, {}, (lena,)))
        async with playground(one.url, tmp_path) as page:
            yield Bench(page, one)


async def presses(card: Locator, label: str) -> None:
    await card.get_by_role("button", name=label, exact=True).click()


async def test_lead_reports_acknowledges_talks_and_drafts(bench: Bench) -> None:
    page = bench.page
    await opens(page, PERSONAL)
    await expect(says(page, "Hello, this is Signpost.")).to_be_visible()

    await types(page, "/client-flag acme disrespect:1 called the team <b>idiots</b> & **worse**")
    filed = says(page, "Recorded as #1: Acme GmbH, Disrespect")
    await expect(filed).to_contain_text("called the team <b>idiots</b> & **worse**")
    await bench.shoots("1-recorded")

    await types(page, "client-flag acme wants a third free revision")
    await presses(says(page, "#2 is kept. Is this right: Acme GmbH, Extra demands?"), "Right")
    await expect(says(page, "Recorded as #2: Acme GmbH, Extra demands")).to_be_visible()
    await expect(page.get_by_text("Is this right")).to_have_count(0)
    await bench.shoots("2-confirmed")

    await bench.files(21, "Alice", "acme late_payment:3 invoice forty days late")
    await bench.one.settles()
    nudge = says(page, "Acme GmbH: time for a talk")
    await expect(nudge.locator("img")).to_be_visible()
    await bench.shoots("3-nudge")
    await presses(nudge, "Acknowledge")
    await expect(nudge).to_contain_text("Lena: acknowledged")
    await bench.shoots("4-acknowledged")

    await presses(nudge, "Draft message")
    draft = says(page, "Signpost never sends anything to a client.")
    await expect(draft.get_by_role("combobox", name="Client")).to_have_value("Acme GmbH – acme")
    await chooses(draft, "Tone", "warm")
    await bench.shoots("5-draft-form")
    await presses(draft, "Write")
    await expect(says(page, "Invite to a talk: Acme GmbH")).to_contain_text("Dear [contact person],")
    await bench.shoots("6-draft")

    await types(page, "client-talk acme")
    talk = says(page, "Record a talk")
    await chooses(talk, "What came of it", "agreed")
    await bench.shoots("7-talk-form")
    await presses(talk, "Save")
    await expect(says(page, "The talk with Acme GmbH is recorded.")).to_be_visible()
    await bench.one.settles()
    await expect(nudge).to_contain_text("Lena: done")

    await types(page, "home")
    await expect(says(page, "Good to see you, Lena.")).to_be_visible()
    await bench.shoots("8-home")
    assert bench.errors() == []


async def test_message_of_a_channel_is_flagged_in_a_dialog_and_commands_there_are_answered_in_private(
    bench: Bench,
) -> None:
    page = bench.page
    await opens(page, "acme")
    await posts(page, "You are idiots, says the client")
    form = await flags(page, "You are idiots, says the client")
    await expect(form.get_by_label("Quote")).to_have_value("You are idiots, says the client")
    await chooses(form, "Client", "Acme")
    await chooses(form, "What kind of thing was it?", "Disrespect")
    await form.get_by_label("What happened").fill("called us names in the channel")
    await bench.shoots("9-dialog")
    await presses(form, "Report")
    await expect(form).to_contain_text("Recorded as #1: Acme GmbH, Disrespect")
    await bench.shoots("10-dialog-recorded")
    await form.get_by_role("button").first.click()
    await expect(form).to_have_count(0)

    await mentions(page, " client-flag acme late_payment:1 three days late")
    await bench.one.settles()
    await bench.shoots("11-channel")
    await expect(cards(page)).to_have_count(0)

    await opens(page, PERSONAL)
    await expect(says(page, "Report #1")).to_contain_text("You are idiots, says the client")
    await expect(says(page, "Recorded as #2")).to_contain_text("please delete your message there")
    await bench.shoots("12-private")
    assert bench.errors() == []
