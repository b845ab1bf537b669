"""The model's weights in the order in which screening wants them: what is looked up, how often, decides its speed.

A message becomes numbers, token by token; runs of them are whole numbers too, which one look into one table finds. What
happens before is plain Python, for messages are short and numpy's calls are not.
"""

from collections.abc import Sequence
from copy import copy
from itertools import pairwise, repeat
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adapters.language.local.features import cut, is_spelled, plain, token
from adapters.language.local.index import BREAK, CONCEPT_BREAK, GROUPS, SIDES, Index, threes, twos
from adapters.language.local.lookup import Hits, Ints, which
from adapters.language.local.spelling import Spelling
from adapters.language.local.words import WORDS
from bot.domain.detection import Side

Floats = NDArray[np.float32]
KEPT_TOKENS = 20_000
_MOST_AT_ONCE = 2_000
"""Tokens of two passages, at most."""
_LINE = 16
"""So many weights fill a line of the processor's cache."""
_NO_ROWS = np.zeros(0, np.int64)


class Seen(NamedTuple):
    """``rows``: of the sheet, each once, view by view. ``spoken``, ``meant``: numbers of tokens and concepts, in order.

    ``alone``: the rows of both. ``hits``: which of their runs are known, and the rows that were ``found`` for them.
    """

    rows: Ints
    spoken: list[int]
    meant: list[int]
    alone: list[int]
    hits: Hits
    found: Ints
    sheet: "Sheet"


