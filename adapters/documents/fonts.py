"""DejaVu Sans, which matplotlib brings along: Latin, Greek and Cyrillic whole, nothing fetched at run time."""

from functools import cache
from pathlib import Path
from typing import Literal

import matplotlib
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

Font = Literal["Text", "TextBold", "TextOblique"]
CANNOT_DRAW = "\N{WHITE SQUARE}"
_FILES: dict[Font, str] = {
    "Text": "DejaVuSans.ttf",
    "TextBold": "DejaVuSans-Bold.ttf",
    "TextOblique": "DejaVuSans-Oblique.ttf",
}
_BMP = 0x10000


@cache
def widths(font: Font) -> dict[int, float]:
    """Code point → width in thousandths of the font's size. The font is known to ReportLab afterwards.

    Beyond the basic plane (emoji) nothing: ReportLab writes a table there from which no reader gets the text back.
    """
    loaded = TTFont(font, str(Path(matplotlib.get_data_path(), "fonts", "ttf", _FILES[font])))
    pdfmetrics.registerFont(loaded)
    return {code: width for code, width in loaded.face.charWidths.items() if code < _BMP}


def drawable(text: str, font: Font) -> str:
    """Characters that the font lacks become a square."""
    if text.isascii():
        return text
    known = widths(font)
    return "".join(c if ord(c) in known else CANNOT_DRAW for c in text)


def width_of(text: str, font: Font, size: float) -> float:
    """In points; of a drawable text."""
    known = widths(font)
    return sum(known[ord(c)] for c in text) * size / 1000
