"""The OAuth install: who gets in, what happens to everything else, and that nothing of it is kept."""

from base64 import b64encode
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie

import aiohttp
import pytest

from adapters.slack.oauth import STATUS
from adapters.vault.sealing import Sealer
from bot.errors import StoreBusy
from bot.settings import Secret
from tests.adapters.slack.answering import Answer, refusal
from tests.adapters.slack.installing import (
    CLIENT_SECRET,
    CODE,
    KEY,
    SCOPES,
    TOKEN,
    Bench,
    Browser,
    bench,
    browser,
    granted,
)
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def house() -> AsyncIterator[Bench]:
    """Whatever happens in a test: no secret reaches the log."""
    async with bench() as opened:
        yield opened
        assert "canary" not in str(opened.log.lines)


@pytest.fixture
async def anna(house: Bench) -> AsyncIterator[Browser]:
    async with house.replica() as address, browser(address) as opened:
        yield opened


async def test_install_sends_the_browser_to_slack_with_what_it_needs(house: Bench, anna: Browser) -> None:
    asked_for = dict(await anna.begin())
    assert len(asked_for.pop("state")) > 64
    assert asked_for == {
        "client_id": "1.2",
        "scope": ",".join(SCOPES),
        "redirect_uri": "http://127.0.0.1:8080/slack/oauth_redirect",
    }
    async with anna.session.get(f"{anna.address}/slack/install", allow_redirects=False) as answer:
        assert answer.headers["Location"].startswith(house.api_url.replace("/api/", "/oauth/v2/authorize?"))
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert house.slack.asked == []


@pytest.mark.parametrize(
    ("api", "expected"),
    [
        ("https://slack.com/api/", "https://slack.com/oauth/v2/authorize?"),
        ("https://slack-gov.com/api", "https://slack-gov.com/oauth/v2/authorize?"),
    ],
)
async def test_authorize_page_is_that_of_the_web_apis_host(house: Bench, api: str, expected: str) -> None:
    house.api_url = api
    async with (
        house.replica() as address,
        aiohttp.ClientSession() as session,
        session.get(f"{address}/slack/install", allow_redirects=False) as answer,
    ):
        assert answer.headers["Location"].startswith(expected)


async def test_nothing_in_the_request_leads_elsewhere(house: Bench, anna: Browser) -> None:
    query = {"redirect_uri": "https://evil.example", "next": "//evil.example", "client_id": "evil", "team": "TEVIL"}
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Referer": "https://evil.example"}
    url = f"{anna.address}/slack/install"
    async with anna.session.get(url, params=query, headers=headers, allow_redirects=False) as answer:
        assert "evil" not in answer.headers["Location"].lower()


async def test_granted_workspace_is_stored_sealed(house: Bench, anna: Browser) -> None:
    assert await anna.install() == (200, "slack.installed")
    (found,) = await house.stored()
    assert (found.platform, found.workspace, found.name) == ("slack", "T01TEST", "Acme Agency")
    assert (found.bot_user, found.app, found.scopes) == ("U01BOT", "A01APP", SCOPES)
    assert (found.installed_by, found.installed_at) == ("slack:T01TEST/U01ALICE", house.clock.now())
    assert TOKEN not in str(found) + found.sealed_token
    assert Sealer(Secret(KEY)).open(found.sealed_token, "slack/T01TEST/bot-token") == TOKEN


async def test_code_is_exchanged_once_with_the_apps_own_password(house: Bench, anna: Browser) -> None:
    await anna.install()
    (question,) = house.slack.asked
    assert question.method == "oauth.v2.access"
    assert question.token == "Basic " + b64encode(f"1.2:{CLIENT_SECRET}".encode()).decode()
    assert question.values == {"code": CODE, "redirect_uri": "http://127.0.0.1:8080/slack/oauth_redirect"}


async def test_installing_again_replaces(house: Bench, anna: Browser) -> None:
    await anna.install()
    house.slack.answers["oauth.v2.access"] = granted(access_token="xoxb-second", scope="commands")
    assert await anna.install() == (200, "slack.installed")
    (found,) = await house.stored()
    assert found.scopes == ("commands",)
    assert Sealer(Secret(KEY)).open(found.sealed_token, "slack/T01TEST/bot-token") == "xoxb-second"


async def test_final_page_is_not_kept_and_takes_the_cookie_away(anna: Browser) -> None:
    state = (await anna.begin())["state"]
    assert len(anna.session.cookie_jar) == 1
    url = f"{anna.address}/slack/oauth_redirect"
    async with anna.session.get(url, params={"code": CODE, "state": state}) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert len(anna.session.cookie_jar) == 0


@pytest.mark.parametrize(
    ("public_url", "name", "secure"),
    [
        ("https://signpost.example.com", "__Host-signpost-install", True),
        ("http://127.0.0.1:8080", "signpost-install", False),
    ],
)
async def test_cookie_is_bound_to_the_host_and_hidden_from_scripts(
    house: Bench, public_url: str, name: str, secure: bool
) -> None:
    async with (
        house.replica(house.oauth(public_url=public_url)) as address,
        aiohttp.ClientSession() as session,
        session.get(f"{address}/slack/install", allow_redirects=False) as answer,
    ):
        (header,) = answer.headers.getall("Set-Cookie")
        location = answer.headers["Location"]
    assert public_url.replace(":", "%3A").replace("/", "%2F") + "%2Fslack%2Foauth_redirect" in location
    cookie = SimpleCookie(header)[name]
    assert (cookie["path"], cookie["max-age"], cookie["samesite"]) == ("/", "600", "Lax")
    assert (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["domain"]) == (secure, True, "")


