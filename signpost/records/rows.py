"""A file of records → rows that know their line. What is wrong raises ``ImportRefused`` with file, line and column.

CSV as spreadsheets write it: comma, semicolon or tab (told by the header line), UTF-8 with or without byte order mark,
or Windows-1252 (German Excel), any line ends, line breaks inside quotes. JSON Lines: one object a line.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ImportRefused
from bot.spreadsheet import as_typed
from signpost.nearest import nearest

_CELL_LIMIT = 1_000_000

Cell = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Column → cell; empty cells are left out."""

    file: str
    line: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        cell = self.cells.get(column, "")
        return cell if isinstance(cell, str) else ";".join(cell)

    def many(self, column: str) -> tuple[str, ...]:
        """A cell with several values, written with ``;`` between them (a list in JSON)."""
        cell = self.cells.get(column, ())
        parts = cell.split(";") if isinstance(cell, str) else cell
        return tuple(part.strip() for part in parts if part.strip())

    def refused(self, column: str, reason: str) -> ImportRefused:
        return ImportRefused(self.file, self.line, column, reason)


def read_rows(path: Path, columns: Sequence[str], *, strict: bool = True) -> list[Row]:
    """All rows of a file with nothing but these columns; JSON Lines by the name or by the first character.

    Not ``strict``: a further column is passed over, unless it looks like one of these misspelt.
    """
    text = _decoded(path)
    as_json = path.suffix.lower() in (".jsonl", ".ndjson", ".json") or text.lstrip()[:1] == "{"
    known = _Columns(path.name, tuple(columns), strict)
    return list(_json_rows(text, known) if as_json else _csv_rows(text, known))


def _decoded(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ImportRefused(path.name, 0, "", f"the file cannot be read ({error.strerror})") from error
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ImportRefused(path.name, 1, "", "the file is UTF-16; save it as CSV UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ImportRefused(path.name, text[: text.index("\0")].count("\n") + 1, "", "there is a NUL character")
    return text


@dataclass(frozen=True, slots=True)
class _Columns:
    """What a file may hold."""

    file: str
    names: tuple[str, ...]
    strict: bool

    def check(self, name: str, line: int) -> None:
        if name in self.names:
            return
        near = nearest(name, self.names)
        if near or self.strict:
            hint = f"did you mean {near}?" if near else f"the columns are: {', '.join(self.names)}"
            raise self.refused(line, name, f"there is no such column; {hint}")

    def refused(self, line: int, column: str, reason: str) -> ImportRefused:
        return ImportRefused(self.file, line, column, reason)


def _csv_rows(text: str, known: _Columns) -> Iterator[Row]:
    csv.field_size_limit(_CELL_LIMIT)
    header_line = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(header_line), strict=True)
    header: list[str] | None = None
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, known, line)
            else:
                yield _csv_row(cells, header, known, line)
    except csv.Error as error:
        raise known.refused(start, "", f"this is not valid CSV ({error})") from error
    if header is None:
        raise known.refused(1, "", f"the file is empty; its first line names the columns: {', '.join(known.names)}")


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _header(cells: Sequence[str], known: _Columns, line: int) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    for name in names:
        known.check(name, line)
        if names.count(name) > 1:
            raise known.refused(line, name, "the column is there twice")
    return names


def _csv_row(cells: list[str], header: list[str], known: _Columns, line: int) -> Row:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise known.refused(line, "", f"there are {len(cells)} cells, but the first line names {len(header)} columns")
    named = zip(header, map(_unescaped, cells), strict=False)
    return Row(known.file, line, {name: cell for name, cell in named if cell and name in known.names})


def _unescaped(cell: str) -> str:
    """Without blanks around, and without the apostrophes that our export puts before formula characters."""
    return as_typed(cell).strip()


def _json_rows(text: str, known: _Columns) -> Iterator[Row]:
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            value: object = json.loads(written)
        except (ValueError, RecursionError) as error:
            column = f" at character {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            raise known.refused(line, "", f"this is not valid JSON{column}") from error
        if not isinstance(value, dict):
            raise known.refused(line, "", "each line must be one JSON object")
        for name in value:
            known.check(name, line)
        cells = {name: _json_cell(cell, known, line, name) for name, cell in value.items() if name in known.names}
        yield Row(known.file, line, {name: cell for name, cell in cells.items() if cell})


def _json_cell(value: object, known: _Columns, line: int, name: str) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str):
        return _storable(value.strip(), known, line, name)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(_storable(item, known, line, name) for item in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        written = json.dumps(value)[:80]
        raise known.refused(line, name, f"must be text, a number or a list of texts, not {written}")
    return str(value)


def _storable(text: str, known: _Columns, line: int, name: str) -> str:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise known.refused(line, name, "there is a character that cannot be stored")
    return text
