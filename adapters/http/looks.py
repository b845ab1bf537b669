"""Style sheets and small scripts that all of the server's HTML shares, below ``/static/``; doors may link them."""

import hashlib
from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def look_routes() -> list[web.RouteDef]:
    files = {path.name: _read(path) for path in sorted(STATIC.iterdir()) if path.suffix in _TYPES}

    async def look(request: web.Request) -> web.Response:
        found = files.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        body, content_type, tag = found
        headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
        if tag in {known.value for known in request.if_none_match or ()}:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)

    return [web.get("/static/{name}", look)]


def _read(path: Path) -> tuple[bytes, str, str]:
    body = path.read_bytes()
    return body, _TYPES[path.suffix], hashlib.sha256(body).hexdigest()[:20]
