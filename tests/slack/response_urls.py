"""``response_url``: five uses within thirty minutes (https://docs.slack.dev/interactivity/handling-user-interaction)."""

import secrets
import time
from dataclasses import dataclass

from tests.slack.reading import Message
from tests.slack.seed import JSON
from tests.slack.team import Team
from tests.slack.watch import block_problems

USES = 5
SECONDS = 30 * 60


@dataclass
class ResponseUrl:
    """Where an answer to one interaction goes: to ``user`` in ``channel``; ``origin``: the message acted on."""

    team: Team
    user: str
    channel: str
    origin: Message | None
    born: float
    uses: int = 0


class ResponseUrls:
    """``base``: the shim's address; ``seconds`` and ``uses`` may be lowered by a test."""

    def __init__(self) -> None:
        self.base = ""
        self.seconds: float = SECONDS
        self.uses = USES
        self._urls: dict[str, ResponseUrl] = {}

    def mint(self, team: Team, user: str, channel: str, origin: Message | None = None) -> str:
        name = secrets.token_hex(8)
        self._urls[name] = ResponseUrl(team, user, channel, origin, time.monotonic())
        return f"{self.base}/response/{name}"

    async def post(self, name: str, body: JSON, problems: list[str]) -> tuple[int, str]:
        """(status, text). Slack documents neither for refusals: 404 for a used one, 400 with a code for bad content."""
        found = self._urls.get(name)
        if found is None:
            return 404, "no_active_hooks"
        if time.monotonic() - found.born > self.seconds:
            return 404, "expired_url"
        if found.uses >= self.uses:
            return 404, "used_url"
        found.uses += 1
        if "blocks" in body and (bad := block_problems(body)):
            problems += [f"response_url: {problem}" for problem in bad]
            return 400, "invalid_blocks"
        return await _deliver(found, body)


async def _deliver(url: ResponseUrl, body: JSON) -> tuple[int, str]:
    origin = url.origin
    if body.get("delete_original"):
        await _replace(url.team, url.user, origin, None)
    elif not (body.get("text") or body.get("blocks")):
        return 400, "no_text"
    elif body.get("replace_original") and origin is not None:
        await _replace(url.team, url.user, origin, body)
    elif body.get("response_type") == "in_channel":
        content = {key: value for key, value in body.items() if key in ("text", "blocks", "thread_ts")}
        await url.team.sure("chat.postMessage", {"channel": url.channel, **content})
    else:
        url.team.tell(url.user, url.channel, body)
    return 200, "ok"


async def _replace(team: Team, user: str, origin: Message | None, body: JSON | None) -> None:
    if origin is None:
        return
    team.noticed[user].append(origin if origin.ephemeral else origin.channel)
    content = {"text": "", **{key: value for key, value in (body or {}).items() if key in ("text", "blocks")}}
    if not origin.ephemeral:
        where = {"channel": origin.channel, "ts": origin.ts}
        await team.sure("chat.delete" if body is None else "chat.update", where if body is None else where | content)
    elif body is None:
        team.ephemerals[user].remove(origin)
    else:
        kept = {key: value for key, value in origin.raw.items() if key not in ("text", "blocks")}
        origin.raw = kept | content
