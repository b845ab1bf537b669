"""Letters as files: what was written is what is read, and nothing in it does anything."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from adapters.documents import DocumentsApart
from adapters.documents.letters import BODY_LIMIT, written
from bot.domain.sheet import LetterForm, LetterSheet
from tests.adapters.documents.reading import docx_lines, docx_tags, eml, pdf_acts, pdf_text
from tests.adapters.practice.hostile import HOSTILE

FORMS: tuple[LetterForm, ...] = get_args(LetterForm)
LETTER = LetterSheet(
    organization="Agentur Fährmann",
    sender="Mira Öztürk",
    client="Ωmega & Жуков GmbH",
    subject="Unsere Zusammenarbeit",
    body="Guten Tag,\n\nwir beenden den Vertrag zum 31.12.2026.\n\nMit freundlichen Grüßen\nMira Öztürk",
    day=date(2026, 11, 28),
    language="de",
)
PLAIN_TAGS = docx_tags(written(LETTER, "docx"))


def read(sheet: LetterSheet, form: LetterForm) -> str:
    """A letter's text as a reader of that form gets it."""
    content = written(sheet, form)
    match form:
        case "txt":
            return content.decode("utf-8")
        case "docx":
            return "\n".join(docx_lines(content))
        case "eml":
            return f"{eml(content)['Subject']}\n{eml(content).get_content()}"
        case "pdf":
            return pdf_text(content)


@pytest.fixture
def documents() -> Iterator[DocumentsApart]:
    documents = DocumentsApart()
    yield documents
    documents.close()


@pytest.mark.parametrize("form", FORMS)
def test_letter_is_read_as_it_was_written(form: LetterForm) -> None:
    there = read(LETTER, form)
    for line in (LETTER.subject, *filter(None, LETTER.body.split("\n"))):
        assert line in there
    if form != "eml":
        assert all(words in there for words in (LETTER.organization, LETTER.client, "28. November 2026"))


@pytest.mark.parametrize("form", FORMS)
def test_same_sheet_gives_the_same_bytes(form: LetterForm) -> None:
    assert written(LETTER, form) == written(LETTER, form)
    assert written(LETTER, form) != written(replace(LETTER, body="Other."), form)


async def test_worker_writes_the_same(documents: DocumentsApart) -> None:
    for form in FORMS:
        assert await documents.letter(LETTER, form) == written(LETTER, form)


def test_english_letter_has_an_english_day() -> None:
    assert "28 November 2026" in read(replace(LETTER, language="en"), "txt")


def test_long_letter_has_numbered_pages() -> None:
    content = written(replace(LETTER, body="Ein Absatz, der eine Zeile füllt.\n" * 120), "pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Seite {number}" in page and f"von {len(pages)}" in page


def test_line_wider_than_the_page_is_broken_and_loses_nothing() -> None:
    words = " ".join(f"wort{n}" for n in range(200))
    there = read(replace(LETTER, body=words), "pdf").split()
    assert [word for word in there if word.startswith("wort")] == words.split()


def test_mail_is_a_draft_without_addresses() -> None:
    draft = eml(written(LETTER, "eml"))
    assert (draft["X-Unsent"], draft["To"], draft["From"], draft["Bcc"]) == ("1", "", None, None)


@pytest.mark.parametrize("text", [*HOSTILE, "a\r\nBcc: all@example.com\r\n\r\nbody", "a\nTo: x\x85Cc: y\u2028Bcc: z"])
def test_hostile_subject_stays_one_header(text: str) -> None:
    draft = eml(written(replace(LETTER, subject=text, sender=text, organization=text, client=text), "eml"))
    assert set(draft.keys()) == {
        "Subject",
        "To",
        "X-Unsent",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    }
    assert draft.get_content().split() == LETTER.body.split()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_stays_text(form: LetterForm, number: int) -> None:
    text = HOSTILE[number]
    content = written(
        LetterSheet(
            organization=text, sender=text, client=text, subject=text, body=text, day=LETTER.day, language="xx"
        ),
        form,
    )
    if form == "pdf":
        assert pdf_acts(content) == []
    if form == "docx":
        assert docx_tags(content) <= PLAIN_TAGS
    assert len(content) < 2_000_000


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("markup", HOSTILE[:6])
def test_markup_is_read_as_it_was_typed(form: LetterForm, markup: str) -> None:
    there = "".join(read(replace(LETTER, body=markup), form).split())
    assert "".join(markup.split()) in there


@pytest.mark.parametrize("form", FORMS)
def test_invisible_characters_are_gone(form: LetterForm) -> None:
    there = read(replace(LETTER, body="a\u202eb\u200bc\ufeffd\x00e\x1bf\u2066g"), form)
    assert "abcdefg" in there


@pytest.mark.parametrize("form", FORMS)
def test_text_that_is_too_long_says_that_it_was_cut(form: LetterForm) -> None:
    there = read(replace(LETTER, body="wort " * (BODY_LIMIT // 5 + 1)), form)
    assert "[…]" in there and len(there) < BODY_LIMIT * 1.1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(FORMS))
def test_any_text_can_be_written(text: str, form: LetterForm) -> None:
    assert written(replace(LETTER, subject=text, body=text, client=text), form)


SIGNED = "\n\nMit freundlichen Grüßen\nMira Öztürk\nAgentur Fährmann"


def pages(body: str) -> list[str]:
    content = written(replace(LETTER, body=body), "pdf")
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_letter_that_is_hardly_too_long_stays_on_one_page() -> None:
    """At full size a page takes some 38 lines and the room for a pen; set a little smaller, some more."""
    assert len(pages("\n".join(f"Punkt {n}" for n in range(38)) + SIGNED)) == 1
    assert len(pages("\n".join(f"Punkt {n}" for n in range(60)) + SIGNED)) == 2


@pytest.mark.parametrize("lines", range(40, 50))
def test_who_signs_is_never_on_a_page_without_the_greeting(lines: int) -> None:
    last = pages("\n".join(f"Punkt {n}" for n in range(lines)) + SIGNED)[-1]
    assert "Mit freundlichen Grüßen" in last and "Agentur Fährmann" in last


def test_there_is_room_for_a_pen_above_the_name() -> None:
    found: dict[str, float] = {}

    def place(text: str, _cm: object, matrix: list[float], _font: object, _size: object) -> None:
        found[text.strip()] = matrix[5]

    content = written(replace(LETTER, body=f"Guten Tag,{SIGNED}"), "pdf")
    PdfReader(io.BytesIO(content)).pages[0].extract_text(visitor_text=place)
    assert found["Mit freundlichen Grüßen"] - found["Mira Öztürk"] > 40
    word = zipfile.ZipFile(io.BytesIO(written(replace(LETTER, body=f"Guten Tag,{SIGNED}"), "docx")))
    assert b"w:before" in word.read("word/document.xml")
