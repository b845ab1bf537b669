"""A4 paper, written from top to bottom: lines, rules, pictures; a new page where the last one is full.

One pass, page after page: how many pages there are in the end (``close``) is drawn into a form that every page shows.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from adapters.documents.fonts import Font, able, drawable, placed, width_of, widths
from adapters.documents.wrapped import wrapped

LEFT = RIGHT = 62.0
TOP, BOTTOM = 62.0, 58.0
FOOT_SIZE = 7.5
BLACK, GREY, RULE = (0.1, 0.1, 0.12), (0.38, 0.4, 0.44), (0.8, 0.81, 0.84)
Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ink:
    """How a line looks: ``size`` and ``leading`` (from line to line) in points."""

    font: Font = "Text"
    size: float = 10.0
    leading: float = 14.5
    colour: Colour = BLACK

    def able(self, text: str) -> "Ink":
        """To write a text: in another font where this one lacks letters of it."""
        font = able(text, self.font)
        return self if font == self.font else replace(self, font=font)


class Paper:
    """``page_of`` gives the words of a page's number ("Page 3"); ``title`` and ``author`` go into the file's data.

    Same calls, same bytes: the file holds no time and no random id.
    """

    def __init__(self, out: BinaryIO, *, title: str, author: str, language: str, page_of: Callable[[int], str]) -> None:
        for font in ("Text", "TextBold", "TextOblique"):
            widths(font)
        self._canvas = Canvas(out, pagesize=A4, pageCompression=1, invariant=1, lang=language)
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("Signpost")
        self._canvas.setProducer("Signpost")
        self._page_of = page_of
        self.page = 1
        self.y = A4[1] - TOP

    @property
    def width(self) -> float:
        return A4[0] - LEFT - RIGHT

    @property
    def left(self) -> float:
        """Points down to the foot of this page."""
        return self.y - BOTTOM

    def room(self, points: float) -> bool:
        """A new page where less than that is left; whether it came."""
        if self.left >= points:
            return False
        self.turn()
        return True

    def space(self, points: float) -> None:
        self.y -= points

    def lines(self, text: Sequence[str], ink: Ink, *, indent: float = 0.0, width: float | None = None) -> None:
        """Every line wrapped, each below the last."""
        for line in text:
            own = ink.able(line)
            for piece in wrapped(drawable(line, own.font), own.font, own.size, width or self.width - indent):
                self.room(own.leading)
                self.y -= own.leading
                self.put(piece, own, LEFT + indent, self.y + (own.leading - own.size) / 2)

    def height(self, text: Sequence[str], ink: Ink) -> float:
        """Points that ``lines`` would take, on one page."""
        own = [(line, ink.able(line)) for line in text]
        pieces = (wrapped(drawable(line, one.font), one.font, one.size, self.width) for line, one in own)
        return ink.leading * sum(sum(1 for _ in piece) for piece in pieces)

    def put(self, text: str, ink: Ink, x: float, y: float, *, right: float | None = None) -> None:
        """One drawable line at a place; with ``right`` it ends there."""
        if right is not None:
            x = right - width_of(text, ink.font, ink.size)
        self._canvas.setFillColorRGB(*ink.colour)
        self._canvas.setFont(ink.font, ink.size)
        self._canvas.drawString(x, y, placed(text))

    def rule(self, *, indent: float = 0.0) -> None:
        self._canvas.setStrokeColorRGB(*RULE)
        self._canvas.setLineWidth(0.6)
        self._canvas.line(LEFT + indent, self.y, LEFT + self.width, self.y)

    def bar(self, top: float, *, indent: float = 0.0) -> None:
        """An upright line from ``top`` down to here, as beside a quote."""
        self._canvas.setStrokeColorRGB(*RULE)
        self._canvas.setLineWidth(2)
        self._canvas.line(LEFT + indent, top, LEFT + indent, self.y)

    def picture(self, png: bytes) -> None:
        """As wide as the text."""
        image = ImageReader(io.BytesIO(png))
        across, down = image.getSize()
        height = self.width * down / across
        self.room(height)
        self.y -= height
        self._canvas.drawImage(image, LEFT, self.y, self.width, height)

    def bookmark(self, title: str, level: int = 0) -> None:
        key = f"p{self.page}-{self.y:.0f}"
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(title, key, level)

    def turn(self) -> None:
        self._foot()
        self._canvas.showPage()
        self.page += 1
        self.y = A4[1] - TOP

    def close(self, foot: Callable[[int], str]) -> None:
        """Write the file; ``foot`` gives the words that follow the number of every page, from how many there are."""
        self._foot()
        self._canvas.showPage()
        ink = Ink(size=FOOT_SIZE, colour=GREY)
        self._canvas.beginForm("foot")
        self.put(drawable(foot(self.page), ink.font), ink, 0, 0)
        self._canvas.endForm()
        self._canvas.save()

    def _foot(self) -> None:
        ink = Ink(size=FOOT_SIZE, colour=GREY)
        number = drawable(f"{self._page_of(self.page)} ", ink.font)
        self.put(number, ink, LEFT, BOTTOM - 24)
        self._canvas.saveState()
        self._canvas.translate(LEFT + width_of(number, ink.font, ink.size), BOTTOM - 24)
        self._canvas.doForm("foot")
        self._canvas.restoreState()
