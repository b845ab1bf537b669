"""Paths of our own pages, below ``/app/``: the same words in links, in chats and on the web."""

from collections.abc import Mapping
from typing import Literal, get_args

PageName = Literal["home", "client", "talk", "decision", "parting", "dossier"]
FOLDERS: Mapping[str, PageName] = {"home": "home", "clients": "client", "dossiers": "dossier"}
"""The first part of a path → the page; what follows is the id of its subject."""
BELOW_A_CLIENT: Mapping[str, PageName] = {"": "client", "talk": "talk", "decision": "decision", "parting": "parting"}
"""What follows a client's id → the page about that client."""

assert {*FOLDERS.values(), *BELOW_A_CLIENT.values()} == set(get_args(PageName))


def page_of(path: str) -> tuple[PageName, str]:
    """``clients/0a1b`` → (client, 0a1b); a path that nobody gave out leads to a client whom nobody knows."""
    folder, _, subject = path.strip("/").partition("/")
    if FOLDERS.get(folder) != "client":
        return FOLDERS.get(folder, "client"), subject
    client, _, below = subject.partition("/")
    return (BELOW_A_CLIENT[below], client) if below in BELOW_A_CLIENT else ("client", subject)
