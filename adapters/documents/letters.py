"""A letter in four forms. Every field is somebody's text: it is written, never interpreted."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from babel.dates import format_date
from docx import Document
from docx.shared import Cm, Pt

from adapters.documents.cleaned import line_of, lines_of
from adapters.documents.fonts import drawable
from adapters.documents.paper import GREY, LEFT, Ink, Paper
from bot.domain.sheet import LetterForm, LetterSheet

LINE_LIMIT = 300
BODY_LIMIT = 200_000
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_FOR_A_PEN = 30.0
"""Points above the name of whoever signs by hand."""
_SIZES = (Ink(), Ink(size=9.5, leading=13.5), Ink(size=9.2, leading=12.8))
_CLOSING_LINES = 8
_PAGE = {"de": "Seite {}", "en": "Page {}"}
# The letters are written in British English.
_LOCALES = {"de": "de_DE", "en": "en_GB"}
_OF = {"de": "von {}", "en": "of {}"}


def written(sheet: LetterSheet, form: LetterForm) -> bytes:
    """The file. Same sheet, same bytes."""
    return _FORMS[form](_Clean(sheet))


class _Clean:
    """A sheet's texts, ready to be written anywhere."""

    def __init__(self, sheet: LetterSheet) -> None:
        self.language = sheet.language if sheet.language in _PAGE else "en"
        self.organization = line_of(sheet.organization, LINE_LIMIT)
        self.sender = line_of(sheet.sender, LINE_LIMIT)
        self.client = line_of(sheet.client, LINE_LIMIT)
        self.subject = line_of(sheet.subject, LINE_LIMIT)
        self.lines = lines_of(sheet.body.strip("\r\n"), BODY_LIMIT)
        self.day = sheet.day
        self.dated = format_date(sheet.day, "long", locale=_LOCALES[self.language])

    @property
    def from_(self) -> list[str]:
        return [line for line in (self.organization, self.sender) if line]

    @property
    def closing(self) -> int:
        """Where the last paragraph begins: the greeting and who signs."""
        return max((number + 1 for number, line in enumerate(self.lines) if not line), default=0)

    @property
    def signed(self) -> int | None:
        """The line of whoever signs, above which room is left for a pen; None where the last lines do not say."""
        last = range(self.closing + 1, len(self.lines))
        return next((number for number in last if self.sender and self.lines[number] == self.sender), None)


def _txt(clean: _Clean) -> bytes:
    head = [*clean.from_, "", clean.client, "", clean.dated, "", clean.subject, ""]
    return ("\n".join([*head, *clean.lines]) + "\n").encode("utf-8")


def _eml(clean: _Clean) -> bytes:
    """A draft that mail programs open for sending (``X-Unsent``, as Outlook calls it): without addresses, for a person
    puts them in."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = clean.subject
    message["To"] = ""
    message["X-Unsent"] = "1"
    message.set_content("\n".join(clean.lines) + "\n", charset="utf-8", cte="base64")
    return message.as_bytes()


def _docx(clean: _Clean) -> bytes:
    document = Document()
    document.core_properties.author = clean.organization[:255]
    document.core_properties.title = clean.subject[:255]
    document.core_properties.comments = ""
    made = datetime(clean.day.year, clean.day.month, clean.day.day)  # noqa: DTZ001 - Word's field knows no zone
    document.core_properties.created = document.core_properties.modified = made
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    for line in [*clean.from_, "", clean.client, "", clean.dated, ""]:
        document.add_paragraph(line)
    document.add_paragraph().add_run(clean.subject).bold = True
    document.add_paragraph("")
    for number, line in enumerate(clean.lines):
        written = document.add_paragraph(line)
        if number == clean.signed:
            written.paragraph_format.space_before = Pt(_FOR_A_PEN)
    saved = io.BytesIO()
    document.save(saved)
    return _undated(saved)


def _undated(saved: io.BytesIO) -> bytes:
    """The same archive without the time at which it was made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _NO_DATE), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _pdf(clean: _Clean) -> bytes:
    out = io.BytesIO()
    page, of = _PAGE[clean.language], _OF[clean.language]
    author = clean.from_[0] if clean.from_ else ""
    paper = Paper(out, title=clean.subject, author=author, language=clean.language, page_of=page.format)
    quiet = Ink(size=9, leading=13, colour=GREY)
    paper.lines(clean.from_, quiet)
    paper.space(30)
    paper.lines([clean.client], _SIZES[0])
    paper.space(18)
    paper.put(drawable(clean.dated, "Text"), _SIZES[0], LEFT, paper.y, right=LEFT + paper.width)
    paper.space(14)
    paper.lines([clean.subject], Ink("TextBold", 11, 16))
    paper.space(10)
    _body(paper, clean)
    paper.close(of.format)
    return out.getvalue()


def _body(paper: Paper, clean: _Clean) -> None:
    """A little smaller where that keeps it on one page; who signs is never on a page without the greeting."""
    pen = _FOR_A_PEN if clean.signed is not None else 0.0
    fits = (ink for ink in _SIZES if paper.height(clean.lines, ink) + pen <= paper.left)
    ink = next(fits, _SIZES[0])
    paper.lines(clean.lines[: clean.closing], ink)
    closing = clean.lines[clean.closing :]
    if len(closing) <= _CLOSING_LINES:
        paper.room(paper.height(closing, ink) + pen)
    for number, line in enumerate(closing, clean.closing):
        if number == clean.signed:
            paper.space(pen)
        paper.lines([line], ink)


_FORMS: Mapping[LetterForm, Callable[[_Clean], bytes]] = {"txt": _txt, "eml": _eml, "docx": _docx, "pdf": _pdf}
