"""What training leaves behind: tables of weights. Screening needs numpy and nothing else."""

import io
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adapters.language.local.features import SIDE_MARKS, Reading, concepts, groups, pairs, shape, twos

Floats = NDArray[np.float32]
GROUPS, WORDS, BY_SIDE, SHAPE = range(4)
SIGN_OUTPUTS = slice(0, 10)
INCIDENT = 10
OUTPUTS = 11
"""The ten signs, each against no incident; then any incident against none."""
_KEPT_WORDS = 20_000
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


class Vocabulary(NamedTuple):
    """Words that are met often, and the rows of each one's groups, one word after the other."""

    words: tuple[str, ...]
    rows: NDArray[np.int32]
    starts: NDArray[np.int32]


class Remembered:
    """The sums of the rows of whole words' groups: the vocabulary's at once, others as they come."""

    def __init__(self, table: Floats, vocabulary: Vocabulary) -> None:
        self.places = {word: place for place, word in enumerate(vocabulary.words)}
        self.sums = np.zeros((len(self.places) + _KEPT_WORDS, table.shape[1]), np.float32)
        if self.places:
            self.sums[: len(self.places)] = np.add.reduceat(table[vocabulary.rows], vocabulary.starts, axis=0)

    def keep(self, word: str, total: Floats) -> int:
        place = self.places[word] = len(self.places)
        self.sums[place] = total
        return place


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
        self._remembered = Remembered(table, vocabulary)
        first = min(self.names[WORDS].values(), default=0)
        self._by_side = {side: self._rows_by_side(mark, first) for side, mark in SIDE_MARKS.items()}
        self._first_word = first

    def _rows_by_side(self, mark: str, first: int) -> NDArray[np.int32]:
        """Row of a word or two in the view of words, less the first of them → its row for this side, else -1."""
        rows = np.full(len(self.names[WORDS]), -1, np.int32)
        by_side = self.names[BY_SIDE]
        for name, row in self.names[WORDS].items():
            rows[row - first] = by_side.get(f"{mark}:{name}", -1)
        return rows

    def outputs(self, reading: Reading) -> Floats:
        """The sum of each view's weights over the length of its vector, and the bias."""
        views = self._other_rows(reading)
        filled = [number for number, view in enumerate(views) if len(view)]
        sums = np.zeros((len(self.weights), self.table.shape[1]), np.float32)
        sums[GROUPS] = self._groups(reading)
        if filled:
            starts = np.cumsum([0, *(len(views[number]) for number in filled[:-1])])
            rows = np.concatenate([views[number] for number in filled])
            sums[[number + 1 for number in filled]] = np.add.reduceat(self.table[rows], starts, axis=0)
        scale = np.array(self.weights, np.float32) / np.sqrt(np.maximum(sums[:, -1], _TINY))
        return np.asarray(scale @ sums[:, :-1] + self.bias)

    def rows(self, reading: Reading) -> list[NDArray[np.int32]]:
        """The known features of a passage, view by view; a group once for each word that it is in."""
        inside = [row for word in reading.different() for row in rows_of_word(self.names[GROUPS], word)]
        return [np.array(inside, np.int32), *self._other_rows(reading)]

    def _groups(self, reading: Reading) -> Floats:
        words = reading.different()
        remembered = self._remembered
        if len(remembered.places) + len(words) > len(remembered.sums):
            self._remembered = remembered = Remembered(self.table, self.vocabulary)
        get = remembered.places.get
        places = []
        for word in list(words)[:_KEPT_WORDS]:
            place = get(word)
            if place is None:
                place = remembered.keep(word, self.table[rows_of_word(self.names[GROUPS], word)].sum(0))
            places.append(place)
        return np.asarray(remembered.sums[places].sum(0))

    def _other_rows(self, reading: Reading) -> list[NDArray[np.int32]]:
        words = np.array(self._word_rows(reading.sentences), np.int32)
        by_side = self._by_side[reading.side][words - self._first_word] if len(words) else words
        found = [words, by_side[by_side >= 0]]
        for names, features in zip(
            self.names[SHAPE:], (shape(reading), concepts(reading), pairs(reading)), strict=True
        ):
            found.append(_known(names, features))
        return found

    def _word_rows(self, sentences: Sequence[Sequence[str]]) -> list[int]:
        """Three words side by side are known only where both twos in them are: most need no look."""
        get = self.names[WORDS].get
        found = set()
        for sentence in sentences:
            for token in sentence:
                found.add(get(token))
            pairs_of = twos(sentence)
            known = [get(two) for two in pairs_of]
            found.update(known)
            ends = [*sentence[1:], "$"]
            for place, end in enumerate(ends):
                if known[place] is not None and known[place + 1] is not None:
                    found.add(get(f"{pairs_of[place]} {end}"))
        found.discard(None)
        return sorted(row for row in found if row is not None)

    def corrected(self, second: Floats) -> "Model":
        """With a second table of weights beside the first, which makes as many more outputs."""
        table = np.hstack([self.table[:, :-1], second, self.table[:, -1:]])
        bias = np.append(self.bias, np.zeros(second.shape[1], np.float32))
        model = copy(self)
        model.table, model.bias, model._remembered = table, bias, Remembered(table, self.vocabulary)
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


def rows_of_word(names: Mapping[str, int], word: str) -> list[int]:
    """``names``: of the view of groups."""
    return [row for group in dict.fromkeys(groups(word)) if (row := names.get(group)) is not None]


def _known(names: Mapping[str, int], features: Iterable[str]) -> NDArray[np.int32]:
    get = names.get
    found = {get(feature) for feature in features}
    return np.array([row for row in found if row is not None], np.int32)


def _packed(names: Mapping[str, int]) -> NDArray[np.uint8]:
    """Names in the order of their rows, one a line; no feature holds a line break."""
    return np.frombuffer("\n".join(sorted(names, key=names.__getitem__)).encode(), np.uint8)
