"""The model's weights in the order in which screening wants them: what is looked up, how often, decides its speed.

A message is cut at its spaces. What is known of a chunk (its tokens, their concepts, the sum of the weights of its
groups of characters) is found by one look. Runs of tokens are whole numbers then, and all else is numpy.
"""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from adapters.language.local.features import BEGIN, END, FIRST, LAST, LONGEST_WORD, SIDE_MARKS, form, plain, tokens
from adapters.language.local.words import WORDS
from bot.domain.detection import Side

Floats = NDArray[np.float32]
Ints = NDArray[np.integer[Any]]
GROUPS, WORDS_VIEW, BY_SIDE, SHAPE, CONCEPTS, PAIRS = range(6)
ORDER = (WORDS_VIEW, BY_SIDE, SHAPE, CONCEPTS, PAIRS, GROUPS)
"""Of the views in the sheet. Each begins with a row of zeros, so that what is unknown needs no question."""
_BITS = 21
_LETTER_BITS, _LONGEST_GROUP = 12, 5
_SHIFTS = (48, 36, 24, 12, 0)
_BUCKET = 8
_SCATTER = np.uint64(0x9E37_79B9_7F4A_7C15)
_KEPT_CHUNKS = 20_000
_LAST_SENTENCE = 62
"""Sentences after it count as one when two concepts of a sentence are looked for: so many fit into a number."""
_TRIANGLES: dict[int, tuple[Ints, Ints]] = {}


class Vocabulary(NamedTuple):
    """Chunks that are met often, and the rows of each one's groups, one chunk after the other."""

    words: tuple[str, ...]
    rows: NDArray[np.int32]
    starts: NDArray[np.int32]


class Chunk(NamedTuple):
    """``row``: of its groups. ``numbers``, ``concepts``: of its tokens, 0 where there is none."""

    row: int
    tokens: list[str]
    numbers: list[int]
    concepts: list[int]
    ends: bool


