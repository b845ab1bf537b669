"""Notices as Adaptive Cards 1.5 for Teams. Pure.

Whatever a person wrote stands in text runs, where Teams reads nothing into it (``adapters.teams.richtext``). A message
has no ``text`` beside its card, for Teams would show both: its ``summary`` is what notifications take, the card's
``fallbackText`` what a client shows that draws no such cards. Colours are names that Teams gives a shade for its light,
dark and contrast themes; nothing is drawn in a colour of our own but the chart, which brings its ground with it.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.common.letters import MORE, blank, one_line, shorter
from adapters.teams.buttons import Card, Json, Where, arranged, new_card, rows, tapped
from adapters.teams.fitting import CARD_MOST, Part, fitted, weight
from adapters.teams.richtext import TEXT_MOST, block, blocks, bold, escaped, flat, plain, run
from bot.notices.parts import (
    Attached,
    Badge,
    Bars,
    Block,
    Facts,
    Items,
    Notice,
    Paragraph,
    Picture,
    Quote,
    Small,
    Span,
    Subhead,
    Table,
    Text,
)
from bot.voice import Voice

Pictures = Mapping[str, bytes]
"""Client id → PNG of its chart; ``adapters.teams.pictures`` makes them small enough."""

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
NONE: Pictures = {}

_SUMMARY_MOST = 250
_ALT_MOST = 500
_FALLBACK_MOST = 600
_FALLBACK_BYTES = 1_600
_DRAFT_MOST = 9_000
_LINE_MOST = 1_000
_HEAD_MOST = 500
_LINES_MOST = 200
_ROWS_APART = 12
_TEXT_LEAST = 11_000
_SMALL_NOTICE_BLOCKS = 2
_NAMELESS: Text = (Span("Signpost"),)
_LIGHTS = {"calm": "Good", "watch": "Accent", "talk": "Warning", "exit": "Attention"}
_SMALL: Json = {"size": "Small", "isSubtle": True}
_BULLET = "•  "


def message(notice: Notice, *, say: Voice | None = None, pictures: Pictures = NONE) -> Json:
    """An activity with the notice as its card. ``say``: the reader's voice, for the few words that a card adds."""
    return activity(notice_card(notice, say=say, pictures=pictures), notice.title)


def activity(card: Json, title: Text) -> Json:
    summary = one_line(flat(title, _SUMMARY_MOST))
    shown = _NAMELESS[0].text if blank(summary) else plain(title, _SUMMARY_MOST)
    return {"type": "message", "summary": shown, "attachments": [attachment(card)]}


def attachment(card: Json) -> Json:
    return {"contentType": CONTENT_TYPE, "content": card}


def notice_card(notice: Notice, *, where: Where = "chat", say: Voice | None = None, pictures: Pictures = NONE) -> Json:
    """The card alone: the answer to ``adaptiveCard/action``, or a window's content."""
    card = new_card(where, say)
    large = len(notice.blocks) > _SMALL_NOTICE_BLOCKS or any(isinstance(b, Badge | Table) for b in notice.blocks)
    inputs, actions = arranged(notice.actions, card)
    parts = [heading(notice.title, large=large), *body(notice.blocks, card, pictures)]
    return framed([*parts, *kept([*inputs, *rows(actions)])], fallback(notice.title, notice.blocks))


def framed(parts: Sequence[Part], spoken: str) -> Json:
    """The card around its body, which gets what room the frame leaves."""
    frame: Json = {"type": "AdaptiveCard", "version": "1.5", "fallbackText": spoken, "msteams": {"width": "Full"}}
    room = CARD_MOST - weight({**frame, "body": []})
    return {**frame, "body": fitted(_pictured(parts, room), room)}


def kept(elements: Sequence[Json]) -> list[Part]:
    return [Part((element,), fixed=True) for element in elements]


