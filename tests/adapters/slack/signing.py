"""Requests as Slack signs them, made from recorded payloads; written down apart from the verifier under test."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from multidict import CIMultiDict

from tests.fakes.clock import START

PAYLOADS = Path(__file__).parents[2] / "payloads" / "slack"
SIGNING_SECRET = "signing-secret-of-the-tests"
NOW = int(START.timestamp())
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class SignedRequest:
    headers: CIMultiDict[str]
    body: bytes


def payload(name: str) -> dict[str, Any]:
    """A fresh copy of a recorded payload."""
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_bytes())
    return found


def names() -> list[str]:
    return sorted(file.stem for file in PAYLOADS.glob("*.json"))


def signature(body: bytes, timestamp: str, secret: str = SIGNING_SECRET) -> str:
    base = b"v0:" + timestamp.encode("utf-8", "surrogateescape") + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def signed(
    body: bytes, content_type: str, at: int | str = NOW, secret: str = SIGNING_SECRET, **more: str
) -> SignedRequest:
    """``at``: seconds since 1970, or whatever stands in the timestamp's place."""
    headers = {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": str(at),
        "X-Slack-Signature": signature(body, str(at), secret),
    }
    return SignedRequest(CIMultiDict(headers | more), body)


def body_of(content: Mapping[str, Any]) -> tuple[bytes, str]:
    """A payload as Slack sends it, with its content type: commands as a form, interactions as its one field."""
    if "command" in content:
        return urlencode(content).encode(), FORM
    # PHP, which Slack is written in, escapes slashes and everything beyond ASCII.
    written = json.dumps(content, separators=(",", ":")).replace("/", "\\/")
    if content.get("type") in ("event_callback", "url_verification"):
        return written.encode(), JSON
    return urlencode({"payload": written}).encode(), FORM


def request(content: Mapping[str, Any], at: int = NOW, secret: str = SIGNING_SECRET) -> SignedRequest:
    body, content_type = body_of(content)
    return signed(body, content_type, at, secret)
