"""Microsoft's own client for bots in headless Chromium: chats, cards, the message action, as somebody sees them.

npm ``@microsoft/m365agentsplayground``. It talks to the bot as the Connector does, but without tokens, so it serves for
a bot without an app id on this machine. There is one person at the keyboard; five others are in its chats.
"""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml
from playwright.async_api import Locator, Page, expect

from tests.adapters.practice.browser import window
from tests.npm import installed

FOLDER = Path(__file__).parent
TENANT = "00000000-0000-4000-8000-000000000001"
LENA = "00000000-0000-4000-8000-000000000020"
START_SECONDS = 30
PATIENCE_MS = 15_000


def _person(number: int, name: str) -> dict[str, str]:
    address = f"{name.lower()}@agency.example"
    return {
        "id": f"user-id-{number}",
        "name": name,
        "userPrincipleName": address,
        "aadObjectId": f"00000000-0000-4000-8000-0000000000{20 + number}",
        "givenName": name,
        "surname": "Example",
        "email": address,
    }


CONFIG: dict[str, Any] = {
    "version": "0.1.1",
    "tenantId": TENANT,
    "bot": {"id": "00000000-0000-4000-8000-000000000011", "name": "Signpost"},
    "currentUser": _person(0, "Lena"),
    "users": [_person(n, name) for n, name in enumerate(("Alice", "Ben", "Dora", "Olivia", "Tarik"), 1)],
    "personalChat": {"id": "personal-chat-id"},
    "groupChat": {"id": "group-chat-id", "name": "Group Chat"},
    "team": {
        "id": "team-id",
        "name": "Agency",
        "aadGroupId": "00000000-0000-4000-8000-000000000031",
        "channels": [{"id": "channel-acme-id", "name": "acme"}],
    },
}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def playground(bot: str, folder: Path) -> AsyncIterator[Page]:
    """The client's page, talking to the bot at that address."""
    port = free_port()
    (folder / ".m365agentsplayground.yml").write_text(yaml.safe_dump(CONFIG), "utf-8")
    url = f"http://127.0.0.1:{port}"
    package = installed(FOLDER, "@microsoft/m365agentsplayground")
    cli = package / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
    told = ["-e", f"{bot}/api/messages", "-c", "msteams", "-p", str(port), "--su", f"{url}/_connector"]
    environ = {**os.environ, "TEAMSAPPTESTER_BROWSER": "none", "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / "log")}
    with (folder / "playground.out").open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            "node",
            "--require",
            str(package / "loopback.cjs"),
            str(cli),
            "start",
            *told,
            "--disable-telemetry",
            cwd=folder,
            env=environ,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            await _listening(port, process, folder)
            async with window(url) as browser:
                page = await browser.open("/", width=1400, height=1000)
                page.set_default_timeout(PATIENCE_MS)
                await expect(page.get_by_role("treeitem").first).to_be_visible(timeout=START_SECONDS * 1_000)
                yield page
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def _listening(port: int, process: asyncio.subprocess.Process, folder: Path) -> None:
    for _ in range(START_SECONDS * 10):
        assert process.returncode is None, (folder / "playground.out").read_text("utf-8", "replace")
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        await asyncio.sleep(0.1)
    raise AssertionError("Microsoft's client does not listen")


async def types(page: Page, text: str) -> None:
    box = page.locator("[contenteditable=true][role=textbox]").last
    await box.click()
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


def cards(page: Page) -> Locator:
    return page.locator(".ac-adaptiveCard")


async def opens(page: Page, chat: str) -> None:
    """Go to a chat or channel by its name."""
    await page.get_by_role("treeitem").filter(has_text=chat).last.click()


async def posts(page: Page, text: str) -> None:
    """A new post in the channel that is open."""
    await page.locator("[contenteditable=true][role=textbox]").first.click()
    await page.keyboard.type(text)
    await page.get_by_role("button", name="Post").click()
    await expect(page.get_by_text(text)).to_be_visible()


async def flags(page: Page, text: str) -> Locator:
    """ "Flag this message" on a message that says that: the dialog which opens."""
    message = page.locator("div").filter(has_text=text).filter(has=page.get_by_label("Show more information")).last
    await message.get_by_label("Show more information").click()
    await page.get_by_role("menuitem", name="Action Command").click()
    # The client reads no manifest, so that one could type here which command is meant; there is but one.
    await page.get_by_role("dialog").get_by_role("button", name="Create").click()
    return page.get_by_role("dialog")


async def chooses(card: Locator, label: str, option: str) -> None:
    """From a list with a label above it, by the beginning of the option."""
    await card.get_by_role("combobox", name=label).click()
    await card.page.get_by_role("option", name=option).first.click()


def says(page: Page, words: str) -> Locator:
    """The newest card that says so."""
    return cards(page).filter(has_text=words).last


async def mentions(page: Page, text: str) -> None:
    """A new post that speaks to the bot."""
    await page.locator("[contenteditable=true][role=textbox]").first.click()
    await page.keyboard.type("@Sign")
    await page.get_by_role("menuitem", name="Signpost").first.click()
    await page.keyboard.type(text)
    await page.get_by_role("button", name="Post").click()
