"""Slack's Web API as far as the door asks it: everybody is a colleague, every message arrives in a tenth of a second.

``GET /messages`` tells how many messages were posted or edited.
"""

import asyncio
import itertools
from typing import Any

from aiohttp import web

from adapters.slack.manifest import scopes
from tests.bench.slack.firm import TEAM, name_of
from tests.bench.slack.loopback import serve

DELAY_SECONDS = 0.1
PACED = ("chat.postMessage", "chat.update")


class WebApi:
    def __init__(self) -> None:
        self.messages = 0
        self._turn = itertools.count(1)

    async def called(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        json = request.content_type == "application/json"
        asked = await request.json() if json else dict(await request.post())
        if method in PACED:
            await asyncio.sleep(DELAY_SECONDS)
            self.messages += 1
        headers = {"X-OAuth-Scopes": ",".join(scopes(True))} if method == "auth.test" else {}
        return web.json_response({"ok": True, **self._answer(method, asked, request)}, headers=headers)

    async def counted(self, _: web.Request) -> web.Response:
        return web.json_response(self.messages)

    async def uploaded(self, request: web.Request) -> web.Response:
        await request.read()
        return web.Response(text="OK")

    def _answer(self, method: str, asked: dict[str, Any], request: web.Request) -> dict[str, Any]:
        match method:
            case "auth.test":
                url = "https://example-agency.slack.com/"
                return {"team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT", "url": url}
            case "users.info":
                user = asked["user"]
                about = {"id": user, "team_id": TEAM, "real_name": name_of(user), "locale": "en-US"}
                return {"user": {**about, "tz": "Europe/Berlin", "deleted": False}}
            case "conversations.open":
                return {"channel": {"id": f"D{asked['users'][1:]}"}}
            case "chat.postMessage":
                return {"channel": asked["channel"], "ts": f"1772442004.{next(self._turn):06d}"}
            case "files.getUploadURLExternal":
                return {"upload_url": str(request.url.with_path("/upload")), "file_id": f"F{next(self._turn)}"}
            case _:
                return {}


if __name__ == "__main__":
    api, app = WebApi(), web.Application()
    app.add_routes(
        [
            web.post("/api/{method}", api.called),
            web.get("/messages", api.counted),
            web.post("/upload", api.uploaded),
        ]
    )
    serve(app)
