"""What people say to each other in channels: a ``message`` event → what was said or edited, or that it is gone.

Shapes: https://docs.slack.dev/reference/events/message and the pages of its subtypes. All but those named here (joins,
topics, bots, pins, what an unfurled link adds …) are nobody's words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.common.shapes import Payload, identifier, part, text, value
from adapters.slack.inbound import ts_of
from adapters.slack.mrkdwn import Names, plain_words, spoken

_NEW = ("", "file_share", "me_message", "thread_broadcast")
CHANGES = ("message_changed", "message_deleted")
# In the place of a deleted message that has replies.
_TOMBSTONE = "tombstone"
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``message`` and ``thread``: Slack's ``ts``, that of the thread empty outside of one. ``team``: the author's own
    workspace or organization; empty: Slack does not say. ``words``: the message itself, to be read once it matters."""

    user: str
    team: str
    message: str
    thread: str
    edited: bool
    words: Payload


@dataclass(frozen=True, slots=True)
class Gone:
    message: str


def is_chatter(payload: Payload) -> bool:
    """Whether it is a message anywhere but in somebody's chat with the bot. ``channel_type`` is missing now and then;
    then the channel's id tells."""
    event = payload.get("event")
    if payload.get("type") != "event_callback" or not isinstance(event, Mapping) or event.get("type") != "message":
        return False
    kind, channel = event.get("channel_type"), event.get("channel")
    return kind != "im" if kind else not (isinstance(channel, str) and channel.startswith("D"))


def read(event: Payload) -> Said | Gone | None:
    """None: nobody has said anything. Raises ``Malformed``."""
    subtype = text(event, "subtype")
    if subtype == "message_deleted":
        message = ts_of(event, "deleted_ts")
        return Gone(message) if message else None
    if subtype == "message_changed":
        changed, before = part(event, "message"), part(event, "previous_message")
        if text(changed, "subtype") == _TOMBSTONE:
            return Gone(ts_of(changed, "ts"))
        return _said(changed, edited=True) if _differ(changed, before) else None
    return None if value(event, "hidden") is True else _said(event, edited=False)


def _said(message: Payload, *, edited: bool) -> Said | None:
    user, ts, thread = identifier(message, "user"), ts_of(message, "ts"), ts_of(message, "thread_ts")
    by_person = user and user != _SLACKBOT and not value(message, "bot_id") and text(message, "subtype") in _NEW
    if not by_person or not ts or not (edited or text(message, "text") or value(message, "blocks")):
        return None
    return Said(
        user=user,
        team=identifier(message, "user_team") or identifier(message, "team") or identifier(message, "source_team"),
        message=ts,
        thread=thread if thread != ts else "",
        edited=edited,
        words=message,
    )


def _differ(changed: Payload, before: Payload) -> bool:
    """A link that unfolds changes a message without a word of it changing."""
    return not before or (text(changed, "text"), spoken(changed, {})) != (text(before, "text"), spoken(before, {}))


def words_of(said: Said, names: Names) -> str:
    """Plain words. A message of nothing but files has none."""
    return plain_words(text(said.words, "text"), names) or spoken(said.words, names)
