"""Slack's payloads → the core's messages. A payload dies here: anything of another shape is ``Malformed``, a 400.

The same dict comes over HTTP (``verify``) and over Socket Mode. What a payload does not say is an empty string.
Shapes: docs.slack.dev/reference/events, /reference/interaction-payloads, /interactivity/implementing-slash-commands.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlencode

from adapters.common.shapes import Malformed, Payload, id_of, identifier, known, part, parts, text, value, words
from adapters.slack.mrkdwn import Names, spoken, unescaped
from adapters.slack.mrkdwn import mentioned as mentioned
from bot.domain.person import ChannelRef, PersonRef
from bot.messages import From, MessageFlagged, Pressed, Submitted, Typed

PLATFORM = "slack"
_ACTION = re.compile(r"(do|page|chart)\|\d{1,4}\|(.*)", re.DOTALL)
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}(\.enterprise)?")
_TS = re.compile(r"\d{1,20}\.\d{1,10}")

# --- Where it comes from -----------------------------------------------------------------------------------------


def workspace_of(payload: Payload) -> str:
    """The workspace in which the app is installed, whoever speaks; the organization (``E…``) where none is named.

    In channels shared with another firm an event's ``team_id`` may be theirs: ``authorizations`` is right. An app that
    is installed for a whole Grid gets the organization in some payloads and the workspace in others: the workspace
    goes first, or one person would be two.
    """
    view, granted = part(payload, "view"), _authorization(payload)
    told = (
        identifier(view, "app_installed_team_id"),
        id_of(payload, "team"),
        identifier(granted, "team_id"),
        "" if granted and value(payload, "is_ext_shared_channel") else identifier(payload, "team_id"),
        identifier(view, "team_id"),
        enterprise_of(payload),
    )
    return next((team for team in told if team and not team.startswith("E")), next(filter(None, told), ""))


def enterprise_of(payload: Payload) -> str:
    """The Grid organization of that workspace; on a Grid a colleague's ``user_team_of`` may be this id."""
    granted = _authorization(payload)
    if granted:
        return identifier(granted, "enterprise_id")
    return (
        id_of(payload, "enterprise")
        or identifier(payload, "enterprise_id")
        or identifier(_object(payload, "team"), "enterprise_id")
    )


def user_of(payload: Payload) -> str:
    """Who acts; empty where nobody does (``app_uninstalled``) and for an edited or deleted message."""
    return id_of(payload, "user") or identifier(payload, "user_id") or id_of(part(payload, "event"), "user")


def user_team_of(payload: Payload) -> str:
    """The workspace, or on a Grid the organization, that the acting person belongs to; empty: Slack does not say.

    Only the own people can use an app's slash commands, guests included.
    """
    event = part(payload, "event")
    if event:
        return identifier(event, "user_team") or identifier(event, "team")
    if value(payload, "command") is not None:
        return identifier(payload, "team_id")
    return identifier(_object(payload, "user"), "team_id")


def channel_of(payload: Payload) -> str:
    """The conversation; in a dialog the one it was opened from, which ``views`` keeps in its metadata."""
    return (
        id_of(payload, "channel")
        or identifier(payload, "channel_id")
        or id_of(part(payload, "event"), "channel")
        or identifier(part(payload, "container"), "channel_id")
        or identifier(_metadata(payload), "channel")
    )


def key_of(payload: Payload) -> str:
    """The inbound key. A dialog sent twice is one effect: after an answer with errors nothing was committed, so the
    same view may come again. What is shown in its place later is another dialog of the same id: the hash tells.
    Payloads without an id of their own have no effects; theirs is made from the content."""
    workspace = workspace_of(payload)
    if identifier(payload, "event_id"):
        return event_key(payload, workspace)
    trigger = identifier(payload, "trigger_id")
    if value(payload, "type") == "view_submission":
        view = part(payload, "view")
        return f"{PLATFORM}:{workspace}:view:{_needed(view, 'id')}:{identifier(view, 'hash')}"
    return f"{PLATFORM}:{workspace}:{trigger or _digest(payload)}"


def event_key(payload: Payload, workspace: str) -> str:
    """The same for an event of a workspace that is known already."""
    return f"{PLATFORM}:{workspace}:{_needed(payload, 'event_id')}"


