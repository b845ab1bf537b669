"""Notices as Slack messages. Pure.

No ``mrkdwn`` anywhere: whatever a person wrote stands in ``rich_text`` or ``plain_text``, where Slack reads nothing
into it. Buttons carry ``do|<n>|<action>``, ``page|<n>|`` or ``chart|<n>|`` as ``action_id``, <n> counting within the
message, and their id as ``value``.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Literal

from adapters.common.letters import MORE, blank, fits, one_line, raw, shorter, size
from adapters.slack.fitting import MESSAGE, fitted
from adapters.slack.richtext import (
    CONTEXT_MOST,
    TEXT_MOST,
    Json,
    flat,
    inline,
    listed,
    literal,
    pieces,
    plain_text,
    preformatted,
    quote,
    rich,
    run_on,
    section,
    unseen,
)
from bot.notices.parts import (
    Attached,
    Badge,
    Bars,
    Block,
    Facts,
    FileLink,
    Items,
    Notice,
    PageLink,
    Paragraph,
    Picture,
    Pressable,
    Quote,
    Small,
    Span,
    Style,
    Subhead,
    Table,
    Text,
    WebLink,
)

Charts = Literal["thread", "button"]

_HEADER_MOST = 150
_BUTTON_MOST = 75
_VALUE_MOST = 2_000
_URL_MOST = 3_000
_ID_MOST = 255
_IN_A_ROW = 25
_FALLBACK_BYTES = 3_900
_DRAFT_MOST = 9_000
_LINE_MOST = 1_000
_LINES_MOST = 200
_SMALL_NOTICE_BLOCKS = 4
_NAMELESS: Text = (Span("Signpost"),)
_LIGHTS = {"watch": "large_yellow_circle", "talk": "large_orange_circle", "exit": "red_circle"}


def message(notice: Notice, *, charts: Charts = "button", brief: bool = False) -> Json:
    """Arguments of ``chat.postMessage`` and ``chat.update``.

    ``charts="thread"``: the picture itself is posted into the thread, so only its words stand here; ``"button"``: it
    opens on a click. ``brief``: for a follow-up in a thread that has the whole notice already.
    """
    shown = tuple(block for block in notice.blocks if _is_prose(block)) if brief else notice.blocks
    numbers = count()
    blocks = [*heading(notice.title, shown), *body(shown, numbers, charts), *buttons(notice.actions, numbers)]
    return {
        "text": fallback(notice.title),
        "blocks": fitted(blocks, MESSAGE),
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _is_prose(block: Block) -> bool:
    return isinstance(block, Paragraph) and not isinstance(block, Subhead)


def fallback(title: Text) -> str:
    """What notifications and screen readers take. ``chat.update`` counts it in bytes (4,000, by measurement)."""
    words = one_line(flat(title, TEXT_MOST))
    if blank(words):
        return _NAMELESS[0].text
    while size(escaped := _escaped(words)) > TEXT_MOST or len(escaped.encode()) > _FALLBACK_BYTES:
        words = shorter(words, size(words) * 4 // 5)
    return escaped


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def heading(title: Text, blocks: Sequence[Block]) -> list[Json]:
    """A header over a large notice, else one bold line; bold too where a header would cut the title."""
    large = len(blocks) > _SMALL_NOTICE_BLOCKS or any(isinstance(block, Badge | Table | Picture) for block in blocks)
    words = flat(title, TEXT_MOST)
    if blank(words):
        return [bold(_NAMELESS)]
    return [header(title)] if large and size(words) <= _HEADER_MOST else [bold(title)]


def header(title: str | Text) -> Json:
    return {"type": "header", "text": plain_text(title, _HEADER_MOST)}


def bold(text: Text) -> Json:
    return rich(section(inline(text, bold=True)))


def whole_title(title: str) -> Json:
    """As a header, or where that is too short, as a bold line."""
    return header(title) if fits(title, _HEADER_MOST) else bold((Span(title),))


def body(blocks: Sequence[Block], numbers: Iterator[int], charts: Charts = "button") -> list[Json]:
    """What follows a subhead stands in one block with it, so that they keep together."""
    drawn: list[Json] = []
    below = False
    for block in blocks:
        begins = isinstance(block, Subhead)
        for part in _drawn(block, numbers, charts):
            text = part["type"] == "rich_text"
            if below and text and not begins:
                drawn[-1] = run_on(drawn[-1], part)
            else:
                drawn.append(part)
            below = text and (below or begins)
    return drawn


def _drawn(block: Block, numbers: Iterator[int], charts: Charts) -> list[Json]:
    """Slack's blocks for one of ours; none where there is nothing to see."""
    match block:
        case Small():
            return _small(block.text)
        case Paragraph():
            parts = inline(block.text, bold=isinstance(block, Subhead))
            return [] if unseen(parts) else [rich(section(parts))]
        case Items():
            lines = [inline(item) for item in block.items[:_LINES_MOST]]
            return _list(lines, len(block.items), numbered=block.numbered)
        case Bars():
            return _drawn(block.instead, numbers, charts)
        case Facts():
            return _facts(block)
        case Table():
            return [*_table(block), *_links(block, numbers)]
        case Quote():
            return _quote(block)
        case Attached():
            return []
        case Picture():
            return _picture(block, numbers, charts)
        case Badge():
            light = {"type": "emoji", "name": _LIGHTS.get(block.stage, "white_circle")}
            return [rich(section([light, literal(" "), *inline((Span(block.label),), bold=True)]))]


