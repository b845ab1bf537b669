"""A dossier in Teams: asked for in a window, told by one message; the file comes through a link into the browser."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest_asyncio

from tests.dialogs.house import SECRET_KEY
from tests.teams.firm import ENVIRONMENT, TEAM, Firm, signpost
from tests.teams.reading import Card, reads

ADDRESS = "https://signpost.example"
HTML = {"Accept": "text/html"}


@pytest_asyncio.fixture
async def linked(tmp_path: Path) -> AsyncIterator[Firm]:
    """A firm whose pages can be opened by links."""
    config, environ = {**TEAM, "public_url": ADDRESS}, {**ENVIRONMENT, "SIGNPOST_SECRET_KEY": SECRET_KEY}
    async with signpost(tmp_path, config=config, environ=environ) as found:
        await found.has_client("Acme GmbH", "lena", "dora", aliases="acme")
        await found.settles()
        yield found


async def ready(firm: Firm) -> Card:
    lena = firm.person("lena")
    await firm.files("alice", "acme disrespect:2 shouted at us")
    status = (await lena.types("/client-status acme")).message
    window = (await lena.presses("Dossier", on=status)).form
    reads(window, "Dossier", "Client: Acme GmbH", "[Make it]")
    asked = await lena.submits(window, {"form": "lines for programs (JSON Lines)"})
    reads(asked, "The dossier is being made.")
    return await lena.receives("The dossier of Acme GmbH is ready")


async def test_dossier_is_told_to_the_one_who_asked_and_to_nobody_else(firm: Firm) -> None:
    message = await ready(firm)
    reads(message, "Period:", "SHA-256:", "Confidential", "[Show the dossier]")
    progress = await firm.person("lena").receives("It is ready.")
    assert progress.message != message.message
    for other in ("alice", "olivia", "dora"):
        assert not [card for card in firm.person(other).inbox() if "dossier" in card.text.lower()]


async def test_without_a_key_the_page_opens_in_a_window_and_no_link_is_made(firm: Firm) -> None:
    message, lena = await ready(firm), firm.person("lena")
    page = (await lena.presses("Show the dossier", on=message)).window
    assert page is not None
    reads(page, "Dossier: Acme GmbH", "It is ready.", "-[Open in browser]")
    reads(await lena.presses("Download", on=message), "Links into the browser cannot be made here.")


async def test_link_opens_the_browser_once_for_its_one_reader_and_gives_the_file(linked: Firm) -> None:
    message, lena = await ready(linked), linked.person("lena")
    page = (await lena.presses("Show the dossier", on=message)).window
    assert page is not None
    shown = (await lena.presses("Open in browser", on=page)).form
    reads(shown, "Your link", "once, within 15 minutes", "[Open the page]")
    assert shown.button("Open the page")["url"].startswith(f"{ADDRESS}/app/open?t=")
    link = urlsplit(shown.button("Open the page")["url"])
    assert await got(linked, f"{link.path}?{link.query}") == 200, "a preview uses nothing up"

    cookie, place = await comes_in(linked, link.query)
    assert place.startswith("/app/dossiers/")
    async with linked.session.get(linked.url + place, headers={**HTML, "Cookie": cookie}) as response:
        assert response.status == 200 and "Dossier: Acme GmbH" in await response.text()
    async with linked.session.get(f"{linked.url}{place}/file", headers={"Cookie": cookie}) as response:
        assert response.status == 200 and "attachment" in response.headers["Content-Disposition"]
        content = (await response.read()).decode()
    assert [one["text"] for one in map(json.loads, content.splitlines()) if one["part"] == "incident"] == [
        "shouted at us"
    ]
    assert "alice" not in content.lower()

    assert await comes_in(linked, link.query) == ("", ""), "a link is good once"
    assert await got(linked, place) != 200, "and the page is for nobody else"


async def test_download_leads_through_a_link_as_well(linked: Firm) -> None:
    """Teams hands out no files of ours: the button makes the link to the page where the file is."""
    message, lena = await ready(linked), linked.person("lena")
    shown = (await lena.presses("Download", on=message)).form
    reads(shown, "Your link", "[Open the page]")


async def comes_in(firm: Firm, query: str) -> tuple[str, str]:
    """The browser's cookie and where it is led, or nothing."""
    own = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin", **HTML}
    fields = {"t": parse_qs(query)["t"][0]}
    async with firm.session.post(f"{firm.url}/app/open", data=fields, headers=own, allow_redirects=False) as response:
        if response.status != 303:
            return "", ""
        return response.headers["Set-Cookie"].partition(";")[0], response.headers["Location"]


async def got(firm: Firm, place: str) -> int:
    async with firm.session.get(firm.url + place, headers=HTML, allow_redirects=False) as response:
        return response.status
