"""What people say among themselves, in plain words: quoted lines with ``>`` in front, code between backticks.

Teams sends a message as ``text`` and, from its own clients, as HTML beside it (an attachment ``text/html``), which
alone tells quotes and code from words. Entities are undone once; people who are mentioned stay by name.
"""

import re
from collections.abc import Sequence

from adapters.common.shapes import Payload, fit, text
from adapters.teams import markup

_MENTION = re.compile(r"https?://schema\.skype\.com/mention", re.IGNORECASE)
_FENCE = "```"
_VERBATIM = ("pre", "codeblock")
_QUOTE = "> "


def words_in(activity: Payload) -> str:
    """Empty where nothing is written: a picture, a file, a card."""
    shown = markup.html_of(activity) or (text(activity, "text") if text(activity, "textFormat") == "xml" else "")
    return (_read(shown) if shown else "") or markup.said(activity)


def _read(shown: str) -> str:
    reader = _Reader()
    reader.feed(fit(shown[: markup.LIMIT]))
    reader.close()
    return reader.words()


class _Reader(markup.Reader):
    """Line by line: how deep it is quoted, and whether it stands in a block of code."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._quoted = 0
        self._verbatim = 0
        self._mention = False

    def words(self) -> str:
        self._end_line()
        if self._verbatim:
            self._line(_FENCE)
        return "\n".join(self._lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _VERBATIM:
            self._end_line()
            if not self._verbatim:
                self._line(_FENCE)
            self._verbatim += 1
        elif tag == "blockquote":
            self._end_line()
            self._quoted += 1
        elif tag == "code" and not self._verbatim and not self.hidden:
            self.read.append("`")
        elif tag == "at" or (tag == "span" and _is_mention(attrs)):
            self._mention = True
        else:
            super().handle_starttag(tag, attrs)
            self._broken()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VERBATIM:
            if self._verbatim:
                self._end_line()
                self._verbatim -= 1
                if not self._verbatim:
                    self._line(_FENCE)
        elif tag == "blockquote":
            self._end_line()
            self._quoted = max(self._quoted - 1, 0)
        elif tag == "code" and not self._verbatim and not self.hidden:
            self.read.append("`")
        else:
            super().handle_endtag(tag)
            self._broken()

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if self._mention:
            self._mention, data = False, f"@{data.lstrip('@')}"
        if not self._verbatim:
            self.read.append(data.replace("\n", " "))
            return
        first, *more = data.replace("\r\n", "\n").split("\n")
        self.read.append(first)
        for line in more:
            self._end_line()
            self.read.append(line)

    def _broken(self) -> None:
        if self.read and self.read[-1] == "\n":
            self.read.pop()
            self._end_line()

    def _end_line(self) -> None:
        written = "".join(self.read).replace("\xa0", " ")
        self.read.clear()
        if self._verbatim:
            self._line(written.rstrip())
        elif squeezed := " ".join(written.split()):
            self._line(squeezed)

    def _line(self, written: str) -> None:
        if written or self._verbatim:
            self._lines.append(_QUOTE * min(self._quoted, 9) + written)


def _is_mention(attrs: Sequence[tuple[str, str | None]]) -> bool:
    return _MENTION.fullmatch(dict(attrs).get("itemtype") or "") is not None