def sender(
    payload: Payload,
    *,
    name: str,
    language: str | None,
    external: bool | None,
    timezone: str = "",
    fleeting: bool = False,
    absent: bool = False,
    shared: bool = False,
) -> From:
    """Who speaks, and where: ``channel`` is None in direct messages. The keywords are what ``people`` found out."""
    workspace, user, channel = workspace_of(payload), user_of(payload), channel_of(payload)
    if not workspace or not user:
        raise Malformed("no_workspace" if user else "no_user")
    return From(
        who=PersonRef(PLATFORM, workspace, user),
        key=key_of(payload),
        channel=ChannelRef(PLATFORM, workspace, channel) if channel and not channel.startswith("D") else None,
        name=name,
        language=language,
        external=external,
        timezone=timezone,
        fleeting=fleeting,
        absent=absent,
        shared=shared,
    )


def _authorization(payload: Payload) -> Payload:
    """Slack sends one, for one installation that may see the event."""
    return next(iter(parts(payload, "authorizations")), {})


def _object(payload: Payload, name: str) -> Payload:
    """The object below a name that may hold a bare id instead."""
    return part(payload, name) if not isinstance(value(payload, name), str) else {}


def _needed(payload: Payload, name: str) -> str:
    found = identifier(payload, name)
    if not found:
        raise Malformed(f"no_{name}")
    return found


def _digest(payload: Payload) -> str:
    try:
        canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        raise Malformed("not_json") from None
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


# --- Commands and buttons ----------------------------------------------------------------------------------------


def typed(payload: Payload, by: From, names: Names) -> Typed:
    command = text(payload, "command").removeprefix("/")
    if not command:
        raise Malformed("no_command")
    return Typed(by, command, unescaped(text(payload, "text"), names))


def pressed(action: Payload, by: From) -> Pressed | None:
    """A button of ``render``, ``do|<n>|<name>``; None for any other element."""
    kind, name = _action(action)
    return Pressed(by, name, text(action, "value")) if kind == "do" and name else None


def page_of(action: Payload) -> str | None:
    """The path below ``/app/`` of a page's button, ``page|<n>|``."""
    return text(action, "value") if _action(action)[0] == "page" else None


def chart_of(action: Payload) -> str | None:
    """The client id of a chart's button, ``chart|<n>|``."""
    return text(action, "value") if _action(action)[0] == "chart" else None


def _action(action: Payload) -> tuple[str, str]:
    found = _ACTION.fullmatch(text(action, "action_id"))
    return (found[1], found[2]) if found else ("", "")


# --- Dialogs -----------------------------------------------------------------------------------------------------


def submitted(payload: Payload, by: From, *, workspace: str) -> Submitted:
    """The form of ``views.form_view``. People are written refs, then the ids of those whom the chooser cannot show."""
    metadata = _metadata(payload)
    form, kept = text(metadata, "form"), words(metadata, "kept")
    if not form:
        raise Malformed("no_form")
    blocks = part(part(part(payload, "view"), "state"), "values")
    values = {name: _filled(part(blocks, name), workspace) for name in blocks}
    for name, ids in kept.items():
        values[name] = _joined([values.get(name, ""), ids])
    return Submitted(by, form, values, words(metadata, "state"))


def sought(payload: Payload) -> tuple[str, str]:
    """What a type-ahead is asked: the kind of its form, and what was typed so far."""
    return text(_metadata(payload), "form"), text(payload, "value")


def _metadata(payload: Payload) -> Payload:
    """What ``views.form_view`` has put into ``private_metadata``; views without it have none."""
    written = text(part(payload, "view"), "private_metadata")
    try:
        read = json.loads(written) if written else {}
    except (ValueError, RecursionError):
        raise Malformed("bad_private_metadata") from None
    if not isinstance(read, dict):
        raise Malformed("bad_private_metadata")
    return read


def _filled(block: Payload, workspace: str) -> str:
    """One input block's value: it holds one element, under that element's action id."""
    if not block:
        return ""
    if len(block) > 1:
        raise Malformed("bad_values")
    element = part(block, next(iter(block)))
    read = _ELEMENTS.get(text(element, "type"))
    if read is None:
        raise Malformed("unknown_element")
    return read(element, workspace)


