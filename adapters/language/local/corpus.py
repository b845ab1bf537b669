"""Labelled messages: what the detector learns from, and what it is measured with. A wrong label is refused."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.domain.detection import Side
from bot.domain.playbook import SIGN_KEYS
from bot.errors import ImportRefused

MOST_SIGNS = 2
LANGUAGES = ("de", "en", "mixed")
_HARD = "hard-"
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message with what it evidences; ``signs``: leading first, empty where it is no incident.

    ``hard``: from a file of look-alikes and hard pairs. They teach, but are rarer in a real channel, so that
    probabilities and thresholds are found on the others.
    """

    id: str
    language: str
    side: Side
    text: str
    signs: tuple[str, ...]
    hard: bool = False


def packaged() -> list[Labelled]:
    """The messages that ship with the program, file by file in the order of their names."""
    return [message for path in files() for message in read(path)]


def files() -> list[Path]:
    return sorted(DATA.glob("*.jsonl"))


def read(path: Path) -> list[Labelled]:
    """Raises ``ImportRefused`` with file, line and reason where a line or a label is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise ImportRefused(path.name, 0, "", "the file is not UTF-8") from error
    except OSError as error:
        raise ImportRefused(str(path), 0, "", f"the file cannot be read ({error.strerror})") from error
    return list(_read(path.name, lines))


def _read(file: str, lines: Iterable[str]) -> Iterator[Labelled]:
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        message = _labelled(file, number, line)
        if message.id in seen:
            raise ImportRefused(file, number, "id", f"{message.id} is the id of line {seen[message.id]} too")
        seen[message.id] = number
        yield message


def _labelled(file: str, number: int, line: str) -> Labelled:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ImportRefused(file, number, "", f"this is no JSON ({error})") from error
    if not isinstance(row, dict):
        raise ImportRefused(file, number, "", "this is no JSON object")
    for field, check in _CHECKS.items():
        if reason := check(row.get(field)):
            raise ImportRefused(file, number, field, reason)
    return Labelled(
        row["id"], row["lang"], Side(row["author"]), row["text"], tuple(row["signs"]), file.startswith(_HARD)
    )


def _no_text(value: object) -> str:
    return "" if isinstance(value, str) and value else "a text is missing"


def _no_word(words: Sequence[str], value: object) -> str:
    return "" if value in words else f"{value!r} is none of {', '.join(words)}"


def _no_signs(value: object) -> str:
    if not isinstance(value, list):
        return "a list of signs is missing; it is empty where there is no incident"
    for sign in value:
        if sign not in SIGN_KEYS:
            return f"{sign!r} is none of the ten signs: {', '.join(SIGN_KEYS)}"
    if len(set(value)) < len(value):
        return "a sign stands there twice"
    return "" if len(value) <= MOST_SIGNS else f"there are more than {MOST_SIGNS} signs"


_CHECKS: Mapping[str, Callable[[object], str]] = {
    "id": _no_text,
    "lang": partial(_no_word, LANGUAGES),
    "author": partial(_no_word, tuple(Side)),
    "text": _no_text,
    "signs": _no_signs,
}
