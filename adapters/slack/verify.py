"""The border to the open internet: is this request from Slack? Only then is it parsed.

Bolt parses first, answers 500 to odd timestamps and signatures, and takes nested or malformed bodies for its own
faults. So nothing that has not passed here reaches it. The scheme is Slack's ``v0``
(docs.slack.dev/authentication/verifying-requests-from-slack).
"""

import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from multidict import CIMultiDict, MultiMapping

from adapters.common.bodies import BODY_LIMIT, Refusal, object_of, text_of
from bot.ports import Clock
from bot.settings import Secret

WINDOW_SECONDS = 300
FIELD_LIMIT = 100

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Verifier:
    """``secret``: the app's signing secret; an empty one verifies nothing."""

    def __init__(self, secret: Secret, clock: Clock) -> None:
        self._key = secret.reveal().encode("utf-8", "surrogateescape")
        self._clock = clock

    def verified(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The payload of a request from Slack: an event or interaction, or the fields of a slash command.

        Raises ``Refusal``: 413 beyond 1 MB; 401 for anything wrong with signature or timestamp, or more than five
        minutes off, either way; 400 for content that is not what Slack sends.
        """
        known = headers if isinstance(headers, MultiMapping) else CIMultiDict(headers)
        self._check(known, body)
        kind = (_only(known, "Content-Type") or "").partition(";")[0].strip().lower()
        if kind == "application/json":
            return object_of(text_of(body))
        if kind == "application/x-www-form-urlencoded":
            return _form(text_of(body))
        raise Refusal(400, "bad_content_type")

    def _check(self, headers: MultiMapping[str], body: bytes) -> None:
        if len(body) > BODY_LIMIT:
            raise Refusal(413, "too_large")
        timestamp = _only(headers, "X-Slack-Request-Timestamp")
        if timestamp is None or not _TIMESTAMP.fullmatch(timestamp):
            raise Refusal(401, "bad_timestamp")
        if abs(self._clock.now().timestamp() - int(timestamp)) > WINDOW_SECONDS:
            raise Refusal(401, "stale")
        signature = _only(headers, "X-Slack-Signature")
        if not self._key.strip() or signature is None or not _SIGNATURE.fullmatch(signature):
            raise Refusal(401, "bad_signature")
        own = hmac.digest(self._key, b"v0:%b:%b" % (timestamp.encode(), body), "sha256")
        if not hmac.compare_digest(own, bytes.fromhex(signature[3:])):
            raise Refusal(401, "bad_signature")


def _only(headers: MultiMapping[str], name: str) -> str | None:
    """The header that must be there exactly once: of two, a proxy and we might read different ones."""
    found = headers.getall(name, ())
    return found[0] if len(found) == 1 else None


# --- Parsing what is from Slack ----------------------------------------------------------------------------------


def _form(text: str) -> dict[str, Any]:
    """An interaction's ``payload``, or the fields of a command or of Slack's ``ssl_check``, each of them once."""
    try:
        pairs = parse_qsl(text, True, True, errors="strict", max_num_fields=FIELD_LIMIT)
    except ValueError:
        raise Refusal(400, "bad_form") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Refusal(400, "repeated_field")
    if "payload" in fields:
        if len(fields) > 1:
            raise Refusal(400, "bad_form")
        return object_of(fields["payload"])
    if "command" not in fields and "ssl_check" not in fields:
        raise Refusal(400, "bad_form")
    return fields
