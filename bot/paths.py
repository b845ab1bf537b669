"""The addresses of our own pages below ``/app/``: ``home``, ``clients/<id>``, and what a client has below that."""

from collections.abc import Mapping

from bot.doormessages import From, PageAsked, PageName

BELOW_A_CLIENT: Mapping[str, PageName] = {"": "client", "talk": "talk", "decision": "decision", "parting": "parting"}
"""The last part of the address → the page about that client."""


def page_at(by: From, path: str) -> PageAsked:
    """The page of a link as notices carry it (``PageLink.path``); what is no address asks for a client not there."""
    kind, _, rest = path.strip("/").partition("/")
    if kind == "home":
        return PageAsked(by, "home")
    subject, _, below = rest.partition("/")
    return PageAsked(by, BELOW_A_CLIENT[below], subject) if below in BELOW_A_CLIENT else PageAsked(by, "client", rest)
