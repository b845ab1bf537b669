"""The app as Slack is told of it: the manifest for exactly what a deployment switches on. Pure functions.

Shape and limits: the JSON schema in the repository ``slackapi/manifest-schema`` (version 1) and
https://docs.slack.dev/reference/app-manifest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from adapters.common.addresses import is_https
from bot.errors import ConfigurationError
from bot.notices.help import COMMANDS

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
"""Where the door listens, below ``public_url``: events, commands and interactions; installing; coming back from it."""

FLAG_MESSAGE = "flag_message"
FLAG_INCIDENT = "flag_incident"
"""The shortcuts' callback ids: on a message, and anywhere."""

SCOPES: Mapping[str, str] = {
    "commands": "the slash commands and shortcuts",
    "chat:write": "messages to people in their chat with Signpost",
    "im:write": "opening people's chat with Signpost",
    "im:history": "hearing what people write to it there, and finding a message of its own again after a lost answer",
    "users:read": "names, languages and time zones, and who is a guest",
    "files:write": "the pictures of a client's score and of its check-ins",
    "app_mentions:read": "answering when it is mentioned",
    "channels:read": "noticing that a public channel is shared with another firm; who is in it",
    "groups:read": "noticing that a private channel is shared with another firm; who is in it",
}
LISTENING_SCOPES: Mapping[str, str] = {
    "channels:history": "reading the public channels for which an admin switched listening on",
    "groups:history": "reading the private channels for which an admin switched listening on",
}
"""Permission → what it is for, in words that end a sentence."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "message.im",
    "app_uninstalled",
    "tokens_revoked",
    "channel_shared",
    "channel_unshared",
    "channel_id_changed",
    "user_change",
)
LISTENING_EVENTS = ("message.channels", "message.groups", "member_joined_channel", "channel_left", "group_left")

_HINTS: Mapping[str, str] = {
    "client-flag": "[client] [what happened] | mine | privacy | help",
    "client-status": "[client] | help",
    "client-talk": "[client] | help",
    "client-exit": "[client] | help",
    "client-checkin": "[client] | start [client] | results [client] | what | help",
    "client-setup": "[client] | bind [client] | unbind | help",
}
_SHORTCUTS = (
    {
        "name": "Flag this message",
        "type": "message",
        "callback_id": FLAG_MESSAGE,
        "description": "Report what a client wrote or did; quote and link are filled in",
    },
    {
        "name": "Flag client incident",
        "type": "global",
        "callback_id": FLAG_INCIDENT,
        "description": "Report what a client did",
    },
)
_DESCRIPTION = "Notices when a client relation goes wrong, and helps to mend it or to end it well."
_LONG_DESCRIPTION = (
    "Team members report what a client did, in one line or in a form. Signpost keeps a fair record per client, weighs "
    "it by rules that anybody can read, and tells the client's lead in time: what happened, and what to try first. "
    "Answers are private; reports are confidential; there is no ranking of people. Nothing about a client is posted "
    "in a channel."
)
_COLOUR = "#0b6b57"
_NEEDED = {
    "http": "in the mode http Slack calls this address; `slack: {mode: socket}` needs none",
    "socket": "whoever installs the app by OAuth comes back to this address",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What the manifest depends on.

    ``public_url`` (no slash at its end) counts only where Slack or a browser comes from outside: in ``http`` mode and
    with ``oauth`` (installing into several workspaces). ``listening``: ``detection.mode`` is ``ask``.
    """

    mode: Literal["http", "socket"]
    name: str = "Signpost"
    public_url: str = ""
    listening: bool = False
    oauth: bool = False


def scopes(listening: bool) -> tuple[str, ...]:
    """The bot's permissions, the least that work."""
    return (*SCOPES, *LISTENING_SCOPES) if listening else tuple(SCOPES)


def events(listening: bool) -> tuple[str, ...]:
    """The events the bot is subscribed to; each is covered by one of ``scopes``, or needs none."""
    return (*EVENTS, *LISTENING_EVENTS) if listening else EVENTS


def purpose(scope: str) -> str:
    """What a permission is for; empty for one that Signpost does not ask for."""
    return SCOPES.get(scope) or LISTENING_SCOPES.get(scope, "")


def manifest(app: App) -> dict[str, Any]:
    """The manifest as JSON values; raises ``ConfigurationError`` where Slack could not reach ``public_url``."""
    if (app.mode == "http" or app.oauth) and not is_https(app.public_url):
        raise ConfigurationError("public_url", f"must begin with https://, not {app.public_url!r}: {_NEEDED[app.mode]}")
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": app.name,
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION,
            "background_color": _COLOUR,
        },
        "features": _features(app),
        "oauth_config": _oauth(app),
        "settings": _settings(app),
    }


def _features(app: App) -> dict[str, Any]:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": app.name, "always_online": True},
        "shortcuts": [dict(shortcut) for shortcut in _SHORTCUTS],
        "slash_commands": [_command(app, name, what) for name, what in COMMANDS.items()],
    }


def _command(app: App, name: str, what: str) -> dict[str, Any]:
    """``should_escape``: people and channels arrive as ids, so that a name is never taken for a mention."""
    return {
        "command": f"/{name}",
        "description": what[:1].upper() + what[1:],
        "usage_hint": _HINTS.get(name, "help"),
        "should_escape": True,
        **_called(app, "url"),
    }


def _oauth(app: App) -> dict[str, Any]:
    asked: dict[str, Any] = {"scopes": {"bot": list(scopes(app.listening))}}
    if app.oauth:
        asked["redirect_urls"] = [app.public_url + REDIRECT_PATH]
    return asked


def _settings(app: App) -> dict[str, Any]:
    return {
        "event_subscriptions": {**_called(app, "request_url"), "bot_events": list(events(app.listening))},
        "interactivity": {"is_enabled": True, **_called(app, "request_url", "message_menu_options_url")},
        "org_deploy_enabled": False,
        "socket_mode_enabled": app.mode == "socket",
        "token_rotation_enabled": False,
    }


def _called(app: App, *keys: str) -> dict[str, str]:
    """The address Slack calls, under each key; with Socket Mode it calls none."""
    return {key: app.public_url + EVENTS_PATH for key in keys} if app.mode == "http" else {}
