"""The model's weights in the order in which screening wants them: what is looked up, how often, decides its speed.

A message is cut at its spaces. What is known of a chunk (its tokens, their concepts, the sum of the weights of its
groups of characters) is found by one look. Runs of tokens are whole numbers then, and all else is numpy.
"""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from adapters.language.local.features import (
    BEGIN,
    END,
    ENDS,
    FIRST,
    LAST,
    LONGEST_WORD,
    SIDE_MARKS,
    measured,
    measures,
    plain,
    tokens,
)
from adapters.language.local.words import WORDS
from bot.domain.detection import Side

Floats = NDArray[np.float32]
Ints = NDArray[np.integer[Any]]
GROUPS, WORDS_VIEW, SHAPE, CONCEPTS = range(4)
ORDER = (WORDS_VIEW, SHAPE, CONCEPTS, GROUPS)
"""Of the views in the sheet. Each begins with a row of zeros, so that what is unknown needs no question."""
_BY_SIDE = tuple(f"{mark}:" for mark in SIDE_MARKS.values())
_BITS = 21
_LETTER_BITS, _LONGEST_GROUP = 12, 5
_SHIFTS = (48, 36, 24, 12, 0)
_BUCKET = 8
_SCATTER = np.uint64(0x9E37_79B9_7F4A_7C15)
_KEPT_CHUNKS = 20_000
_MOST_AT_ONCE = 1_000
"""Chunks of one passage, at most."""
_LINE = 16
"""So many weights fill a line of the processor's cache."""
_LAST_SENTENCE = 62
"""Sentences after it count as one when two concepts of a sentence are looked for: so many fit into a number."""
_TRIANGLES: dict[int, tuple[Ints, Ints]] = {}


class Vocabulary(NamedTuple):
    """Chunks that are met often, and the rows of each one's groups, one chunk after the other."""

    words: tuple[str, ...]
    rows: NDArray[np.int32]
    starts: NDArray[np.int32]


