"""Whole numbers → rows, many at a time. Each number is in one line of the processor's cache."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Longs = NDArray[np.int64]
Hits = NDArray[np.bool_]
_BUCKET = 8
_SCATTER = np.uint64(0x9E37_79B9_7F4A_7C15)


class Lookup:
    """Of numbers above 0, each once. ``rows``: one or more lists of them, each as long as ``numbers``."""

    def __init__(self, numbers: Longs, *rows: Ints) -> None:
        bits = max(len(numbers).bit_length() - 2, 1)
        while True:
            self._shift = np.uint64(64 - bits)
            places = self._places(numbers)
            if np.bincount(places, minlength=1).max() <= _BUCKET:
                break
            bits += 1
        order = places.argsort(kind="stable")
        places = places[order]
        slots = places * _BUCKET + np.arange(len(places)) - places.searchsorted(places)
        self._numbers = np.zeros(_BUCKET << bits, np.int64)
        self._numbers[slots] = numbers[order]
        self._numbers.shape = (-1, _BUCKET)
        listed = np.zeros((len(rows), _BUCKET << bits), np.int32)
        listed[:, slots] = np.array(rows)[:, order]
        self._rows = listed.reshape(len(rows), -1, _BUCKET)

    def _places(self, numbers: Longs) -> Longs:
        """Knuth's multiplicative hash."""
        return (numbers.view(np.uint64) * _SCATTER >> self._shift).view(np.int64)

    def __call__(self, wanted: Longs, column: int = 0) -> tuple[Hits, Ints]:
        """Where the numbers, all above 0, were found, and the rows of those that are known, in order."""
        places = self._places(wanted)
        hits = self._numbers.take(places, axis=0) == wanted[:, None]
        return hits, self._rows[column].take(places, axis=0)[hits]


def which(hits: Hits) -> Ints:
    """Of the numbers that were looked up: the places of those that are known."""
    return hits.nonzero()[0]
