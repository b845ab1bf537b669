"""Names of features → rows of the sheet. What training counts by name (``features``), screening finds by number."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise

import numpy as np

from adapters.language.local.features import (
    BEGIN,
    END,
    FIRST,
    LAST,
    MOST,
    NUMBERS,
    SIDE_MARKS,
    ending,
    measured,
    measures,
)
from adapters.language.local.lookup import Hits, Ints, Lookup
from adapters.language.local.words import WORDS

GROUPS, WORDS_VIEW, SHAPE, CONCEPTS = range(4)
ORDER = (WORDS_VIEW, SHAPE, CONCEPTS, GROUPS)
"""Of the views in the sheet. Each begins with a row of zeros, so that none is ever empty."""
BREAK, CONCEPT_BREAK, _FIRST_NUMBER = range(1, 4)
"""What stands before, between and after sentences; then names."""
SIDES = tuple(SIDE_MARKS)
_BY_SIDE = tuple(f"{mark}:" for mark in SIDE_MARKS.values())
_BITS = 21
_FIRST_BITS = 2 * _BITS


class _Rows:
    """Of the sheet: each sums a row of the table, ``base``, and perhaps another one, ``also``; -1 is none."""

    def __init__(self) -> None:
        self.base: list[int] = []
        self.also: list[int] = []

    def add(self, base: int = -1, also: int = -1) -> int:
        self.base.append(base)
        self.also.append(also)
        return len(self.base) - 1


class _Runs:
    """The rows of what stands alone, and of what stands side by side, by numbers that have ``_BITS`` each.

    A name and the same once more by side are always there together: one row for both, and one for each side.
    """

    def __init__(
        self, names: Mapping[str, int], numbers: Mapping[str, int], marks: Sequence[str], pause: int, rows: _Rows
    ) -> None:
        self.alone: list[int] = []
        self.rows: list[list[int]] = []
        parts = dict(numbers) | {BEGIN: pause, END: pause}
        by_side = tuple(f"{mark}:" for mark in marks)
        side_by_side = (name for name in names if " " in name and not name.startswith(by_side))
        found = [(name, [parts[part] for part in name.split(" ")]) for name in side_by_side]
        self.keys = [run_of(*run) for _, run in found]
        first = next(iter(numbers.values()))
        for mark in marks:
            # Numbers follow each other: a row is found by adding.
            self.alone.append(len(rows.base) - first)
            for name in numbers:
                rows.add(names.get(name, -1), names.get(f"{mark}:{name}", -1))
            self.rows.append([rows.add(names[name], names.get(f"{mark}:{name}", -1)) for name, _ in found])


class Index:
    """``tokens``, ``concepts``: their numbers; those of tokens that are met later begin with ``known``.

    ``base``, ``also``: of each row of the sheet the rows of the table that it sums; -1 is none. ``starts``: the first
    row of each view. The last view goes on with a row for each number, ``spelled`` before it.
    """

    def __init__(self, names: Sequence[Mapping[str, int]]) -> None:
        self.names = tuple(names)
        in_phrases = {word for phrases in WORDS.phrases.values() for phrase, _ in phrases for word in phrase}
        alone = (name for name in names[WORDS_VIEW] if " " not in name and not name.startswith(_BY_SIDE))
        self.concepts = _numbered(WORDS.concepts(), _FIRST_NUMBER)
        self.first_token = _FIRST_NUMBER + len(self.concepts)
        self.tokens = _numbered((*alone, *sorted(in_phrases), *NUMBERS, "?"), self.first_token)
        self.known = self.first_token + len(self.tokens)
        self._asks = self.tokens["?"]
        self._of_numbers = [self.tokens[name] for name in NUMBERS]
        self._phrases: dict[int, list[tuple[list[int], int]]] = {}
        for phrase, meant in (one for phrases in WORDS.phrases.values() for one in phrases):
            numbers = [self.tokens[word] for word in phrase]
            self._phrases.setdefault(run_of(*numbers[:2]), []).append((numbers, self.concepts[meant]))
        rows = _Rows()
        self.starts = [rows.add()]
        self._words = _Runs(names[WORDS_VIEW], self.tokens, [*SIDE_MARKS.values()], BREAK, rows)
        self.starts.append(rows.add())
        self._number_shape({name: rows.add(row) for name, row in names[SHAPE].items()})
        self.starts.append(rows.add())
        self._concepts = _Runs(names[CONCEPTS], self.concepts, [*map(str, SIDES)], CONCEPT_BREAK, rows)
        self.starts.append(rows.add())
        self.spelled = len(rows.base)
        self.base, self.also = np.array(rows.base), np.array(rows.also)
        self._lookup = Lookup(
            np.array([*self._words.keys, *self._concepts.keys], np.int64),
            *(
                np.array([*words, *concepts], np.int32)
                for words, concepts in zip(self._words.rows, self._concepts.rows, strict=True)
            ),
        )

    def _number_shape(self, rows: Mapping[str, int]) -> None:
        """Of ``measures``, which are whole numbers from 0 on, the rows of all values, one after the other, by side."""
        self._offsets = [0, *accumulate(most + 1 for most in MOST[:-1])]
        self._measured = [
            [rows.get(measured(place, value, side), 0) for place, most in enumerate(MOST) for value in range(most + 1)]
            for side in SIDES
        ]
        self._sides = [rows.get(f"side:{side}", 0) for side in SIDES]
        self._ends = {name.removeprefix("end:"): row for name, row in rows.items() if name.startswith("end:")}
        self._opening, self._closing = (
            {number: rows[name] for word, number in self.tokens.items() if (name := f"{place}:{word}") in rows}
            for place in ("first", "last")
        )

    def meant(self, spoken: Sequence[int], twos: Sequence[int], alone: list[int]) -> list[int]:
        """The concepts in order, the breaks among them. ``alone``: that of each token by itself; 0 is none.

        Words that mean something together are one concept, that of the first of them. ``twos``: the keys of tokens.
        """
        if not self._phrases.keys().isdisjoint(twos):
            self._join(spoken, twos, alone)
        return [concept for concept in alone if concept]

    def _join(self, spoken: Sequence[int], twos: Sequence[int], alone: list[int]) -> None:
        """Of phrases that begin with the same word the one that is listed first wins."""
        free = 0
        for begin, two in enumerate(twos):
            for phrase, meant in self._phrases.get(two, ()) if begin >= free else ():
                end = begin + len(phrase)
                if spoken[begin:end] == phrase:
                    alone[begin:end] = [meant] + [0] * (len(phrase) - 1)
                    free = end
                    break

    def rows_alone(self, spoken: Sequence[int], meant: Sequence[int], side: int) -> list[int]:
        """Of each token, and of each concept; a row of zeros for what is unknown, and for breaks."""
        first, known, words, concepts = (
            self.first_token,
            self.known,
            self._words.alone[side],
            self._concepts.alone[side],
        )
        rows = [number + words if first <= number < known else 0 for number in spoken]
        return rows + [number + concepts if number >= _FIRST_NUMBER else 0 for number in meant]

    def look_up(self, keys: Sequence[int], side: int) -> tuple[Hits, Ints]:
        return self._lookup(np.array(keys, np.int64), side)

    def form(self, written: str, lower: str, spoken: list[int], side: int) -> list[int]:
        """The rows of the shape."""
        sentences = spoken.count(BREAK) - 1
        first = spoken[1 : FIRST + 1]
        last = spoken[len(spoken) - 1 - spoken[-2::-1].index(BREAK) : -1] if sentences else []
        if BREAK in first:
            first = first[: first.index(BREAK)]
        numbers = sum([spoken.count(number) for number in self._of_numbers])
        found = measures(written, lower, len(spoken) - sentences - 1, sentences, numbers, self._asks in last)
        known = self._measured[side]
        rows = [self._sides[side], self._ends.get(ending(written), 0)]
        rows += [known[offset + value] for offset, value in zip(self._offsets, found, strict=True)]
        rows += [self._opening.get(token, 0) for token in first]
        rows += [self._closing.get(token, 0) for token in last[-LAST:]]
        return rows


def run_of(first: int, second: int, third: int = 0) -> int:
    return first << _FIRST_BITS | second << _BITS | third


def twos(numbers: Sequence[int]) -> list[int]:
    """The keys of what stands side by side."""
    return [first << _FIRST_BITS | second << _BITS for first, second in pairwise(numbers)]


def threes(of_twos: Sequence[int], numbers: Sequence[int]) -> list[int]:
    return [two | third for two, third in zip(of_twos, numbers[2:], strict=False)]


def _numbered(names: Iterable[str], first: int) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names), first)}