class Seen(NamedTuple):
    """``rows``: of the sheet, each once, sorted. ``runs``, ``chunks``: rows as they stand in the text, first all
    alone, then all twos, then all threes; ``places``: the sentence of each of ``runs`` that stands alone, ``where``:
    of each of ``chunks``.
    """

    rows: Ints
    runs: Ints
    chunks: Ints
    places: Ints
    where: Ints
    weights: Floats

    def sentences(self) -> Ints:
        """Of each of ``runs`` and then of ``chunks``: in which sentence it begins."""
        return np.concatenate((self.places, self.places[:-1], self.places[:-2], self.where))


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
        starts = [0] * len(ORDER)
        concepts = WORDS.concepts()
        self.concepts = {concept: number for number, concept in enumerate(concepts, 1)}
        self._places: list[dict[str, int]] = [{} for _ in ORDER]
        for view in ORDER:
            starts[view] = len(self._base)
            self._add(-1)
            if view == WORDS_VIEW:
                self._merge_words(names[view])
            elif view != GROUPS:
                for name, row in names[view].items():
                    self._places[view][name] = self._add(row)
            if view == CONCEPTS:
                merged = len(self._base)
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

    def _merge_words(self, names: Mapping[str, int]) -> None:
        """A word, or two, and the same by side are always there together: one row a side. First all of one side."""
        plain_names = [name for name in names if not name.startswith(_BY_SIDE)]
        for mark in SIDE_MARKS.values():
            self._places[WORDS_VIEW] = {
                name: self._add(names[name], names.get(f"{mark}:{name}", -1)) for name in plain_names
            }
        self.sides = {side: place - len(SIDE_MARKS) + 1 for place, side in enumerate(SIDE_MARKS)}
        self.sides = {side: before * len(plain_names) for side, before in self.sides.items()}

    def _merge(self, names: Mapping[str, int], concepts: Sequence[str]) -> None:
        """A concept and the same by side are always there together: one row, side by side."""
        for side in SIDE_MARKS:
            for concept in concepts:
                self._add(names.get(concept, -1), names.get(f"{side}:{concept}", -1))

    def _number(self, concepts: Sequence[str], merged: int) -> None:
        """Numbers of tokens, then of concepts; the row of each, and of every run of two and three."""
        words = self._places[WORDS_VIEW]
        known = [name for name in words if " " not in name]
        others = {"?", *(word for phrases in WORDS.phrases.values() for phrase, _ in phrases for word in phrase)}
        listed = dict.fromkeys((BEGIN, END, *known, *sorted(others)))
        self.tokens = {token: number for number, token in enumerate(listed, 1)}
        self.asks = self.tokens["?"]
        self._number_phrases()
        self.first_concept = len(self.tokens)
        offset = self.first_concept
        self.begin, self.end = self.tokens[BEGIN], self.tokens[END]
        self.begin_concepts, self.end_concepts = offset + len(concepts) + 1, offset + len(concepts) + 2
        framed = {concept: offset + number for concept, number in self.concepts.items()}
        framed |= {BEGIN: self.begin_concepts, END: self.end_concepts}
        size = self.end_concepts + 1
        alone = np.zeros(size, np.int32)
        for token in known:
            alone[self.tokens[token]] = words[token]
        self.alone, self._beginning, self._ending = {}, np.zeros(size, np.int32), np.zeros(size, np.int32)
        for place, side in enumerate(SIDE_MARKS):
            self.alone[side] = np.where(alone, alone + self.sides[side], 0)
            start = merged + place * len(concepts)
            self.alone[side][offset + 1 : offset + len(concepts) + 1] = np.arange(start, start + len(concepts))
        for name, row in self._places[SHAPE].items():
            kind, _, token = name.partition(":")
            if kind in ("first", "last") and (number := self.tokens.get(token)):
                (self._beginning if kind == "first" else self._ending)[number] = row
        runs = self._runs(words, self.tokens) | self._runs(self._places[CONCEPTS], framed)
        self._run_rows = Lookup(np.array([*runs], np.int64), np.array([*runs.values()], np.int64))
        self._measures: dict[tuple[Side, int, str | int], int] = {}

    def _number_phrases(self) -> None:
        """By the first two words of each: what they and those after them mean together."""
        found: dict[int, list[tuple[list[int], int]]] = {}
        for phrases in WORDS.phrases.values():
            for phrase, meant in phrases:
                numbers = [self.tokens[word] for word in phrase]
                first = numbers[0] << _BITS | numbers[1]
                found.setdefault(first, []).append((numbers, self.concepts[meant]))
        self.phrases = found
        self._phrase_begins = Lookup(np.array([*found], np.int64), np.ones(len(found), np.int32))

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

    def _pair_rows(self) -> None:
        """Rows of any two concepts, in a table of their numbers: of a sentence, and of a passage."""
        size = self.width = len(self.concepts) + 1
        self.in_sentence, self.in_passage = np.zeros(size * size, np.int32), np.zeros(size * size, np.int32)
        for name, row in self._places[CONCEPTS].items():
            first, _, second = name.partition("&")
            table = self.in_passage if second.startswith("&") else self.in_sentence
            if first in self.concepts and (also := self.concepts.get(second.removeprefix("&"))):
                table[self.concepts[first] * size + also] = row

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
        lengths = [*map(len, padded)]
        owner = np.arange(len(words)).repeat(lengths) << 32
        sizes_of = [rows[at : at + size] | owner for at in range(0, len(rows), size)]
        both = np.concatenate(sizes_of)[rows > 0]
        both.sort()
        both = both[np.append(True, both[1:] != both[:-1])] if len(both) else both
        bounds = (both >> 32).searchsorted(np.arange(1, len(words)))
        return np.split((both & 0xFFFF_FFFF) - 1, bounds)

    def join(self, numbers: Ints, concepts: Ints, places: Ints) -> None:
        """Words that mean something together are one concept, that of the first of them. ``places``: sentences.

        Of two that begin with the same word the one that is listed first wins.
        """
        if len(numbers) < 2:
            return
        first = numbers[:-1] << _BITS | numbers[1:]
        begins = self._phrase_begins(first).nonzero()[0].tolist()
        free = 0
        for begin in begins:
            if begin < free:
                continue
            for phrase, meant in self.phrases[int(first[begin])]:
                end = begin + len(phrase)
                if numbers[begin:end].tolist() == phrase and places[begin] == places[end - 1]:
                    concepts[begin:end] = 0
                    concepts[begin], free = meant, end
                    break

    def runs_of(self, flat: Ints, side: Side) -> Ints:
        """The rows of what stands alone, by twos and by threes; 0 where there is none."""
        twos = flat[:-1] << 2 * _BITS | flat[1:] << _BITS
        rows = self._run_rows(np.concatenate((twos, twos[:-1] | flat[2:])))
        if before := self.sides[side]:
            rows[(rows > 0) & (rows < self.starts[1])] += before
        return np.concatenate((self.alone[side][flat], rows))

    def shape(self, found: Sequence[str | int], side: Side, numbers: Ints, places: Ints) -> list[int]:
        """``found``: by ``measures``; ``numbers``, ``places``: of the words and of the sentences they are in."""
        known = self._measures
        rows = []
        for place, value in enumerate(found):
            row = known.get((side, place, value), 0)
            if not row and (row := self._shape.get(measured(place, value, side), 0)):
                known[side, place, value] = row
            rows.append(row)
        if len(numbers):
            head, tail = numbers[:FIRST], numbers[-LAST:]
            rows += self._beginning[head[places[:FIRST] == 0]].tolist()
            rows += self._ending[tail[places[-LAST:] == places[-1]]].tolist()
        return rows

    def pairs(self, concepts: Ints, places: Ints) -> list[Ints]:
        """Of concepts and the sentences they are in: rows of any two, and of any two of a sentence."""
        masks = np.zeros(self.width, np.int64)
        np.bitwise_or.at(masks, concepts, np.int64(1) << np.minimum(places, _LAST_SENTENCE))
        numbers = masks.nonzero()[0]
        first, second = _triangle(len(numbers))
        both = numbers[first] * self.width + numbers[second]
        within = masks[numbers]
        together = (within[first] & within[second]) != 0
        return [self.in_passage[both], self.in_sentence[both[together]]]


