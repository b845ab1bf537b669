"""Papers: every block is there, pages are numbered, and a long one needs no more memory than its pages."""

import io
import tracemalloc
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
from pypdf import PdfReader

from adapters.documents import DocumentsApart
from adapters.documents.fonts import CANNOT_DRAW, placed, width_of
from adapters.documents.printed import printing
from bot.notices.paper import Cover, Foot
from bot.notices.parts import Facts, Items, Paragraph, Picture, Quote, Section, Span, Style, Table, Text
from tests.adapters.documents.reading import pdf_acts, pdf_text
from tests.adapters.http.fakes import page
from tests.adapters.practice.hostile import HOSTILE

COVER = Cover(title="A paper", author="Example Agency", language="en", page="Page {page}")
FOOT = Foot("of {pages}, the end")


def words(text: str) -> Text:
    return (Span(text, Style.USER),)


def printed(parts: Sequence[Section | Foot]) -> bytes:
    out = io.BytesIO()
    printing(COVER, iter(parts), out)
    return out.getvalue()


def test_every_block_is_printed() -> None:
    text = pdf_text(printed([*page("Acme").sections, FOOT]))
    for shown in ("A paper", "Example Agency", "plain Acmestrongcode", "1.", "2.", "1.0", "sum", "Acme"):
        assert shown in text


def test_pages_are_numbered_and_headings_are_bookmarks() -> None:
    lines = Section("Lines", tuple(Facts(((f"day {n}", words(f"what {n}")),)) for n in range(200)))
    reader = PdfReader(io.BytesIO(printed([lines, Section("Last", ()), FOOT])))
    texts = [one.extract_text() for one in reader.pages]
    assert len(texts) > 3
    for number, text in enumerate(texts, 1):
        assert f"Page {number} " in text and f"of {len(texts)}, the end" in text
    assert [entry.title for entry in reader.outline] == ["Lines", "Last"]  # type: ignore[union-attr]
    assert all(f"what {n}" in "\n".join(texts) for n in range(200))


def test_table_says_its_headers_on_every_page_and_goes_on_over_several_blocks() -> None:
    def rows(start: int) -> Table:
        return Table(
            ("Sign", "Points"), tuple((words(f"row {n}"), words(str(n))) for n in range(start, start + 30)), (1,)
        )

    parts = [Section("Table" if not n else "", (rows(30 * n),)) for n in range(6)]
    texts = [one.extract_text() for one in PdfReader(io.BytesIO(printed([*parts, FOOT]))).pages]
    assert [text.count("Sign") for text in texts] == [1] * len(texts)
    assert all(f"row {n}" in "\n".join(texts) for n in range(180))


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_stays_text(number: int) -> None:
    text = HOSTILE[number]
    content = printed([*page(text).sections, Foot(text)])
    assert pdf_acts(content) == []
    assert len(PdfReader(io.BytesIO(content)).pages) < 200


SCRIPTS = {"Hebrew": "שלום עולם", "Arabic": "مرحبا بالعالم", "Greek": "Ωμέγα", "Cyrillic": "Жуков"}
SQUARES = {"Chinese": "漢字", "Korean": "한국", "Thai": "ไทย", "emoji": "🙈", "emoji of several": "👩‍💻"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_letters_of_other_scripts_are_read_as_they_were_typed(script: str) -> None:
    """Also where the font of the place has none of them: quotes are oblique, headings bold."""
    text = SCRIPTS[script]
    blocks = (Paragraph(words(text)), Quote(text), Table((text, "n"), ((words(text), words("1")),)))
    assert pdf_text(printed([Section(text, blocks), FOOT])).count(text) == 5


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("abc שלום (עולם) 12 def", "abc 12 (םלוע) םולש def"),
        ("שלום עולם.", ".םלוע םולש"),
        ("1 and (2)", "1 and (2)"),
    ],
)
def test_a_line_runs_the_way_its_script_does(typed: str, drawn: str) -> None:
    assert placed(typed) == drawn


@pytest.mark.parametrize("script", SQUARES)
def test_what_the_font_lacks_is_a_square_that_can_be_seen(script: str) -> None:
    """As many as there are signs in it; what is invisible by itself leaves none."""
    text = SQUARES[script]
    signs = sum(character != "\N{ZERO WIDTH JOINER}" for character in text)
    shown = pdf_text(printed([Section("", (Paragraph(words(f"[{text}]")), Quote(f"[{text}]"))), FOOT]))
    assert shown.count(f"[{CANNOT_DRAW * signs}]") == 2


def test_numbers_set_flush_right_keep_apart_from_the_next_column() -> None:
    """The end of the one and the beginning of the other, as a reader of the file finds them."""
    table = Table(("Invoice", "Amount", "Since"), ((words("7"), words("5,712.00 EUR"), words("9 Sep 2026")),), (1,))
    found: dict[str, float] = {}

    def place(text: str, _cm: object, matrix: list[float], _font: object, _size: object) -> None:
        found[text.strip()] = matrix[4]

    PdfReader(io.BytesIO(printed([Section("", (table,)), FOOT]))).pages[0].extract_text(visitor_text=place)
    end = found["5,712.00 EUR"] + width_of("5,712.00 EUR", "Text", 8.5)
    assert found["9 Sep 2026"] - end > 8


def test_row_higher_than_a_page_and_lists_go_on_over_the_page() -> None:
    high = Table(("a", "b"), ((words("x " * 900), words("tall " * 390)),))
    long = Items(tuple(words(f"item {n}") for n in range(120)), numbered=True)
    text = pdf_text(printed([Section("", (high, long, Quote("line\n" * 150))), FOOT]))
    assert text.count("tall") == 390 and text.count("item ") == 120 and text.count("line") >= 150


def test_picture_that_nobody_drew_is_named() -> None:
    assert "score of Acme" in pdf_text(printed([Section("", (Picture("c1", "score of Acme"),)), FOOT]))


async def test_worker_prints_the_same(documents: DocumentsApart) -> None:
    parts: list[Section | Foot] = [*page("Acme").sections, FOOT]

    async def one_by_one() -> AsyncIterator[Section | Foot]:
        for part in parts:
            yield part

    out = io.BytesIO()
    await documents.printed(COVER, one_by_one(), out)
    assert out.getvalue() == printed(parts)


def test_long_paper_is_printed_in_bounded_memory() -> None:
    """Two megabytes of text go by; what stays is the pages' text, a few times over while the file is put together."""

    def parts() -> Iterator[Section | Foot]:
        for n in range(400):
            yield Section("", (Paragraph(words(f"{n} " + "every word of it counts " * 170)),))
        yield FOOT

    printing(COVER, iter([FOOT]), io.BytesIO())
    tracemalloc.start()
    printing(COVER, parts(), io.BytesIO())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.fixture
def documents() -> Iterator[DocumentsApart]:
    documents = DocumentsApart()
    yield documents
    documents.close()
