"""An organization's answers → a correction of the outputs, with what the training data say as its prior.

One step of ridge regression on what the detector got wrong in the answered messages. Each passage is a vector of
length one, folded into ``SKETCH`` places so that 500 answers cost a small matrix, and what comes out another one.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from adapters.language.local.lookup import Ints
from adapters.language.local.model import INCIDENT, OUTPUTS, SIGN_OUTPUTS, Model
from adapters.language.local.sheet import Floats, Seen
from bot.domain.detection import Lesson
from bot.domain.playbook import SIGN_KEYS

Doubles = NDArray[np.float64]
SKETCH = 1 << 10
HOLD = 2.0
"""So many answers about one and the same message count as much as the training data."""
GAIN = 4.0
"""From a difference of probabilities to one of log odds; the slope of the logistic curve in the middle is a quarter."""


def corrections(lessons: Sequence[Lesson], vectors: Doubles, said: Doubles) -> Doubles:
    """What a ``folded`` passage is multiplied with: the corrections of its outputs.

    ``vectors``: of each lesson's passage, ``folded``; ``said``: shares of the signs, then the probability.
    """
    wrong = np.array([_wrong(lesson, row) for lesson, row in zip(lessons, said, strict=True)])
    alike = vectors @ vectors.T + HOLD * np.eye(len(lessons))
    return np.asarray(GAIN * vectors.T @ np.linalg.solve(alike, wrong))


def folded(model: Model, seen: Seen, scales: Sequence[float]) -> Doubles:
    """``scales``: of the views of what was seen, in the sheet's order."""
    place, signed = _folding(model)
    rows = model.rows(seen)
    every = np.concatenate(rows)
    values = signed[every] * np.array(scales).repeat([*map(len, rows)])
    return np.asarray(np.bincount(place[every], values, SKETCH), np.float64)


@lru_cache(maxsize=1)
def _folding(model: Model) -> tuple[Ints, Floats]:
    """Of every row its place, scattered and always the same (Knuth's multiplicative hash), and what it weighs there."""
    mixed = np.arange(1, len(model.table) + 1, dtype=np.uint64) * np.uint64(2_654_435_761) % np.uint64(1 << 32)
    place = (mixed >> np.uint64(22)).astype(np.int64)
    turn = np.where(mixed >> np.uint64(21) & np.uint64(1), 1, -1)
    whole = sum(weight**2 for weight in model.weights)
    return place, (turn * np.sqrt(model.table[:, OUTPUTS] / whole)).astype(np.float32)


def _wrong(lesson: Lesson, said: Doubles) -> Doubles:
    """What the answer says, less what was said. An answer "no incident" tells nothing about shares of signs."""
    signs = [SIGN_KEYS.index(sign) for sign in lesson.signs if sign in SIGN_KEYS]
    true = said.copy()
    true[INCIDENT] = bool(lesson.signs)
    if signs:
        true[SIGN_OUTPUTS] = 0
        true[signs] = 1 / len(signs)
    return true - said
