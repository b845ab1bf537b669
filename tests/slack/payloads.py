"""What Slack sends, with every field it sends: pure functions, ids and times come in.

After the examples in Slack's reference (docs.slack.dev: slash commands, interaction payloads, Events API).
"""

import html
import secrets
import time
from typing import Any

from tests.slack.reading import Message, View
from tests.slack.seed import JSON, Account, WorkspaceSeed

VERIFICATION_TOKEN = "verification-token-of-old"


def escaped(text: str) -> str:
    """As Slack passes on what a person typed."""
    return html.escape(text, quote=False)


def command(
    seed: WorkspaceSeed, by: Account, line: str, channel: str, channel_name: str, response_url: str, trigger: str
) -> dict[str, str]:
    """The form fields of ``/command text``."""
    word, _, text = line.partition(" ")
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": seed.team_id,
        "team_domain": seed.domain,
        "channel_id": channel,
        "channel_name": channel_name,
        "user_id": by.user_id,
        "user_name": by.name,
        "command": word,
        "text": escaped(text),
        "api_app_id": seed.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def _interaction(kind: str, seed: WorkspaceSeed, by: Account, trigger: str = "") -> JSON:
    user = {"id": by.user_id, "username": by.name, "name": by.name, "team_id": by.team_id}
    return {
        "type": kind,
        "user": user,
        "api_app_id": seed.app_id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": seed.team_id, "domain": seed.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    } | ({"trigger_id": trigger} if trigger else {})


def _action(block: JSON, button: JSON) -> JSON:
    kept = {key: button[key] for key in ("action_id", "text", "value", "style", "url") if key in button}
    return kept | {"block_id": block.get("block_id", secrets.token_hex(3)), "type": "button", "action_ts": now_ts()}


def pressed_in_message(
    seed: WorkspaceSeed, by: Account, on: Message, pair: tuple[JSON, JSON], name: str, response_url: str, trigger: str
) -> JSON:
    """``block_actions`` from a message in a channel called ``name``; of an ephemeral one Slack shows no content."""
    container = {
        "type": "message",
        "message_ts": on.ts,
        "channel_id": on.channel,
        "is_ephemeral": on.ephemeral,
    } | ({"thread_ts": on.raw["thread_ts"]} if "thread_ts" in on.raw else {})
    return (
        _interaction("block_actions", seed, by, trigger)
        | {"container": container, "channel": {"id": on.channel, "name": name}, "response_url": response_url}
        | ({} if on.ephemeral else {"message": on.raw})
        | {"state": {"values": {}}, "actions": [_action(*pair)]}
    )


def pressed_in_view(
    seed: WorkspaceSeed, by: Account, on: View, pair: tuple[JSON, JSON], state: JSON, trigger: str
) -> JSON:
    """``block_actions`` from a modal or Home: with what stands in its fields, without a ``response_url``."""
    return _interaction("block_actions", seed, by, trigger) | {
        "container": {"type": "view", "view_id": on.id},
        "view": on.raw | {"state": {"values": state}},
        "actions": [_action(*pair)],
    }


def submission(seed: WorkspaceSeed, by: Account, view: View, state: JSON, trigger: str) -> JSON:
    return _interaction("view_submission", seed, by, trigger) | {
        "view": view.raw | {"state": {"values": state}},
        "response_urls": [],
    }


def closed(seed: WorkspaceSeed, by: Account, view: View, everything: bool) -> JSON:
    return _interaction("view_closed", seed, by) | {"view": view.raw, "is_cleared": everything}


def suggestion(seed: WorkspaceSeed, by: Account, view: View, block_id: str, action_id: str, text: str) -> JSON:
    """What was typed into an ``external_select`` so far."""
    return _interaction("block_suggestion", seed, by) | {
        "container": {"type": "view", "view_id": view.id},
        "view": view.raw,
        "block_id": block_id,
        "action_id": action_id,
        "value": text,
    }


def message_action(
    seed: WorkspaceSeed, by: Account, callback_id: str, on: Message, name: str, response_url: str, trigger: str
) -> JSON:
    """A message shortcut."""
    return _interaction("message_action", seed, by, trigger) | {
        "callback_id": callback_id,
        "response_url": response_url,
        "message_ts": on.ts,
        "channel": {"id": on.channel, "name": name},
        "message": on.raw,
        "action_ts": now_ts(),
    }


def shortcut(seed: WorkspaceSeed, by: Account, callback_id: str, trigger: str) -> JSON:
    """A global shortcut: it knows no channel and has no ``response_url``."""
    return _interaction("shortcut", seed, by, trigger) | {"callback_id": callback_id, "action_ts": now_ts()}


def envelope(seed: WorkspaceSeed, event: JSON, *, is_ext_shared: bool = False, event_id: str = "") -> JSON:
    """An event as the Events API wraps it."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": seed.team_id,
        "context_team_id": seed.team_id,
        "context_enterprise_id": None,
        "api_app_id": seed.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id or f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": seed.team_id,
                "user_id": seed.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": is_ext_shared,
        "event_context": f"4-{secrets.token_hex(8)}",
    }


def written(seed: WorkspaceSeed, by: Account, message: Message, channel_type: str) -> JSON:
    """The ``message`` event of something a person wrote; somebody of another firm is told by the team ids."""
    event: dict[str, Any] = {
        "type": "message",
        "client_msg_id": secrets.token_hex(16),
        "user": by.user_id,
        "text": message.raw["text"],
        "ts": message.ts,
        "event_ts": message.ts,
        "team": by.team_id,
        "channel": message.channel,
        "channel_type": channel_type,
    }
    if thread := message.raw.get("thread_ts"):
        event["thread_ts"] = thread
    if by.team_id != seed.team_id:
        event |= {"user_team": by.team_id, "source_team": by.team_id}
    return event


def changed(message: Message, before: JSON) -> JSON:
    """``message_changed``: the message as it is now and as it was."""
    return _hidden("message_changed", message) | {"message": message.raw, "previous_message": before}


def deleted(message: Message) -> JSON:
    return _hidden("message_deleted", message) | {"deleted_ts": message.ts, "previous_message": message.raw}


def _hidden(subtype: str, message: Message) -> JSON:
    at = now_ts()
    told = {"type": "message", "subtype": subtype, "hidden": True, "channel": message.channel}
    return told | {"channel_type": "channel", "ts": at, "event_ts": at}


def mentioned(by: Account, message: Message) -> JSON:
    """The ``app_mention`` event."""
    return {
        "type": "app_mention",
        "client_msg_id": secrets.token_hex(16),
        "user": by.user_id,
        "text": message.raw["text"],
        "ts": message.ts,
        "event_ts": message.ts,
        "team": by.team_id,
        "channel": message.channel,
    } | ({"thread_ts": message.raw["thread_ts"]} if message.raw.get("thread_ts") else {})


def home_opened(by: Account, view: View | None, tab: str = "home") -> JSON:
    """``app_home_opened``: with the page that was published before, if there is one."""
    shown = {"view": view.raw} if view and tab == "home" else {}
    return {
        "type": "app_home_opened",
        "user": by.user_id,
        "channel": by.direct,
        "tab": tab,
        "event_ts": now_ts(),
    } | shown


def now_ts() -> str:
    return f"{time.time():.6f}"
