"""Words → the rows of their groups of characters in the table, for many words at a time."""

from collections.abc import Mapping, Sequence

import numpy as np

from adapters.language.local.features import LONGEST_GROUP, SHORTEST_GROUP
from adapters.language.local.lookup import Ints, Longs, Lookup, which

_LETTER_BITS = 12
_NO_LETTER = (1 << _LETTER_BITS) - 1
"""Stands for a character that no group has; 0 ends a group that is shorter than the longest."""
_SHIFTS = tuple(_LETTER_BITS * place for place in reversed(range(LONGEST_GROUP)))


class Spelling:
    """``names``: groups and their rows."""

    def __init__(self, names: Mapping[str, int]) -> None:
        letters = sorted(set("".join(names)))[: _NO_LETTER - 1]
        self._letters = np.full(max(map(ord, letters), default=0) + 2, _NO_LETTER)
        self._letters[[*map(ord, letters)]] = np.arange(1, len(letters) + 1)
        self._letters[0] = 0
        spelled = self._spelled("".join(name.ljust(LONGEST_GROUP, "\0") for name in names))
        numbers = (spelled.reshape(-1, LONGEST_GROUP) << np.array(_SHIFTS)).sum(1)
        self._rows = Lookup(numbers, np.array([*names.values()], np.int64))

    def _spelled(self, text: str) -> Longs:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        return self._letters.take(codes, mode="clip")

    def of(self, words: Sequence[str]) -> list[Ints]:
        """Of each word the rows of its groups, which are found as ``features.groups`` makes them."""
        if not words:
            return []
        # Between words are two gaps, which no group has.
        padded = [f" {word} " for word in words]
        letters = self._spelled("".join((*padded, *"\uffff" * LONGEST_GROUP)))
        size = len(letters) - LONGEST_GROUP
        group = letters[:size] << _SHIFTS[0]
        sizes = []
        for place in range(1, LONGEST_GROUP):
            group = group | letters[place : place + size] << _SHIFTS[place]
            sizes.append(group)
        hits, rows = self._rows(np.concatenate(sizes[SHORTEST_GROUP - 2 :]))
        if len(words) == 1:
            return [rows]
        owner = np.arange(len(words)).repeat([*map(len, padded)]).take(which(hits) % size)
        order = owner.argsort(kind="stable")
        return np.split(rows[order], owner[order].searchsorted(np.arange(1, len(words))))
