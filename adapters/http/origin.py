"""Whether a POST comes from our own pages (against forms on other sites)."""

from aiohttp import web


def is_own_origin(request: web.Request) -> bool:
    """The browser must say so, by ``Sec-Fetch-Site`` or ``Origin``; a form post that says neither is refused.

    Under ``Referrer-Policy: no-referrer`` browsers send ``Origin: null`` with a form of our own (Fetch, 3.2), which
    says nothing either way.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "null")
    if site is not None and site != "same-origin":
        return False
    if origin != "null":
        return origin.partition("://")[2].lower() == request.headers.get("Host", "").lower()
    return site is not None
