"""The platform-free building blocks of everything a person reads.

A ``Notice`` says *what*; each door's ``render.py`` decides how it looks and escapes there. Text is a tuple of spans;
spans of style ``USER`` and ``NAME`` (a name, shown strong) hold somebody's own words and must never become markup,
mention or link; so do ``GONE`` (struck) and ``NEW``, in which two wordings differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.domain.person import PersonRef


class Style(StrEnum):
    PLAIN = "plain"
    STRONG = "strong"
    CODE = "code"
    USER = "user"
    NAME = "name"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    style: Style = Style.PLAIN


Text = tuple[Span, ...]


def plain(text: Text) -> str:
    """The text without its styles, for fallbacks, titles and search."""
    return "".join(span.text for span in text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class Small(Paragraph):
    """A line of context, set small."""


@dataclass(frozen=True, slots=True)
class Subhead(Paragraph):
    """A short heading inside a notice."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered when the order matters."""

    items: tuple[Text, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value, row by row."""

    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``numeric``: indices of columns set flush right. A door without tables renders rows as lines.

    ``links``: a path below ``/app/`` for each row, which its first cell leads to; empty for a table without.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    numeric: tuple[int, ...] = ()
    footer: tuple[Text, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, or a draft to be copied (``copyable``)."""

    text: str
    copyable: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """The score chart of a client (its id), or what a ``checkins_picture`` names; the door fetches it through
    ``Door.chart``.

    ``label``: the button that shows it, for a door that cannot show it inside this notice.
    """

    client: str
    alt: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A dossier's file beside the message, where the platform takes files; the door fetches it (``Door.dossier``).

    It shows nothing by itself: beside it stands another way to the file.
    """

    dossier: str
    alt: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A stage, shown as a coloured word. ``stage`` is a stage key."""

    stage: str
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """``share``: of the longest one, 0 to 1; ``words``: the number it stands for; ``early``: too soon to tell."""

    label: str
    share: float
    words: str
    early: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars to be compared, group by group: (title, bars). ``instead``: the same as lines, where none can be drawn."""

    alt: str
    groups: tuple[tuple[str, tuple[Bar, ...]], ...]
    instead: Items


Block = Paragraph | Items | Facts | Table | Quote | Picture | Attached | Badge | Bars


OPEN = "web.open"
"""The button "Open in browser": its value is a path below ``/app/``, its answer a link for whoever pressed it."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button. ``name`` is a key of ``bot.intake.ACTIONS``; ``value`` an id; nothing secret."""

    name: str
    label: str
    value: str = ""
    look: Literal["default", "primary", "danger"] = "default"


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to one of our own pages, ``path`` below ``/app/``."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file of ours, ``path`` below ``/app/``. A door that hands out no files offers ``page`` in the browser."""

    label: str
    path: str
    page: str

    @property
    def instead(self) -> Action:
        return Action(OPEN, self.label, self.page)


@dataclass(frozen=True, slots=True)
class WebLink:
    """An address that opens in the browser and lets its one reader in (``bot.ports.Links``); nobody else's words."""

    label: str
    address: str


Pressable = Action | PageLink | FileLink | WebLink


@dataclass(frozen=True, slots=True)
class Notice:
    """A message. ``kind`` names it in golden files; ``title`` is one line, also the fallback and the notification."""

    kind: str
    title: Text
    blocks: tuple[Block, ...] = ()
    actions: tuple[Pressable, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What all fields have. ``error`` is shown at the field; ``hint`` below it."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(Field):
    limit: int = 3_000
    lines: int = 1
    placeholder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceField(Field):
    """One of ``options``; ``searchable`` for long lists (type-ahead)."""

    options: tuple[Option, ...] = ()
    searchable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleField(Field):
    """Several people; ``value`` is person ids joined by ``,``; ``options`` all who may be chosen.

    ``refs``: where each of them is met (by person id), for a door that has a chooser of its own: such a door may send
    a ref back in place of an id.
    """

    options: tuple[Option, ...] = ()
    refs: Mapping[str, tuple[PersonRef, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateField(Field):
    """``value`` is ISO 8601 (``2026-11-24``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckField(Field):
    """``value`` is ``yes`` or empty. ``tick``: the word at the box, for a door that sets the label above it."""

    tick: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A dialog. ``kind`` is a key of ``bot.submitted.FORMS``; ``state`` travels hidden and comes back with the
    values.
    """

    kind: str
    title: str
    fields: tuple[Field, ...]
    submit: str
    cancel: str
    intro: tuple[Block, ...] = ()
    state: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: a heading, blocks, actions."""

    heading: str
    blocks: tuple[Block, ...]
    actions: tuple[Pressable, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Something to look at rather than to be told: Home, a client's page. Doors and web pages render the same value."""

    kind: str
    title: str
    sections: tuple[Section, ...]
    lead: Text = ()
