"""Labelled messages → a model. The only place that needs scikit-learn."""

from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.model_selection import StratifiedKFold

from adapters.language.local.corpus import Labelled
from adapters.language.local.features import WEIGHTS, read, views
from adapters.language.local.model import INCIDENT, OUTPUTS, SIGN_OUTPUTS, Calibration, Model
from adapters.language.local.passages import without_code
from bot.domain.playbook import SIGN_KEYS

FOLDS = 3
SHARED = 2
"""In so many messages a feature must be to count."""
ANY_STRENGTH, SIGN_STRENGTH = 10.0, 50.0
"""How far the weights may go (C): of any incident against none, and of each sign."""
OTHERS = 2.5
"""What a sign's weights against the other signs count beside those against no incident: they say which it is."""
TYPICAL = 3.0
"""What an everyday message counts beside one of the hard files: it is what will be met, and there are fewer."""
PRECISION = 0.91
"""Wanted of decisions; a little above the aim, since the threshold is found on few messages."""
SECOND_PRECISION = 0.7
SHARPNESS = (0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.4, 2.0)
NONE = -1
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
Views = tuple[Counter[str], ...]


class Grid:
    """Which message holds which feature; features that some messages share, view by view."""

    def __init__(self, seen: Sequence[Views]) -> None:
        self.names: list[dict[str, int]] = []
        start = 0
        for view in range(len(WEIGHTS)):
            counts = Counter(chain.from_iterable(one[view] for one in seen))
            kept = sorted(feature for feature, count in counts.items() if count >= SHARED)
            self.names.append({feature: column for column, feature in enumerate(kept, start)})
            start += len(kept)
        self.view = np.repeat(np.arange(len(WEIGHTS)), [len(names) for names in self.names])
        places, times, starts = array("i"), array("i"), [0]
        for one in seen:
            for known, held in zip(self.names, one, strict=True):
                found = [(place, count) for name, count in held.items() if (place := known.get(name)) is not None]
                places.extend([place for place, _ in found])
                times.extend([count for _, count in found])
            starts.append(len(places))
        values, columns = np.array(times, np.float64), np.array(places, np.int32)
        self.held = csr_matrix((values, columns, np.array(starts, np.int32)), (len(seen), start))
        self.held.sort_indices()

    def squares(self, rows: Ints) -> Doubles:
        """The square of what a feature weighs: the more, the rarer it is in these messages; 0 where too few hold it."""
        counts = np.bincount(self.held[rows].indices, minlength=len(self.view))
        return np.where(counts >= SHARED, (np.log((len(rows) + 1) / (counts + 1)) + 1) ** 2, 0.0)

    def vectors(self, rows: Ints, squares: Doubles) -> csr_matrix:
        """One row a message; each of its views is a vector about as long as the view's weight."""
        held = self.held[rows]
        values = held.data * squares[held.indices]
        views = self.view[held.indices]
        places = np.repeat(np.arange(len(rows)), np.diff(held.indptr)) * len(WEIGHTS) + views
        lengths = np.bincount(places, values)[places]
        values = np.array(WEIGHTS)[views] * np.sqrt(
            np.divide(held.data * values, lengths, out=np.zeros_like(values), where=lengths > 0)
        )
        return csr_matrix((values, held.indices, held.indptr), held.shape)


def taken_apart(messages: Sequence[Labelled]) -> list[Views]:
    return [views(read(without_code(message.text), message.side)) for message in messages]


def train(messages: Sequence[Labelled], folds: int = FOLDS, seen: Sequence[Views] = ()) -> Model:
    """The same messages in the same order give the same model. Takes about a minute for twenty-five thousand.

    ``seen``: the messages ``taken_apart``, where that was done before.
    """
    seen = seen or taken_apart(messages)
    leading = np.array([SIGN_KEYS.index(message.signs[0]) if message.signs else NONE for message in messages])
    grid = Grid(seen)
    typical = np.array([not message.hard for message in messages])
    counted = np.where(typical, TYPICAL, 1.0)
    typical |= not typical.any()
    outside = np.zeros((len(messages), OUTPUTS))
    for known, unseen in StratifiedKFold(folds, shuffle=True, random_state=1).split(leading, leading):
        outside[unseen] = held_out(grid, leading, counted, known, unseen)
    found = calibration(outside[typical], [messages[row] for row in np.flatnonzero(typical).tolist()])
    return _model(grid, leading, counted, found)


