"""What must not leave with a message is replaced by placeholders: ``[EMAIL_1]``, ``[PERSON_2]`` … (guarantee 19).

In doubt something is hidden: the sense of a message rarely hangs on it. What cannot be found by its form (the name of
somebody the record does not know, a number in words) goes out; ``docs/privacy.md`` says so.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.names import PersonsAndClients


class Piece(NamedTuple):
    """A stretch of the text; ``kind`` is empty where it may leave."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """``text``: what may leave. ``originals``: placeholder → what stood there."""

    text: str
    originals: Mapping[str, str]

    def restored(self, text: str) -> str:
        """Placeholders of this message by what stood there; others stay as they are."""
        return _PLACEHOLDER.sub(lambda found: self.originals.get(found[0], found[0]), text)


_PLACEHOLDER = re.compile(r"\[[A-Z]{2,10}_\d+\]")
_NEAR = r"[^\s@<>|,;:()\[\]\"'`]"
_HOST = r"[\w\-]{1,63}"
_DOT = r"(?:\.| ?[(\[{] ?(?:dot|punkt|\.) ?[)\]}] ?)"
_AT = r"(?: ?@ ?| ?[(\[{] ?(?:at|ät|@) ?[)\]}] ?)"
_ENDS = (
    "agency ai app at be berlin biz cc ch cloud co com cz de design dev dk es eu example fi fr gmbh hamburg ie info io "
    "it li local lu me net nl no online org pl pt se shop site studio tech test tv uk us wien xyz"
)
_CAPITAL = r"[^\W\d_a-zäöüß]"
_CALLED = rf"{_CAPITAL}[\w'\-]{{1,40}}"
_BANK = r"(?=[A-Za-z]{0,3}\d|[A-Z]{4})[A-Za-z0-9]{4}"
# The first rule that finds something takes it: its group ``it``, else the whole of it. Every repetition is bounded or
# begins where no other one can, so that 40,000 hostile characters take little time.
RULES = tuple(
    (kind, re.compile(form))
    for kind, form in (
        ("TEXT", _PLACEHOLDER.pattern),
        ("PERSON", r"<@[^<>\s]{1,200}(?: [^<>]{0,80})?>|<at\b[^<>]{0,200}>[^<>]{0,200}</at>"),
        ("GROUP", r"<!subteam\^[^<>]{1,200}>"),
        ("CHANNEL", r"<#[^<>\s]{1,200}>"),
        ("LINK", r"(?i)(?<![a-z])(?:[a-z][a-z0-9+.\-]{1,20}://|www\.)[^\s<>|\"]{1,2000}"),
        ("ID", r"(?<!\w)\d{1,2}:[\w\-]{1,200}@(?:thread|unq)[\w.]{0,30}"),
        ("EMAIL", rf"{_NEAR}{{1,80}}@\[[^\]\s]{{1,64}}\]"),
        ("EMAIL", rf"{_NEAR}{{1,80}}@{_NEAR}{{1,255}}"),
        ("EMAIL", rf"(?i)[\w.+\-]{{1,64}}{_AT}{_HOST}(?:{_DOT}{_HOST}){{1,4}}"),
        ("EMAIL", r"(?i)(?<![\w.+\-])[\w.+\-]{1,64} (?:at|ät) [\w\-]{1,63} (?:dot|punkt) [a-z]{2,10}(?!\w)"),
        ("PERSON", r"@[\w.\-]{1,80}"),
        (
            "LINK",
            rf"(?i)(?<![\w.\-])(?:{_HOST}\.){{1,5}}(?:{'|'.join(_ENDS.split())})(?![\w\-])(?:[/?#:][^\s<>|\"]{{0,2000}})?",
        ),
        ("ID", r"(?i)(?<!\w)(?:slack|teams|practice|import):[^\s/<>]{1,200}/[^\s<>,;)\"']{1,300}"),
        ("ID", r"(?i)(?<!\w)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?!\w)"),
        ("ID", r"(?i)(?<!\w)(?:xox[a-z]|xapp|sk|pk|ghp|gho|glpat)[-_][\w\-.]{4,300}"),
        ("IBAN", r"(?i)(?<![a-z0-9])[a-z]{2} ?\d{2}[a-z0-9]{11,30}(?![a-z0-9])"),
        (
            "IBAN",
            rf"(?<![A-Za-z0-9])[A-Za-z]{{2}} ?\d{{2}}(?:[ .\-_/]{{1,2}}{_BANK}){{2,7}}"
            r"(?:[ .\-_/]{1,2}(?=[A-Za-z]{0,2}\d|[A-Z])[A-Za-z0-9]{1,3}(?![A-Za-z0-9]))?",
        ),
        ("ID", r"(?<!\w)(?:28|29|8):[\w:.\-]{6,200}"),
        ("ID", r"(?<![A-Za-z0-9])[UWCGDTBSAFE](?=[A-Z0-9]{0,20}\d)[A-Z0-9]{5,20}(?![A-Za-z0-9])"),
        ("ID", r"(?<![A-Za-z0-9_])(?=[A-Za-z_]{0,80}\d)(?=\d{0,80}[A-Za-z])[A-Za-z0-9_]{16,200}"),
        ("NUMBER", r"(?:(?<![\w+])[+(]{1,2}|(?<![^\W\d]))\d(?:[ \t./()\-‐-―·_|]{0,4}\d){5,400}"),
        ("NUMBER", r"\d{5,}"),
        (
            "NUMBER",
            r"(?i)(?<!\w)(?:tel|telefon|fon|phone|mobil|mobile|handy|fax|durchwahl|dw|ext|extension)\b[.: ]{0,3}"
            r"(?P<it>\d[\d \-/]{1,20})",
        ),
        (
            "PERSON",
            r"(?<!\w)(?:[Hh]errn?|[Ff]rau|Mr|Mrs|Ms|Miss|Dr|Prof)\b\.? (?:(?:Dr|Prof|Mag|Ing)\b\.? ){0,3}"
            rf"(?P<it>{_CALLED}(?: {_CALLED})?)",
        ),
        ("PERSON", rf"(?<!\w)(?:Hallo|Hi|Hey|Liebe|Lieber|Dear|Hello|Moin|Servus|Grüezi|Cc|cc) (?P<it>{_CALLED})"),
        (
            "PLACE",
            r"(?<!\w)[^\W\d_][\w\-]{1,40}(?:straße|strasse|str\.|weg|platz|allee|gasse) \d{1,4} ?[a-z]?(?!\w)",
        ),
    )
)
_UNSEEN = frozenset({"Cf", "Cc", "Co", "Cn", "Cs"})


def cleaned(text: str) -> str:
    """Composed and compatible forms of letters; nothing that is not seen, for it could hide what is to be found."""
    composed = unicodedata.normalize("NFKC", text.encode(errors="replace").decode())
    seen = "".join(letter for letter in composed if letter in "\n\t" or unicodedata.category(letter) not in _UNSEEN)
    # What stood apart by something unseen may be one letter now.
    return unicodedata.normalize("NFKC", seen)


class Hiding:
    """Placeholders for several texts that leave together: the same words get the same one in all of them."""

    def __init__(self, known: PersonsAndClients) -> None:
        self._known = known
        self._placeholders: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}

    def hide(self, text: str) -> str:
        """The text, ``cleaned``, with placeholders."""
        text = cleaned(text)
        pieces = [Piece(text)]
        for kind, form in RULES:
            pieces = [part for piece in pieces for part in _split(piece, kind, form)]
        for kind, form in self._known.forms(text):
            pieces = [part for piece in pieces for part in _split(piece, kind, form)]
        return "".join(self.name(piece.text, piece.kind) if piece.kind else piece.text for piece in pieces)

    def name(self, text: str, kind: str) -> str:
        """The placeholder of these words."""
        if (kind, text) not in self._placeholders:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._placeholders[kind, text] = f"[{kind}_{self._counts[kind]}]"
        return self._placeholders[kind, text]

    @property
    def originals(self) -> Mapping[str, str]:
        return {placeholder: text for (_, text), placeholder in self._placeholders.items()}

    def restored(self, text: str) -> str:
        return Hidden(text, self.originals).restored(text)


def hidden(text: str, known: PersonsAndClients) -> Hidden:
    """One text with placeholders."""
    hiding = Hiding(known)
    return Hidden(hiding.hide(text), hiding.originals)


def _split(piece: Piece, kind: str, form: re.Pattern[str]) -> Iterator[Piece]:
    if piece.kind:
        yield piece
        return
    start = 0
    for found in form.finditer(piece.text):
        group = "it" if "it" in form.groupindex else 0
        begin, end = found.span(group)
        yield Piece(piece.text[start:begin])
        yield Piece(piece.text[begin:end], kind)
        start = end
    yield Piece(piece.text[start:])
