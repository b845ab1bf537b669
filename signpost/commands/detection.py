"""``signpost classify`` and ``signpost detector``: the local detector on messages of your own."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.domain.detection import Side
from bot.domain.playbook import SIGN_KEYS
from signpost.commands.shell import fail, remark, say, say_all, shell_of

if TYPE_CHECKING:
    from adapters.language.local import LocalDetector
    from adapters.language.local.corpus import Labelled
    from signpost.judging.figures import Judged

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The local detector: how good is it?")
_FORMS: Mapping[str, Literal["png", "svg"]] = {".png": "png", ".svg": "svg"}
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
    detector = _detector(context)
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


def _detector(context: typer.Context) -> "LocalDetector":
    """Nobody waits for a minute without knowing what for."""
    from signpost.detecting import SILENT_SECONDS, TRAINING, local_detector

    soon = Timer(SILENT_SECONDS, remark, (TRAINING,))
    soon.start()
    try:
        return local_detector(shell_of(context).environ)
    finally:
        soon.cancel()


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


@app.command("evaluate")
def evaluate(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Labelled messages, JSON Lines.")],
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Write curves as a picture, .png or .svg.")
    ] = None,
) -> None:
    """Say how good the local detector is on labelled messages that it has not learned from.

    Each line: {"id", "lang": de, en or mixed, "author": team or client, "text", "signs": [at most two, leading first]}.
    Prints figures per language, author and sign, and what was taken for what. A wrong label is named with its line.

    \b
    Example:
      signpost detector evaluate labelled.jsonl --plot curves.png
    """
    from adapters.language.local.corpus import packaged, read
    from signpost.judging.tables import confusion_table, figures_table

    form = _FORMS.get(plot.suffix.lower()) if plot else None
    if plot and not form:
        raise typer.BadParameter("the picture's name ends in .png or .svg", param_hint="--plot")
    messages = read(file)
    if not messages:
        fail(f"{file.name}: there is no message in it.")
    learned = {message.text for message in packaged()}
    if known := sum(message.text in learned for message in messages):
        remark(
            f"{known} of the {len(messages)} messages are among those it has learned from: it looks better than it is."
        )
    detector = _detector(context)
    judged = [_measured(detector, message) for message in messages]
    say_all(figures_table(judged, SIGN_KEYS))
    say("")
    say_all(confusion_table(judged, SIGN_KEYS))
    if plot and form:
        plot.write_bytes(_picture(judged, form))


def _measured(detector: "LocalDetector", message: "Labelled") -> "Judged":
    from signpost.judging.figures import Judged

    verdict = detector.verdict(message.text, message.side, message.language)
    return Judged(message.language, message.side, message.signs, verdict.probability, verdict.signs, verdict.decision)


def _picture(judged: "Sequence[Judged]", form: Literal["png", "svg"]) -> bytes:
    import numpy as np

    from adapters.charts.curves import drawn_curves
    from signpost.judging.figures import bins, curve

    scores = np.array([one.probability for one in judged])
    told = np.array([bool(one.signs) for one in judged])
    recall, precision = curve(scores, told)
    calibration = [(said, true) for _, said, true in bins(scores, told)]
    return drawn_curves(list(zip(recall.tolist(), precision.tolist(), strict=True)), calibration, form)