class Chunks:
    """What has been met of chunks: the vocabulary's, then others. The same for all tables that share an index.

    Each has a place; ``groups``: the rows of its groups in the table. Its tokens and their concepts stand one after
    the other with those of all others.
    """

    def __init__(self, index: Index, vocabulary: Vocabulary) -> None:
        self.index, self.vocabulary = index, vocabulary
        self.places: dict[str, int] = {}
        most = len(vocabulary.words) + _KEPT_CHUNKS
        self.starts, self.counts, self.ends = np.zeros(most, np.int32), np.zeros(most, np.int32), np.zeros(most, bool)
        self.numbers, self.concepts = np.zeros(2 * most, np.int32), np.zeros(2 * most, np.int32)
        self._used = 0
        self._meeting = Lock()
        self.groups: list[Ints] = []
        if vocabulary.words:
            self._add(vocabulary.words, np.split(vocabulary.rows, vocabulary.starts[1:]))

    def full(self) -> bool:
        return len(self.places) + _MOST_AT_ONCE > len(self.starts)

    def meet(self, words: Iterable[str]) -> None:
        """Chunks that were not met before."""
        with self._meeting:
            new = [word for word in dict.fromkeys(words) if word not in self.places]
            self._add(new, self.index.groups_of(new))

    def _add(self, words: Sequence[str], groups: Iterable[Ints]) -> None:
        known, concepts = self.index.tokens, self.index.concepts
        self.groups += groups
        begun = len(self.places)
        parts = [tokens(word) for word in words]
        flat = [part for found in parts for part in found]
        start, end = self._used, self._used + len(flat)
        if end > len(self.numbers):
            self.numbers, self.concepts = (
                np.append(held, np.zeros(end + len(held), np.int32)) for held in (self.numbers, self.concepts)
            )
        self.numbers[start:end] = [known.get(part, 0) for part in flat]
        self.concepts[start:end] = [concepts.get(WORDS.of(part), 0) for part in flat]
        counts = [*map(len, parts)]
        stretch = slice(begun, begun + len(words))
        self.counts[stretch] = counts
        self.starts[stretch] = np.cumsum([start, *counts])[:-1]
        self.ends[stretch] = [word[-1] in ENDS for word in words]
        self._used = end
        # Last, since who finds a place reads what is behind it without asking.
        self.places.update((word, place) for place, word in enumerate(words, begun))


