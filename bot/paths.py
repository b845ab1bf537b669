"""The addresses of our own pages below ``/app/``: ``home``, ``clients/<id>``, ``draft/<id>``."""

from bot.doormessages import From, PageAsked


def page_at(by: From, path: str) -> PageAsked:
    """The page of a link as notices carry it (``PageLink.path``); what is no address asks for a client not there."""
    kind, _, subject = path.strip("/").partition("/")
    if kind == "home":
        return PageAsked(by, "home")
    return PageAsked(by, "draft" if kind == "draft" else "client", subject)
