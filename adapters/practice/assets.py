"""The page's own files, read once: index.html, modules, style sheets, icons. Names are a fixed list, no paths."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    content_type: str
    etag: str

    def response(self, request: web.Request) -> web.Response:
        """The file, or 304 when the browser has this very one. Nothing private is in it."""
        headers = {"ETag": f'"{self.etag}"', "Cache-Control": "no-cache"}
        if self.etag in {tag.value for tag in request.if_none_match or ()}:
            return web.Response(status=304, headers=headers)
        return web.Response(body=self.body, content_type=self.content_type, charset="utf-8", headers=headers)


def assets(folder: Path = STATIC) -> Mapping[str, Asset]:
    """File name → asset, for every file of a known kind in the folder."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in _TYPES:
            body = path.read_bytes()
            found[path.name] = Asset(body, _TYPES[path.suffix], hashlib.sha256(body).hexdigest()[:20])
    return found
