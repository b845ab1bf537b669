"""Files read back by parsers that did not write them."""

import io
import zipfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ACTIVE = ("/OpenAction", "/AA", "/JavaScript", "/JS", "/EmbeddedFiles", "/AcroForm", "/URI", "/Names")


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def pdf_acts(content: bytes) -> list[str]:
    """What in a PDF would do something: links, scripts, attachments, forms to fill in."""
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert isinstance(root, DictionaryObject)
    return [key for key in ACTIVE if key in root] + ["/Annots" for page in reader.pages if "/Annots" in page]


def docx_lines(content: bytes) -> list[str]:
    """The paragraphs of the document, by the bare XML; tags other than text of a run are counted by ``docx_tags``."""
    body = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml"))
    return ["".join(text.text or "" for text in one.iter(f"{_W}t")) for one in body.iter(f"{_W}p")]


def docx_tags(content: bytes) -> set[str]:
    body = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml"))
    return {element.tag.removeprefix(_W) for element in body.iter()}


def eml(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message