class Seen(NamedTuple):
    """``rows``: of the sheet, each once, sorted. ``runs``, ``chunks``: rows as they stand in the text, first all
    alone, then all twos, then all threes; ``lengths``: of the sentences in them, once of words and once of concepts.
    """

    rows: Ints
    runs: Ints
    chunks: list[int]
    where: list[int]
    lengths: list[int]
    weights: Floats

    def sentences(self) -> Ints:
        """Of each of ``runs`` and then of ``chunks``: in which sentence it begins."""
        places = np.repeat([*range(len(self.lengths) // 2)] * 2, self.lengths)
        return np.concatenate((places, places[:-1], places[:-2], np.array(self.where, np.int64)))


class Lookup:
    """Whole numbers → rows, many at a time; 0 for an unknown one. Each is in one line of the processor's cache."""

    def __init__(self, numbers: NDArray[np.int64], rows: Ints) -> None:
        bits = max(len(numbers).bit_length(), 1)
        while True:
            self._shift = np.uint64(64 - bits)
            places = self._places(numbers)
            if np.bincount(places, minlength=1).max() <= _BUCKET:
                break
            bits += 1
        order = places.argsort(kind="stable")
        places = places[order]
        ranks = np.arange(len(places)) - places.searchsorted(places)
        self._numbers = np.full((1 << bits, _BUCKET), -1, np.int64)
        self._rows = np.zeros((1 << bits) * _BUCKET, np.int32)
        self._numbers[places, ranks] = numbers[order]
        self._rows[places * _BUCKET + ranks] = rows[order]

    def _places(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Knuth's multiplicative hash."""
        return (numbers.view(np.uint64) * _SCATTER >> self._shift).view(np.int64)

    def __call__(self, wanted: NDArray[np.int64]) -> NDArray[np.int64]:
        places = self._places(wanted)
        which, slots = (self._numbers.take(places, axis=0) == wanted[:, None]).nonzero()
        rows = np.zeros(len(wanted), np.int64)
        rows[which] = self._rows[places[which] * _BUCKET + slots]
        return rows


class Index:
    """Names of features → rows of the sheet. The same for all tables of weights that share the names."""

    def __init__(self, names: Sequence[Mapping[str, int]]) -> None:
        self.names = tuple(names)
        self._base: list[int] = []
        self._also: list[int] = []
        starts, merged = [0] * len(ORDER), [0] * len(ORDER)
        concepts = WORDS.concepts()
        self.concepts = {concept: number for number, concept in enumerate(concepts, 1)}
        self._places: list[dict[str, int]] = [{} for _ in ORDER]
        for view in ORDER:
            starts[view] = len(self._base)
            self._add(-1)
            if view != GROUPS:
                for name, row in names[view].items():
                    self._places[view][name] = self._add(row)
            if view in (CONCEPTS, PAIRS):
                merged[view] = len(self._base)
                self._merge(names[view], concepts)
        self.base, self.also = np.array(self._base), np.array(self._also)
        self.starts = np.array([starts[view] for view in ORDER])
        self.groups = starts[GROUPS]
        self._number(concepts, merged)
        self._shape = self._places[SHAPE]
        self._pair_rows()
        self._number_groups(names[GROUPS])

    def _add(self, row: int, also: int = -1) -> int:
        self._base.append(row)
        self._also.append(also)
        return len(self._base) - 1

    def _merge(self, names: Mapping[str, int], concepts: Sequence[str]) -> None:
        """A concept and the same by side are always there together: one row, side by side."""
        for side in SIDE_MARKS:
            for concept in concepts:
                self._add(names.get(concept, -1), names.get(f"{side}:{concept}", -1))

    def _number(self, concepts: Sequence[str], merged: Sequence[int]) -> None:
        """Numbers of tokens, then of concepts; the row of each, and of every run of two and three."""
        known = [name for name in self.names[WORDS_VIEW] if " " not in name]
        self.tokens = {token: number for number, token in enumerate((BEGIN, END, *known), 1)}
        self.first_concept = len(self.tokens)
        offset = self.first_concept
        self.begin, self.end = self.tokens[BEGIN], self.tokens[END]
        self.begin_concepts, self.end_concepts = offset + len(concepts) + 1, offset + len(concepts) + 2
        framed = {concept: offset + number for concept, number in self.concepts.items()}
        framed |= {BEGIN: self.begin_concepts, END: self.end_concepts}
        size = self.end_concepts + 1
        words = self._places[WORDS_VIEW]
        alone = np.zeros(size, np.int64)
        for token in known:
            alone[self.tokens[token]] = words[token]
        self.alone, self._beginning, self._ending = {}, [0] * size, [0] * size
        for place, side in enumerate(SIDE_MARKS):
            self.alone[side] = alone.copy()
            start = merged[CONCEPTS] + place * len(concepts)
            self.alone[side][offset + 1 : offset + len(concepts) + 1] = np.arange(start, start + len(concepts))
        for name, row in self._places[SHAPE].items():
            kind, _, token = name.partition(":")
            if kind in ("first", "last") and (number := self.tokens.get(token)):
                (self._beginning if kind == "first" else self._ending)[number] = row
        runs = self._runs(words, self.tokens) | self._runs(self._places[CONCEPTS], framed)
        self._run_rows = Lookup(np.array([*runs], np.int64), np.array([*runs.values()], np.int64))
        self._merged_pairs = {
            side: np.arange(len(concepts) + 1) + (merged[PAIRS] + place * len(concepts) - 1)
            for place, side in enumerate(SIDE_MARKS)
        }
        self.by_side = {side: self._rows_by_side(mark) for side, mark in SIDE_MARKS.items()}

    @staticmethod
    def _runs(places: Mapping[str, int], numbers: Mapping[str, int]) -> dict[int, int]:
        found = {}
        for name, row in places.items():
            if " " in name:
                run = [numbers.get(part, 0) for part in name.split(" ")]
                if all(run):
                    first, second, third = [*run, 0][:3]
                    found[first << 2 * _BITS | second << _BITS | third] = row
        return found

    def _rows_by_side(self, mark: str) -> Ints:
        """Row of a word or two → its row for this side, else 0; a row of anything else → 0."""
        rows = np.zeros(self.groups + 1, np.int64)
        by_side = self._places[BY_SIDE]
        for name, row in self._places[WORDS_VIEW].items():
            rows[row] = by_side.get(f"{mark}:{name}", 0)
        return rows

    def _pair_rows(self) -> None:
        """Rows of any two concepts, in a table of their numbers: of a sentence, and of a passage."""
        size = self.width = len(self.concepts) + 1
        self.in_sentence, self.in_passage = np.zeros(size * size, np.int64), np.zeros(size * size, np.int64)
        for view, table in ((CONCEPTS, self.in_sentence), (PAIRS, self.in_passage)):
            for name, row in self._places[view].items():
                first, both, second = name.partition("&")
                if both and first in self.concepts and second in self.concepts:
                    table[self.concepts[first] * size + self.concepts[second]] = row

    def _number_groups(self, names: Mapping[str, int]) -> None:
        """A group of characters as one number, twelve bits each; 0 stands for none and for one that no group has."""
        listed = [*names]
        letters = sorted(set("".join(listed)))[: (1 << _LETTER_BITS) - 2]
        self._letters = np.array([*map(ord, letters), 1 << 31], np.uint32)
        joined = "".join(name.ljust(_LONGEST_GROUP, "\0") for name in listed)
        numbers = self._spelled(joined).reshape(-1, _LONGEST_GROUP)
        groups = (numbers << np.array(_SHIFTS)).sum(1)
        # One more than the row, since 0 means that there is none.
        self._group_rows = Lookup(groups, np.array([*names.values()], np.int64) + 1)

    def _spelled(self, text: str) -> NDArray[np.int64]:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        places = self._letters.searchsorted(codes)
        places[self._letters[places] != codes] = -1
        return places + 1

    def groups_of(self, words: Sequence[str]) -> list[Ints]:
        """Of each word the rows of its groups, each once. Across words there are two gaps, which no group has."""
        padded = [f" {word[:LONGEST_WORD]} " for word in words]
        letters = np.append(self._spelled("".join(padded)), (0,) * _LONGEST_GROUP)
        size = len(letters) - _LONGEST_GROUP
        group = letters[:size] << _SHIFTS[0]
        sizes = []
        for place in range(1, _LONGEST_GROUP):
            group = group | letters[place : place + size] << _SHIFTS[place]
            sizes.append(group)
        rows = self._group_rows(np.concatenate(sizes))
        found, start = [], 0
        for word in padded:
            end = start + len(word)
            of_word = np.concatenate([rows[at + start : at + end] for at in range(0, len(rows), size)])
            of_word.sort()
            different = of_word[1:][of_word[1:] != of_word[:-1]]
            found.append((different if of_word[0] == 0 else np.append(of_word[:1], different)) - 1)
            start = end
        return found

    def concepts_of(self, tokens: Sequence[str], alone: list[int]) -> list[int]:
        """``alone``: of each token by itself. Words that mean something together are one."""
        free = 0
        phrases = WORDS.phrases
        for place, token in enumerate(tokens):
            if place >= free and token in phrases:
                for phrase, meant in phrases[token]:
                    if tokens[place : place + len(phrase)] == phrase:
                        free = place + len(phrase)
                        alone[place:free] = [self.concepts[meant], *[0] * (len(phrase) - 1)]
                        break
        return alone

    def runs_of(self, flat: Ints, side: Side) -> Ints:
        """The rows of what stands alone, by twos and by threes; 0 where there is none."""
        twos = flat[:-1] << 2 * _BITS | flat[1:] << _BITS
        runs = np.concatenate((twos, twos[:-1] | flat[2:]))
        return np.concatenate((self.alone[side][flat], self._run_rows(runs)))

    def shape(
        self, written: str, lower: str, side: Side, sentences: Sequence[Sequence[str]], numbers: Sequence[Sequence[int]]
    ) -> list[int]:
        get = self._shape.get
        rows = [get(name, 0) for name in form(written, lower, side, sentences)]
        if numbers:
            rows += [self._beginning[number] for number in numbers[0][:FIRST]]
            rows += [self._ending[number] for number in numbers[-1][-LAST:]]
        return rows

    def pairs(self, masks: Mapping[int, int], side: Side) -> list[Ints]:
        """``masks``: concept → a bit for each sentence that it is in."""
        every = sorted(masks)
        numbers = np.array(every, np.int64)
        first, second = _triangle(len(every))
        both = numbers[first] * self.width + numbers[second]
        within = np.array([masks[number] for number in every], np.int64)
        together = (within[first] & within[second]) != 0
        return [self.in_passage[both], self.in_sentence[both[together]], self._merged_pairs[side][numbers]]


class Sheet:
    """Weights in the order of an ``Index``, and what has been met of chunks: the vocabulary's, then others."""

    def __init__(self, index: Index, table: Floats, vocabulary: Vocabulary) -> None:
        self.index, self.table, self.vocabulary = index, table, vocabulary
        start, count = index.groups + 1, len(vocabulary.words)
        self.weights = np.zeros((start + count + _KEPT_CHUNKS, table.shape[1]), np.float32)
        whole = np.vstack([table, np.zeros((1, table.shape[1]), np.float32)])
        self.weights[:start] = whole[index.base]
        also = np.flatnonzero(index.also >= 0)
        self.weights[also] += table[index.also[also]]
        if count:
            self.weights[start : start + count] = np.add.reduceat(table[vocabulary.rows], vocabulary.starts, axis=0)
        self.group_rows: list[Ints] = np.split(vocabulary.rows, vocabulary.starts[1:]) if count else []
        self._meeting = Lock()
        self.chunks = {word: self._chunk(word, place) for place, word in enumerate(vocabulary.words, start)}

    def _meet(self, words: Iterable[str]) -> None:
        """Chunks that were not met before."""
        with self._meeting:
            new = [word for word in words if word not in self.chunks]
            place = self.index.groups + 1 + len(self.chunks)
            for row, (word, rows) in enumerate(zip(new, self.index.groups_of(new), strict=False), place):
                self.weights[row] = self.table.take(rows, axis=0).sum(0)
                self.group_rows.append(rows)
                self.chunks[word] = self._chunk(word, row)

    def full(self) -> bool:
        return self.index.groups + 1 + len(self.chunks) >= len(self.weights)

    def _chunk(self, word: str, row: int) -> Chunk:
        parts = tokens(word)
        index = self.index
        concepts = [index.concepts.get(WORDS.of(part), 0) for part in parts]
        return Chunk(row, parts, [index.tokens.get(part, 0) for part in parts], concepts, word[-1] in ".!?…")

    def seen(self, text: str, side: Side) -> Seen:
        chunks = self.chunks
        written = plain(text)
        lower = written.lower()
        held: list[int] = []
        sentences: list[list[str]] = []
        numbers: list[list[int]] = []
        concepts: list[list[int]] = []
        where: list[int] = []
        lines = [line.split() for line in lower.split("\n")]
        if new := {word: None for line in lines for word in line if word not in chunks}:
            self._meet(new)
        for line in lines:
            begins = True
            for word in line:
                chunk = chunks[word]
                if begins:
                    sentences.append([])
                    numbers.append([])
                    concepts.append([])
                held.append(chunk.row)
                where.append(len(sentences) - 1)
                sentences[-1] += chunk.tokens
                numbers[-1] += chunk.numbers
                concepts[-1] += chunk.concepts
                begins = chunk.ends
        return self._seen(held, where, sentences, numbers, concepts, (written, lower, side))

    def _seen(
        self,
        held: list[int],
        where: list[int],
        sentences: list[list[str]],
        numbers: list[list[int]],
        concepts: list[list[int]],
        form: tuple[str, str, Side],
    ) -> Seen:
        index = self.index
        flat: list[int] = []
        lengths: list[int] = []
        masks: dict[int, int] = {}
        for sentence in numbers:
            flat += [index.begin, *sentence, index.end]
            lengths.append(len(sentence) + 2)
        for place, (words, alone) in enumerate(zip(sentences, concepts, strict=True)):
            told = [number for number in index.concepts_of(words, alone) if number]
            bit = 1 << min(place, _LAST_SENTENCE)
            for number in told:
                masks[number] = masks.get(number, 0) | bit
            flat += [index.begin_concepts, *(number + index.first_concept for number in told), index.end_concepts]
            lengths.append(len(told) + 2)
        side = form[2]
        runs = index.runs_of(np.array(flat, np.int64), side)
        others = np.array(index.shape(*form, sentences, numbers) + held, np.int64)
        rows = np.concatenate((runs, index.by_side[side][runs], *index.pairs(masks, side), others, index.starts))
        rows.sort()
        return Seen(rows[1:][rows[1:] != rows[:-1]], runs, held, where, lengths, self.weights)

    def table_rows(self, seen: Seen) -> list[Ints]:
        """The rows of the table behind those of the sheet, view by view in the table's order."""
        index, bounds = self.index, [*seen.rows.searchsorted(self.index.starts).tolist(), len(seen.rows)]
        found: list[Ints] = [np.zeros(0, np.int64)] * len(ORDER)
        for place, view in enumerate(ORDER):
            rows = seen.rows[bounds[place] : bounds[place + 1]]
            if view == GROUPS:
                places = (rows[rows > index.groups] - index.groups - 1).tolist()
                found[view] = np.concatenate([found[view], *(self.group_rows[one] for one in places)])
            else:
                both = np.concatenate((index.base[rows], index.also[rows]))
                found[view] = both[both >= 0]
        return found


def _triangle(size: int) -> tuple[Ints, Ints]:
    """All pairs of two different ones of so many, the lesser first."""
    found = _TRIANGLES.get(size)
    if found is None:
        found = _TRIANGLES[size] = np.triu_indices(size, 1)
    return found