def _people(element: Payload, workspace: str) -> str:
    users = value(element, "selected_users") or []
    if not isinstance(users, list):
        raise Malformed("bad_selected_users")
    ids = [known(user, "selected_users") for user in users]
    return _joined(str(PersonRef(PLATFORM, workspace, user)) for user in ids if user)


def _choice(element: Payload, _: str) -> str:
    return text(part(element, "selected_option"), "value")


def _check(element: Payload, _: str) -> str:
    return "yes" if any(text(option, "value") == "yes" for option in parts(element, "selected_options")) else ""


_ELEMENTS: Mapping[str, Callable[[Payload, str], str]] = {
    "plain_text_input": lambda element, _: text(element, "value"),
    "static_select": _choice,
    "external_select": _choice,
    "multi_users_select": _people,
    "datepicker": lambda element, _: text(element, "selected_date"),
    "checkboxes": _check,
}


def _joined(values: Iterable[str]) -> str:
    return ",".join(one for one in values if one)


# --- The message action ------------------------------------------------------------------------------------------


def flagged(payload: Payload, by: From, names: Names) -> MessageFlagged:
    """The message shortcut. A message of nothing but pictures gives an empty quote; its link still says which."""
    message = part(payload, "message")
    if not message:
        raise Malformed("no_message")
    quote = unescaped(text(message, "text"), names) or spoken(message, names)
    author = identifier(message, "user")
    return MessageFlagged(by, quote, _permalink(payload, message), own=author != "" and author == by.who.user)


def _permalink(payload: Payload, message: Payload) -> str:
    """As ``chat.getPermalink`` gives it, without asking; empty where the workspace's domain is not told."""
    ts = ts_of(message, "ts") or ts_of(payload, "message_ts")
    return permalink(domain_of(payload), channel_of(payload), ts, ts_of(message, "thread_ts"))


def domain_of(payload: Payload) -> str:
    """The workspace's part of its address, as commands and interactions tell it; empty else."""
    domain = text(_object(payload, "team"), "domain") or text(payload, "team_domain")
    return domain if is_domain(domain) else ""


def is_domain(domain: str) -> bool:
    return _DOMAIN.fullmatch(domain) is not None


def permalink(domain: str, channel: str, ts: str, thread: str) -> str:
    """A message's address; empty where anything that it needs is."""
    if not (domain and channel and ts):
        return ""
    link = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?{urlencode({'thread_ts': thread, 'cid': channel})}" if thread and thread != ts else link


def ts_of(payload: Payload, name: str) -> str:
    """A message's id within its channel."""
    found = text(payload, name)
    if found and not _TS.fullmatch(found):
        raise Malformed(f"bad_{name}")
    return found


# --- Events (the inner object, ``payload["event"]``) -------------------------------------------------------------


def mention_or_direct(event: Payload) -> bool:
    """Somebody speaks to the bot: a mention, or a new message in their direct messages. Never a bot, or two of them
    would answer each other for ever; never a change of an earlier message."""
    if text(event, "bot_id") or text(event, "subtype"):
        return False
    kind, place = text(event, "type"), text(event, "channel_type")
    direct = place == "im" if place else id_of(event, "channel").startswith("D")
    return kind == "app_mention" or (kind == "message" and direct)


def moved(event: Payload) -> tuple[str, str]:
    """The channel's old id and its new one."""
    old, new = text(event, "old_channel_id"), text(event, "new_channel_id")
    if not old or not new:
        raise Malformed("no_channel_id")
    return old, new


def newcomer(event: Payload) -> tuple[str, str]:
    """Who joined which channel."""
    return _needed(event, "user"), _needed(event, "channel")


def left(event: Payload) -> str:
    """The channel in which the bot is no more."""
    return _needed(event, "channel")


def sharing(event: Payload) -> tuple[str, bool] | None:
    """The channel of a ``channel_shared`` or ``channel_unshared`` event, and whether other firms read along there now.

    One firm that leaves may leave others behind: unless Slack says that none is left, it counts as shared.
    """
    kind = text(event, "type")
    if kind not in ("channel_shared", "channel_unshared"):
        return None
    left = value(event, "is_ext_shared")
    if left is not None and not isinstance(left, bool):
        raise Malformed("bad_is_ext_shared")
    return _needed(event, "channel"), kind == "channel_shared" or left is not False
