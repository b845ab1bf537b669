"""Guarantee 13 for the pages: every route of them × every role × own and foreign client, over HTTP and by a session."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

import pytest

from bot import access
from tests.fakes.memory import MemoryStore
from tests.faults.test_guarantees_access import ALL, CANARY, LED, LED_THERE, LENA, READERS, World, built
from tests.faults.web_firm import Site, served

PEOPLE = (*sorted(ALL), "greta", "stranger")
# Route → whom it shows something to: paul leads another client, carl none, greta is a guest. A new page needs its line.
PAGES: Mapping[str, frozenset[str]] = {
    "/app/home": ALL,
    "/app/anonymity": ALL,
    "/app/clients/{id}": LED,
    "/app/talks/{id}": LED,
    "/app/decisions/{id}": LED,
    "/app/partings/{id}": LED_THERE,
    "/app/drafts/{id}": LED,
    "/app/drafts/{id}/letter.{form}": LED,
    "/app/dossiers/{id}": LENA,
    "/app/chart/{id}.svg": LED,
    "/app/dossiers/{id}/file": LENA,
}
COMING_AND_GOING = {"/app/open", "/app/logout"}
"""Guarantee 16 is about these."""


@pytest.fixture
async def world() -> World:
    return await built()


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    async with served(world.house.front, world.house.store, world.house.clock) as site:
        yield site


def path_of(route: str, world: World) -> str:
    ids = {"dossiers": world.dossier, "partings": world.parting, "drafts": world.other_letter}
    id = next((id for folder, id in ids.items() if folder in route), world.client)
    return route.replace("{id}", id).replace("{form}", "txt")


async def _cookie(site: Site, who: str) -> str:
    """A session of that person, or nothing where nobody lets them in."""
    response = await site.post("/app/open", {"t": site.token(who)})
    return response.headers["Set-Cookie"].partition(";")[0] if response.status == 303 else ""


def test_every_page_has_a_case(site: Site) -> None:
    there = {route.resource.canonical for route in site.app.router.routes() if route.resource}
    assert {path for path in there if path.startswith("/app/")} == set(PAGES) | COMING_AND_GOING


@pytest.mark.parametrize("route", PAGES)
async def test_page_is_for_those_with_the_right(site: Site, world: World, route: str) -> None:
    for who in PEOPLE:
        cookie = await _cookie(site, who)
        status, html = await site.get(path_of(route, world), cookie)
        assert (status == 200) == (who in PAGES[route]), f"{who} {status}"
        assert CANARY not in html.lower() or who in READERS, who
        assert status in (200, 401, 403, 404)


@pytest.mark.parametrize("route", [route for route in PAGES if not route.endswith(("file", "svg", "{form}"))])
@pytest.mark.parametrize(
    ("action", "value", "allowed"),
    [
        ("client.note", "client", LED),
        ("client.dossier", "client", LED),
        ("client.facts", "client", frozenset({"olivia"})),
        ("nudge.acknowledge", "nudge", LED),
        ("web.open", "path", LED),
    ],
)
async def test_button_does_nothing_for_those_without_the_right(
    site: Site, world: World, route: str, action: str, value: str, allowed: frozenset[str]
) -> None:
    values = {"client": world.client, "nudge": world.nudge.id, "path": f"clients/{world.client}"}
    store = world.house.store
    assert isinstance(store, MemoryStore)
    for who in (*sorted(ALL - allowed), "greta"):
        cookie = await _cookie(site, who)
        before = replace(store.state)
        fields = {
            "nonce": "0123456789abcdef",
            "mark": await site.mark(cookie),
            "action": action,
            "value": values[value],
        }
        response = await site.post(path_of(route, world), fields, cookie)
        assert response.status in (200, 401, 403)
        html = await response.text()
        assert CANARY not in html.lower() or who in READERS
        assert "/app/open?t=" not in html
        assert (store.state.nudges, store.state.notes) == (before.nudges, before.notes)


async def test_nobody_without_a_session_sees_a_page(site: Site, world: World) -> None:
    for route in PAGES:
        status, html = await site.get(path_of(route, world))
        assert status in (401, 404) and CANARY not in html


async def test_client_that_is_another_leads_is_foreign(site: Site, world: World) -> None:
    foreign = (await world.house.client("Bergwerk")).id
    cookie = await _cookie(site, "lena")
    assert (await site.get(f"/app/clients/{foreign}", cookie))[0] == 403
    assert (await site.get(f"/app/chart/{foreign}.svg", cookie))[0] == 404
    assert (await site.get(f"/app/clients/{foreign}", await _cookie(site, "paul")))[0] == 200


async def test_planted_hole_in_the_pages_is_found(site: Site, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "is_lead_of", lambda person, client: True)
    assert (await site.get(f"/app/clients/{world.client}", await _cookie(site, "paul")))[0] == 200
