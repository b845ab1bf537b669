"""What people wrote, out of Slack's own notation.

``text`` of messages and commands comes escaped (``&amp; &lt; &gt;``) with references in angle brackets
(docs.slack.dev/messaging/formatting-message-text). It is undone once, in one pass, so that ``<@U1>`` which
somebody typed stays those characters. Values typed into modals come as they are and are not sent through here.
"""

import re
from collections.abc import Iterator, Mapping

from adapters.common.shapes import Payload, fit, identifier, parts, text

SOMEONE = "someone"
CHANNEL = "channel"
"""Shown where Slack gives an id without a name and nobody knows it: an id would tell the reader nothing."""

_MARKED = re.compile(r"<([^<>]*)>|&(amp|lt|gt);")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_LINK = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)(//)?(.+)", re.DOTALL)
_CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
# Bold, italic, struck: marks stand outside of words. Neither addresses nor ``snake_case`` are taken for them.
_STYLED = re.compile(
    r"(?<![^\s(\[{\"'“„*_~,.;:!?>-])"
    r"(?:\*(?!\s)([^*\n]{1,2000})(?<!\s)\*|_(?!\s)([^_\n]{1,2000})(?<!\s)_|~(?!\s)([^~\n]{1,2000})(?<!\s)~)(?!\w)"
)
_STYLES_DEEP = 3
_REST_QUOTED = re.compile(r"^>>>[ \t]?", re.MULTILINE)
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}

Names = Mapping[str, str]
"""User id → name."""


def mentioned(written: str) -> tuple[str, ...]:
    """The ids of the people whom an escaped text mentions, each once, in order."""
    return tuple(dict.fromkeys(_MENTION.findall(written)))


def unescaped(written: str, names: Names) -> str:
    """An escaped text as people read it.

    A person is ``@name`` (by ``names``, else by Slack's label, else ``@someone``), a channel ``#name``, a link its
    address with the label in brackets where the two differ.
    """
    return _MARKED.sub(lambda found: _read(found, names), fit(written))


def plain_words(written: str, names: Names) -> str:
    """The same without bold, italic and struck; quoted lines begin with ``>``, code stands between backticks."""
    if any(mark in written for mark in "*_~"):
        parts = _CODE.split(written) if "`" in written else [written]
        written = "".join(part if number % 2 else _unstyled(part) for number, part in enumerate(parts))
    read = unescaped(written, names)
    if ">>>" in read and (begins := _REST_QUOTED.search(read)):
        quoted = read[begins.end() :].split("\n")
        read = read[: begins.start()] + "\n".join(f"> {line}" for line in quoted)
    return read.strip()


def _unstyled(text: str) -> str:
    for _ in range(_STYLES_DEEP):
        text, changed = _STYLED.subn(_content, text)
        if not changed:
            break
    return text


def _content(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3]


def _read(found: re.Match[str], names: Names) -> str:
    if found[2]:
        return _CHARACTERS[found[2]]
    target, _, label = (_plain(piece) for piece in found[1].partition("|"))
    match target[:1]:
        case "@":
            return _person(target[1:], names, label)
        case "#":
            return f"#{label.lstrip('#') or CHANNEL}"
        case "!":
            return _special(target[1:], label)
        case _:
            return _link(target, label) if _LINK.fullmatch(target) else f"<{_plain(found[1])}>"


def _plain(escaped: str) -> str:
    return _MARKED.sub(lambda found: _CHARACTERS.get(found[2], found[0]), escaped)


def _person(user: str, names: Names, label: str = "") -> str:
    return f"@{names.get(user) or label.lstrip('@') or SOMEONE}"


def _special(command: str, label: str) -> str:
    """``<!here>``, ``<!subteam^S1|@design>``, ``<!date^1392734382^{date}|February 18th, 2014>``."""
    kind = command.partition("^")[0]
    if kind == "date":
        return label
    return f"@{label.lstrip('@') or ('group' if kind == 'subteam' else kind)}"


def _link(address: str, label: str) -> str:
    """Slack turns a typed ``acme.example`` into ``<http://acme.example|acme.example>``: it is shown as it was typed."""
    bare = _LINK.sub(r"\3", address)
    if not label or label == address:
        return address
    return label if label.rstrip("/") == bare.rstrip("/") else f"{address} ({label})"


# --- Blocks ------------------------------------------------------------------------------------------------------


def spoken(blocks: Payload, names: Names) -> str:
    """The words of an object's ``rich_text`` blocks, for the rare message that carries no ``text``.

    Lists, quotes and code lose their looks; one line for each of their parts.
    """
    rich = (block for block in parts(blocks, "blocks") if text(block, "type") == "rich_text")
    return "\n".join(line for block in rich for line in _lines(block, names)).strip()


def _lines(block: Payload, names: Names) -> Iterator[str]:
    for element in parts(block, "elements"):
        inner = parts(element, "elements")
        if text(element, "type") == "rich_text_list":
            yield from (_line(item, names) for item in inner)
        else:
            yield _line(element, names)


def _line(section: Payload, names: Names) -> str:
    return "".join(_leaf(leaf, names) for leaf in parts(section, "elements"))


def _leaf(leaf: Payload, names: Names) -> str:
    match text(leaf, "type"):
        case "user":
            return _person(identifier(leaf, "user_id"), names)
        case "channel":
            return f"#{CHANNEL}"
        case "usergroup":
            return "@group"
        case "broadcast":
            return f"@{text(leaf, 'range')}"
        case "emoji":
            return f":{text(leaf, 'name')}:"
        case "link":
            return _link(text(leaf, "url"), text(leaf, "text"))
        case "date":
            return text(leaf, "fallback")
        case _:
            return text(leaf, "text")
