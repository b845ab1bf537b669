"""Whether a POST comes from our own pages (against forms on other sites)."""

from collections.abc import Callable

from aiohttp import web


def is_own_origin(request: web.Request) -> bool:
    """For pages whose public address is whatever the browser calls them by."""
    return _comes_from(request, lambda origin: origin.partition("://")[2] == request.headers.get("Host", "").lower())


def is_origin(request: web.Request, own: str) -> bool:
    """For pages below a known address, ``https://signpost.example.com``."""
    scheme, _, place = own.lower().partition("://")
    return _comes_from(request, lambda origin: origin == f"{scheme}://{place.partition('/')[0]}")


def _comes_from(request: web.Request, is_ours: Callable[[str], bool]) -> bool:
    """The browser must say so, by ``Sec-Fetch-Site`` or ``Origin``; a form post that says neither is refused.

    Under ``Referrer-Policy: no-referrer`` browsers send ``Origin: null`` with a form of our own (Fetch, 3.2), which
    says nothing either way.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "null")
    if site is not None and site != "same-origin":
        return False
    return is_ours(origin.lower()) if origin != "null" else site is not None
