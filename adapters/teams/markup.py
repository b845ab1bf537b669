"""What people wrote, out of Teams' own notations: HTML in messages that are acted on, ``<at>`` and entities in texts.

It is undone once; whatever stands there afterwards is text.
"""

import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser

from adapters.common.shapes import Payload, fit, part, parts, text

LIMIT = 100_000
_AT = re.compile(r"</?at\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_BREAKING = re.compile(r"address|blockquote|br|d[dlt]|div|h[1-6]|hr|li|ol|p|pre|table|tr|ul")
_UNSEEN = re.compile(r"attachment|head|script|style|systemeventmessage|template|title")
_SPACES = re.compile(r"[ \t\xa0]+")
_LINES = re.compile(r"\s*\n\s*")


def words_of(markup: str) -> str:
    """The words of a message in HTML, one line for each of its blocks; pictures and emoji by their ``alt``."""
    reader = Reader()
    reader.feed(fit(markup[:LIMIT]))
    reader.close()
    return _LINES.sub("\n", _SPACES.sub(" ", "".join(reader.read))).strip()


class Reader(HTMLParser):
    """``read``: what stands there so far; ``hidden``: the open tags in which nothing is seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if _UNSEEN.fullmatch(tag):
            self.hidden.append(tag)
        elif _BREAKING.fullmatch(tag):
            self.read.append("\n")
        elif tag in ("img", "emoji") and not self.hidden:
            self.read.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.hidden:
            del self.hidden[self.hidden.index(tag) :]
        elif _BREAKING.fullmatch(tag):
            self.read.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.read.append(data.replace("\n", " "))


# --- Messages to the bot -----------------------------------------------------------------------------------------


def is_mentioned(activity: Payload) -> bool:
    return any(_mentions(entity, bot_of(activity)) for entity in parts(activity, "entities"))


def bot_of(activity: Payload) -> str:
    return text(part(activity, "recipient"), "id")


def said(activity: Payload) -> str:
    """What a message says, as people read it, without the mention of the bot.

    Exactly the mention's own text goes, once for each: a person who writes the bot's name otherwise has written it.
    Others who are mentioned stay by name.
    """
    written = text(activity, "text")
    for entity in parts(activity, "entities"):
        mention = text(entity, "text")
        if text(entity, "type") == "mention" and mention:
            name = "" if _mentions(entity, bot_of(activity)) else _name(entity, mention)
            written = written.replace(mention, name, 1)
    return _plain(activity, written).replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n").strip()


def _mentions(entity: Payload, bot: str) -> bool:
    return text(entity, "type") == "mention" and bot != "" and text(part(entity, "mentioned"), "id") == bot


def _name(entity: Payload, mention: str) -> str:
    return f"@{(text(part(entity, 'mentioned'), 'name') or _AT.sub('', mention)).lstrip('@')}"


def _plain(activity: Payload, written: str) -> str:
    """Without Teams' encoding, if there is one: some clients send ``&lt;`` for ``<``, and it cannot be told from
    somebody who typed that. But the message comes along as HTML as well, which is clear."""
    if text(activity, "textFormat") == "xml":
        return words_of(written)
    written = written.replace("&nbsp;", " ")
    shown = _shown(activity)
    if shown and _ENTITY.search(written) and _same(html.unescape(text(activity, "text")), shown):
        return html.unescape(written)
    return written


def _shown(activity: Payload) -> str:
    return words_of(html_of(activity))


def html_of(activity: Payload) -> str:
    """The message in HTML, as Teams' own clients send it beside its text; empty where there is none."""
    for attachment in parts(activity, "attachments"):
        if text(attachment, "contentType") == "text/html" and isinstance(content := attachment.get("content"), str):
            return content
    return ""


def _same(written: str, shown: str) -> bool:
    return _AT.sub("", written).split() == shown.split()
