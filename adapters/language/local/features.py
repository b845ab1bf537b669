"""A passage → what the model sees of it, in several views: characters, words, concepts, shape."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import log2
from typing import Any, NamedTuple

from adapters.language.local.words import WORDS
from bot.domain.detection import Side

WEIGHTS = (1.0, 1.4, 0.3, 0.55)
"""Of the views in a passage's vector: groups, words, shape, concepts."""

SIDE_MARKS = {Side.TEAM: "t", Side.CLIENT: "c"}
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_TOKEN = re.compile(
    r"<[@#!][^>]*>|https?://\S+|:[a-z0-9_+-]{2,30}:|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[.!?…]+|[^\w\s]"
)
_SHOUTED = re.compile(r"\b[A-ZÄÖÜ]{4,}\b")
_NUMBER = re.compile(r"\d+")
_QUOTES = '"„“”«»‚‘'
ENDS = ".!?…"
BEGIN, END = "⊢", "⊣"
"""Of a sentence, where it stands side by side with words."""
LONGEST_WORD = 40
_SHORTEST_GROUP, _LONGEST_GROUP = 2, 5
FIRST, LAST = 3, 4
"""So many words of the beginning and of the end belong to the shape."""
_MARKS = (("!", 3), ("?", 2), (":", 1), ("(", 1), ("–", 1), (" - ", 1), ("...", 1), ("…", 1))
_COUNTED_WORDS = 32
"""A longer message is no more suspect than one of so many words."""
_MEASURES: tuple[Callable[[Any, Side], str], ...] = (
    lambda _, side: f"side:{side}",
    lambda end, _: f"end:{end}" if end else "",
    lambda asks, _: f"asks at the end:{bool(asks)}" if asks >= 0 else "",
    lambda sentences, _: f"sentences:{sentences}",
    lambda words, _: f"long:{int(log2(words + 1) * 2)}",
    lambda words, side: f"long:{side}:{int(log2(words + 1) * 1.5)}",
    lambda numbers, _: f"numbers:{numbers}",
    lambda lower, _: f"lower:{lower}",
    lambda shouted, _: f"shouted:{shouted}",
)
"""The names of ``measures``, place by place; those of the marks come after them."""


class Reading(NamedTuple):
    """A passage taken apart once for all views. ``written``: as it was, but for invisible characters.

    ``chunks``: what stands between spaces, every one once; the marks that stick to a word tell too.
    """

    side: Side
    written: str
    lower: str
    chunks: dict[str, None]
    sentences: list[list[str]]
    concepts: list[list[str]]


def read(text: str, side: Side) -> Reading:
    written = plain(text)
    lower = written.lower()
    parts = sentences_of(lower)
    sentences = [[token for chunk in part for token in tokens(chunk)] for part in parts]
    chunks = dict.fromkeys(chunk for part in parts for chunk in part)
    return Reading(side, written, lower, chunks, sentences, [WORDS.sequence(sentence) for sentence in sentences])


def plain(text: str) -> str:
    """Without invisible characters and other forms of the same ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).replace("’", "'")


def sentences_of(text: str) -> list[list[str]]:
    """The sentences and lines, each as what stands between its spaces. None is empty."""
    found: list[list[str]] = []
    for line in text.split("\n"):
        sentence: list[str] = []
        for chunk in line.split():
            sentence.append(chunk)
            if chunk[-1] in ENDS:
                found.append(sentence)
                sentence = []
        if sentence:
            found.append(sentence)
    return found


def tokens(text: str) -> list[str]:
    """Words, marks, and stand-ins for what names something: people, links, numbers by their length."""
    return [
        found if found.isalpha() and len(found) <= LONGEST_WORD else _token(found) for found in _TOKEN.findall(text)
    ]


def _token(found: str) -> str:
    first = found[0]
    if first == "<" and len(found) > 1:
        return "@person"
    if first.isdigit():
        return "#" * min(len(found), 3)
    if first in _QUOTES:
        return '"'
    return "@link" if found.startswith("http") else found[:LONGEST_WORD]


def groups(word: str) -> list[str]:
    """Every run of two to five characters of a word and the gaps around it."""
    padded = f" {word[:LONGEST_WORD]} "
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
    inside = Counter(group for chunk in reading.chunks for group in set(groups(chunk)))
    others = (words(reading), shape(reading), concepts(reading))
    return (inside, *(Counter(set(view)) for view in others))


def words(reading: Reading) -> list[str]:
    """Words, and what stands side by side: two or three, the ends of a sentence among them.

    Words and twos once more, apart by who writes: "we" is somebody else then.
    """
    mark = SIDE_MARKS[reading.side]
    found: list[str] = []
    for sentence in reading.sentences:
        found += sentence
        found += _runs(sentence)
        found += [f"{mark}:{token}" for token in sentence]
        found += [f"{mark}:{two}" for two in twos(sentence)]
    return found


def twos(sentence: Sequence[str]) -> list[str]:
    """What stands side by side, the ends of the sentence among it: one more than there are words."""
    framed = [BEGIN, *sentence, END]
    return [f"{first} {second}" for first, second in zip(framed, framed[1:], strict=False)]


def _runs(sentence: Sequence[str]) -> list[str]:
    pairs_of = twos(sentence)
    return pairs_of + [
        f"{two} {third}" for two, third in zip(pairs_of, [*sentence[1:], END][: len(sentence)], strict=False)
    ]


def concepts(reading: Reading) -> list[str]:
    """Concepts, runs of them, any two of a sentence, and any two of the passage."""
    every = sorted({concept for sentence in reading.concepts for concept in sentence})
    found = every + [f"{reading.side}:{concept}" for concept in every]
    found += [f"{first}&&{second}" for first, second in combinations(every, 2)]
    for sentence in reading.concepts:
        found += _runs(sentence)
        found += [f"{first}&{second}" for first, second in combinations(sorted(set(sentence)), 2)]
    return found


def shape(reading: Reading) -> Iterator[str]:
    """How it begins and ends, what marks it bears, roughly how long it is, and who writes."""
    sentences = reading.sentences
    if sentences:
        yield from (f"first:{token}" for token in sentences[0][:FIRST])
        yield from (f"last:{token}" for token in sentences[-1][-LAST:])
    asks = bool(sentences) and "?" in sentences[-1]
    found = measures(reading.written, reading.lower, sum(map(len, sentences)), len(sentences), asks)
    yield from (name for place, value in enumerate(found) if (name := measured(place, value, reading.side)))


def measures(written: str, lower: str, words: int, sentences: int, asks: bool) -> tuple[str | int, ...]:
    """The shape without the words in it, as ``measured`` names it place by place. ``asks``: in the last sentence."""
    words = min(words, _COUNTED_WORDS)
    return (
        "",
        written.rstrip()[-1:] if sentences else "",
        asks if sentences else -1,
        min(sentences, 3),
        words,
        words,
        min(len(_NUMBER.findall(written)), 3),
        written == lower,
        bool(_SHOUTED.search(written)),
        *[min(written.count(mark), most) for mark, most in _MARKS],
    )


def measured(place: int, value: str | int, side: Side) -> str:
    """The feature's name; empty where there is none."""
    if place >= len(_MEASURES):
        return f"{_MARKS[place - len(_MEASURES)][0]}{value}"
    return _MEASURES[place](value, side)
