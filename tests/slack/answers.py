"""What emulate's answers lack, added as Slack gives it; and what they change on people's screens."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.slack.seed import JSON, Account, Channel
from tests.slack.team import Team
from tests.slack.watch import Call


async def completed(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    """The answer as Slack would give it. ``base``: the shim's address, where uploads go."""
    if not answer["ok"]:
        return await _refused(team, call, answer)
    work = _WORK.get(call.method)
    return await work(team, call, answer, base) if work else answer


async def _refused(team: Team, call: Call, answer: JSON) -> JSON:
    """A private conversation that the bot is not in is none, as far as Slack tells."""
    if answer["error"] == "not_in_channel" and (found := await team.members(str(call.arguments.get("channel", "")))):
        return answer | ({"error": "channel_not_found"} if found[0]["is_private"] else {})
    return answer


async def _test(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    return answer | {"is_enterprise_install": False}


async def _user(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    return answer | {"user": _as_user(team, answer["user"], call)}


async def _users(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    return answer | {"members": [_as_user(team, user, call) for user in answer["members"]]}


def _as_user(team: Team, user: JSON, call: Call) -> JSON:
    """https://docs.slack.dev/reference/objects/user-object: ``locale`` only for those who ask for it."""
    person = team.account(user["id"]) or Account(
        name=user["name"], user_id=user["id"], team_id=team.seed.team_id, real_name=user["real_name"], is_bot=True
    )
    more = {
        "deleted": person.deleted,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": person.tz_offset,
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1700000000,
    }
    if person.team_id != team.seed.team_id:
        more["is_stranger"] = True
    if _yes(call.arguments.get("include_locale")):
        more["locale"] = person.locale
    return user | more


async def _conversation(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    return answer | {"channel": _as_conversation(team, answer["channel"])}


async def _conversations(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    return answer | {"channels": [_as_conversation(team, channel) for channel in answer["channels"]]}


def _as_conversation(team: Team, channel: JSON) -> JSON:
    """https://docs.slack.dev/reference/objects/conversation-object"""
    known: Channel | None = team.channel(channel["id"])
    shared = bool(known and known.is_ext_shared)
    return channel | {
        "is_general": channel["name"] == "general",
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": team.seed.team_id,
        "shared_team_ids": [team.seed.team_id, "T09ACME"] if shared else [team.seed.team_id],
    }


async def _history(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    """One page: newest first, the replies that were sent to the chat as well among them."""
    channel = call.arguments["channel"]
    rows = await team.upstream.rows("messages", channel_id=channel, reply_broadcast=True)
    sent_along = [_as_message(row) for row in rows if row.get("thread_ts") not in (None, row["ts"])]
    found = sorted([*answer["messages"], *sent_along], key=lambda one: str(one["ts"]), reverse=True)
    found = [one for one in found if _within(one["ts"], call.arguments)]
    if cursor := call.arguments.get("cursor"):
        found = [one for one in found if one["ts"] <= cursor]
    limit = min(int(call.arguments.get("limit") or 100), 999)
    rest = found[limit:]
    return {
        "ok": True,
        "messages": [_as_read(team, one, call) for one in found[:limit]],
        "has_more": bool(rest),
        "response_metadata": {"next_cursor": rest[0]["ts"] if rest else ""},
    }


async def _replies(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    return answer | {"messages": [_as_read(team, one, call) for one in answer["messages"]]}


def _within(ts: str, asked: JSON) -> bool:
    oldest, latest = str(asked.get("oldest") or "0"), str(asked.get("latest") or "9999999999")
    if _yes(asked.get("inclusive")):
        return float(oldest) <= float(ts) <= float(latest)
    return float(oldest) < float(ts) < float(latest)


def _as_message(row: JSON) -> JSON:
    internal = ("id", "created_at", "updated_at", "channel_id", "reply_count", "reply_users", "reactions")
    return {key: value for key, value in row.items() if key not in internal} | {"subtype": "thread_broadcast"}


def _as_read(team: Team, message: JSON, call: Call) -> JSON:
    """Metadata only for those who ask for it (https://docs.slack.dev/messaging/message-metadata)."""
    left_out = () if _yes(call.arguments.get("include_all_metadata")) else ("metadata",)
    return {key: value for key, value in as_sent(team, message).items() if key not in left_out}


def as_sent(team: Team, message: JSON) -> JSON:
    """With what Slack adds to a message of the bot: which app, which bot, which workspace."""
    by_bot = message.get("user") == team.seed.bot_user_id
    bot = {"bot_id": team.seed.bot_id, "app_id": team.seed.app_id} if by_bot else {}
    return message | bot | {"team": team.seed.team_id}


async def _posted(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    notice(team, answer["channel"])
    return answer | ({"message": as_sent(team, answer["message"])} if "message" in answer else {})


def notice(team: Team, channel: str) -> None:
    """Something changed in a conversation: for the person whom the bot talks to there."""
    for person in team.seed.accounts:
        if channel in (person.direct, person.user_id):
            team.noticed[person.user_id].append(person.direct)


async def _ephemeral(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    told = team.tell(call.arguments["user"], call.arguments["channel"], call.arguments)
    told.raw["ts"] = answer["message_ts"]
    return answer


async def _opened(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    view = answer["view"]
    rows = await team.upstream.rows("views", view_id=view["id"])
    team.show(call.method, rows[0]["user_id"], view)
    return answer


async def _upload(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    path = "/" + answer["upload_url"].split("/", 3)[3]
    return answer | {"upload_url": base + path}


async def _shared(team: Team, call: Call, answer: JSON, base: str) -> JSON:
    notice(team, str(call.arguments.get("channel_id", "")))
    return answer


def _yes(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "1")


Work = Callable[[Team, Call, JSON, str], Awaitable[JSON]]
_WORK: dict[str, Work] = {
    "auth.test": _test,
    "users.info": _user,
    "users.list": _users,
    "conversations.info": _conversation,
    "conversations.list": _conversations,
    "conversations.history": _history,
    "conversations.replies": _replies,
    "chat.postMessage": _posted,
    "chat.update": _posted,
    "chat.delete": _posted,
    "chat.postEphemeral": _ephemeral,
    "views.open": _opened,
    "views.push": _opened,
    "views.update": _opened,
    "views.publish": _opened,
    "files.getUploadURLExternal": _upload,
    "files.completeUploadExternal": _shared,
}
