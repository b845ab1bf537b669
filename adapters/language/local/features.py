"""A passage → what the model sees of it: groups of characters within words, words and pairs of words."""

import re
import unicodedata

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_TOKEN = re.compile(
    r"<[@#!][^>]*>|https?://\S+|:[a-z0-9_+-]{2,30}:|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[.!?…]+|[^\w\s]"
)
_QUOTES = '"„“”«»‚‘'
_LONGEST_WORD = 40
SHORTEST_GROUP, LONGEST_GROUP = 2, 5


def plain(text: str) -> str:
    """One spelling for what looks the same: no invisible characters, compatible forms, straight apostrophes."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).replace("’", "'").lower()


def tokens(text: str) -> list[str]:
    """Words, marks and stand-ins for what names something: people, links, numbers by their length."""
    return [_token(found) for found in _TOKEN.findall(text)]


def _token(found: str) -> str:
    first = found[0]
    if first == "<" and len(found) > 1:
        return "@person"
    if first.isdigit():
        return "#" * min(len(found), 3)
    if first in _QUOTES:
        return '"'
    return "@link" if found.startswith("http") else found[:_LONGEST_WORD]


def groups(word: str) -> set[str]:
    """Every run of two to five characters of a word and the gaps around it."""
    padded = f" {word} "
    end = len(padded) + 1
    return {
        padded[start : start + size] for size in range(SHORTEST_GROUP, LONGEST_GROUP + 1) for start in range(end - size)
    }


def views(text: str) -> tuple[set[str], set[str]]:
    """Groups of characters, and words with their pairs."""
    found = tokens(plain(text))
    pairs = {f"{first} {second}" for first, second in zip(["^", *found], [*found, "$"], strict=True)}
    return set().union(*map(groups, set(found))), pairs.union(found)
