"""What training leaves behind: tables of weights. Screening needs numpy and nothing else."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from adapters.language.local.features import Reading, groups, others

Floats = NDArray[np.float32]
Rows = list[int]
SIGN_OUTPUTS = slice(0, 10)
INCIDENT = 10
OUTPUTS = 11
"""The ten signs, each against no incident; then any incident against none."""
_KEPT_WORDS = 20_000


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


@dataclass(frozen=True, slots=True)
class Model:
    """``names``: of each view, feature → row of ``table``. A row holds the feature's weight in each output, and last
    the square of its own weight in the length of a passage's vector. ``weights``: of the views in that vector.
    """

    names: tuple[Mapping[str, int], ...]
    table: Floats
    bias: Floats
    weights: tuple[float, ...]
    calibration: Calibration = Calibration()
    _groups: dict[str, Rows] = field(default_factory=dict)

    def rows(self, reading: Reading) -> list[Rows]:
        """The known features of a passage, view by view."""
        inside = set().union(*map(self._inside, dict.fromkeys(reading.lower.split())))
        found = [list(inside)]
        for names, features in zip(self.names[1:], others(reading), strict=True):
            get = names.get
            known = {get(feature) for feature in features}
            known.discard(None)
            found.append(list(known))
        return found

    def outputs(self, rows: Sequence[Rows]) -> Floats:
        """The sum of each view's weights over the length of its vector, and the bias."""
        filled = [(view, weight) for view, weight in zip(rows, self.weights, strict=True) if view]
        if not filled:
            return self.bias
        starts = np.cumsum([0, *(len(view) for view, _ in filled[:-1])])
        sums = np.add.reduceat(self.table[np.concatenate([view for view, _ in filled])], starts, axis=0)
        scale = np.array([weight for _, weight in filled], np.float32) / np.sqrt(sums[:, -1])
        return np.asarray(scale @ sums[:, :-1] + self.bias)

    def calibrated(self, calibration: Calibration) -> "Model":
        return replace(self, calibration=calibration)

    def _inside(self, word: str) -> Rows:
        """The rows of a word's groups, remembered: most words come again."""
        known = self._groups.get(word)
        if known is None:
            if len(self._groups) >= _KEPT_WORDS:
                self._groups.clear()
            get = self.names[0].get
            known = self._groups[word] = [row for group in groups(word) if (row := get(group)) is not None]
        return known

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
                words = arrays[f"names{view}"].tobytes().decode().split("\n")
                names.append(dict(zip(words, range(start, start + len(words)), strict=True)))
                start += len(words)
            return cls(
                tuple(names), arrays["table"], arrays["bias"], weights, Calibration(*arrays["calibration"].tolist())
            )


def _packed(names: Mapping[str, int]) -> NDArray[np.uint8]:
    """Names in the order of their rows, one a line; no feature holds a line break."""
    return np.frombuffer("\n".join(sorted(names, key=names.__getitem__)).encode(), np.uint8)
