"""Opening the door to Teams: what it refuses to start with, and both doors at once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigurationError
from bot.settings import Secret, Server, Settings, Slack, StorageSettings, Teams
from signpost import application
from signpost.application import hello, run
from signpost.environment import Secrets
from signpost.loopback import is_loopback
from signpost.refs import person_written
from signpost.teamsdoor import refuse_what_cannot_serve, tenants
from tests.teams.issuer import APP_ID, PASSWORD, TENANT

SLACK = {"slack_bot_token": Secret("xoxb-1"), "slack_signing_secret": Secret("s")}
TEAMS = {"microsoft_app_id": APP_ID, "microsoft_app_password": Secret(PASSWORD), "microsoft_app_tenant": TENANT}


def settings(folder: Path, *, slack: str = "disabled", teams: str = "http", **changes: Any) -> Settings:
    return replace(
        Settings(),
        storage=StorageSettings(url=Secret(f"sqlite:///{folder / 'signpost.db'}")),
        slack=Slack(mode=slack),  # type: ignore[arg-type]
        teams=Teams(mode=teams),  # type: ignore[arg-type]
        **changes,
    )


def untouched(folder: Path) -> bool:
    return not list(folder.iterdir())


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.7", False),
        ("signpost.example", False),
        ("", False),
    ],
)
def test_without_an_app_id_it_starts_on_loopback_only(tmp_path: Path, host: str, is_one: bool) -> None:
    there, own = settings(tmp_path, server=Server(host=host)), Secrets(microsoft_app_tenant=TENANT)
    assert is_loopback(host) is is_one
    if is_one:
        refuse_what_cannot_serve(there, own)
    else:
        with pytest.raises(ConfigurationError, match="MicrosoftAppId: is not set, so nothing would tell Teams"):
            refuse_what_cannot_serve(there, own)
    given: dict[str, Any] = TEAMS
    refuse_what_cannot_serve(there, Secrets(**given))


def test_without_an_app_id_no_proxy_may_stand_in_front(tmp_path: Path) -> None:
    there = settings(tmp_path, public_url="https://signpost.example.com")
    with pytest.raises(ConfigurationError, match="MicrosoftAppId: is not set, so nothing would tell Teams"):
        refuse_what_cannot_serve(there, Secrets(microsoft_app_tenant=TENANT))


async def test_open_door_off_loopback_refuses_to_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        await run(settings(tmp_path, server=Server(host="0.0.0.0")), Secrets(microsoft_app_tenant=TENANT))
    assert caught.value.place == "MicrosoftAppId"
    assert untouched(tmp_path)


@pytest.mark.parametrize("missing", ["microsoft_app_password", "microsoft_app_tenant"])
async def test_missing_variable_is_named_at_the_start(tmp_path: Path, missing: str) -> None:
    given: dict[str, Any] = {name: value for name, value in TEAMS.items() if name != missing}
    with pytest.raises(ConfigurationError, match="is not set, and teams.mode is http"):
        await run(settings(tmp_path), Secrets(**given))


def test_listed_tenants_are_let_in_instead_of_the_apps_own(tmp_path: Path) -> None:
    there, own = settings(tmp_path), Secrets(microsoft_app_tenant=TENANT)
    assert tenants(there, own) == (TENANT,)
    assert tenants(replace(there, teams=Teams(mode="http", allowed_tenants=("other",))), own) == ("other",)
    with pytest.raises(ConfigurationError, match="MicrosoftAppTenantId"):
        tenants(there, Secrets())


Served = Callable[..., Awaitable[None]]


async def test_both_doors_are_open_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    async def served(whole: Any, **given: Any) -> None:
        seen.update(given, platforms=set(whole.work._chats))
        for work in given["beside"]:
            work.close()
        for end in (*given["closing"], whole.close, *given["ended"]):
            await end()

    monkeypatch.setattr(application, "serve_whole", served)
    secrets: dict[str, Any] = SLACK | TEAMS
    await run(settings(tmp_path, slack="http"), Secrets(**secrets))
    assert {route.path for route in seen["routes"]} >= {"/slack/events", "/api/messages"}
    assert seen["platforms"] == {"slack", "teams"}


@pytest.mark.parametrize(
    ("slack", "teams", "words"),
    [
        ("disabled", "disabled", "No door is enabled"),
        ("http", "disabled", "Slack's requests go to https://here/slack/events. (Ctrl+C"),
        ("socket", "disabled", "It connects to Slack by Socket Mode. (Ctrl+C"),
        ("disabled", "http", "http://a. Teams' requests go to https://here/api/messages. (Ctrl+C"),
        ("socket", "http", "by Socket Mode. Teams' requests go to https://here/api/messages. (Ctrl+C"),
    ],
)
def test_hello_says_where_each_door_is(tmp_path: Path, slack: str, teams: str, words: str) -> None:
    said = hello(settings(tmp_path, slack=slack, teams=teams, public_url="https://here"), "http://a")
    assert words in said


def test_ids_of_microsoft_are_the_same_in_capital_letters() -> None:
    assert str(person_written("teams:ABC-1/DEF-2")) == "teams:abc-1/def-2"
    assert str(person_written("slack:T01TEST/U01ALICE")) == "slack:T01TEST/U01ALICE"