class Sheet:
    """Weights in the order of an ``Index``, then the sums of what chunks hold.

    ``ready``: with the sums of the vocabulary's chunks; else each is made when it is met.
    """

    def __init__(self, index: Index, table: Floats, chunks: Chunks, ready: bool = True) -> None:
        self.index, self.table, self.chunks = index, table, chunks
        self._start = index.groups + 1
        most = len(chunks.starts)
        self.weights = _lines(self._start + most, -(-table.shape[1] // _LINE) * _LINE)
        columns = slice(0, table.shape[1])
        known = np.flatnonzero(index.base >= 0)
        self.weights[known, columns] = table[index.base[known]]
        also = np.flatnonzero(index.also >= 0)
        self.weights[also, columns] += table[index.also[also]]
        self._summed = np.zeros(most, bool)
        words, rows, starts = chunks.vocabulary
        if ready and words:
            self.weights[self._start : self._start + len(words), columns] = np.add.reduceat(table[rows], starts, axis=0)
            self._summed[: len(words)] = True

    def _sum(self, places: Iterable[int]) -> None:
        """Of chunks that were met since."""
        for place in places:
            held = self.table.take(self.chunks.groups[place], axis=0)
            self.weights[self._start + place, : self.table.shape[1]] = held.sum(0)
            self._summed[place] = True

    def seen(self, text: str, side: Side) -> Seen:
        chunks, index = self.chunks, self.index
        written = plain(text)
        lower = written.lower()
        words: list[str] = []
        lines: list[int] = []
        for line in lower.split("\n"):
            words += line.split()
            lines.append(len(words) - 1)
        try:
            found = [*map(chunks.places.__getitem__, words)]
        except KeyError:
            chunks.meet(words)
            found = [*map(chunks.places.__getitem__, words)]
        held = np.array(found, np.int64)
        summed = self._summed[held]
        if not summed.all():
            self._sum(held[~summed].tolist())
        where, sentences = _sentences(chunks.ends[held], lines)
        counts = chunks.counts[held]
        until = counts.cumsum()
        at = np.arange(until[-1] if len(until) else 0) + (chunks.starts[held] - until + counts).repeat(counts)
        places = where.repeat(counts)
        numbers, concepts = chunks.numbers[at].astype(np.int64), chunks.concepts[at]
        asks = bool((numbers[places == sentences - 1] == index.asks).any())
        form = index.shape(measures(written, lower, len(numbers), sentences, asks), side, numbers, places)
        index.join(numbers, concepts, places)
        told = concepts.nonzero()[0]
        concepts, of_concepts = concepts[told].astype(np.int64), places[told]
        flat, standing = _framed(index, numbers, places, concepts + index.first_concept, of_concepts, sentences)
        runs = index.runs_of(flat, side)
        pairs = index.pairs(concepts, of_concepts)
        held += self._start
        rows = np.concatenate((runs, *pairs, form, held, index.starts))
        rows.sort()
        return Seen(rows[1:][rows[1:] != rows[:-1]], runs, held, standing, where, self.weights)

    def table_rows(self, seen: Seen) -> list[Ints]:
        """The rows of the table behind those of the sheet, view by view in the table's order."""
        index, bounds = self.index, [*seen.rows.searchsorted(self.index.starts).tolist(), len(seen.rows)]
        found: list[Ints] = [np.zeros(0, np.int64)] * len(ORDER)
        for place, view in enumerate(ORDER):
            rows = seen.rows[bounds[place] : bounds[place + 1]]
            if view == GROUPS:
                places = (rows[rows > index.groups] - index.groups - 1).tolist()
                found[view] = np.concatenate([found[view], *(self.chunks.groups[one] for one in places)])
            else:
                both = np.concatenate((index.base[rows], index.also[rows]))
                found[view] = both[both >= 0]
        return found


def _sentences(ends: NDArray[np.bool_], lines: Sequence[int]) -> tuple[Ints, int]:
    """The sentence of each chunk, and how many there are. ``lines``: the last chunk of each line; -1 for none yet."""
    if not len(ends):
        return np.zeros(0, np.int64), 0
    ends[[last for last in lines if last >= 0]] = True
    until = ends.cumsum()
    return until - ends, int(until[-1])


def _framed(
    index: Index, numbers: Ints, places: Ints, concepts: Ints, of_concepts: Ints, sentences: int
) -> tuple[Ints, Ints]:
    """Each sentence's words between a beginning and an end, then its concepts; and the sentence of each of them."""
    lengths = np.bincount(places, minlength=sentences) + 2
    of_both = np.bincount(of_concepts, minlength=sentences) + 2
    ends, ends_of_both = lengths.cumsum() - 1, of_both.cumsum() - 1
    size = len(numbers) + 2 * sentences
    flat = np.empty(size + len(concepts) + 2 * sentences, np.int64)
    flat[np.arange(len(numbers)) + 2 * places + 1] = numbers
    flat[ends - lengths + 1], flat[ends] = index.begin, index.end
    flat[size + np.arange(len(concepts)) + 2 * of_concepts + 1] = concepts
    flat[size + ends_of_both - of_both + 1], flat[size + ends_of_both] = index.begin_concepts, index.end_concepts
    every = np.arange(sentences)
    return flat, np.concatenate((every.repeat(lengths), every.repeat(of_both)))


def _lines(rows: int, width: int) -> Floats:
    """Zeros, each row at the beginning of a line of the processor's cache."""
    room = np.zeros(rows * width + _LINE, np.float32)
    skipped = -room.ctypes.data // room.itemsize % _LINE
    return room[skipped : skipped + rows * width].reshape(rows, width)


def _triangle(size: int) -> tuple[Ints, Ints]:
    """All pairs of two different ones of so many, the lesser first."""
    found = _TRIANGLES.get(size)
    if found is None:
        found = _TRIANGLES[size] = np.triu_indices(size, 1)
    return found
