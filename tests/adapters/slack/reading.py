"""Reads a rendered message or view as Slack's clients do: what a person sees, and what would be acted on or formatted.

Independent of the renderer, written from Slack's pages on formatting text and on Block Kit.
"""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_TOKEN = re.compile(r"<[^<>]*>")
_BARE = re.compile(r"[<>]|&(?!(amp|lt|gt);)")
_FORMAT = re.compile(r"([*_~`]).+?\1|^&gt;|^>", re.MULTILINE | re.DOTALL)
_EMOJI = re.compile(r":[a-z0-9_+'-]+:")
_WEB = re.compile(r"(https?://|mailto:|www\.)\S+", re.IGNORECASE)
_NAMED = re.compile(r"[@#][\w.-]+")
PICTURES = {"white_circle", "large_yellow_circle", "large_orange_circle", "red_circle"}
_URLS = ("url", "image_url", "thumb_url", "video_url", "title_url", "slack_file")


def visible(payload: Json) -> list[str]:
    """Every text that a person sees, in order; a message's ``text`` (for notifications) first, without its escapes."""
    seen: list[str] = []
    if isinstance(payload.get("text"), str):
        seen.append(_unescaped(payload["text"]))
    for name in ("title", "submit", "close"):
        if isinstance(payload.get(name), dict):
            seen.append(payload[name]["text"])
    for block in payload.get("blocks", []):
        seen += _seen(block)
    for option in payload.get("options", []):
        seen += _option(option)
    return seen + list(payload.get("errors", {}).values())


def _seen(block: Json) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield block["text"]["text"]
        case "section":
            yield from _objects(block.get("text"), *block.get("fields", []))
            yield from _element(block.get("accessory", {}))
        case "context" | "actions":
            for element in block["elements"]:
                yield from _element(element)
        case "image":
            yield from _element(block)
        case "input":
            yield from _objects(block["label"])
            yield from _element(block["element"])
            yield from _objects(block.get("hint"))
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element)


def _rich(element: Json) -> Iterator[str]:
    if element["type"] == "rich_text_list":
        for item in element["elements"]:
            yield from _rich(item)
    else:
        yield "".join(_inline(part) for part in element["elements"])


def _inline(part: Json) -> str:
    match part["type"]:
        case "text":
            text: str = part["text"]
            return text
        case "emoji":
            return f":{part['name']}:"
        case "link":
            return str(part.get("text") or part["url"])
        case kind:
            return f"@{part.get(f'{kind}_id', part.get('range', kind))}"


def _element(element: Json) -> Iterator[str]:
    match element.get("type"):
        case "plain_text" | "mrkdwn":
            yield element["text"]
        case "image":
            yield element["alt_text"]
            yield from _objects(element.get("title"))
        case "button":
            yield element["text"]["text"]
        case "plain_text_input":
            yield element.get("initial_value", "")
            yield from _objects(element.get("placeholder"))
        case _:
            for option in element.get("options") or [element[k] for k in ("initial_option",) if k in element]:
                yield from _option(option)


def _option(option: Json) -> Iterator[str]:
    yield from _objects(option["text"], option.get("description"))


def _objects(*texts: Json | None) -> Iterator[str]:
    yield from (text["text"] for text in texts if text)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


# --- What acts ---------------------------------------------------------------------------------------------------


def active(payload: Json) -> list[str]:
    """All that Slack would turn into a mention, link, picture or format. The four lights of a stage are our own."""
    found = list(_walk({key: value for key, value in payload.items() if key != "text" or isinstance(value, dict)}))
    if isinstance(payload.get("text"), str):
        found += _fallback(payload, payload["text"])
    if payload.get("blocks") is not None and payload.get("type") not in ("modal", "home"):
        found += [f"unfurls {what}" for what in ("links", "media") if payload.get(f"unfurl_{what}") is not False]
    return found


def _fallback(message: Json, text: str) -> Iterator[str]:
    """The message's own text: tokens act unless they are escaped, whatever else is switched off."""
    yield from _TOKEN.findall(text)
    yield from (f"bare {hit[0]}" for hit in _BARE.finditer(text))
    if message.get("mrkdwn") is not False:
        yield from (hit[0] for hit in _FORMAT.finditer(text))
    if message.get("parse") != "none":
        yield from (hit[0] for hit in _WEB.finditer(text))
    if message.get("link_names") is not False or message.get("parse") == "full":
        yield from _NAMED.findall(text)


def _walk(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _walk(one)
    elif isinstance(value, dict):
        yield from _acts(value)
        for one in value.values():
            yield from _walk(one)


def _acts(value: Json) -> Iterator[str]:
    for name in _URLS:
        if name in value:
            yield f"{name} {value[name]}"
    match value.get("type"):
        case "mrkdwn":
            yield from _mrkdwn(value)
        case "markdown":
            yield f"markdown {value.get('text')}"
        case "plain_text" if value.get("emoji") is not False:
            yield from _EMOJI.findall(value["text"])
        case "emoji" if value["name"] not in PICTURES:
            yield f"emoji {value['name']}"
        case "user" | "usergroup" | "channel" | "broadcast" | "team" | "date" | "color" | "link":
            yield f"{value['type']} element"


def _mrkdwn(text: Json) -> Iterator[str]:
    words = text["text"]
    yield from _TOKEN.findall(words)
    yield from (hit[0] for hit in _FORMAT.finditer(words))
    yield from _EMOJI.findall(words)
    if text.get("verbatim") is not True:
        yield from (hit[0] for hit in _WEB.finditer(words))
        yield from _NAMED.findall(words)
