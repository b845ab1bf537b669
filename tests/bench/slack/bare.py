"""The least that a safe door could do: aiohttp, and Slack's signature over the raw bytes within five minutes."""

import hashlib
import hmac
import time

from aiohttp import web

from tests.adapters.slack.signing import SIGNING_SECRET
from tests.bench.slack.loopback import serve

WINDOW_SECONDS = 300
KEY = SIGNING_SECRET.encode()


async def posted(request: web.Request) -> web.Response:
    body = await request.read()
    timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > WINDOW_SECONDS:
        return web.Response(status=401)
    own = hmac.new(KEY, b"v0:%b:%b" % (timestamp.encode(), body), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"v0={own}", request.headers.get("X-Slack-Signature", "")):
        return web.Response(status=401)
    return web.Response()


if __name__ == "__main__":
    app = web.Application()
    app.add_routes([web.post("/slack/events", posted)])
    serve(app)
