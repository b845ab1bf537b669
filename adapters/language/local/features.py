"""A passage → what the model sees of it, in several views: characters, words, concepts, shape."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import log2
from typing import NamedTuple

from adapters.language.local.words import WORDS
from bot.domain.detection import Side

WEIGHTS = (1.0, 1.4, 0.3, 0.55)
"""Of the views in a passage's vector: groups, words, shape, concepts."""

SIDE_MARKS = {Side.TEAM: "t", Side.CLIENT: "c"}
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_TOKEN = re.compile(
    r"(?!https?://)[^\W\d_]+(?:'[^\W\d_]+)*|<[@#!][^>]*>|https?://\S+|:[a-z0-9_+-]{2,30}:|\d+(?:[.,:]\d+)*|[.!?…]+"
    r"|[^\w\s]|(?<=[.!?…])\s+|\s*\n\s*"
)
_SHOUTED = re.compile(r"\b[A-ZÄÖÜ]{4,}\b")
NUMBERS = ("#", "##", "###")
_QUOTES = '"„“”«»‚‘'
BEGIN, END = "⊢", "⊣"
"""Of a sentence, where it stands side by side with words."""
LONGEST_WORD = 40
SHORTEST_GROUP, LONGEST_GROUP = 2, 5
FIRST, LAST = 3, 4
"""So many words of the beginning and of the end belong to the shape."""
_MARKS = (("!", 3), ("?", 2), (":", 1), ("(", 1), ("–", 1), (" - ", 1), ("...", 1), ("…", 1))
_COUNTED_WORDS = 32
"""A longer message is no more suspect than one of so many words."""
_MEASURES: tuple[tuple[int, Callable[[int, Side], str]], ...] = (
    (2, lambda asks, _: f"asks at the end:{asks == 2}" if asks else ""),
    (3, lambda sentences, _: f"sentences:{sentences}"),
    (_COUNTED_WORDS, lambda words, _: f"long:{int(log2(words + 1) * 2)}"),
    (_COUNTED_WORDS, lambda words, side: f"long:{side}:{int(log2(words + 1) * 1.5)}"),
    (3, lambda numbers, _: f"numbers:{numbers}"),
    (1, lambda lower, _: f"lower:{bool(lower)}"),
    (1, lambda shouted, _: f"shouted:{bool(shouted)}"),
)
"""Of each of ``measures`` how much it can be, and its name; the marks come after them."""
MOST = (*(most for most, _ in _MEASURES), *(most for _, most in _MARKS))


class Reading(NamedTuple):
    """A passage taken apart once for all views. ``written``: as it was, but for invisible characters."""

    side: Side
    written: str
    lower: str
    sentences: list[list[str]]
    concepts: list[list[str]]


def read(text: str, side: Side) -> Reading:
    written = plain(text)
    lower = written.lower()
    sentences = sentences_of(lower)
    return Reading(side, written, lower, sentences, [WORDS.sequence(sentence) for sentence in sentences])


