"""A language to speak in: gettext catalog, and how days, numbers and lists of names are written.

The source texts are English; ``bot/locale/<language>/LC_MESSAGES/signpost.po`` holds the others. A text may carry
``*strong*``, code in backticks and ``{placeholders}``: values become spans of style ``USER`` (``NAME`` inside
asterisks; never interpreted) unless they are ``Text``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from gettext import NullTranslations

from bot.notices.parts import Span, Style, Text, plain

_PIECE = re.compile(r"\{(\w+)\}|\*([^*]+)\*|`([^`]+)`")
_NAME = re.compile(r"\{(\w+)\}")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LANGUAGES = ("de", "en")

Value = str | int | Text


@dataclass(frozen=True, slots=True)
class Voice:
    """One language. Calling it gives a ``Text``; ``word`` gives a ``str`` for labels and titles."""

    language: str
    catalog: NullTranslations

    def __call__(self, message: str, **values: Value) -> Text:
        return _filled(self.catalog.gettext(message), values)

    def many(self, one: str, more: str, n: int, **values: Value) -> Text:
        return _filled(self.catalog.ngettext(one, more, n), {"n": n, **values})

    def word(self, message: str, **values: Value) -> str:
        return plain(self(message, **values))

    def words(self, one: str, more: str, n: int, **values: Value) -> str:
        return plain(self.many(one, more, n, **values))

    def day(self, day: date) -> str:
        if self.language == "de":
            return f"{day.day}.{day.month}.{day.year}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def number(self, value: float, digits: int = 1) -> str:
        """Rounded half up away from the sixth decimal's noise; decimal comma in German."""
        written = f"{round(value, 6):.{digits}f}"
        return written.replace(".", ",") if self.language == "de" else written

    def list(self, names: Sequence[str]) -> str:
        """``A, B and C``."""
        if len(names) < 2:
            return "".join(names)
        return self.word("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])


def _filled(message: str, values: Mapping[str, Value]) -> Text:
    spans: list[Span] = []
    end = 0
    for piece in _PIECE.finditer(message):
        if piece.start() > end:
            spans.append(Span(message[end : piece.start()]))
        name, strong, code = piece.groups()
        if strong is not None:
            spans.append(Span(_inserted(strong, values), Style.NAME if _NAME.search(strong) else Style.STRONG))
        elif code is not None:
            spans.append(Span(_inserted(code, values), Style.CODE))
        else:
            value = values[name]
            spans.extend(value if isinstance(value, tuple) else (Span(str(value), Style.USER),))
        end = piece.end()
    if end < len(message):
        spans.append(Span(message[end:]))
    return tuple(spans)


def _inserted(message: str, values: Mapping[str, Value]) -> str:
    return _NAME.sub(lambda name: str(values[name[1]]), message)


def language_of(wanted: str | None, default: str) -> str:
    """``de-AT`` → ``de``; anything we do not speak → the deployment's default."""
    short = (wanted or "").replace("_", "-").partition("-")[0].lower()
    return short if short in LANGUAGES else default


Voices = Callable[[str], Voice]