def fallback(title: Text, shown: Sequence[Block] = ()) -> str:
    """The title, the paragraphs and the steps, or what room there is for."""
    texts = [title, *(text for block in shown for text in _lines(block))]
    words = "\n\n".join(text for text in (flat(one, TEXT_MOST) for one in texts) if not blank(text))
    words = words or _NAMELESS[0].text
    if len(words) > _FALLBACK_MOST:
        words = shorter(words, _FALLBACK_MOST)
    while weight(escaped(words)) > _FALLBACK_BYTES:
        words = shorter(words, len(words) * 4 // 5)
    return escaped(words)


def _lines(block: Block) -> Iterator[Text]:
    match block:
        case Paragraph():
            yield block.text
        case Items():
            yield from block.items


def heading(title: Text, *, large: bool = True) -> Part:
    look: Json = {"weight": "Bolder", **({"size": "Large"} if large else {})}
    return Part(tuple(blocks(title, **look) or blocks(_NAMELESS, **look)))


def subheading(text: Text, *, apart: bool = False) -> Part:
    """``apart``: it begins another subject."""
    lines = blocks(text, spacing="Large" if apart else "Medium", most=_HEAD_MOST, weight="Bolder")
    return Part(
        tuple({**one, "separator": True} if apart and n == 0 else one for n, one in enumerate(lines)), fixed=True
    )


def body(shown: Sequence[Block], card: Card, pictures: Pictures = NONE) -> list[Part]:
    return [_part(one, card, pictures) for one in shown]


def _part(shown: Block, card: Card, pictures: Pictures) -> Part:
    """What is drawn for a block; nothing where there is nothing to see."""
    match shown:
        case Small():
            return Part(tuple(blocks(shown.text, spacing="Small", **_SMALL)))
        case Subhead():
            return subheading(shown.text)
        case Paragraph():
            return Part(tuple(blocks(shown.text)))
        case Items():
            return _items(shown)
        case Bars():
            return _items(shown.instead)
        case Facts():
            return _facts(shown)
        case Table():
            return _table(shown, card)
        case Quote():
            return _quote(shown)
        case Attached():
            return Part(())
        case Picture():
            return _picture(shown, pictures)
        case Badge():
            return _badge(shown)


def _badge(shown: Badge) -> Part:
    lines = blocks(bold(shown.label), spacing="Small")
    light = run("●  ", color=_LIGHTS.get(shown.stage, "Default"))
    return Part(tuple(_after(light, one) if n == 0 else one for n, one in enumerate(lines)))


def _after(first: Json, line: Json) -> Json:
    return {**line, "inlines": [first, *line["inlines"]]}


def _items(shown: Items) -> Part:
    lines: list[Json] = []
    for n, item in enumerate(shown.items[:_LINES_MOST], 1):
        lines += blocks(item, spacing="Small", first=f"{n}. " if shown.numbered else _BULLET)
    return _ending(lines, len(shown.items))


def _ending(lines: list[Json], whole: int) -> Part:
    return Part(tuple(lines), (block([run(MORE)], "None"),) if whole > _LINES_MOST else ())


def _facts(facts: Facts) -> Part:
    lines: list[Json] = []
    for label, value in facts.rows[:_LINES_MOST]:
        name = plain(label, _LINE_MOST)
        drawn = blocks(value, spacing="Small")
        first = run(f"{name}: ", weight="Bolder")
        lines += [_after(first, one) if n == 0 else one for n, one in enumerate(drawn)]
    return _ending(lines, len(facts.rows))


# --- Tables ------------------------------------------------------------------------------------------------------


def _table(table: Table, card: Card) -> Part:
    """Rows of two columns, or where there are many, one line for each: cells of a table are heavy."""
    if table.links:
        rows = [_linked(table, row, path, card) for row, path in _linked_rows(table)]
    elif len(table.rows) <= _ROWS_APART:
        rows = [_row(table, row) for row in table.rows]
    else:
        rows = [_line(table, row) for row in table.rows[:_LINES_MOST]]
    end = [] if not table.footer else [{**one, "separator": True} for one in (_row(table, table.footer),) if one]
    part = _ending([row for row in rows if row], len(table.rows))
    return Part(part.elements, (*part.end, *end))


def _linked_rows(table: Table) -> list[tuple[Sequence[Text], str]]:
    paths = [*table.links, *([""] * len(table.rows))]
    return list(zip(table.rows[:_LINES_MOST], paths, strict=False))


def _row(table: Table, row: Sequence[Text]) -> Json:
    """The numbers on the left, bold; then the other cells in a line, the last of several in one of its own."""
    numbers = [cell for n, cell in enumerate(row) if n in table.numeric and not blank(flat(cell, _LINE_MOST))]
    others = [cell for n, cell in enumerate(row) if n not in table.numeric and not blank(flat(cell, _LINE_MOST))]
    below = others[2:]
    texts = [*_joined(others[:2]), *(one for cell in below for one in _cell(cell, isSubtle=True))]
    columns = [_column("64px", [one for cell in numbers for one in _cell(cell, weight="Bolder")])]
    return _columns([*columns, _column("stretch", texts)])


def _line(table: Table, row: Sequence[Text]) -> Json:
    cells = sorted(enumerate(row), key=lambda cell: cell[0] not in table.numeric)
    drawn = _joined([_strong(cell) if n in table.numeric else cell for n, cell in cells if flat(cell, _LINE_MOST)])
    return {**drawn[0], "spacing": "Small"} if drawn else {}


def _linked(table: Table, row: Sequence[Text], path: str, card: Card) -> Json:
    """The first cell is what leads on; each number stands below the others, after its column's name."""
    name = flat(row[0], _LINE_MOST) if row else ""
    rest = [cell for n, cell in enumerate(row) if n and n not in table.numeric and not blank(flat(cell, _LINE_MOST))]
    counted = [(n, cell) for n, cell in enumerate(row) if n in table.numeric and n < len(table.headers)]
    figures = [(Span(f"{table.headers[n]} "), *cell) for n, cell in counted if not blank(flat(cell, _LINE_MOST))]
    look: Json = {"weight": "Bolder", **({} if blank(path) else {"color": "Accent"})}
    first = _cell(row[0], **look) if row else []
    texts = [*first, *_joined([*rest, *figures], isSubtle=True)]
    drawn = _columns([_column("stretch", texts), _column("auto", [block([run("›")])] if texts and path else [])])
    return {**drawn, **tapped(path, card, name)} if drawn else {}


def _strong(text: Text) -> Text:
    return bold(flat(text, _LINE_MOST))


def _cell(text: Text, **look: Any) -> list[Json]:
    return blocks((Span(one_line(flat(text, _LINE_MOST))),), spacing="None", most=_LINE_MOST, **look)


def _joined(cells: Sequence[Text], **look: Any) -> list[Json]:
    parts: list[Span] = []
    for cell in cells:
        parts += [
            *([Span(" · ")] if parts else []),
            *(Span(one_line(span.text[: 4 * TEXT_MOST]), span.style) for span in cell),
        ]
    return blocks(tuple(parts), spacing="None", **look)


def _column(width: str, items: list[Json]) -> Json:
    return {"type": "Column", "width": width, "items": items} if items else {}


def _columns(columns: Sequence[Json]) -> Json:
    shown = [column for column in columns if column]
    return {"type": "ColumnSet", "spacing": "Small", "columns": shown} if shown else {}


# --- Quotes and pictures -----------------------------------------------------------------------------------------


def _quote(shown: Quote) -> Part:
    """A draft as it is to be copied; what somebody said in italics, to tell whose words these are."""
    if blank(shown.text):
        return Part(())
    if shown.copyable:
        return Part(tuple(blocks((Span(shown.text),), most=_DRAFT_MOST)), boxed=True)
    return Part(tuple(blocks((Span(shown.text),), italic=True)), boxed=True)


def _picture(shown: Picture, pictures: Pictures) -> Part:
    """The picture, with its words for whom it does not reach; ``_pictured`` decides whether there is room for it."""
    words = tuple(blocks((Span(shown.alt),), spacing="Small", **_SMALL))
    drawn = pictures.get(shown.client)
    if drawn is None:
        return Part(words)
    url = f"data:image/png;base64,{b64encode(drawn).decode()}"
    image: Json = {"type": "Image", "url": url, "altText": plain(shown.alt, _ALT_MOST), "size": "Stretch"}
    return Part((image,), words, fixed=True)


def _pictured(parts: Sequence[Part], room: int) -> list[Part]:
    """The first picture if it fits beside the texts, or leaves them enough; for the others their words."""
    texts = sum(weight(one) for part in parts if not _has_picture(part) for one in part.drawn())
    left = max(room - texts, room - _TEXT_LEAST)
    first = next((part for part in parts if _has_picture(part) and weight(part.elements[0]) <= left), None)
    return [
        part if not _has_picture(part) else Part(part.elements, fixed=True) if part is first else Part(part.end)
        for part in parts
    ]


def _has_picture(part: Part) -> bool:
    return bool(part.elements) and part.elements[0]["type"] == "Image"
