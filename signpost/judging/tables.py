"""Figures as tables of plain text."""

from collections.abc import Iterator, Sequence
from math import isnan

from signpost.judging.figures import NO_SIGN, Figures, Judged, confusion, figures, slices

_HEAD = ("messages", "incidents", "AUC", "precision", "recall", "recall@P.90", "sign right", "ECE")
_NAMES, _WIDTH, _SHORT = 22, 12, 6


def figures_table(judged: Sequence[Judged], signs: Sequence[str]) -> Iterator[str]:
    """One line a slice; a dash where there is nothing to count."""
    yield f"{'':{_NAMES}}" + "".join(f"{word:>{_WIDTH}}" for word in _HEAD)
    for name, part in slices(judged, signs):
        yield f"{name:{_NAMES}}" + "".join(f"{cell:>{_WIDTH}}" for cell in _cells(figures(part)))


def _cells(found: Figures) -> Iterator[str]:
    yield from (str(found.messages), str(found.incidents))
    for value in (found.auc, found.precision, found.recall, found.recall_at, found.sign_right, found.error):
        yield "–" if isnan(value) else f"{value:.3f}"


def confusion_table(judged: Sequence[Judged], signs: Sequence[str]) -> Iterator[str]:
    """What was true (rows) and what was decided (columns, numbered like the rows)."""
    names = [*signs, NO_SIGN]
    yield f"{'true, then decided':{_NAMES + 4}}" + "".join(f"{number:>{_SHORT}}" for number in range(1, len(names) + 1))
    for number, (name, row) in enumerate(zip(names, confusion(judged, signs), strict=True), 1):
        yield f"{number:>2}  {name:{_NAMES}}" + "".join(f"{count or '·':>{_SHORT}}" for count in row)