# --- What the person in front of the browser did, or Slack refused ---


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"error": "access_denied"}, "denied"),
        ({"error": "access_denied", "code": CODE}, "denied"),
        ({"error": "invalid_scope"}, "refused"),
        ({}, "missing"),
        ({"code": ""}, "missing"),
        ({"code": "a b"}, "missing"),
        ({"code": "a\r\nb"}, "missing"),
        ({"code": "x" * 501}, "missing"),
    ],
)
async def test_without_a_code_nothing_is_asked(
    house: Bench, anna: Browser, query: dict[str, str], expected: str
) -> None:
    state = (await anna.begin())["state"]
    status, text = await anna.back(**query, state=state)
    assert text == f"slack.{expected}" and 400 <= status <= 502
    assert (house.slack.asked, await house.stored()) == ([], [])
    assert (await anna.back(code=CODE, state=state))[1] == "slack.state"


DOWN = (
    Answer(b"", status=500),
    Answer(b"", status=302, headers={"Location": "/healthz"}),
    Answer(b"<html>", content_type="text/html"),
    Answer(b"{"),
    Answer(b"[1]"),
    Answer(b"null"),
    Answer(b"[" * 100_000),
    Answer(b"\xff", content_type="text/plain"),
    Answer(b"zip", content_type="application/gzip"),
    Answer({"ok": False}, status=429, headers={"Retry-After": "9"}),
    Answer({"ok": False}),
    Answer({"ok": True}),
    Answer({}, delay_seconds=2.5),
    refusal("internal_error"),
)


@pytest.mark.parametrize("answer", DOWN, ids=range(len(DOWN)))
async def test_slack_down_or_talking_nonsense_is_a_kind_page(house: Bench, anna: Browser, answer: Answer) -> None:
    house.slack.answers["oauth.v2.access"] = answer
    assert await anna.install() == (502, "slack.slack_down")
    assert await house.stored() == []
    assert len(house.log.events("warning")) == 1


async def test_nobody_at_slacks_address_is_a_kind_page(house: Bench) -> None:
    house.api_url = "http://127.0.0.1:9/api/"
    async with house.replica() as address, browser(address) as anna:
        assert await anna.install() == (502, "slack.slack_down")


@pytest.mark.parametrize("code", ["invalid_code", "bad_client_secret", "code_already_used", "bad_redirect_uri"])
async def test_refused_exchange_names_slacks_reason_in_the_log(house: Bench, anna: Browser, code: str) -> None:
    house.slack.answers["oauth.v2.access"] = refusal(code)
    assert await anna.install() == (502, "slack.refused")
    assert [line.values["reason"] for line in house.log.lines] == [code]
    assert await house.stored() == []


NOT_TAKEN = (
    (granted(team={"id": "T02TEST", "name": "Beta"}), "not_listed"),
    (granted(team={"id": "t01test"}), "not_listed"),
    (granted(team=None, is_enterprise_install=True, enterprise={"id": "E01"}), "org_wide"),
    (granted(is_enterprise_install=True), "org_wide"),
    (granted(expires_in=43_200, refresh_token="xoxe-canary"), "rotation"),
    (granted(team=None), "slack_down"),
    (granted(team={"id": ["T01TEST"]}), "slack_down"),
    (granted(team={"id": "T01TEST/../x"}), "slack_down"),
    (granted(bot_user_id=None), "slack_down"),
    (granted(token_type="user"), "slack_down"),
)


@pytest.mark.parametrize(("answer", "expected"), NOT_TAKEN, ids=range(len(NOT_TAKEN)))
async def test_what_is_not_taken_is_handed_back_and_not_stored(
    house: Bench, anna: Browser, answer: Answer, expected: str
) -> None:
    house.slack.answers["oauth.v2.access"] = answer
    status, text = await anna.install()
    assert (text, status) == (f"slack.{expected}", 502 if expected == "slack_down" else 403)
    assert [question.token for question in house.asked("auth.revoke")] == [TOKEN]
    assert await house.stored() == []


@pytest.mark.parametrize("token", [None, "", 7, "a b", "a\r\nb", "ü", "x" * 1_001, {"a": 1}])
async def test_odd_token_is_neither_stored_nor_sent(house: Bench, anna: Browser, token: object) -> None:
    house.slack.answers["oauth.v2.access"] = granted(access_token=token)
    assert await anna.install() == (502, "slack.slack_down")
    assert (house.asked("auth.revoke"), await house.stored()) == ([], [])


async def test_refusal_stands_when_the_token_cannot_be_handed_back(house: Bench, anna: Browser) -> None:
    house.slack.answers |= {"oauth.v2.access": granted(team={"id": "T02TEST"}), "auth.revoke": Answer(b"", status=500)}
    assert await anna.install() == (403, "slack.not_listed")
    assert "slack.token_not_revoked" in house.log.events("warning")


@pytest.mark.parametrize("answer", [granted(authed_user=None), granted(team={"id": "T01TEST"}, scope=None, app_id=5)])
async def test_grant_without_the_unimportant_is_taken(house: Bench, anna: Browser, answer: Answer) -> None:
    house.slack.answers["oauth.v2.access"] = answer
    assert await anna.install() == (200, "slack.installed")
    assert len(await house.stored()) == 1


async def test_store_that_cannot_write_exchanges_nothing_and_says_so(house: Bench, anna: Browser) -> None:
    assert isinstance(house.store, MemoryStore)
    state = (await anna.begin())["state"]
    house.store.refuses = StoreBusy("busy")
    assert await anna.back(code=CODE, state=state) == (503, "slack.not_stored")
    assert house.slack.asked == []
    house.store.refuses = None
    assert await anna.back(code=CODE, state=state) == (200, "slack.installed")


def test_every_outcome_has_a_status_that_is_no_fault_of_ours() -> None:
    assert set(STATUS.values()) <= {200, 400, 403, 502, 503}
