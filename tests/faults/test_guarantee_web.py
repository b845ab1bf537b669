"""Guarantee 16: who comes into the pages, and how: links once and for a quarter of an hour, forms from our own pages
only, cookies and headers as they should be.
"""

import asyncio
import json
import random
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.http.sessions import LIFE, Sessions
from adapters.vault.sealing import Sealer
from bot.domain.person import PersonRef
from bot.settings import Secret
from storage.journal import SqlJournal
from storage.store import open_store
from tests.dialogs.house import SECRET_KEY as KEY
from tests.dialogs.house import House
from tests.fakes.memory import MemoryStore
from tests.faults.amounts import amount
from tests.faults.web_firm import Site, a_firm, served

FOREIGN: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
)
POSTS = ("/app/open", "/app/logout", "/app/home", "/app/clients/{client}", "/app/dossiers/{client}")
SEED = 16


@pytest.fixture
async def house() -> House:
    return await a_firm(MemoryStore())


@pytest.fixture
async def site(house: House) -> AsyncIterator[Site]:
    async with served(house.front, house.store, house.clock) as site:
        yield site


# --- Once --------------------------------------------------------------------------------------------------------


async def _winners(sites: list[Site], house: House, races: int) -> list[int]:
    """How many of eight who redeem one link at once, at two servers, come in: of each race."""
    found = []
    for _ in range(races):
        token = sites[0].token("lena")
        answers = await asyncio.gather(*(sites[n % 2].post("/app/open", {"t": token}) for n in range(8)))
        statuses = [answer.status for answer in answers]
        assert set(statuses) <= {303, 403, 503}
        found.append(statuses.count(303))
    return found


async def _raced(database_url: str, races: int) -> list[int]:
    stores = [open_store(database_url), open_store(database_url)]
    try:
        house = await a_firm(stores[0])
        async with AsyncExitStack() as stack:
            sites = [await stack.enter_async_context(served(house.front, store, house.clock)) for store in stores]
            for site in sites:
                # Two replicas behind one address.
                site.sessions._origin = sites[0].origin
                site.origin = sites[0].origin
            return await _winners(sites, house, races)
    finally:
        for store in stores:
            await store.close()


async def test_link_lets_one_in_however_many_redeem_it_at_once(database_url: str) -> None:
    won = await _raced(database_url, amount(sample=10, full=300))
    assert won == [1] * len(won)


