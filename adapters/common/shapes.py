"""Reading JSON whose shape nobody promises: what is missing is empty, what is of another kind is ``Malformed``.

Platforms leave fields out or send null for them (Slack: ``enterprise``, an untouched choice): both read as empty.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Payload = Mapping[str, Any]

_NOTHING: Payload = {}
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_ID = re.compile(r"[A-Za-z0-9._-]{1,255}")


class Malformed(Exception):
    """Of another shape than the platform promises. ``code``: a stable word for the log; over HTTP the answer is 400."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def fit(text: str) -> str:
    """The text without NUL and lone surrogates (each becomes U+FFFD), which no database can keep."""
    return _UNFIT.sub("\ufffd", text)


def value(payload: Payload, name: str) -> Any:
    """Whatever stands there; None when it is missing."""
    # A dict nearly always: the look at the abstract class takes as long as all the rest.
    if type(payload) is not dict and not isinstance(payload, Mapping):
        raise Malformed("not_an_object")
    return payload.get(name)


def part(payload: Payload, name: str) -> Payload:
    """The object below a name."""
    found = value(payload, name)
    if found is None:
        return _NOTHING
    if type(found) is not dict and not isinstance(found, Mapping):
        raise Malformed(f"bad_{name}")
    return found


def parts(payload: Payload, name: str) -> Sequence[Payload]:
    """The objects of a list."""
    found = value(payload, name)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise Malformed(f"bad_{name}")
    return found


def text(payload: Payload, name: str) -> str:
    found = value(payload, name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise Malformed(f"bad_{name}")
    return fit(found)


def words(payload: Payload, name: str) -> dict[str, str]:
    """A flat object of strings."""
    found = part(payload, name)
    return {fit(key): text(found, key) for key in found}


def identifier(payload: Payload, name: str) -> str:
    """One of Slack's ids (``T01TEST``, a trigger id, a ``ts``): letters, digits, dots, dashes; nothing that a ref or a
    key of ours could be confused by."""
    return known(value(payload, name), name)


def id_of(payload: Payload, name: str) -> str:
    """An id that is written bare in some payloads and as an object's ``id`` in others."""
    found = value(payload, name)
    return identifier(found, "id") if isinstance(found, Mapping) else known(found, name)


def known(found: object, name: str) -> str:
    """A value read as an id; ``name`` is for the error."""
    if found is None or found == "":
        return ""
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise Malformed(f"bad_{name}")
    return found
