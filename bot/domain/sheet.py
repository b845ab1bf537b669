"""A letter as it goes on paper or into a file."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

LetterForm = Literal["txt", "docx", "eml", "pdf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSheet:
    """``organization`` and ``sender`` write, ``client`` reads; ``body`` in lines, an empty one between paragraphs.

    Any text is fine, and stays text. ``language``: ``de`` or ``en``, for the way the day is written.
    """

    organization: str
    sender: str
    client: str
    subject: str
    body: str
    day: date
    language: str