class Sheet:
    """The rows of an ``Index``, then one for each number of a token: the sum of its groups of characters.

    Tokens that the model does not know get numbers when they are met, so that they are spelled out once only.
    """

    def __init__(self, index: Index, table: Floats) -> None:
        self.index, self.table = index, table
        self._spelling = Spelling(index.names[GROUPS])
        self._meeting = Lock()
        self.weights = _lines(index.spelled + index.known + KEPT_TOKENS, -(-table.shape[1] // _LINE) * _LINE)
        columns = slice(0, table.shape[1])
        known, also = np.flatnonzero(index.base >= 0), np.flatnonzero(index.also >= 0)
        self.weights[known, columns] = table[index.base[known]]
        self.weights[also, columns] += table[index.also[also]]
        self._numbers: dict[str, int] = {}
        self._concepts = [0] * index.first_token
        self._concepts[BREAK] = CONCEPT_BREAK
        self._groups: list[Ints] = [_NO_ROWS] * index.first_token
        self._add([*index.tokens])

    def _add(self, names: Sequence[str]) -> None:
        """Their numbers follow the last one."""
        numbers = {name: number for number, name in enumerate(names, len(self._concepts))}
        self._concepts += [self.index.concepts.get(WORDS.of(name), 0) for name in names]
        self._groups += [_NO_ROWS] * len(names)
        spelled = [name for name in names if is_spelled(name)]
        for name, rows in zip(spelled, self._spelling.of(spelled), strict=True):
            number = numbers[name]
            self._groups[number] = rows
            if len(rows):
                sums = np.add.reduce(self.table.take(rows, axis=0), axis=0)
                self.weights[self.index.spelled + number, : len(sums)] = sums
        # Last, since who finds a number reads what is behind it without asking.
        self._numbers |= numbers

    def met(self) -> int:
        """So many tokens that the model does not know."""
        return len(self._concepts) - self.index.known

    def full(self) -> bool:
        return self.met() + _MOST_AT_ONCE > KEPT_TOKENS

    def emptied(self) -> "Sheet":
        """Without what was met. A copy, for others may be reading this one."""
        sheet, known = copy(self), self.index.known
        sheet.weights = _lines(*self.weights.shape)
        sheet.weights[: self.index.spelled + known] = self.weights[: self.index.spelled + known]
        sheet._concepts, sheet._groups = self._concepts[:known], self._groups[:known]
        sheet._numbers = dict(self.index.tokens)
        return sheet

    def _met(self, part: str) -> int:
        """The number of what does not go by its own name: a link, a mention, white space between sentences."""
        return BREAK if part.isspace() else self._numbers[token(part)]

    def _meet(self, parts: Sequence[str]) -> None:
        names = dict.fromkeys(token(part) for part in parts if not part.isspace())
        if new := [name for name in names if name not in self._numbers]:
            with self._meeting:
                self._add([name for name in new if name not in self._numbers])

    def _spoken(self, lower: str) -> list[int]:
        """The numbers of the tokens, with a break before, between and after sentences."""
        parts = cut(lower)
        numbers = [*map(self._numbers.get, parts, repeat(0))]
        if 0 in numbers:
            unnamed = [part for part, number in zip(parts, numbers, strict=True) if not number]
            self._meet(unnamed)
            others = iter(unnamed)
            numbers = [number or self._met(next(others)) for number in numbers]
        return [BREAK, *numbers, BREAK] if lower.strip() else [BREAK]

    def seen(self, text: str, side: Side) -> Seen:
        index, place, concepts = self.index, SIDES.index(side), self._concepts
        written = plain(text)
        lower = written.lower()
        spoken = self._spoken(lower)
        of_words = twos(spoken)
        meant = index.meant(spoken, of_words, [concepts[number] for number in spoken])
        hits, found = index.look_up(of_words + threes(of_words, spoken) + twos(meant), place)
        alone = index.rows_alone(spoken, meant, place)
        rows = np.concatenate((found, index.starts + alone + index.form(written, lower, spoken, place)))
        rows.sort()
        # Numbers of tokens depend on what was met before; sums, to the last digit, must not.
        spelled = [number + index.spelled for number in dict.fromkeys(spoken)]
        rows = np.concatenate((rows[1:][rows[1:] != rows[:-1]], spelled))
        return Seen(rows, spoken, meant, alone, hits, found, self)

    def told_by_sentence(self, seen: Seen, direction: Sequence[float], scales: Sequence[float]) -> Floats:
        """What the words of each sentence add to the outputs, along ``direction``; without the shape.

        ``scales``: of the views, in the sheet's order.
        """
        spoken, meant = len(seen.spoken), len(seen.meant)
        words = [place for place, number in enumerate(seen.spoken) if number == BREAK][:-1]
        if not words:
            return np.zeros(1, np.float32)
        concepts = [place for place, number in enumerate(seen.meant) if number == CONCEPT_BREAK][:-1]
        of_words, _, of_concepts, of_groups = scales
        # First what stands alone; then twos and threes as they were looked up.
        parts = (
            (words, spoken, of_words),
            (concepts, meant, of_concepts),
            (words, spoken, of_groups),
            (words, spoken - 1, of_words),
            (words, spoken - 2, of_words),
            (concepts, meant - 1, of_concepts),
        )
        starts: list[int] = []
        size = 0
        for places, held, _ in parts:
            starts += [size + place for place in places]
            size += held
        alone = seen.alone + [number + self.index.spelled for number in seen.spoken]
        known = which(seen.hits)
        along = np.zeros(self.weights.shape[1], np.float32)
        along[: len(direction)] = direction
        told = self.weights.take(np.concatenate((alone, seen.found)), axis=0) @ along
        values = np.zeros(size, np.float32)
        values[: len(alone)], values[len(alone) + known] = told[: len(alone)], told[len(alone) :]
        sums = np.add.reduceat(values, starts).reshape(len(parts), -1)
        return np.asarray(np.array([scale for *_, scale in parts], np.float32) @ sums)

    def table_rows(self, seen: Seen) -> list[Ints]:
        """The rows of the table behind those of the sheet, view by view in the sheet's order."""
        index = self.index
        bounds = [*seen.rows.searchsorted(index.starts).tolist(), len(seen.rows)]
        found: list[Ints] = []
        for first, last in pairwise(bounds[:-1]):
            rows = seen.rows[first:last]
            both = np.concatenate((index.base[rows], index.also[rows]))
            found.append(both[both >= 0])
        groups = self._groups
        held = [groups[row - index.spelled] for row in seen.rows[bounds[-2] + 1 :].tolist()]
        return [*found, np.concatenate([_NO_ROWS, *held])]


def _lines(rows: int, width: int) -> Floats:
    """Zeros, each row at the beginning of a line of the processor's cache."""
    room = np.zeros(rows * width + _LINE, np.float32)
    skipped = -room.ctypes.data // room.itemsize % _LINE
    return room[skipped : skipped + rows * width].reshape(rows, width)