async def test_planted_fault_of_a_link_used_twice_is_caught(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def taken(*_: object) -> bool:
        return True

    monkeypatch.setattr(SqlJournal, "take", taken)
    assert max(await _raced(database_url, 2)) > 1


async def test_preview_consumes_nothing(site: Site) -> None:
    token = site.token("lena")
    for _ in range(5):
        status, html = await site.get(f"/app/open?t={token}")
        assert status == 200 and "Open the page" in html and "Lena" not in html
    assert (await site.get(f"/app/open?t={token}", method="HEAD"))[0] == 405
    assert (await site.post("/app/open", {"t": token})).status == 303
    assert (await site.post("/app/open", {"t": token})).status == 403


@pytest.mark.parametrize(
    ("later", "status"),
    [
        (timedelta(minutes=15) - timedelta(seconds=1), 303),
        (timedelta(minutes=15), 403),
        (timedelta(days=40), 403),
        (timedelta(seconds=-59), 303),
        (timedelta(minutes=-2), 403),
    ],
)
async def test_link_holds_a_quarter_of_an_hour(site: Site, house: House, later: timedelta, status: int) -> None:
    token = site.token("lena")
    house.clock.set(house.clock.now() + later)
    assert (await site.post("/app/open", {"t": token})).status == status


async def test_link_leads_to_its_page_for_its_person(site: Site, house: House) -> None:
    client = (await house.client("Acme")).id
    response = await site.post("/app/open", {"t": site.token("lena", f"clients/{client}")})
    assert response.headers["Location"] == f"/app/clients/{client}"
    cookie = response.headers["Set-Cookie"].partition(";")[0]
    status, html = await site.get(f"/app/clients/{client}", cookie)
    assert status == 200 and "Acme" in html and "Lena" in html


async def test_nobody_unknown_or_without_rights_comes_in(site: Site, house: House) -> None:
    assert (await site.post("/app/open", {"t": site.token("stranger")})).status == 403
    cookie = await site.comes_in("lena")
    async with house.store.write() as unit:
        lena = await unit.people.by_id(await house.id_of("lena"))
        assert lena is not None
        await unit.people.save(replace(lena, active=False))
        await unit.commit()
    assert (await site.post("/app/open", {"t": site.token("lena")})).status == 403
    assert (await site.get("/app/home", cookie))[0] == 401


# --- Forged ------------------------------------------------------------------------------------------------------


def _body(*said: object) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def _forgeries(site: Site, house: House) -> list[Callable[[random.Random], str]]:
    now, lena = int(house.clock.now().timestamp()), str(PersonRef("practice", "demo", "lena"))
    ours, theirs = Sealer(Secret(KEY)), Sealer(Secret("somebody else's key which is long enough as well"))

    def fresh(chance: random.Random) -> str:
        return _body(f"{chance.getrandbits(128):032x}", now, lena, "home")

    def spoiled(chance: random.Random) -> str:
        token = site.token("anna")
        place = chance.randrange(len(token))
        other = chance.choice([c for c in "ABCabc019-_." if c != token[place]])
        # The last character of base64 may hold bits that nobody reads.
        return token[:place] + other + token[place + 1 :] if place < len(token) - 1 else token[:-1]

    def of_another_purpose(chance: random.Random) -> str:
        body = fresh(chance)
        purpose = chance.choice(["page-form", "slack-oauth-state", "", "page-link ", "PAGE-LINK"])
        return f"{body}.{ours.sign(body, purpose)}"

    def of_another_key(chance: random.Random) -> str:
        body = fresh(chance)
        return f"{body}.{theirs.sign(body, 'page-link')}"

    def borrowed(chance: random.Random) -> str:
        """Somebody else's body under a signature of ours."""
        return f"{fresh(chance)}.{site.token('anna').partition('.')[2]}"

    def odd(chance: random.Random) -> str:
        token = site.token("anna")
        return chance.choice(
            ["", ".", "a.b", token * 40, token + ".x", token.partition(".")[0], f"{token}\n", "%00", "ä" * 50, "\x00"]
        )

    return [spoiled, of_another_purpose, of_another_key, borrowed, odd]


async def test_forged_links_let_nobody_in_and_are_no_failure(site: Site, house: House) -> None:
    chance, answers = random.Random(SEED), set()
    for number in range(amount(sample=300, full=10_000)):
        kinds = _forgeries(site, house)
        token = kinds[number % len(kinds)](chance)
        response = await site.post("/app/open", {"t": token})
        answers.add(response.status)
        assert "Set-Cookie" not in response.headers, token
    assert answers == {403}
    assert isinstance(house.store, MemoryStore) and house.store.state.sessions == {}


async def test_made_up_sessions_are_nobody(site: Site) -> None:
    chance = random.Random(SEED)
    name = site.sessions.cookie
    for word in ["", "x", "0" * 64, "ä" * 64, *(f"{chance.getrandbits(256):064x}" for _ in range(50))]:
        assert (await site.get("/app/home", f"{name}={word}"))[0] == 401


# --- Forms -------------------------------------------------------------------------------------------------------


async def _let_through(site: Site, house: House) -> list[tuple[str, dict[str, str]]]:
    """What forms of other sites, sent by the browser of somebody who is in, get done."""
    client, through = (await house.client("Acme")).id, []
    assert isinstance(house.store, MemoryStore)
    cookie = await site.comes_in("lena")
    mark = await site.mark(cookie)
    for path in POSTS:
        for headers in FOREIGN:
            before = house.store.state
            fields = {"t": site.token("lena"), "nonce": "0123456789abcdef", "action": "away", "mark": mark}
            response = await site.post(path.format(client=client), fields, cookie, headers)
            if response.status != 403 or house.store.state is not before:
                through.append((path, headers))
    return through


async def test_form_of_another_site_does_nothing(site: Site, house: House) -> None:
    assert await _let_through(site, house) == []


async def test_planted_fault_of_an_unasked_origin_is_caught(
    site: Site, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sessions, "is_own", lambda *_: True)
    assert len(await _let_through(site, house)) > len(POSTS)


async def test_form_needs_the_mark_of_its_own_session(site: Site) -> None:
    lena, dora = await site.comes_in("lena"), await site.comes_in("dora")
    marks = {"own": await site.mark(lena), "another's": await site.mark(dora), "none": "", "odd": "ä"}
    for whose, mark in marks.items():
        fields = {"nonce": "0123456789abcdef", "action": "away", "mark": mark}
        status = (await site.post("/app/home", fields, lena)).status
        assert status == (200 if whose == "own" else 403), whose
    assert marks["own"] != marks["another's"]


async def test_every_form_carries_the_mark(site: Site, house: House) -> None:
    cookie, client = await site.comes_in("lena"), (await house.client("Acme")).id
    mark = await site.mark(cookie)
    _, html = await site.get(f"/app/clients/{client}", cookie)
    assert html.count("<form") > 5
    assert html.count("<form") == html.count(f'name="mark" value="{mark}"')


# --- Cookies and sessions ----------------------------------------------------------------------------------------


async def test_cookie_over_https_is_bound_to_its_host(house: House) -> None:
    async with served(house.front, house.store, house.clock, "https://signpost.example.com") as site:
        response = await site.post("/app/open", {"t": site.token("lena")})
        name, *attributes = [part.strip().lower() for part in response.headers["Set-Cookie"].split(";")]
        assert name.startswith("__host-signpost-session=")
        assert {"httponly", "secure", "samesite=strict", "path=/"} <= set(attributes)
        assert not [one for one in attributes if one.startswith("domain")]
        assert site.links.address(PersonRef("slack", "T", "U"), "home").startswith("https://signpost.example.com/app/")
        cookie = response.headers["Set-Cookie"].partition(";")[0]
        assert (await site.get("/app/home", cookie))[0] == 200
        left = await site.post("/app/logout", {}, cookie)
        assert "max-age=0" in left.headers["Set-Cookie"].lower() and "secure" in left.headers["Set-Cookie"].lower()


async def test_cookie_on_this_machine_is_httponly_and_strict(site: Site) -> None:
    response = await site.post("/app/open", {"t": site.token("lena")})
    attributes = response.headers["Set-Cookie"].lower()
    assert "httponly" in attributes and "samesite=strict" in attributes and "secure" not in attributes


@pytest.mark.parametrize(("later", "status"), [(LIFE - timedelta(seconds=1), 200), (LIFE, 401)])
async def test_session_ends_by_itself(site: Site, house: House, later: timedelta, status: int) -> None:
    cookie = await site.comes_in("lena")
    house.clock.set(house.clock.now() + later)
    assert (await site.get("/app/home", cookie))[0] == status


async def test_logging_out_ends_all_sessions_of_that_person_and_of_nobody_else(site: Site) -> None:
    first, second, other = [await site.comes_in(who) for who in ("lena", "lena", "dora")]
    assert (await site.post("/app/logout", {}, first)).status == 200
    assert [(await site.get("/app/home", cookie))[0] for cookie in (first, second, other)] == [401, 401, 200]


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def test_what_the_browser_holds_stands_nowhere_in_the_record(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    house = await a_firm(store)
    async with served(house.front, store, house.clock) as site:
        token = site.token("lena")
        response = await site.post("/app/open", {"t": token})
    word = response.headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    await store.close()
    kept = bytes_in(Path(sqlite_url.removeprefix("sqlite:///")).parent)
    assert b"page-link:" in kept
    assert word.encode() not in kept and token.encode() not in kept


# --- Headers -----------------------------------------------------------------------------------------------------

# Every route that the server of a deployment has, with what is asked of it; a new route needs its line.
ROUTES = {
    "/healthz": "/healthz",
    "/readyz": "/readyz",
    "/metrics": "/metrics",
    "/static/{name}": "/static/look.css",
    "/app/open": "/app/open?t={token}",
    "/app/logout": "/app/logout",
    "/app/home": "/app/home",
    "/app/anonymity": "/app/anonymity",
    "/app/clients/{id}": "/app/clients/{client}",
    "/app/talks/{id}": "/app/talks/{client}",
    "/app/decisions/{id}": "/app/decisions/{client}",
    "/app/partings/{id}": "/app/partings/{client}",
    "/app/drafts/{id}": "/app/drafts/{client}",
    "/app/drafts/{id}/letter.{form}": "/app/drafts/{client}/letter.pdf",
    "/app/dossiers/{id}": "/app/dossiers/{client}",
    "/app/dossiers/{id}/file": "/app/dossiers/{client}/file",
    "/app/chart/{id}.svg": "/app/chart/{client}.svg",
}
STATIC = ("/static/{name}",)


def test_every_route_is_asked(site: Site) -> None:
    there = {route.resource.canonical for route in site.app.router.routes() if route.resource}
    assert there == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("inside", [True, False])
async def test_every_answer_has_the_headers(site: Site, house: House, route: str, inside: bool) -> None:
    client = (await house.client("Acme")).id
    cookie = await site.comes_in("lena") if inside else ""
    path = ROUTES[route].format(client=client, token=site.token("lena"))
    for method in ("GET", "POST"):
        headers = {**site.own, **({"Cookie": cookie} if cookie else {})}
        async with site.session.request(method, site.url + path, headers=headers, allow_redirects=False) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            fleeting = response.headers["Cache-Control"] == "no-store"
            assert fleeting or (route in STATIC and response.status < 400)
            assert response.status < 500
