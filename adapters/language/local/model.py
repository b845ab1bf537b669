"""What training leaves behind: tables of weights. Screening needs numpy and nothing else."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
NONE = 10
"""The output that stands for no incident, after the ten signs."""


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a text: feature → row; ``rarity``: squared weight of each in the length of a text's vector."""

    rows: Mapping[str, int]
    rarity: Floats
    weights: Floats

    def score(self, features: Sequence[str] | set[str]) -> Floats:
        known = [row for feature in features if (row := self.rows.get(feature)) is not None]
        if not known:
            return np.zeros(self.weights.shape[1], np.float32)
        length = float(self.rarity[known].sum()) ** 0.5
        return np.asarray(self.weights[known].sum(0) / length)


@dataclass(frozen=True, slots=True)
class Model:
    """``slope`` and ``offset`` turn the incident's score into a calibrated one; from ``threshold`` on it is decided."""

    views: tuple[View, ...]
    bias: Floats
    slope: float
    offset: float
    threshold: float

    def scores(self, views: Sequence[set[str]]) -> Floats:
        total = self.bias.copy()
        for view, features in zip(self.views, views, strict=True):
            total += view.score(features)
        return total

    def to_bytes(self) -> bytes:
        arrays: dict[str, NDArray[np.generic]] = {
            "bias": self.bias,
            "numbers": np.array([self.slope, self.offset, self.threshold]),
        }
        for number, view in enumerate(self.views):
            names = "\n".join(sorted(view.rows, key=view.rows.__getitem__))
            arrays[f"rows{number}"] = np.frombuffer(names.encode(), np.uint8)
            arrays[f"rarity{number}"], arrays[f"weights{number}"] = view.rarity, view.weights
        content = io.BytesIO()
        np.savez(content, allow_pickle=False, **arrays)
        return content.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Model":
        """Raises ``ValueError`` or ``KeyError`` where this is no model."""
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            count = sum(name.startswith("rows") for name in arrays.files)
            views = tuple(
                View(
                    {name: row for row, name in enumerate(arrays[f"rows{n}"].tobytes().decode().split("\n"))},
                    arrays[f"rarity{n}"],
                    arrays[f"weights{n}"],
                )
                for n in range(count)
            )
            slope, offset, threshold = arrays["numbers"].tolist()
            return cls(views, arrays["bias"], slope, offset, threshold)
