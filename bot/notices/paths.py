"""Paths of our own pages, below ``/app/``: the same words in links, in chats and on the web."""

from collections.abc import Mapping
from typing import Literal, get_args

PageName = Literal["home", "anonymity", "client", "talk", "decision", "parting", "draft", "dossier"]
FOLDERS: Mapping[str, PageName] = {
    "home": "home",
    "anonymity": "anonymity",
    "clients": "client",
    "talks": "talk",
    "decisions": "decision",
    "partings": "parting",
    "drafts": "draft",
    "dossiers": "dossier",
}
"""The first part of a path → the page; what follows is the id of its subject (up to ``partings`` a client's)."""

WITHOUT_SUBJECT: frozenset[PageName] = frozenset({"home", "anonymity"})

assert set(FOLDERS.values()) == set(get_args(PageName))


def path_of(page: PageName, subject: str = "") -> str:
    """(client, 0a1b) → ``clients/0a1b``."""
    folder = next(folder for folder, name in FOLDERS.items() if name == page)
    return f"{folder}/{subject}" if subject else folder


def page_of(path: str) -> tuple[PageName, str]:
    """``clients/0a1b`` → (client, 0a1b); a path that nobody gave out leads to a client whom nobody knows."""
    folder, _, subject = path.strip("/").partition("/")
    return FOLDERS.get(folder, "client"), subject
