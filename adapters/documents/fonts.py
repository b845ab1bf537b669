"""DejaVu Sans, which matplotlib brings along: Latin, Greek and Cyrillic whole, nothing fetched at run time.

Hebrew and Arabic letters run from right to left; Arabic ones are not joined. All else is a square that can be seen:
fonts and shaping for every script would weigh more than the rest of the program, and the other forms of a letter or a
dossier carry any text as it is.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

import matplotlib
from bidi.algorithm import get_display
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
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


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


def able(text: str, font: Font) -> Font:
    """The font, or the upright one where that has letters which this one lacks (Hebrew has no oblique)."""
    if font == "Text" or text.isascii():
        return font
    own, upright = widths(font), widths("Text")
    return "Text" if any(ord(c) in upright and ord(c) not in own for c in text) else font


def placed(line: str) -> str:
    """A line in the order in which its letters stand on paper (Unicode's bidirectional algorithm, UAX 9)."""
    if not any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in line):
        return line
    return str(get_display(line))


def width_of(text: str, font: Font, size: float) -> float:
    """In points; of a drawable text."""
    known = widths(font)
    return sum(known[ord(c)] for c in text) * size / 1000
