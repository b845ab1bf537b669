"""Bolt as its documentation has it, over aiohttp: one listener that only acknowledges, no call to Slack.

``python -m tests.bench.slack.bolt inline|after``: whether the listener runs before the answer or after it. An app
with one listener for each kind of request, at ``/message`` and ``/command``.
"""

import sys
from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from tests.adapters.slack.signing import SIGNING_SECRET
from tests.bench.slack.loopback import serve


async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-bench", bot_user_id="U0BOT", bot_id="B0BOT"
    )


async def acknowledged(ack: AsyncAck) -> None:
    await ack()


def app_of(inline: bool) -> AsyncApp:
    return AsyncApp(signing_secret=SIGNING_SECRET, process_before_response=inline, authorize=authorize)


def handler_of(app: AsyncApp) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Like Bolt's own ``AsyncSlackAppServer``."""

    async def posted(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return posted


def main(inline: bool) -> None:
    message, command = app_of(inline), app_of(inline)
    message.event("message")(acknowledged)
    command.command("/client-flag")(acknowledged)
    app = web.Application()
    app.add_routes([web.post("/message", handler_of(message)), web.post("/command", handler_of(command))])
    serve(app)


if __name__ == "__main__":
    main(sys.argv[1] == "inline")
