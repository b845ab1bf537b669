"""An organization's answers → a correction of the outputs, with what the training data say as its prior.

One step of ridge regression on what the detector got wrong in the answered messages. Each passage is a vector of
length one, folded into ``SKETCH`` places so that 500 answers cost a small matrix, and what comes out another one.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from adapters.language.local.lookup import Ints
from adapters.language.local.model import INCIDENT, SIGN_OUTPUTS, Model
from adapters.language.local.sheet import Floats
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


def folded(model: Model, rows: Sequence[Ints]) -> Doubles:
    """``rows``: the known features of a passage, view by view."""
    place, turn = _folding(len(model.table))
    every = np.concatenate(rows)
    view = np.arange(len(rows)).repeat([*map(len, rows)])
    squares = model.table[every, -1]
    values = np.array(model.weights)[view] * turn[every]
    values *= np.sqrt(squares / np.bincount(view, squares, len(rows))[view] / _whole(model))
    return np.asarray(np.bincount(place[every], values, SKETCH), np.float64)


@lru_cache(maxsize=1)
def _folding(rows: int) -> tuple[Ints, Floats]:
    """Place and sign of every row: scattered, and always the same (Knuth's multiplicative hash)."""
    mixed = np.arange(1, rows + 1, dtype=np.uint64) * np.uint64(2_654_435_761) % np.uint64(1 << 32)
    place = (mixed >> np.uint64(22)).astype(np.int64)
    return place, np.where(mixed >> np.uint64(21) & np.uint64(1), 1, -1).astype(np.float32)


def _whole(model: Model) -> float:
    return sum(weight**2 for weight in model.weights)


def _wrong(lesson: Lesson, said: Doubles) -> Doubles:
    """What the answer says, less what was said. An answer "no incident" tells nothing about shares of signs."""
    signs = [SIGN_KEYS.index(sign) for sign in lesson.signs if sign in SIGN_KEYS]
    true = said.copy()
    true[INCIDENT] = bool(lesson.signs)
    if signs:
        true[SIGN_OUTPUTS] = 0
        true[signs] = 1 / len(signs)
    return true - said
