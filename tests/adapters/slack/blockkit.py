"""What Slack would refuse of a message, modal, Home or answer, by its documented limits. Knows nothing of the renderer.

Sources: Slack's Block Kit reference (blocks, elements, composition objects, rich text, views), the pages of
``chat.postMessage`` and ``views.open``; ``msg_blocks_too_long`` by measurement (slackapi/bolt-js issue 2509). Stricter
than Slack where that costs nothing: lengths in UTF-16 units, unknown keys are wrong, a message with blocks has a text.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.adapters.slack.blockkit_parts import (
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    Check,
    Found,
    Json,
    check_element,
    check_image,
    check_keys,
    check_many,
    check_options,
    check_plain,
    check_string,
    check_text,
    check_unique,
    units,
)

COMMON = {"header", "section", "context", "actions", "divider", "image", "rich_text"}
SURFACES = {"message": COMMON, "modal": COMMON | {"input"}, "home": COMMON | {"input"}}
BLOCKS_MOST = {"message": 50, "modal": 100, "home": 100}
MESSAGE_TEXT_MOST, VIEW_BYTES_MOST, FALLBACK_BYTES_MOST = 13_200, 250_000, 4_000
STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"}
_LONE = re.compile("[\ud800-\udfff]")


def problems(payload: Json) -> list[str]:
    """Everything wrong with what is sent: arguments of ``chat.*`` and ``views.*``, views, acks, option answers."""
    opened = {key: _loaded(value) if key in ("blocks", "view") else value for key, value in payload.items()}
    return [*_strings(opened, ""), *_sent(opened)]


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _sent(payload: Json) -> Found:
    if "view" in payload:
        yield from _view(payload["view"], "view")
    elif payload.get("type") in ("modal", "home"):
        yield from _view(payload, "view")
    elif payload.get("response_action") == "errors":
        yield from _errors(payload.get("errors"))
    elif "options" in payload:
        yield from check_options(payload["options"], "options", least=0)
    elif "blocks" in payload or "text" in payload:
        yield from _message(payload)


def _strings(value: Any, where: str) -> Found:
    """Nothing that JSON or Slack cannot carry."""
    match value:
        case str() if _LONE.search(value):
            yield f"{where}: lone surrogate"
        case str() if "\0" in value:
            yield f"{where}: NUL"
        case Mapping():
            for key, one in value.items():
                yield from _strings(one, f"{where}.{key}")
        case list() | tuple():
            for n, one in enumerate(value):
                yield from _strings(one, f"{where}[{n}]")


# --- Surfaces ----------------------------------------------------------------------------------------------------


def _message(message: Json) -> Found:
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "text: a message needs a text for notifications"
    elif len(text.encode("utf-8", "replace")) > FALLBACK_BYTES_MOST:
        yield f"text: more than {FALLBACK_BYTES_MOST} bytes"
    if "blocks" in message:
        yield from _blocks(message["blocks"], "message", least=0)
        if (whole := sum(map(units, _texts(message["blocks"])))) > MESSAGE_TEXT_MOST:
            yield f"blocks: {whole} characters of text, more than {MESSAGE_TEXT_MOST}"


def _view(view: Any, where: str) -> Found:
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        yield f"{where}: no view"
        return
    modal = view["type"] == "modal"
    keys = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    only = {"title", "close", "submit", "clear_on_close", "notify_on_close", "submit_disabled"}
    yield from check_keys(
        view, where, {"type", "blocks"} | ({"title"} if modal else set()), keys | (only if modal else set())
    )
    for name in ("title", "close", "submit"):
        if name in view:
            yield from check_plain(view[name], f"{where}.{name}", 24)
    for name, most in (("private_metadata", 3_000), ("callback_id", 255), ("external_id", 255)):
        if name in view:
            yield from check_string(view[name], f"{where}.{name}", most, least=0)
    blocks = view.get("blocks")
    yield from _blocks(blocks, view["type"], least=1)
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    if modal and "input" in kinds and "submit" not in view:
        yield f"{where}: fields without submit"
    if len(json.dumps(view)) > VIEW_BYTES_MOST:
        yield f"{where}: larger than {VIEW_BYTES_MOST} bytes"


def _errors(errors: Any) -> Found:
    if not isinstance(errors, dict) or not errors:
        yield "errors: none"
        return
    for name, words in errors.items():
        yield from check_string(name, "errors", 255)
        yield from check_string(words, f"errors.{name}", 2_000)


def _blocks(blocks: Any, surface: str, least: int) -> Found:
    if not isinstance(blocks, list):
        yield "blocks: no list"
        return
    if not least <= len(blocks) <= BLOCKS_MOST[surface]:
        yield f"blocks: {len(blocks)} of {BLOCKS_MOST[surface]}"
    for n, block in enumerate(blocks):
        where = f"blocks[{n}]"
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in SURFACES[surface]:
            yield f"{where}: {kind} is not allowed in a {surface}"
            continue
        if "block_id" in block:
            yield from check_string(block["block_id"], f"{where}.block_id", 255)
        yield from _BLOCKS[kind](block, where)
    yield from check_unique([b["block_id"] for b in blocks if isinstance(b, dict) and "block_id" in b], "block_id")
    yield from check_unique(list(_action_ids(blocks)), "action_id")


def _action_ids(blocks: Sequence[Any]) -> Iterator[Any]:
    """Fields are told apart by their ``block_id``; everything else by ``action_id``."""
    for block in blocks:
        if isinstance(block, dict) and block.get("type") != "input":
            elements = [*(block.get("elements") or []), block.get("accessory")]
            yield from (e["action_id"] for e in elements if isinstance(e, dict) and "action_id" in e)


# --- Blocks ------------------------------------------------------------------------------------------------------


def _header(block: Json, where: str) -> Found:
    yield from check_keys(block, where, {"type", "text"}, {"block_id"})
    yield from check_plain(block.get("text"), f"{where}.text", 150)


def _section(block: Json, where: str) -> Found:
    yield from check_keys(block, where, {"type"}, {"block_id", "text", "fields", "accessory", "expand"})
    if "text" not in block and not block.get("fields"):
        yield f"{where}: neither text nor fields"
    if "text" in block:
        yield from check_text(block["text"], f"{where}.text", 3_000)
    if "fields" in block:
        yield from check_many(block["fields"], f"{where}.fields", 10, lambda one, at: check_text(one, at, 2_000))
    if "accessory" in block:
        yield from check_element(block["accessory"], f"{where}.accessory", IN_SECTION)


def _context(block: Json, where: str) -> Found:
    yield from check_keys(block, where, {"type", "elements"}, {"block_id"})
    yield from check_many(block.get("elements"), f"{where}.elements", 10, _context_element)


def _context_element(element: Any, where: str) -> Found:
    if isinstance(element, dict) and element.get("type") == "image":
        yield from check_element(element, where, {"image"})
    else:
        yield from check_text(element, where, 2_000)


def _actions(block: Json, where: str) -> Found:
    yield from check_keys(block, where, {"type", "elements"}, {"block_id"})
    yield from check_many(
        block.get("elements"), f"{where}.elements", 25, lambda one, at: check_element(one, at, IN_ACTIONS)
    )


def _divider(block: Json, where: str) -> Found:
    yield from check_keys(block, where, {"type"}, {"block_id"})


def _input(block: Json, where: str) -> Found:
    yield from check_keys(
        block, where, {"type", "label", "element"}, {"block_id", "hint", "optional", "dispatch_action"}
    )
    yield from check_plain(block.get("label"), f"{where}.label", 2_000)
    if "hint" in block:
        yield from check_plain(block["hint"], f"{where}.hint", 2_000)
    for name in ("optional", "dispatch_action"):
        if not isinstance(block.get(name, False), bool):
            yield f"{where}.{name}: no bool"
    yield from check_element(block.get("element"), f"{where}.element", IN_INPUT)


# --- Rich text ---------------------------------------------------------------------------------------------------

INLINE: dict[str, tuple[str, ...]] = {
    "text": ("text",),
    "emoji": ("name",),
    "link": ("url",),
    "user": ("user_id",),
    "usergroup": ("usergroup_id",),
    "channel": ("channel_id",),
    "broadcast": ("range",),
}


def _rich_text(block: Json, where: str) -> Found:
    yield from check_keys(block, where, {"type", "elements"}, {"block_id"})
    yield from check_many(block.get("elements"), f"{where}.elements", 1_000, _rich_element)


def _rich_element(element: Any, where: str) -> Found:
    kind = element.get("type") if isinstance(element, dict) else None
    at = f"{where}.elements"
    match kind:
        case "rich_text_section":
            yield from check_keys(element, where, {"type", "elements"}, set())
            yield from check_many(element.get("elements"), at, 3_000, _inline)
        case "rich_text_quote":
            yield from check_keys(element, where, {"type", "elements"}, {"border"})
            yield from check_many(element.get("elements"), at, 3_000, _inline)
        case "rich_text_preformatted":
            yield from check_keys(element, where, {"type", "elements"}, {"border", "language"})
            yield from check_many(
                element.get("elements"), at, 3_000, lambda one, to: _inline(one, to, {"text", "link"})
            )
        case "rich_text_list":
            yield from check_keys(element, where, {"type", "style", "elements"}, {"indent", "offset", "border"})
            if element.get("style") not in ("bullet", "ordered"):
                yield f"{where}.style: {element.get('style')}"
            if element.get("indent", 0) not in range(9):
                yield f"{where}.indent: not 0 to 8"
            yield from check_many(element.get("elements"), at, 1_000, _list_item)
        case _:
            yield f"{where}: {kind} is no part of rich_text"


def _list_item(item: Any, where: str) -> Found:
    if not isinstance(item, dict) or item.get("type") != "rich_text_section":
        yield f"{where}: a list holds sections"
    else:
        yield from _rich_element(item, where)


def _inline(part: Any, where: str, allowed: set[str] | None = None) -> Found:
    kind = part.get("type") if isinstance(part, dict) else None
    if kind is None or kind not in (INLINE if allowed is None else allowed):
        yield f"{where}: {kind} is not allowed here"
        return
    needed = {"type", *INLINE[kind]}
    yield from check_keys(part, where, needed, {"style", "unicode", "skin_tone", "text", "unsafe"} - needed)
    for name in INLINE[kind]:
        yield from check_string(part.get(name), f"{where}.{name}", 3_000, visible=False)
    if kind == "link" and "text" in part:
        yield from check_string(part["text"], f"{where}.text", 3_000)
    style = part.get("style", {"bold": True})
    if (
        not isinstance(style, dict)
        or not style
        or set(style) - STYLES
        or not all(isinstance(s, bool) for s in style.values())
    ):
        yield f"{where}.style: {style}"


def _texts(value: Any) -> Iterator[str]:
    """Every text that stands in blocks, wherever."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key in ("text", "alt_text", "initial_value") and isinstance(one, str):
                yield one
            else:
                yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


_BLOCKS: dict[str, Check] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "image": check_image,
    "rich_text": _rich_text,
    "input": _input,
}
