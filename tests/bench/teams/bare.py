"""The least that a bot could do: aiohttp, the activity read, and for a command an answer posted over one session.

Nothing is checked: ``python -m tests.bench.teams.bare``, at ``/message`` and ``/command``.
"""

from collections.abc import AsyncIterator
from urllib.parse import quote

import aiohttp
from aiohttp import web

from tests.bench.slack.loopback import serve

SESSION = web.AppKey("session", aiohttp.ClientSession)


async def session(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as opened:
        app[SESSION] = opened
        yield


async def heard(request: web.Request) -> web.Response:
    await request.json()
    return web.Response()


async def answered(request: web.Request) -> web.Response:
    told = await request.json()
    place = f"{told['serviceUrl']}v3/conversations/{quote(told['conversation']['id'], safe='')}/activities"
    async with request.app[SESSION].post(place, json={"type": "message", "text": "help"}) as answer:
        await answer.read()
    return web.Response()


if __name__ == "__main__":
    app = web.Application()
    app.cleanup_ctx.append(session)
    app.add_routes([web.post("/message", heard), web.post("/command", answered)])
    serve(app)