def plain(text: str) -> str:
    """Without invisible characters and other forms of the same ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).replace("’", "'")


def cut(text: str) -> list[str]:
    """Words, marks, and what names something, as written; white space where a sentence or a line ends."""
    return _TOKEN.findall(text.strip())


def sentences_of(text: str) -> list[list[str]]:
    """The tokens of each sentence and line."""
    found: list[list[str]] = [[]]
    for part in cut(text):
        if part.isspace():
            found.append([])
        else:
            found[-1].append(token(part))
    return found if text.strip() else []


def token(part: str) -> str:
    """A word or a mark; stand-ins for what names something: people, links, numbers by their length."""
    if part.isalpha():
        return part[:LONGEST_WORD]
    first = part[0]
    if first == "<" and len(part) > 1:
        return "@person"
    if first.isdigit():
        return NUMBERS[min(len(part), len(NUMBERS)) - 1]
    if first in _QUOTES:
        return '"'
    return "@link" if part.startswith("http") else part[:LONGEST_WORD]


def is_spelled(name: str) -> bool:
    """Whether a token is a word, which is looked at by its groups of characters too."""
    return name[0].isalpha()


def groups(word: str) -> list[str]:
    """Every run of two to five characters of a word and the gaps around it."""
    padded = f" {word} "
    end = len(padded) + 1
    return [
        padded[start : start + size] for size in range(SHORTEST_GROUP, LONGEST_GROUP + 1) for start in range(end - size)
    ]


def views(reading: Reading) -> tuple[Counter[str], ...]:
    """All views by name, for training; screening knows shorter ways to the same rows (``Model``).

    Of a group counts in how many different words it is, of all else whether it is there.
    """
    spelled = {name: None for sentence in reading.sentences for name in sentence if is_spelled(name)}
    inside = Counter(group for word in spelled for group in groups(word))
    others = (words(reading), shape(reading), concepts(reading))
    return (inside, *(Counter(set(view)) for view in others))


def words(reading: Reading) -> list[str]:
    """Words, and what stands side by side: two or three, the ends of a sentence among them.

    Words and twos once more, apart by who writes: "we" is somebody else then.
    """
    mark = SIDE_MARKS[reading.side]
    found: list[str] = []
    for sentence in reading.sentences:
        two_words = twos(sentence)
        found += sentence
        found += two_words
        found += [f"{two} {third}" for two, third in zip(two_words, [*sentence, END][1:], strict=False)]
        found += [f"{mark}:{token}" for token in sentence]
        found += [f"{mark}:{two}" for two in two_words]
    return found


def twos(sentence: Sequence[str]) -> list[str]:
    """What stands side by side, the ends of the sentence among it: one more than there are words."""
    framed = [BEGIN, *sentence, END]
    return [f"{first} {second}" for first, second in zip(framed, framed[1:], strict=False)]


def concepts(reading: Reading) -> list[str]:
    """Concepts, once more by who writes, and two that follow each other."""
    every = {concept for sentence in reading.concepts for concept in sentence}
    found = [*every, *(f"{reading.side}:{concept}" for concept in every)]
    for sentence in reading.concepts:
        found += twos(sentence)
    return found


def shape(reading: Reading) -> Iterator[str]:
    """How it begins and ends, what marks it bears, roughly how long it is, and who writes."""
    sentences = reading.sentences
    if sentences:
        yield from (f"first:{token}" for token in sentences[0][:FIRST])
        yield from (f"last:{token}" for token in sentences[-1][-LAST:])
    asks = bool(sentences) and "?" in sentences[-1]
    every = [token for sentence in sentences for token in sentence]
    numbers = sum(token in NUMBERS for token in every)
    found = measures(reading.written, reading.lower, len(every), len(sentences), numbers, asks)
    names = (measured(place, value, reading.side) for place, value in enumerate(found))
    end = ending(reading.written)
    yield from (name for name in (f"side:{reading.side}", f"end:{end}" if end else "", *names) if name)


def ending(written: str) -> str:
    """The last character; none where nothing is written."""
    return written.rstrip()[-1:]


def measures(written: str, lower: str, words: int, sentences: int, numbers: int, asks: bool) -> tuple[int, ...]:
    """The rest of the shape, as ``measured`` names it place by place.

    ``words``, ``sentences``, ``numbers``: how many there are; ``asks``: in the last sentence.
    """
    words = min(words, _COUNTED_WORDS)
    return (
        1 + asks if sentences else 0,
        min(sentences, 3),
        words,
        words,
        min(numbers, 3),
        written == lower,
        _SHOUTED.search(written) is not None,
        *[min(written.count(mark), most) for mark, most in _MARKS],
    )


def measured(place: int, value: int, side: Side) -> str:
    """The feature's name; empty where there is none."""
    if place >= len(_MEASURES):
        return f"{_MARKS[place - len(_MEASURES)][0]}{value}"
    return _MEASURES[place][1](value, side)
