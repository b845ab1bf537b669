"""Secrets and words that must not turn up anywhere, posts that are full of them, and where they are sought."""

import base64
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus

from tests.adapters.slack.signing import names, payload
from tests.faults.slack_api import APP_TOKEN, BOT_TOKEN, UPLOAD_TICKET
from tests.faults.slack_firm import Call
from tests.faults.slack_running import SIGNING_SECRET
from tests.slack.faults import Fault, broken_json, hang, reset_before
from tests.slack.payloads import VERIFICATION_TOKEN

Json = dict[str, Any]
WORDS = "canarywordsofaperson"
"""In whatever a person writes, and in people's names."""
TRIGGER = "canarytrigger"
"""Part of the inbound key in the database, which is how a repeat is known; nowhere else."""
RESPONSE_TICKET = "canaryresponseurl"
CLIENT_ID, CLIENT_SECRET, CODE = "1000.2000", "client-secret-canary", "code-canary.1"
SECRET_KEY, OTHER_KEY = "secret-key-canary-" + "k" * 30, "other-key-canary-" + "o" * 30
STORED_TOKEN = "xoxb-stored-canary"
SECRETS: Mapping[str, str] = {
    "bot token": BOT_TOKEN,
    "app token": APP_TOKEN,
    "signing secret": SIGNING_SECRET,
    "client secret": CLIENT_SECRET,
    "client's password": f"{CLIENT_ID}:{CLIENT_SECRET}",
    "code": CODE,
    "key": SECRET_KEY,
    "other key": OTHER_KEY,
    "stored token": STORED_TOKEN,
    "verification token": VERIFICATION_TOKEN,
    "response_url": RESPONSE_TICKET,
    "upload address": UPLOAD_TICKET,
}
EVERYTHING = " ".join([*SECRETS.values(), TRIGGER, WORDS])
SHAPES: Sequence[object] = ([WORDS], {"x": WORDS}, 7, None, WORDS, [], True)
_NUMBERS = itertools.count(1)


def hits(kept: Mapping[str, bytes], sought: Mapping[str, str]) -> list[str]:
    """Which of them stands where, in whatever form."""
    return [
        f"{name} in {place}"
        for place, content in kept.items()
        for name, canary in sought.items()
        if any(form in content for form in _forms(canary))
    ]


def _forms(canary: str) -> set[bytes]:
    raw = canary.encode()
    return {raw, quote_plus(canary).encode(), base64.b64encode(raw).rstrip(b"="), raw.hex().encode()}


# --- What people post --------------------------------------------------------------------------------------------


def posted(api_url: str) -> list[Call]:
    """Every recorded payload, full of canaries, as a delivery of its own."""
    return [_call(_planted(payload(name), api_url)) for name in names()]


def odd(api_url: str, turn: int = 0) -> Iterator[Call]:
    """The same with one thing of another shape each; ``turn``: with which of the shapes it begins."""
    for name in names():
        whole = payload(name)
        places = [(), *(("event",) if "event" in whole else ()), *(("view",) if "view" in whole else ())]
        for place in places:
            inner = whole[place] if isinstance(place, str) else whole
            for key in inner:
                turn += 1
                content = _planted(payload(name), api_url)
                (content[place] if isinstance(place, str) else content)[key] = SHAPES[turn % len(SHAPES)]
                yield _call(content)


def _call(content: Json) -> Call:
    if "command" in content:
        return Call("command", "", {key: str(value) for key, value in content.items()})
    return Call(
        "event" if content.get("type") in ("event_callback", "url_verification") else "interaction", "", content
    )


def _planted(content: Any, api_url: str) -> Any:
    if isinstance(content, list):
        return [_planted(one, api_url) for one in content]
    if not isinstance(content, dict):
        return content
    return {key: _canary(key, value, api_url) for key, value in content.items()}


def _canary(key: str, value: Any, api_url: str) -> Any:
    if not isinstance(value, str):
        return _planted(value, api_url)
    match key:
        case "trigger_id":
            return f"{TRIGGER}.{next(_NUMBERS)}"
        case "event_id":
            return f"Ev{next(_NUMBERS):08d}"
        case "response_url":
            return f"{api_url}/response/{RESPONSE_TICKET}"
        case "token":
            return VERIFICATION_TOKEN
        case "text" | "name" | "username" | "user_name" | "channel_name" | "domain" | "team_domain":
            return f"{value} {WORDS}" if key == "text" else WORDS
    return value


# --- What Slack answers ------------------------------------------------------------------------------------------


def ways() -> list[Fault]:
    """All kinds of failures, and whatever there is is quoted in them. The 429 ends all calls for a while."""
    kind = (("Content-Type", "application/json"),)
    quoting: Json = {"ok": False, "echo": EVERYTHING, "response_metadata": {"messages": [EVERYTHING]}}

    def refused(code: str, **more: str) -> Fault:
        return Fault(200, json.dumps(quoting | {"error": code} | more), kind)

    return [
        Fault(500, EVERYTHING),
        Fault(503, json.dumps(quoting), kind),
        Fault(200, EVERYTHING, (("Content-Type", "text/html"),)),
        Fault(200, json.dumps([EVERYTHING]), kind),
        Fault(200, f'{{"ok": tru "{EVERYTHING}"', kind),
        Fault(200, json.dumps({"ok": True, "ts": [EVERYTHING], "channel": EVERYTHING, "view": EVERYTHING}), kind),
        Fault(302, "", (("Location", f"http://127.0.0.1:9/{quote_plus(EVERYTHING)}"),)),
        reset_before(),
        broken_json(),
        hang(0.3),
        refused("internal_error"),
        refused("missing_scope", needed="chat:write", provided=EVERYTHING),
        refused("channel_not_found"),
        refused("invalid_arguments"),
        refused("invalid_auth"),
        refused("token_revoked"),
        Fault(429, EVERYTHING, (("Retry-After", EVERYTHING),)),
    ]
