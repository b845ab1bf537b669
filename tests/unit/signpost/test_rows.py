"""Files of records: what spreadsheets and exports write, and what is said of mistakes."""

from pathlib import Path

import pytest

from bot.errors import ImportRefused
from bot.spreadsheet import safe_cell
from signpost.records.rows import Row, read_rows

COLUMNS = ("name", "aliases", "note")


def rows(folder: Path, content: str | bytes, name: str = "list.csv", *, strict: bool = True) -> list[Row]:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return read_rows(path, COLUMNS, strict=strict)


def refusal(folder: Path, content: str | bytes, name: str = "list.csv") -> ImportRefused:
    with pytest.raises(ImportRefused) as caught:
        rows(folder, content, name)
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        "name,aliases\nMüller,m;mü\n",
        '\ufeffname;aliases\r\nMüller;"m;mü"\r\n',
        "name\taliases\r\nMüller\tm;mü",
        "Name , ALIASES \n\n Müller ,m;mü,,\n\n",
        'name;aliases\r\nMüller;"m;mü"\r\n'.encode("cp1252"),
    ],
    ids=["comma", "excel", "tabs", "untidy", "windows-1252"],
)
def test_csv_as_spreadsheets_write_it_is_read(tmp_path: Path, content: str | bytes) -> None:
    (row,) = rows(tmp_path, content)
    assert row.text("name") == "Müller"
    assert row.many("aliases") == ("m", "mü")


def test_lines_are_those_of_the_file_also_after_line_breaks_in_cells(tmp_path: Path) -> None:
    found = rows(tmp_path, 'name,note\na,"one\ntwo"\n\nb,x\n')
    assert [(row.line, row.text("name")) for row in found] == [(2, "a"), (5, "b")]
    assert found[0].text("note") == "one\ntwo"


@pytest.mark.parametrize(
    ("content", "line", "column", "reason"),
    [
        ("", 1, "", "the file is empty"),
        ("nam,aliases\nx,y", 1, "nam", "there is no such column; did you mean name?"),
        ("name,zzz\nx,y", 1, "zzz", "the columns are: name, aliases, note"),
        ("name,name\nx,y", 1, "name", "the column is there twice"),
        ("name\nx,y", 2, "", "there are 2 cells, but the first line names 1 columns"),
        ('name\n"x', 2, "", "this is not valid CSV"),
        ("name\nx\0y", 2, "", "there is a NUL character"),
        ("name\nx".encode("utf-16"), 1, "", "the file is UTF-16"),
    ],
)
def test_wrong_csv_is_refused_with_line_and_column(
    tmp_path: Path, content: str | bytes, line: int, column: str, reason: str
) -> None:
    error = refusal(tmp_path, content)
    assert (error.file, error.line, error.column) == ("list.csv", line, column)
    assert reason in error.reason


def test_json_lines_are_read_by_name_or_content(tmp_path: Path) -> None:
    for name in ("list.jsonl", "list.txt"):
        (row,) = rows(tmp_path, '\n{"name": "Acme", "aliases": ["a", "b"], "note": 3}\n', name)
        assert (row.line, row.text("name"), row.many("aliases"), row.text("note")) == (2, "Acme", ("a", "b"), "3")


@pytest.mark.parametrize(
    ("content", "line", "column", "reason"),
    [
        ('{"name": 1}\n{"name":', 2, "", "this is not valid JSON at character"),
        ("[1]", 1, "", "each line must be one JSON object"),
        ('{"name": true}', 1, "name", "must be text, a number or a list of texts, not true"),
        ('{"name": {"a": 1}}', 1, "name", "must be text"),
        ('{"name": "\\ud800"}', 1, "name", "a character that cannot be stored"),
        ('{"nmae": "x"}', 1, "nmae", "did you mean name?"),
    ],
)
def test_wrong_json_is_refused_with_line_and_column(
    tmp_path: Path, content: str, line: int, column: str, reason: str
) -> None:
    error = refusal(tmp_path, content, "list.jsonl")
    assert (error.line, error.column) == (line, column)
    assert reason in error.reason


def test_unstrict_reading_passes_over_what_it_does_not_know_but_not_typos(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, '{"name": "x", "whatever": [1]}', "list.jsonl", strict=False)
    assert row.cells == {"name": "x"}
    with pytest.raises(ImportRefused, match="did you mean aliases"):
        rows(tmp_path, '{"aliasse": "x"}', "list.jsonl", strict=False)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot be read"):
        read_rows(tmp_path / "none.csv", COLUMNS)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠", " =", "  +"])
def test_cells_that_a_spreadsheet_computes_are_made_text_and_come_back(tmp_path: Path, start: str) -> None:
    written = safe_cell(f"{start}1+1")
    assert written in (f"'{start}1+1", f"{start[:-1]}'{start[-1]}1+1")
    (row,) = rows(tmp_path, f'name\n"{written}"\n')
    assert row.text("name") == f"{start}1+1".strip()


@pytest.mark.parametrize("harmless", ["1+1", "a=b", "'quoted'", "", "x-1"])
def test_other_cells_stay_as_they_are(harmless: str) -> None:
    assert safe_cell(harmless) == harmless
