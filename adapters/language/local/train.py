"""Labelled messages → a model. The only place that needs scikit-learn."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.model_selection import StratifiedKFold

from adapters.language.local import features
from adapters.language.local.corpus import SIGNS, Labelled
from adapters.language.local.model import NONE, Model, View

STRENGTH = 30.0
ROUNDS = 60
FOLDS = 3
PRECISION = 0.91
"""Wanted of decisions; a little above the aim, since the threshold is found on few messages."""
Doubles = NDArray[np.float64]


def train(messages: Sequence[Labelled]) -> Model:
    """The same messages in the same order give the same model. Takes seconds."""
    views = [features.views(message.text) for message in messages]
    kind = np.array([_kind(message) for message in messages])
    outside = np.zeros(len(messages))
    for known, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(kind, kind):
        model = _fitted([views[n] for n in known], [messages[n] for n in known])
        outside[unseen] = [incident_score(model.scores(views[n])) for n in unseen]
    slope, offset, threshold = _calibrated(outside, kind != NONE)
    fitted = _fitted(views, messages)
    return Model(fitted.views, fitted.bias, slope, offset, threshold)


def _kind(message: Labelled) -> int:
    return SIGNS.index(message.signs[0]) if message.signs else NONE


def incident_score(scores: NDArray[np.float32]) -> float:
    """The log odds of any sign against none."""
    signs = np.asarray(scores[:NONE], np.float64)
    return float(np.logaddexp.reduce(signs) - scores[NONE])


def _fitted(views: Sequence[tuple[set[str], ...]], messages: Sequence[Labelled]) -> Model:
    empty = [_view([one[number] for one in views]) for number in range(len(views[0]))]
    matrix = hstack([_matrix(view, [one[n] for one in views]) for n, view in enumerate(empty)]).tocsr()
    rows, kinds, weights = _repeated(messages)
    regression = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, tol=1e-5)
    regression.fit(matrix[rows], kinds, sample_weight=weights)
    table = regression.coef_.T.astype(np.float32)
    filled, start = [], 0
    for view in empty:
        end = start + len(view.rows)
        rarity = np.sqrt(view.rarity)[:, None]
        filled.append(View(view.rows, view.rarity, table[start:end] * rarity))
        start = end
    return Model(tuple(filled), regression.intercept_.astype(np.float32), 1.0, 0.0, 0.5)


def _repeated(messages: Sequence[Labelled]) -> tuple[list[int], list[int], Doubles]:
    """A message with two signs counts half for each."""
    rows, kinds, weights = [], [], []
    for row, message in enumerate(messages):
        for kind in [SIGNS.index(sign) for sign in message.signs] or [NONE]:
            rows.append(row)
            kinds.append(kind)
            weights.append(1 / max(len(message.signs), 1))
    return rows, kinds, np.array(weights)


def _view(texts: Sequence[set[str]]) -> View:
    """Features that at least two messages share."""
    counts = Counter(feature for text in texts for feature in text)
    names = sorted(feature for feature, count in counts.items() if count > 1)
    rarity = np.array([np.log((len(texts) + 1) / (counts[name] + 1)) + 1 for name in names]) ** 2
    return View({name: row for row, name in enumerate(names)}, rarity.astype(np.float32), np.zeros((0, 0), np.float32))


def _matrix(view: View, texts: Sequence[set[str]]) -> csr_matrix:
    """One row a text, of length one."""
    known = [sorted(view.rows[feature] for feature in text if feature in view.rows) for text in texts]
    starts = np.cumsum([0, *map(len, known)])
    columns = np.concatenate([np.array(rows, np.int32) for rows in known])
    squares = view.rarity[columns]
    lengths = np.repeat(np.add.reduceat(np.append(squares, 0), starts[:-1]), np.diff(starts))
    return csr_matrix((np.sqrt(squares / lengths), columns, starts), (len(texts), len(view.rows)))


def _calibrated(scores: Doubles, incident: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Platt's line through scores of messages that the model did not see, and the probability that decides."""
    line = LogisticRegression(C=1e6).fit(scores[:, None], incident)
    slope, offset = float(line.coef_[0, 0]), float(line.intercept_[0])
    calibrated = 1 / (1 + np.exp(-(slope * scores + offset)))
    precision, _, thresholds = precision_recall_curve(incident, calibrated)
    good = np.flatnonzero(precision[:-1] >= PRECISION)
    return slope, offset, float(thresholds[good[0]]) if len(good) else 0.9
