"""The page's JSON → the core's messages. A payload dies here: anything odd is ``Malformed``, a 400 with a code."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from adapters.practice.log import Entry
from adapters.practice.render import fit
from adapters.practice.workspace import Persona, Workspace, direct, may_enter
from bot.domain.person import ChannelRef
from bot.messages import From, MessageFlagged, Pressed, Submitted, Typed

TEXT_LIMIT = 20_000
_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_COMMAND = re.compile(r"/?(client-[a-z]{1,20})(?:\s+(.*))?", re.DOTALL)


class Malformed(Exception):
    """``code``: a stable word for the page's script; ``status``: 400, or 404 where a place or message is unknown."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What every payload carries. ``message``: the message whose button or menu was used, 0 for none."""

    persona: Persona
    place: str
    by: From
    nonce: str
    message: int = 0


def payload_of(body: bytes) -> Mapping[str, object]:
    """A JSON object; raises ``Malformed`` for anything else, however deep or odd."""
    try:
        read = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Malformed("not_json") from None
    if not isinstance(read, dict):
        raise Malformed("not_an_object")
    return read


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def envelope(payload: Mapping[str, object], workspace: Workspace) -> Envelope:
    """Who, where, and the nonce that becomes the inbound key. Language is that of the page (``de``, ``en``)."""
    persona = workspace.persona(text(payload, "as"))
    if persona is None:
        raise Malformed("unknown_persona", 404)
    place = text(payload, "place", default=direct(persona.id))
    if not may_enter(workspace, persona.id, place):
        raise Malformed("unknown_place", 404)
    nonce = text(payload, "nonce")
    if not _NONCE.fullmatch(nonce):
        raise Malformed("bad_nonce")
    channel = None if place == direct(persona.id) else workspace.channel_ref(place)
    by = sender(workspace, persona, key=f"practice:{persona.id}:{nonce}", channel=channel, language=_language(payload))
    return Envelope(persona=persona, place=place, by=by, nonce=nonce, message=number(payload, "message"))


def sender(
    workspace: Workspace, persona: Persona, *, key: str, channel: ChannelRef | None = None, language: str | None = None
) -> From:
    return From(
        who=workspace.person_ref(persona.id),
        key=key,
        channel=channel,
        name=persona.name,
        language=language or persona.language,
        external=persona.external,
        shared=channel is not None and workspace.is_shared(channel.channel),
    )


def _language(payload: Mapping[str, object]) -> str | None:
    language = text(payload, "language", default="")
    return language if language in ("de", "en") else None


def typed(sent: Envelope, line: str) -> Typed | None:
    """The command in a line; None for ordinary chat. With Signpost alone, a command needs no slash.

    A line for Signpost that is no command gets the help, so that the bot is never mute.
    """
    in_private = sent.place == direct(sent.persona.id)
    found = _COMMAND.fullmatch(line.strip())
    if found and (line.lstrip().startswith("/") or in_private):
        return Typed(sent.by, found[1], (found[2] or "").strip())
    if line.lstrip().startswith("/"):
        raise Malformed("unknown_command")
    return Typed(sent.by, "client-flag", "help") if in_private else None


def line_of(payload: Mapping[str, object]) -> str:
    """What was typed into the composer; raises ``Malformed`` when it is empty or longer than 20,000 characters."""
    line = text(payload, "text")
    if not line.strip():
        raise Malformed("empty")
    if len(line) > TEXT_LIMIT:
        raise Malformed("too_long")
    return line


def pressed(payload: Mapping[str, object], sent: Envelope) -> Pressed:
    return Pressed(sent.by, text(payload, "action"), text(payload, "value", default=""))


def submitted(payload: Mapping[str, object], sent: Envelope) -> Submitted:
    return Submitted(sent.by, text(payload, "form"), words(payload, "values"), words(payload, "state"))


def flagged(workspace: Workspace, sent: Envelope, message: Entry) -> MessageFlagged:
    """The message action; only people's own words can be flagged, not what Signpost said."""
    quote = message.body.get("text")
    if not message.author or not isinstance(quote, str):
        raise Malformed("not_flaggable")
    return MessageFlagged(sent.by, quote, link_to(workspace, message), own=message.author == sent.persona.id)


def link_to(workspace: Workspace, message: Entry) -> str:
    return f"{workspace.channel_ref(message.place.replace('@', 'dm-'))}#{message.id}"


def text(payload: Mapping[str, object], name: str, default: str | None = None) -> str:
    value = payload.get(name, default)
    if not isinstance(value, str):
        raise Malformed(f"bad_{name}")
    return fit(value)


def number(payload: Mapping[str, object], name: str) -> int:
    """A non-negative integer that SQLite can hold, 0 when missing."""
    value = payload.get(name, 0)
    if type(value) is not int or not 0 <= value < 2**63:
        raise Malformed(f"bad_{name}")
    return value


def words(payload: Mapping[str, object], name: str) -> dict[str, str]:
    """A flat object of strings, at most 100 of them."""
    value = payload.get(name, {})
    if not isinstance(value, dict) or len(value) > 100 or not all(isinstance(v, str) for v in value.values()):
        raise Malformed(f"bad_{name}")
    return {fit(key): fit(item) for key, item in value.items()}
