"""A passage → what the model sees of it, in several views: characters, words, words by side, concepts, shape."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import log2
from typing import NamedTuple

from adapters.language.local.words import WORDS
from bot.domain.detection import Side

WEIGHTS = (1.0, 1.0, 1.0, 0.3, 0.4, 0.4)
"""Of the views in a passage's vector: groups, words, words by side, shape, concepts, pairs of concepts."""

SIDE_MARKS = {Side.TEAM: "t", Side.CLIENT: "c"}
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_TOKEN = re.compile(
    r"<[@#!][^>]*>|https?://\S+|:[a-z0-9_+-]{2,30}:|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[.!?…]+|[^\w\s]"
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_SHOUTED = re.compile(r"\b[A-ZÄÖÜ]{4,}\b")
_NUMBER = re.compile(r"\d+")
_QUOTES = '"„“”«»‚‘'
_LONGEST_WORD = 40
_SHORTEST_GROUP, _LONGEST_GROUP = 2, 5
_COUNTED_WORDS = 32
"""A longer message is no more suspect than one of so many words."""


class Reading(NamedTuple):
    """A passage taken apart once for all views. ``written``: as it was, but for invisible characters."""

    side: Side
    written: str
    lower: str
    sentences: list[list[str]]
    concepts: list[list[str]]

    def different(self) -> dict[str, None]:
        """Every word once, in order, with the marks that stick to it: they tell too."""
        return dict.fromkeys(self.lower.split())


def read(text: str, side: Side) -> Reading:
    written = text if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).replace("’", "'")
    lower = written.lower()
    sentences = [tokens(sentence) for sentence in _SENTENCE.split(lower) if sentence and not sentence.isspace()]
    return Reading(side, written, lower, sentences, [WORDS.sequence(sentence) for sentence in sentences])


def tokens(text: str) -> list[str]:
    """Words, marks, and stand-ins for what names something: people, links, numbers by their length."""
    return [
        found if found.isalpha() and len(found) <= _LONGEST_WORD else _token(found) for found in _TOKEN.findall(text)
    ]


def _token(found: str) -> str:
    first = found[0]
    if first == "<" and len(found) > 1:
        return "@person"
    if first.isdigit():
        return "#" * min(len(found), 3)
    if first in _QUOTES:
        return '"'
    return "@link" if found.startswith("http") else found[:_LONGEST_WORD]


def groups(word: str) -> list[str]:
    """Every run of two to five characters of a word and the gaps around it."""
    padded = f" {word[:_LONGEST_WORD]} "
    end = len(padded) + 1
    return [
        padded[start : start + size]
        for size in range(_SHORTEST_GROUP, _LONGEST_GROUP + 1)
        for start in range(end - size)
    ]


def views(reading: Reading) -> tuple[Counter[str], ...]:
    """All views by name, for training; screening knows shorter ways to the same rows (``Model``).

    Of a group counts in how many different words it is, of all else whether it is there.
    """
    inside = Counter(group for word in reading.different() for group in set(groups(word)))
    others = (words(reading), by_side(reading), shape(reading), concepts(reading), pairs(reading))
    return (inside, *(Counter(set(view)) for view in others))


def words(reading: Reading) -> list[str]:
    """Words, and what stands side by side: two or three, the ends of a sentence among them."""
    found: list[str] = []
    for sentence in reading.sentences:
        found += sentence
        found += _runs(sentence)
    return found


def twos(sentence: Sequence[str]) -> list[str]:
    """What stands side by side, the ends of the sentence among it: one more than there are words."""
    framed = ["^", *sentence, "$"]
    return [f"{first} {second}" for first, second in zip(framed, framed[1:], strict=False)]


def _runs(sentence: Sequence[str]) -> list[str]:
    pairs_of = twos(sentence)
    return pairs_of + [f"{two} {third}" for two, third in zip(pairs_of, [*sentence[1:], "$"], strict=False)]


def by_side(reading: Reading) -> list[str]:
    """Words and twos once more, apart by who writes: "we" is somebody else then."""
    mark = SIDE_MARKS[reading.side]
    found: list[str] = []
    for sentence in reading.sentences:
        found += [f"{mark}:{token}" for token in sentence]
        found += [f"{mark}:{two}" for two in twos(sentence)]
    return found


def concepts(reading: Reading) -> list[str]:
    """Concepts, runs of them, and any two of a sentence."""
    found = [f"{reading.side}:{concept}" for sentence in reading.concepts for concept in sentence]
    for sentence in reading.concepts:
        found += sentence
        found += _runs(sentence)
        found += [f"{first}&{second}" for first, second in combinations(sorted(set(sentence)), 2)]
    return found


def pairs(reading: Reading) -> list[str]:
    """Any two concepts of the passage, in whatever sentences."""
    every = sorted({concept for sentence in reading.concepts for concept in sentence})
    found = [f"{first}&{second}" for first, second in combinations(every, 2)]
    return found + every + [f"{reading.side}:{concept}" for concept in every]


def shape(reading: Reading) -> Iterator[str]:
    """How it begins and ends, what marks it bears, roughly how long it is, and who writes."""
    written, sentences, side = reading.written, reading.sentences, reading.side
    yield f"side:{side}"
    if sentences:
        yield from (f"first:{token}" for token in sentences[0][:3])
        yield from (f"last:{token}" for token in sentences[-1][-4:])
        yield f"end:{written.rstrip()[-1:]}"
        yield f"asks at the end:{'?' in sentences[-1]}"
    length = log2(min(sum(map(len, sentences)), _COUNTED_WORDS) + 1)
    yield f"sentences:{min(len(sentences), 3)}"
    yield f"long:{int(length * 2)}"
    yield f"long:{side}:{int(length * 1.5)}"
    for mark, most in (("!", 3), ("?", 2), (":", 1), ("(", 1), ("–", 1), (" - ", 1), ("...", 1), ("…", 1)):
        yield f"{mark}{min(written.count(mark), most)}"
    yield f"numbers:{min(len(_NUMBER.findall(written)), 3)}"
    yield f"lower:{written == reading.lower}"
    yield f"shouted:{bool(_SHOUTED.search(written))}"
