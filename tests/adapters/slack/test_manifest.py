"""The app manifest: what stands in it for what is switched on, and Slack's limits."""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest

from adapters.slack.manifest import (
    EVENTS,
    LISTENING_EVENTS,
    LISTENING_SCOPES,
    SCOPES,
    App,
    events,
    manifest,
    purpose,
    scopes,
)
from bot.errors import ConfigurationError
from bot.notices.help import COMMANDS

PUBLIC = "https://signpost.example.com"
GUIDE = Path(__file__).parents[3] / "docs" / "slack.md"
MODES: tuple[Literal["http", "socket"], ...] = ("http", "socket")
APPS = [
    App(mode=mode, public_url=PUBLIC, listening=listening, oauth=oauth)
    for mode, listening, oauth in product(MODES, (False, True), (False, True))
]
# Which permission lets an event through (docs.slack.dev/reference/events); an event that is not here needs none.
CARRIED_BY = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "channel_shared": "channels:read",
    "channel_unshared": "channels:read",
    "member_joined_channel": "channels:read",
    "channel_left": "channels:read",
    "group_left": "groups:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
}
# Keys, and the most characters or entries, of the schema in slackapi/manifest-schema (version 1).
LIMITS: Mapping[str, int] = {
    "display_information.name": 35,
    "display_information.description": 140,
    "display_information.long_description": 4_000,
    "display_information.background_color": 7,
    "features.app_home.home_tab_enabled": 0,
    "features.app_home.messages_tab_enabled": 0,
    "features.app_home.messages_tab_read_only_enabled": 0,
    "features.bot_user.display_name": 80,
    "features.bot_user.always_online": 0,
    "features.shortcuts": 10,
    "features.shortcuts[].name": 24,
    "features.shortcuts[].type": 7,
    "features.shortcuts[].callback_id": 255,
    "features.shortcuts[].description": 150,
    "features.slash_commands": 50,
    "features.slash_commands[].command": 32,
    "features.slash_commands[].url": 3_000,
    "features.slash_commands[].description": 2_000,
    "features.slash_commands[].usage_hint": 1_000,
    "features.slash_commands[].should_escape": 0,
    "oauth_config.redirect_urls": 1_000,
    "oauth_config.redirect_urls[]": 2_500,
    "oauth_config.scopes.bot": 255,
    "oauth_config.scopes.bot[]": 50,
    "settings.event_subscriptions.request_url": 3_500,
    "settings.event_subscriptions.bot_events": 100,
    "settings.event_subscriptions.bot_events[]": 50,
    "settings.interactivity.is_enabled": 0,
    "settings.interactivity.request_url": 3_500,
    "settings.interactivity.message_menu_options_url": 3_500,
    "settings.org_deploy_enabled": 0,
    "settings.socket_mode_enabled": 0,
    "settings.token_rotation_enabled": 0,
    "_metadata.major_version": 0,
    "_metadata.minor_version": 0,
}


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every text, number, truth value and list of a manifest with its place."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from leaves(inner, f"{place}.{key}" if place else key)
        return
    yield place, value
    if isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{place}[]")


def urls(value: Any) -> set[str]:
    return {text for _, text in leaves(value) if isinstance(text, str) and "://" in text}


@pytest.mark.parametrize("app", APPS, ids=str)
def test_manifest_keeps_slacks_limits(app: App) -> None:
    for place, value in leaves(manifest(app)):
        if place in ("features.shortcuts[]", "features.slash_commands[]"):
            continue
        assert place in LIMITS, f"{place} is no key of the schema"
        if isinstance(value, str | list):
            assert 1 <= len(value) <= LIMITS[place], place
        else:
            assert LIMITS[place] == 0, place


@pytest.mark.parametrize("app", APPS, ids=str)
def test_manifest_has_the_forms_that_slack_asks_for(app: App) -> None:
    made = manifest(app)
    display, features = made["display_information"], made["features"]
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", display["background_color"])
    assert len(display["long_description"]) >= 175
    assert all(command["command"].startswith("/") for command in features["slash_commands"])
    assert {shortcut["type"] for shortcut in features["shortcuts"]} == {"message", "global"}
    bot_events = made["settings"]["event_subscriptions"]["bot_events"]
    assert len(set(bot_events)) == len(bot_events)


