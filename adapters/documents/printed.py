"""A paper of many sections: what a page shows, set on A4. Text is drawn, never interpreted."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from adapters.documents.cleaned import line_of, lines_of
from adapters.documents.fonts import drawable, width_of
from adapters.documents.paper import GREY, LEFT, Ink, Paper
from adapters.documents.spool import unspooled
from adapters.documents.wrapped import wrapped
from bot.notices.paper import Cover, Foot
from bot.notices.parts import (
    Badge,
    Bars,
    Block,
    Facts,
    Items,
    Paragraph,
    Picture,
    Quote,
    Section,
    Small,
    Subhead,
    Table,
    Text,
)
from bot.notices.parts import plain as words

BLOCK_LIMIT = 50_000
CELL_LIMIT = 2_000
_LINE = 300
_TITLE, _HEAD = Ink("TextBold", 19, 25), Ink("TextBold", 13, 18)
_SUBHEAD, _TEXT, _SMALL = Ink("TextBold", 9.5, 14), Ink(size=9.5, leading=14), Ink(size=8, leading=11.5, colour=GREY)
_CELL, _CELL_BOLD = Ink(size=8.5, leading=12), Ink("TextBold", 8.5, 12)
_QUOTE = Ink("TextOblique", 9, 13, GREY)
_LABELS = 118.0
_GAP = 10.0


def print_sections(cover: Cover, spooled: Path, out: Path) -> None:
    """From a file of pickled parts (``spool``), one at a time, to a PDF."""
    with spooled.open("rb") as parts, out.open("wb") as file:
        printing(cover, unspooled(parts), file)


def printing(cover: Cover, parts: Iterator[Section | Foot], file: BinaryIO) -> None:
    press, foot = _Press(cover, file), ""
    for part in parts:
        if isinstance(part, Foot):
            foot = line_of(part.text, _LINE)
        else:
            press.section(part)
    press.paper.close(lambda pages: foot.replace("{pages}", str(pages)))


class _Press:
    def __init__(self, cover: Cover, file: BinaryIO) -> None:
        self._pictures = cover.pictures
        page = line_of(cover.page, _LINE)
        title = line_of(cover.title, _LINE)
        self.paper = Paper(
            file,
            title=title,
            author=line_of(cover.author, _LINE),
            language=cover.language,
            page_of=lambda number: page.replace("{page}", str(number)),
        )
        self.paper.lines([line_of(cover.author, _LINE)], _SMALL)
        self.paper.space(4)
        self.paper.lines([title], _TITLE)
        self.paper.space(8)
        self._columns: tuple[tuple[str, ...], list[float], int] = ((), [], 0)

    def section(self, section: Section) -> None:
        if section.heading:
            heading = line_of(section.heading, _LINE)
            self.paper.space(16)
            self.paper.room(80)
            self.paper.bookmark(heading)
            self.paper.lines([heading], _HEAD)
            self.paper.space(5)
            self._columns = ((), [], 0)
        for block in section.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Subhead():
                self.paper.space(7)
                self.paper.room(46)
                self.paper.lines(_lines(block.text), _SUBHEAD)
            case Small():
                self.paper.lines(_lines(block.text), _SMALL)
                self.paper.space(2)
            case Paragraph():
                self.paper.lines(_lines(block.text), _TEXT)
                self.paper.space(3)
            case Items():
                self._items(block)
            case Bars():
                self._items(block.instead)
            case Facts():
                for label, value in block.rows:
                    self._fact(label, value)
            case Quote():
                self._quote(block.text)
            case Table():
                self._table(block)
            case Badge():
                self.paper.lines([line_of(block.label, _LINE)], _SUBHEAD)
            case Picture():
                self._picture(block)

    def _items(self, block: Items) -> None:
        for number, item in enumerate(block.items, 1):
            self.paper.room(_TEXT.leading)
            mark, top = f"{number}." if block.numbered else "•", self.paper.y - _TEXT.leading
            self.paper.put(mark, _TEXT, LEFT + 2, top + (_TEXT.leading - _TEXT.size) / 2)
            self.paper.lines(_lines(item), _TEXT, indent=18)
        self.paper.space(3)

    def _fact(self, label: str, value: Text) -> None:
        self.paper.room(_TEXT.leading)
        page, top = self.paper.page, self.paper.y
        self.paper.lines([line_of(label, _LINE)], _SMALL, width=_LABELS - _GAP)
        if self.paper.page == page:
            after, self.paper.y = self.paper.y, top + 1
        else:
            after = self.paper.y
        page = self.paper.page
        self.paper.lines(_lines(value), _TEXT, indent=_LABELS)
        if self.paper.page == page:
            self.paper.y = min(self.paper.y, after)
        self.paper.space(2)

    def _quote(self, text: str) -> None:
        """With a bar beside every line, so that it may go on over the page."""
        for line in lines_of(text, BLOCK_LIMIT):
            ink = _QUOTE.able(line)
            for piece in wrapped(drawable(line, ink.font), ink.font, ink.size, self.paper.width - 14):
                self.paper.room(ink.leading)
                top = self.paper.y
                self.paper.lines([piece], ink, indent=14)
                self.paper.bar(top, indent=4)
        self.paper.space(4)

    def _picture(self, block: Picture) -> None:
        if png := self._pictures.get(block.client):
            self.paper.picture(png)
            self.paper.space(4)
        else:
            self.paper.lines([line_of(block.alt, _LINE)], _SMALL)

    def _table(self, block: Table) -> None:
        headers, known, page = self._columns
        if headers != block.headers:
            known = _widths(block, self.paper.width)
        if headers != block.headers or page != self.paper.page:
            self._row(block, block.headers, known, _CELL_BOLD)
        for row in block.rows:
            self._row(block, [words(cell) for cell in row], known, _CELL)
        if block.footer:
            self._row(block, [words(cell) for cell in block.footer], known, _CELL_BOLD)
        self._columns = (block.headers, known, self.paper.page)

    def _row(self, table: Table, cells: Sequence[str], widths: Sequence[float], ink: Ink) -> None:
        """A row as high as its highest cell; its header again where a new page began."""
        ink = ink.able("".join(cells))
        wanted = [
            list(wrapped(drawable(line_of(cell, CELL_LIMIT), ink.font), ink.font, ink.size, width - _GAP))
            for cell, width in zip(cells, widths, strict=False)
        ]
        high = max((len(lines) for lines in wanted), default=1)
        if self.paper.room(min(high, 40) * ink.leading + 4) and list(cells) != list(table.headers):
            self._row(table, table.headers, widths, _CELL_BOLD)
        for number in range(high):
            self.paper.room(ink.leading)
            self.paper.y -= ink.leading
            x = LEFT
            for column, (lines, width) in enumerate(zip(wanted, widths, strict=False)):
                if number < len(lines):
                    # Flush right, but apart from what the next column begins with.
                    gap = _GAP if column < len(widths) - 1 else 0
                    right = x + width - gap if column in table.numeric else None
                    self.paper.put(lines[number], ink, x, self.paper.y + 3, right=right)
                x += width
        self.paper.space(2)
        self.paper.rule()
        self.paper.space(1)


def _lines(text: Text) -> list[str]:
    return lines_of(words(text), BLOCK_LIMIT)


def _widths(table: Table, width: float) -> list[float]:
    """Columns by what is in them; the widest gives way where they do not fit, and gets what is left over."""
    rows = [list(table.headers), *([words(cell) for cell in row] for row in (*table.rows, table.footer) if row)]
    count = len(table.headers)
    natural = [
        max((_wide(row[column]) for row in rows if column < len(row)), default=0.0) + _GAP for column in range(count)
    ]
    kept = [min(one, width * 0.45) for one in natural]
    widest = max(range(count), key=kept.__getitem__, default=0)
    if kept:
        kept[widest] = max(60.0, width - sum(kept) + kept[widest])
    over = sum(kept)
    return [one * width / over for one in kept] if over > width else kept


def _wide(cell: str) -> float:
    return width_of(drawable(line_of(cell, 120), "TextBold"), "TextBold", _CELL.size)
