"""What training leaves behind: tables of weights. Screening needs numpy and nothing else."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from adapters.language.local.index import ORDER, Index
from adapters.language.local.lookup import Ints
from adapters.language.local.sheet import Floats, Seen, Sheet
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
        calibration: Calibration,
    ) -> None:
        self.names, self.table, self.bias, self.calibration = tuple(names), table, bias, calibration
        self.weights = tuple(weights)
        self.index = Index(self.names)
        self._sheet = Sheet(self.index, table)
        self._starts = np.array(self.index.starts)
        self._order = [self.weights[view] for view in ORDER]
        self._bias = bias.tolist()

    def seen(self, text: str, side: Side) -> Seen:
        if self._sheet.full():
            self._sheet = self._sheet.emptied()
        return self._sheet.seen(text, side)

    def weighed(self, seen: Seen) -> tuple[list[float], list[float]]:
        """The outputs: the sum of each view's weights over the length of its vector, and the bias. And these scales."""
        held = seen.sheet.weights.take(seen.rows, axis=0)
        sums = np.add.reduceat(held, seen.rows.searchsorted(self._starts), axis=0)
        squares = sums[:, OUTPUTS].tolist()
        scales = [weight / sqrt(max(square, _TINY)) for weight, square in zip(self._order, squares, strict=True)]
        told = (np.array(scales, np.float32) @ sums).tolist()
        return [output + bias for output, bias in zip(told, self._bias, strict=False)], scales

    def rows(self, seen: Seen) -> list[Ints]:
        """The known features of a passage, view by view, as rows of ``table``."""
        return seen.sheet.table_rows(seen)

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
            calibration = Calibration(*arrays["calibration"].tolist())
            return cls(names, arrays["table"], arrays["bias"], weights, calibration)


def _packed(names: Mapping[str, int]) -> NDArray[np.uint8]:
    """Names in the order of their rows, one a line; no feature holds a line break."""
    return np.frombuffer("\n".join(sorted(names, key=names.__getitem__)).encode(), np.uint8)