def test_manifest_by_http_names_the_address_wherever_slack_calls() -> None:
    made = manifest(App(mode="http", public_url=PUBLIC))
    settings = made["settings"]
    called = f"{PUBLIC}/slack/events"
    assert settings["event_subscriptions"]["request_url"] == called
    assert settings["interactivity"]["request_url"] == called
    assert settings["interactivity"]["message_menu_options_url"] == called
    assert {command["url"] for command in made["features"]["slash_commands"]} == {called}
    assert settings["socket_mode_enabled"] is False


def test_manifest_by_socket_names_no_address() -> None:
    made = manifest(App(mode="socket", public_url="http://127.0.0.1:8080"))
    assert urls(made) == set()
    assert made["settings"]["socket_mode_enabled"] is True


@pytest.mark.parametrize("app", APPS, ids=str)
def test_manifest_leads_back_from_an_installation_only_with_oauth(app: App) -> None:
    back = manifest(app)["oauth_config"].get("redirect_urls", [])
    assert back == ([f"{PUBLIC}/slack/oauth_redirect"] if app.oauth else [])


@pytest.mark.parametrize(
    "url", ["http://signpost.example.com", "http://127.0.0.1:8080", "https://", "signpost.example.com", ""]
)
@pytest.mark.parametrize(("mode", "oauth"), [("http", False), ("http", True), ("socket", True)])
def test_manifest_without_https_is_refused_where_somebody_calls(
    mode: Literal["http", "socket"], oauth: bool, url: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        manifest(App(mode=mode, public_url=url, oauth=oauth))
    assert refused.value.place == "public_url"
    assert "https://" in refused.value.reason


def test_manifest_has_exactly_the_commands_of_the_help() -> None:
    commands = manifest(APPS[0])["features"]["slash_commands"]
    assert [command["command"] for command in commands] == [f"/{name}" for name in COMMANDS]
    assert all(command["should_escape"] is True for command in commands)
    assert all(command["usage_hint"].endswith(" | help") for command in commands), "every command has a hint of its own"


def test_manifest_has_home_and_messages_open() -> None:
    features = manifest(APPS[0])["features"]
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert {shortcut["callback_id"] for shortcut in features["shortcuts"]} == {"flag_message", "flag_incident"}


def test_listening_adds_its_permissions_and_events_and_nothing_else() -> None:
    quiet, listening = manifest(App(mode="socket")), manifest(App(mode="socket", listening=True))
    assert set(quiet["oauth_config"]["scopes"]["bot"]) == set(SCOPES)
    assert set(listening["oauth_config"]["scopes"]["bot"]) - set(SCOPES) == {"channels:history", "groups:history"}
    heard = "event_subscriptions", "bot_events"
    assert set(quiet["settings"][heard[0]][heard[1]]) == set(EVENTS)
    said, who = {"message.channels", "message.groups"}, {"member_joined_channel", "channel_left", "group_left"}
    assert set(listening["settings"][heard[0]][heard[1]]) - set(EVENTS) == said | who
    listening["oauth_config"], listening["settings"][heard[0]] = quiet["oauth_config"], quiet["settings"][heard[0]]
    assert listening == quiet


@pytest.mark.parametrize("listening", [False, True])
def test_every_event_is_let_through_by_a_permission_of_the_manifest(listening: bool) -> None:
    assert {CARRIED_BY[event] for event in events(listening) if event in CARRIED_BY} <= set(scopes(listening))
    assert len(set(scopes(listening))) == len(scopes(listening))


@pytest.mark.parametrize("scope", [*SCOPES, *LISTENING_SCOPES])
def test_permission_has_a_purpose_and_a_row_in_the_guide(scope: str) -> None:
    assert purpose(scope)
    assert f"| `{scope}` |" in GUIDE.read_text(encoding="utf-8")


@pytest.mark.parametrize("event", [*EVENTS, *LISTENING_EVENTS])
def test_event_is_named_in_the_guide(event: str) -> None:
    assert f"`{event}`" in GUIDE.read_text(encoding="utf-8")
