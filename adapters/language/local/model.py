"""What training leaves behind: tables of weights. Screening needs numpy and nothing else."""

import io
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adapters.language.local.sheet import ORDER, Chunks, Floats, Index, Ints, Seen, Sheet, Vocabulary
from bot.domain.detection import Side

SIGN_OUTPUTS = slice(0, 10)
INCIDENT = 10
OUTPUTS = 11
"""The ten signs, each against no incident; then any incident against none."""
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Calibration:
    """From outputs to probabilities, found on messages that the model had not seen.

    ``single``, ``joint``, ``offset``: the log odds of an incident from its own output and from those of the signs.
    ``sharpness``: of the shares of the signs. ``threshold``: the probability from which on an incident is decided;
    ``second``: the share from which on a second sign is named.
    """

    single: float = 1.0
    joint: float = 1.0
    offset: float = 0.0
    sharpness: float = 1.0
    threshold: float = 0.5
    second: float = 1.0

    def values(self) -> tuple[float, ...]:
        return (self.single, self.joint, self.offset, self.sharpness, self.threshold, self.second)


class Model:
    """``names``: of each view, feature → row of ``table``. A row holds the feature's weight in each output, and last
    the square of its own weight in the length of a passage's vector. ``weights``: of the views in that vector.
    """

    def __init__(
        self,
        names: Sequence[Mapping[str, int]],
        table: Floats,
        bias: Floats,
        weights: Sequence[float],
        vocabulary: Vocabulary,
        calibration: Calibration,
    ) -> None:
        self.names, self.table, self.bias, self.calibration = tuple(names), table, bias, calibration
        self.weights, self.vocabulary = tuple(weights), vocabulary
        self.index = Index(self.names)
        self._sheet = Sheet(self.index, table, Chunks(self.index, vocabulary))
        self._order = np.array([self.weights[view] for view in ORDER], np.float32)

    def seen(self, text: str, side: Side) -> Seen:
        if self._sheet.chunks.full():
            self._sheet = Sheet(self.index, self.table, Chunks(self.index, self.vocabulary))
        return self._sheet.seen(text, side)

    def outputs(self, seen: Seen) -> Floats:
        """The sum of each view's weights over the length of its vector, and the bias."""
        held = seen.weights.take(seen.rows, axis=0)
        sums = np.add.reduceat(held, seen.rows.searchsorted(self.index.starts), axis=0)
        last = self.table.shape[1] - 1
        return np.asarray(self._scale(sums[:, last]) @ sums[:, :last] + self.bias)

    def _scale(self, squares: Floats) -> Floats:
        return np.asarray(self._order / np.sqrt(np.maximum(squares, _TINY)))

    def told_by_sentence(self, seen: Seen, direction: Sequence[float]) -> NDArray[np.float64]:
        """What the words of each sentence add to the outputs, along ``direction``."""
        squares = seen.weights[seen.rows, self.table.shape[1] - 1]
        scale = self._scale(np.add.reduceat(squares, seen.rows.searchsorted(self.index.starts)))
        along = np.zeros(seen.weights.shape[1], np.float32)
        along[: len(direction)] = direction
        rows = np.concatenate((seen.runs, seen.chunks))
        views = self.index.starts.searchsorted(rows, "right") - 1
        told = seen.weights.take(rows, axis=0) @ along * scale[views]
        return np.asarray(np.bincount(seen.sentences(), told), np.float64)

    def rows(self, seen: Seen) -> list[Ints]:
        """The known features of a passage, view by view, as rows of ``table``."""
        return self._sheet.table_rows(seen)

    def corrected(self, second: Floats) -> "Model":
        """With a second table of weights beside the first, which makes as many more outputs."""
        table = np.hstack([self.table[:, :-1], second, self.table[:, -1:]])
        bias = np.append(self.bias, np.zeros(second.shape[1], np.float32))
        model = copy(self)
        model.table, model.bias, model._sheet = table, bias, Sheet(self.index, table, self._sheet.chunks, ready=False)
        return model

    def to_bytes(self) -> bytes:
        content = io.BytesIO()
        names = {f"names{view}": _packed(names) for view, names in enumerate(self.names)}
        np.savez(
            content,
            allow_pickle=False,
            table=self.table,
            bias=self.bias,
            weights=np.array(self.weights),
            calibration=np.array(self.calibration.values()),
            words=np.frombuffer("\n".join(self.vocabulary.words).encode(), np.uint8),
            word_rows=self.vocabulary.rows,
            word_starts=self.vocabulary.starts,
            **names,
        )
        return content.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Model":
        """Of what ``to_bytes`` wrote."""
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            weights = tuple(arrays["weights"].tolist())
            names, start = [], 0
            for view in range(len(weights)):
                listed = arrays[f"names{view}"].tobytes().decode().split("\n")
                names.append(dict(zip(listed, range(start, start + len(listed)), strict=True)))
                start += len(listed)
            words = tuple(arrays["words"].tobytes().decode().split("\n"))
            vocabulary = Vocabulary(words, arrays["word_rows"], arrays["word_starts"])
            calibration = Calibration(*arrays["calibration"].tolist())
            return cls(names, arrays["table"], arrays["bias"], weights, vocabulary, calibration)


def _packed(names: Mapping[str, int]) -> NDArray[np.uint8]:
    """Names in the order of their rows, one a line; no feature holds a line break."""
    return np.frombuffer("\n".join(sorted(names, key=names.__getitem__)).encode(), np.uint8)
