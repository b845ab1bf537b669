"""What Slack refuses and emulate lets pass: a call's error before it goes on, and what emulate wants to get."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.slack.seed import JSON
from tests.slack.team import Team
from tests.slack.watch import Call, Pace, Triggers, block_problems


@dataclass
class Watch:
    """``problems``: what the Block Kit checker found; ``violations``: what Slack's rules forbid though it answers."""

    triggers: Triggers
    pace: Pace = field(default_factory=Pace)
    problems: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def blocks(self, call: Call, payload: object) -> list[str]:
        found = block_problems(payload) if isinstance(payload, dict) else ["not an object"]
        self.problems += [f"{call.method}: {problem}" for problem in found]
        return found


def error(code: str, *messages: str) -> JSON:
    told = {"response_metadata": {"messages": [f"[ERROR] {message}" for message in messages]}} if messages else {}
    return {"ok": False, "error": code} | told


async def refusal(team: Team, call: Call, watch: Watch, scopes: frozenset[str]) -> JSON | None:
    """Slack's error for a call, None if emulate is to decide. May change the call's arguments on their way there."""
    rule = _RULES.get(call.method)
    return await rule(team, call, watch, scopes) if rule else None


async def _message(team: Team, call: Call, watch: Watch, scopes: frozenset[str]) -> JSON | None:
    """https://docs.slack.dev/reference/methods/chat.postMessage#errors"""
    if (found := watch.blocks(call, call.arguments)) and call.arguments.get("blocks"):
        return error("invalid_blocks", *found)
    metadata = call.arguments.get("metadata")
    if metadata is not None and not _is_metadata(metadata):
        return error("invalid_metadata_format")
    place = str(call.arguments.get("channel", ""))
    found_place = await team.members(place)
    if found_place is None:
        return None  # a person's id (their conversation with the bot), or nothing at all: emulate tells
    row, members = found_place
    outside = team.seed.bot_user_id not in members
    if outside and not (call.method == "chat.postMessage" and "chat:write.public" in scopes and not row["is_private"]):
        return error("channel_not_found" if row["is_private"] else "not_in_channel")
    return None


async def _post(team: Team, call: Call, watch: Watch, scopes: frozenset[str]) -> JSON | None:
    if late := watch.pace.problem(_place(team, str(call.arguments.get("channel", ""))), call.at):
        watch.violations.append(f"chat.postMessage: {late}")
    return await _message(team, call, watch, scopes)


def _place(team: Team, channel: str) -> str:
    """One and the same name for a conversation with a person, however it is addressed."""
    person = team.account(channel)
    return person.direct if person else channel


async def _view(team: Team, call: Call, watch: Watch, scopes: frozenset[str]) -> JSON | None:
    """For a view Slack's code is ``invalid_arguments``, and the messages say what is wrong."""
    found = watch.blocks(call, call.arguments.get("view"))
    return error("invalid_arguments", *found) if found else None


async def _open(team: Team, call: Call, watch: Watch, scopes: frozenset[str]) -> JSON | None:
    if refused := await _view(team, call, watch, scopes):
        return refused
    trigger = str(call.arguments.get("trigger_id", ""))
    if code := watch.triggers.problem(trigger):
        watch.violations.append(f"{call.method}: {code}")
        return error(code)
    user, view = watch.triggers.take(trigger)
    # emulate's own triggers live two to three whole seconds: a fresh one is taken at the moment of use.
    asked = {"user_id": user} | ({"view_id": view} if view else {})
    call.forwarded = {"trigger_id": (await team.sure("views.generateTriggerId", asked))["trigger_id"]}
    return None


async def _update(team: Team, call: Call, watch: Watch, scopes: frozenset[str]) -> JSON | None:
    if refused := await _view(team, call, watch, scopes):
        return refused
    view = str(call.arguments.get("view_id") or "")
    if view and view not in team.views:
        watch.violations.append(f"views.update: there is no view {view!r} on anybody's screen")
    return None


async def _talk(team: Team, call: Call, watch: Watch, scopes: frozenset[str]) -> JSON | None:
    users = str(call.arguments.get("users") or "").split(",")
    gone = any(person.deleted for user in users if (person := team.account(user)))
    return error("user_disabled") if gone else None


async def _upload(team: Team, call: Call, watch: Watch, scopes: frozenset[str]) -> JSON | None:
    # Slack says alt_txt, emulate reads alt_text.
    call.forwarded = {"alt_text": call.arguments.get("alt_txt")}
    return None


async def _history(team: Team, call: Call, watch: Watch, scopes: frozenset[str]) -> JSON | None:
    # emulate knows neither times nor messages that were sent to the chat out of a thread: answers.py cuts the page.
    call.forwarded = {"limit": 1000, "cursor": ""}
    return None


def _is_metadata(metadata: object) -> bool:
    """https://docs.slack.dev/messaging/message-metadata"""
    return (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    )


Rule = Callable[[Team, Call, Watch, frozenset[str]], Awaitable[JSON | None]]
_RULES: dict[str, Rule] = {
    "chat.postMessage": _post,
    "chat.postEphemeral": _message,
    "chat.update": _message,
    "views.open": _open,
    "views.push": _open,
    "views.update": _update,
    "views.publish": _view,
    "conversations.open": _talk,
    "conversations.history": _history,
    "files.getUploadURLExternal": _upload,
}
