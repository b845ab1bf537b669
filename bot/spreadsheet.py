"""Rows of text for spreadsheets (CSV), with no cell that one of them would compute instead of showing it.

Also where the file is opened with another separator than it was written with (German Excel takes the semicolon): then
the cells begin elsewhere, so an apostrophe stands before a formula character there too.
"""

import csv
import io
import re
from collections.abc import Iterable

_FORMULA = "=+\\-@＝＋－＠"
_SKIPPED = ' "\u00a0'
_PLACE = f"(?:^[{_SKIPPED}]*(?='*[{_FORMULA}\t\r\n])|[;|\t\r\n][{_SKIPPED}\t]*(?='*[{_FORMULA}]))"
_COMPUTED = re.compile(_PLACE)
_ESCAPED = re.compile(_PLACE.replace("(?='*", "'(?='*"))
"""OWASP, CSV injection: the characters at which a cell becomes a formula, and the blanks that are skipped before."""


def csv_row(cells: Iterable[str]) -> str:
    """One row without its line end, comma-separated."""
    buffer = io.StringIO(newline="")
    # The writer quotes a cell with a line break only if that is among its line end's characters.
    csv.writer(buffer, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue().removesuffix("\r\n")


def safe_cell(cell: str) -> str:
    """With an apostrophe wherever a spreadsheet would begin to compute."""
    return _COMPUTED.sub(lambda found: f"{found[0]}'", cell)


def as_typed(cell: str) -> str:
    """What ``safe_cell`` was given."""
    return _ESCAPED.sub(lambda found: found[0][:-1], cell)
