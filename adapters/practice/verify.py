"""Who may talk to the practice workspace: this machine's own browser, and nobody else.

Anyone may act as anyone here, so the border is the whole protection: a loopback peer, a loopback Host (against DNS
rebinding), no sign of a proxy, and for POST the page's own origin (against other sites in the same browser).
"""

from aiohttp import web

from adapters.common.nearby import is_forwarded, is_local_host, is_loopback

BODY_LIMIT = 1_000_000
_OWN_SITES = ("same-origin", "none")


def refusal(request: web.Request) -> str | None:
    """Why a request is refused, as a stable code; None when it may pass."""
    if not is_loopback(request.remote):
        return "not_loopback"
    if not is_local_host(request.headers.getall("Host", [])):
        return "foreign_host"
    if is_forwarded(request.headers):
        return "forwarded"
    if request.method not in ("GET", "HEAD") and not _is_own_origin(request):
        return "foreign_origin"
    return None


def _is_own_origin(request: web.Request) -> bool:
    """Browsers send Origin with every POST; a client without it (curl, a test) is no browser and no other site.

    Under ``Referrer-Policy: no-referrer`` a plain form of our own pages comes with ``Origin: null`` (Fetch, 3.2): then
    the browser's ``Sec-Fetch-Site`` has to vouch for it.
    """
    sites = request.headers.getall("Sec-Fetch-Site", [])
    if any(site not in _OWN_SITES for site in sites):
        return False
    own = f"http://{request.headers['Host']}".lower()
    origins = request.headers.getall("Origin", [])
    return all(origin.lower() == own or (origin == "null" and sites == ["same-origin"]) for origin in origins)


async def body_of(request: web.Request) -> bytes:
    """The body up to 1 MB; raises 413 beyond that, and 415 for anything but JSON (a plain form could cross sites)."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    size = request.content_length
    if size is not None and size > BODY_LIMIT:
        raise web.HTTPRequestEntityTooLarge(BODY_LIMIT, size)
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > BODY_LIMIT:
            raise web.HTTPRequestEntityTooLarge(BODY_LIMIT, len(body))
    return bytes(body)
