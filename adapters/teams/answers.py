"""The bodies with which an invoke may be answered by words alone: each kind of request has its own form for that."""

from typing import Any

Json = dict[str, Any]
ERROR = "application/vnd.microsoft.error"
_WITH_TASKS = ("task/fetch", "task/submit", "composeExtension/fetchTask", "composeExtension/submitAction")


def told(name: str, words: str) -> Json:
    """Words shown in place of a dialog or of results; for a card's button they appear as its error."""
    if name in _WITH_TASKS:
        return {"task": {"type": "message", "value": words}}
    if name.startswith("composeExtension/"):
        return {"composeExtension": {"type": "message", "text": words}}
    return failed("Failed", words)


def failed(code: str, words: str, status: int = 500) -> Json:
    """For ``adaptiveCard/action`` and ``application/search``: Teams shows the words below the card.

    The HTTP answer is a 200 all the same (learn.microsoft.com, *Universal Actions for Adaptive Cards*).
    """
    return {"statusCode": status, "type": ERROR, "value": {"code": code, "message": words}}