def _small(text: Text) -> list[Json]:
    words = plain_text(text, CONTEXT_MOST, lines=True)
    return [{"type": "context", "elements": [words]}] if not blank(flat(text, CONTEXT_MOST)) else []


def _list(lines: Sequence[list[Json]], whole: int, *, numbered: bool = False) -> list[Json]:
    shown = [line for line in lines if not unseen(line)]
    if whole > len(lines):
        shown.append([literal(MORE)])
    return [rich(listed(shown, numbered=numbered))] if shown else []


def _facts(facts: Facts) -> list[Json]:
    parts: list[Json] = []
    for label, value in facts.rows[:_LINES_MOST]:
        if parts:
            parts.append(literal("\n"))
        parts += inline((Span(label), Span(":")), bold=True)
        parts.append(literal(" "))
        parts += inline(value)
    return [] if unseen(parts) else [rich(section(parts))]


def _table(table: Table) -> list[Json]:
    """A line for each row: Slack's own tables are not allowed in views, and only once in a message."""
    lines = [_line(table, row) for row in table.rows[:_LINES_MOST]]
    drawn = _list(lines, len(table.rows))
    footer = "".join(part["text"] for part in _line(table, table.footer))
    if not blank(footer):
        cut = footer if size(footer) <= TEXT_MOST else shorter(footer, TEXT_MOST)
        total = rich(section([literal(cut, bold=True)]))
        drawn = [run_on(drawn[0], total)] if drawn else [total]
    return drawn


def _line(table: Table, row: Sequence[Text]) -> list[Json]:
    """The numbers first, bold; where rows lead somewhere, the name first and each number after its column's name."""
    cells = list(enumerate(row))
    if not table.links:
        cells.sort(key=lambda cell: cell[0] not in table.numeric)
    parts: list[Json] = []
    for column, cell in cells:
        words = inline(cell, bold=column in table.numeric, most=_LINE_MOST)
        if unseen(words):
            continue
        if parts:
            parts.append(literal(" · "))
        if table.links and column in table.numeric and column < len(table.headers):
            parts += inline((Span(table.headers[column]), Span(" ")), most=_LINE_MOST)
        parts += words
    return parts


def _links(table: Table, numbers: Iterator[int]) -> list[Json]:
    rows = [(row[0] if row else (), path) for row, path in zip(table.rows, table.links, strict=False) if path]
    buttons = [_button(f"page|{next(numbers)}|", name, path) for name, path in rows[:_IN_A_ROW]]
    return [{"type": "actions", "elements": buttons}] if buttons else []


def _quote(block: Quote) -> list[Json]:
    if blank(block.text):
        return []
    if block.copyable:
        return [rich(preformatted(pieces(block.text, _DRAFT_MOST)))]
    return [rich(quote(inline((Span(block.text, Style.USER),))))]


def _picture(picture: Picture, numbers: Iterator[int], charts: Charts) -> list[Json]:
    words = _small((Span(picture.alt),))
    if charts == "thread" or not picture.label:
        return words
    button = _button(f"chart|{next(numbers)}|", picture.label, picture.client)
    return [*words, {"type": "actions", "elements": [button]}]


def buttons(actions: Sequence[Pressable], numbers: Iterator[int]) -> list[Json]:
    drawn = [_action(action, next(numbers)) for action in actions]
    rows = [drawn[start : start + _IN_A_ROW] for start in range(0, len(drawn), _IN_A_ROW)]
    return [{"type": "actions", "elements": row} for row in rows]


def _action(action: Pressable, number: int) -> Json:
    if isinstance(action, FileLink):
        return _action(action.instead, number)
    if isinstance(action, WebLink):
        return {**_button(f"open|{number}|", action.label, ""), "url": raw(action.address, _URL_MOST)}
    if isinstance(action, PageLink):
        return _button(f"page|{number}|", action.label, action.path)
    button = _button(f"do|{number}|{action.name}", action.label, action.value)
    return button if action.look == "default" else {**button, "style": action.look}


def _button(action_id: str, label: str | Text, value: str) -> Json:
    button = {"type": "button", "action_id": raw(action_id, _ID_MOST), "text": plain_text(label, _BUTTON_MOST)}
    return {**button, "value": raw(value, _VALUE_MOST)} if value else button
