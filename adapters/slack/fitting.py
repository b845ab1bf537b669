"""Keeping Slack's limits on a whole message or view, whatever comes in.

Blocks: 50 in a message, 100 in a view. ``msg_blocks_too_long`` is not documented; people measured about 13,200
characters, and less where there are many blocks, which fits the length of the blocks' JSON with the ids that Slack adds
(slackapi/bolt-js issues 2509 and 2867): so the JSON is what is weighed here. A view is refused above 250 KB.

What is too long is shortened longest first, so that one huge text takes nothing from the others. Headers and buttons
stay: a message that cannot be acted on is worse than a short one.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.common.letters import MORE, shorter, size
from adapters.common.room import level
from adapters.slack.richtext import Json, literal, rich, run_on, section

_ID_BYTES = 25
_FREE = ("rich_text", "context")
_LABELS_MOST = 6_000
_LABEL_MOST = 75
_BUTTONS_BYTES = 120_000
_FLOOR = 120
_COMMA = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """``bytes`` of compact JSON; ``escaped``: of JSON as the SDK writes it, spaced and in ASCII, its longest form."""

    blocks: int
    bytes: int
    escaped: bool = False


MESSAGE = Limits(blocks=50, bytes=12_000)
VIEW = Limits(blocks=100, bytes=235_000, escaped=True)


def weight(value: object, *, escaped: bool = False) -> int:
    if escaped:
        return len(json.dumps(value))
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def fitted(blocks: Sequence[Json], limits: Limits) -> list[Json]:
    """The blocks as they may be sent. The first one, headers and dividers stay, and buttons as far as any can."""
    kept = _modest(list(blocks))
    if len(kept) > limits.blocks:
        kept = _fewer(_joined(kept), limits.blocks)
    weights = [weight(block, escaped=limits.escaped) + _ID_BYTES for block in kept]
    if sum(weights) <= limits.bytes:
        return kept
    free = [w for block, w in zip(kept, weights, strict=True) if block["type"] in _FREE]
    room = max(limits.bytes - (sum(weights) - sum(free)), limits.bytes // 8)
    most = level(free, room) - _ID_BYTES
    return [_shortened(block, most, limits.escaped) for block in kept]


def _joined(blocks: Iterable[Json]) -> list[Json]:
    """Texts that follow each other as one block, small ones included."""
    joined: list[Json] = []
    for block in blocks:
        part = rich(section([literal(block["elements"][0]["text"])])) if block["type"] == "context" else block
        if joined and part["type"] == "rich_text" == joined[-1]["type"]:
            joined[-1] = run_on(joined[-1], part)
        else:
            joined.append(part)
    return joined


def _fewer(blocks: list[Json], most: int) -> list[Json]:
    """Without the last texts, and in the end without whatever is beyond ``most``."""
    over = len(blocks) - most
    if over <= 0:
        return blocks
    texts = [n for n, block in enumerate(blocks) if block["type"] in _FREE and n > 0]
    dropped = set(texts[-over - 1 :])
    if len(dropped) > over:
        first = min(dropped)
        blocks = [*blocks[:first], rich(section([literal(MORE)])), *blocks[first + 1 :]]
        dropped.remove(first)
    return [block for n, block in enumerate(blocks) if n not in dropped][:most]


def _modest(blocks: list[Json]) -> list[Json]:
    """Hundreds of buttons: with shorter labels, so that their texts leave room for others; at last fewer of them."""
    buttons = [button for block in blocks if block["type"] == "actions" for button in block["elements"]]
    if len(buttons) * _LABEL_MOST <= _LABELS_MOST and weight(buttons, escaped=True) <= _BUTTONS_BYTES:
        return blocks
    most = _LABELS_MOST // len(buttons)
    left = _BUTTONS_BYTES
    kept: list[Json] = []
    for block in blocks:
        if block["type"] == "actions":
            shown = []
            for button in block["elements"]:
                small = {**button, "text": _label(button["text"], most)}
                left -= weight(small, escaped=True)
                if left >= 0:
                    shown.append(small)
            block = {**block, "elements": shown}
        if block.get("elements", True):
            kept.append(block)
    return kept


def _label(text: Json, most: int) -> Json:
    return text if size(text["text"]) <= most else {**text, "text": shorter(text["text"], most)}


def _shortened(part: Json, most: int, escaped: bool) -> Json:
    """A block, or an element of one, of at most ``most`` bytes, as far as its frame lets it."""
    over = weight(part, escaped=escaped) - most
    kind = part["type"]
    if over <= 0 or not (kind in ("text", "plain_text", "context") or kind.startswith("rich_text")):
        return part
    if kind in ("text", "plain_text"):
        return {**part, "text": shorter(part["text"], size(part["text"]) - over - len(MORE.encode()))}
    room = most - weight({**part, "elements": []}, escaped=escaped)
    children = part["elements"]
    if kind in ("rich_text", "context"):
        share = level([weight(child, escaped=escaped) + _COMMA for child in children], room) - _COMMA
        if share >= _FLOOR or len(children) == 1:
            return {**part, "elements": [_shortened(child, share, escaped) for child in children]}
    return {**part, "elements": _leading(kind, children, room, escaped)}


def _leading(kind: str, children: Sequence[Json], room: int, escaped: bool) -> list[Json]:
    """The first ones that have room, then "…"."""
    more = section([literal(MORE)]) if kind in ("rich_text", "rich_text_list") else literal(MORE)
    room -= weight(more, escaped=escaped) + _COMMA
    kept: list[Json] = []
    for child in children:
        needed = weight(child, escaped=escaped) + _COMMA
        if needed > room:
            break
        kept.append(child)
        room -= needed
    if kind in ("rich_text", "rich_text_list") and kept:
        return [*kept, more]
    cut = _shortened(children[len(kept)], room + weight(more, escaped=escaped), escaped)
    return [*kept, cut]
