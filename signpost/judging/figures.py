"""Verdicts on labelled messages → figures. Pure functions, numpy only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WANTED_PRECISION = 0.9
BINS = 10
NO_SIGN = "none"
Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """One message with its label and the verdict. ``each``: sign → its probability."""

    language: str
    side: str
    signs: tuple[str, ...]
    probability: float
    each: Mapping[str, float]
    decision: tuple[str, ...]

    @property
    def leading(self) -> str:
        """The most probable sign, whatever is decided."""
        return max(self.each, key=self.each.__getitem__)

    def of_sign(self, sign: str) -> "Judged":
        """The same, with this sign against everything else."""
        signs = (sign,) if sign in self.signs else ()
        decision = (sign,) if sign in self.decision else ()
        return Judged(self.language, self.side, signs, self.each[sign], self.each, decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """``nan`` where there is nothing to count. ``recall_at``: at the best threshold of precision 0.90.

    ``sign_right``: of the true incidents, how often the most probable sign is one of theirs. ``error``: expected
    calibration error in ten bins.
    """

    messages: int
    incidents: int
    auc: float
    precision: float
    recall: float
    recall_at: float
    sign_right: float
    error: float


def figures(judged: Sequence[Judged]) -> Figures:
    told = np.array([bool(one.signs) for one in judged])
    scores = np.array([one.probability for one in judged], np.float64)
    decided = np.array([bool(one.decision) for one in judged])
    right = [one.leading in one.signs for one in judged if one.signs]
    return Figures(
        messages=len(judged),
        incidents=int(told.sum()),
        auc=auc(scores, told),
        precision=_share(told[decided]) if len(judged) else np.nan,
        recall=_share(decided[told]) if len(judged) else np.nan,
        recall_at=recall_at(scores, told),
        sign_right=_share(right),
        error=calibration_error(scores, told),
    )


def _share(true: Bools | Sequence[bool]) -> float:
    return float(np.mean(true)) if len(true) else np.nan


def auc(scores: Doubles, told: Bools) -> float:
    """How often an incident scores higher than a message without one; ties count half."""
    if not 0 < told.sum() < len(told):
        return np.nan
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    incidents = int(told.sum())
    won = ranks[told].sum() - incidents * (incidents + 1) / 2
    return float(won / (incidents * (len(told) - incidents)))


def curve(scores: Doubles, told: Bools) -> tuple[Doubles, Doubles]:
    """Recall and precision at every threshold, from the highest down."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(told[order])
    last = np.append(np.diff(scores[order]) != 0, True) if len(order) else np.zeros(0, bool)
    precision = (hits / np.arange(1, len(hits) + 1))[last]
    return hits[last] / max(int(told.sum()), 1), precision


def recall_at(scores: Doubles, told: Bools, wanted: float = WANTED_PRECISION) -> float:
    recall, precision = curve(scores, told)
    return float(max(recall[precision >= wanted], default=0.0)) if told.any() else np.nan


def bins(scores: Doubles, told: Bools) -> Iterator[tuple[int, float, float]]:
    """(messages, mean probability, share of incidents) of each tenth that holds any."""
    tenth = np.minimum((scores * BINS).astype(int), BINS - 1)
    for number in range(BINS):
        inside = tenth == number
        if inside.any():
            yield int(inside.sum()), float(scores[inside].mean()), float(told[inside].mean())


def calibration_error(scores: Doubles, told: Bools) -> float:
    """By how much probability and share of incidents differ, on average over the messages."""
    if not len(scores):
        return np.nan
    return sum(count * abs(said - true) for count, said, true in bins(scores, told)) / len(scores)


def confusion(judged: Sequence[Judged], signs: Sequence[str]) -> list[list[int]]:
    """Rows: the true leading sign, then none. Columns: the decided one, then none; a right second sign is right."""
    names = [*signs, NO_SIGN]
    table = [[0] * len(names) for _ in names]
    for one in judged:
        decided = one.decision[0] if one.decision else NO_SIGN
        true = decided if decided in one.signs else (one.signs or (NO_SIGN,))[0]
        table[names.index(true)][names.index(decided)] += 1
    return table


def slices(judged: Sequence[Judged], signs: Sequence[str]) -> Iterator[tuple[str, list[Judged]]]:
    """All; then by language, by author, and each sign against everything else."""
    yield "all", list(judged)
    for language in sorted({one.language for one in judged}):
        yield f"language {language}", [one for one in judged if one.language == language]
    for side in sorted({one.side for one in judged}):
        yield f"author {side}", [one for one in judged if one.side == side]
    for sign in signs:
        yield sign, [one.of_sign(sign) for one in judged]