def held_out(grid: Grid, leading: Ints, counted: Doubles, known: Ints, unseen: Ints) -> Doubles:
    """The outputs for ``unseen`` messages of a model of the ``known`` ones. ``counted``: what each message weighs."""
    squares = grid.squares(known)
    weights, bias = _fitted(grid.vectors(known, squares), leading[known], counted[known])
    return np.asarray(grid.vectors(unseen, squares) @ weights + bias)


def _model(grid: Grid, leading: Ints, counted: Doubles, found: Calibration) -> Model:
    every = np.arange(len(leading))
    squares = grid.squares(every)
    weights, bias = _fitted(grid.vectors(every, squares), leading, counted)
    table = np.hstack([weights * np.sqrt(squares)[:, None], squares[:, None]]).astype(np.float32)
    return Model(tuple(grid.names), table, bias.astype(np.float32), WEIGHTS, found)


def _fitted(matrix: csr_matrix, leading: Ints, counted: Doubles) -> tuple[Doubles, Doubles]:
    """Weights and bias of every output. A sign learns from its own messages, from those without an incident, and from
    those of other signs; what it learned is added up, so that screening reads one number.

    One line after the other: the solver's chance is one for the whole process, so threads would make it chance indeed.
    """
    weights, bias = np.zeros((matrix.shape[1], OUTPUTS)), np.zeros(OUTPUTS)
    weights[:, INCIDENT], bias[INCIDENT] = _line(matrix, leading != NONE, counted, ANY_STRENGTH)
    others = np.flatnonzero(leading != NONE)
    for sign in range(*SIGN_OUTPUTS.indices(OUTPUTS)):
        told = leading == sign
        for rows, weight in ((np.flatnonzero(told | (leading == NONE)), 1.0), (others, OTHERS)):
            line, offset = _line(matrix[rows], told[rows], counted[rows], SIGN_STRENGTH)
            weights[:, sign] += weight * line
            bias[sign] += weight * offset
    return weights, bias


def _line(matrix: csr_matrix, told: NDArray[np.bool_], counted: Doubles, strength: float) -> tuple[Doubles, float]:
    regression = LogisticRegression(C=strength, solver="liblinear", dual=True, tol=0.1, max_iter=300, random_state=0)
    regression.fit(matrix, told, counted)
    return regression.coef_[0], float(regression.intercept_[0])


def calibration(outside: Doubles, messages: Sequence[Labelled]) -> Calibration:
    """``outside``: outputs of messages by a model that had not seen them."""
    incident = np.array([bool(message.signs) for message in messages])
    inputs = np.column_stack([outside[:, INCIDENT], joint(outside)])
    line = LogisticRegression(C=1e6).fit(inputs, incident)
    single, whole = line.coef_[0].tolist()
    probability = line.predict_proba(inputs)[:, 1]
    threshold = _threshold(probability, incident, PRECISION)
    found = [message for message in messages if message.signs]
    sharpness = max(SHARPNESS, key=lambda sharp: _likelihood(shares(outside[incident], sharp), found))
    second = _second(shares(outside[incident], sharpness), found)
    return Calibration(single, whole, float(line.intercept_[0]), sharpness, threshold, second)


def joint(outputs: Doubles) -> Doubles:
    """The log odds of any sign against none, the leading one counted most."""
    return np.asarray(np.logaddexp.reduce(2 * outputs[:, SIGN_OUTPUTS], axis=1) / 2)


def shares(outputs: Doubles, sharpness: float) -> Doubles:
    """How the probability of an incident is shared out among the signs."""
    odds = sharpness * outputs[:, SIGN_OUTPUTS]
    powers = np.exp(odds - odds.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _likelihood(shared: Doubles, messages: Sequence[Labelled]) -> float:
    leading = [SIGN_KEYS.index(message.signs[0]) for message in messages]
    return float(np.log(shared[np.arange(len(leading)), leading]).sum())


def _second(shared: Doubles, messages: Sequence[Labelled]) -> float:
    """The share from which on the second sign was right often enough."""
    order = np.argsort(-shared, axis=1)
    right = np.array(
        [SIGN_KEYS[second] in message.signs for second, message in zip(order[:, 1], messages, strict=True)]
    )
    return _threshold(np.take_along_axis(shared, order, axis=1)[:, 1], right, SECOND_PRECISION)


def _threshold(score: Doubles, right: NDArray[np.bool_], wanted: float) -> float:
    """The lowest score from which on so many are right; above all scores where there is none."""
    precision, _, thresholds = precision_recall_curve(right, score)
    good = np.flatnonzero(precision[:-1] >= wanted)
    return float(thresholds[good[0]]) if len(good) else 1.0
