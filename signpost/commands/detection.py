"""``signpost classify`` and ``signpost detector``: the local detector on messages of your own."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import typer

from bot.domain.detection import Side
from signpost.commands.shell import fail, remark, say, shell_of

if TYPE_CHECKING:
    from adapters.language.local import LocalDetector

_DIGITS = 4


class _Wrong(Exception):
    """A line that cannot be judged; the text is the reason."""


def classify(context: typer.Context) -> None:
    """Judge messages: JSON Lines from stdin to stdout, one verdict per line.

    Reads {"id", "text", "author": "team" or "client"} and, if you like, "lang" (de or en). Prints {"id", "incident":
    probability, "signs": {sign: probability}, "decision": [signs]}; the decision is empty where there is no incident.
    A line that cannot be read is named on stderr, the others are judged all the same; then the status is 1. Nothing is
    stored, and nothing leaves this machine.

    \b
    Example:
      signpost classify < messages.jsonl > verdicts.jsonl
    """
    from signpost.detecting import local_detector

    detector = local_detector(shell_of(context).environ)
    wrong = 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            say(json.dumps(_judged(detector, line)))
        except _Wrong as reason:
            wrong += 1
            remark(f"line {number}: {reason}")
    if wrong:
        fail(f"{wrong} line{'s' if wrong > 1 else ''} could not be judged.")


def _judged(detector: "LocalDetector", line: bytes) -> dict[str, object]:
    row = _row(line)
    verdict = detector.verdict(row["text"], Side(row["author"]), row.get("lang") or "")
    return {
        "id": row["id"],
        "incident": round(verdict.probability, _DIGITS),
        "signs": {sign: round(probability, _DIGITS) for sign, probability in verdict.signs.items()},
        "decision": list(verdict.decision),
    }


def _row(line: bytes) -> Mapping[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _Wrong("this is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _Wrong(f"this is no JSON ({error})") from error
    if not isinstance(row, dict):
        raise _Wrong("this is no JSON object")
    for field, fits, reason in _FIELDS:
        if not fits(row.get(field)):
            raise _Wrong(f"{field}: {reason}")
    return row


_FIELDS: Iterable[tuple[str, Callable[[object], bool], str]] = (
    ("id", lambda value: isinstance(value, str | int), "an id is missing"),
    ("text", lambda value: isinstance(value, str), "a text is missing"),
    ("author", lambda value: value in tuple(Side), "it is team or client"),
    ("lang", lambda value: value is None or isinstance(value, str), "it is a language code, or left out"),
)
