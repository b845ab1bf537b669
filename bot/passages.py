"""Sentences, and the facts they rest on: what is left of it after an edit, and what of it stands on nothing."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from bot.domain.draft import Fact, Passage, Version

# A short number with a full stop is a German day ("3. November"), and a small letter begins no sentence ("Abs. 2",
# "z. B.").
_ENDS = re.compile(r"(?<=[.?!:])(?<!\b\d\.)(?<!\b\d\d\.)\s+(?=[A-ZÄÖÜ\[„“\"‘])|\n+")
_ALIKE = 0.6
_EMPTY = re.compile(r"\s*\n\s*\n\s*")


def sentences(body: str) -> list[str]:
    return [part.strip() for part in _ENDS.split(body) if part.strip()]


def carried(passages: Iterable[Passage], body: str) -> tuple[Passage, ...]:
    """The passages in an edited body: where one was reworded, the sentence most like it rests on the same facts."""
    now = sentences(body)
    kept: dict[str, tuple[str, ...]] = {}
    for passage in passages:
        text = passage.text if passage.text in body else _like(passage.text, now)
        if text:
            kept[text] = tuple(dict.fromkeys((*kept.get(text, ()), *passage.facts)))
    return tuple(Passage(text, facts) for text, facts in kept.items())


def _like(sentence: str, among: Sequence[str]) -> str:
    words = sentence.split()
    scored = [(SequenceMatcher(None, words, one.split(), autojunk=False).ratio(), one) for one in among]
    ratio, best = max(scored, default=(0.0, ""))
    return best if ratio >= _ALIKE else ""


def on_nothing(version: Version, known: Iterable[Fact]) -> tuple[str, ...]:
    """What stands in a version and rests on a fact that is not true any more, word for word."""
    now = {fact.id: fact for fact in known}
    gone = {fact.id for fact in version.facts if not fact.stands_by(now.get(fact.id))}
    return tuple(passage.text for passage in version.passages if gone & set(passage.facts))


def standing(version: Version, known: Iterable[Fact]) -> str:
    """Its body without what rests on nothing."""
    body = version.body
    for sentence in on_nothing(version, known):
        body = body.replace(sentence, "")
    return _EMPTY.sub("\n\n", body).strip()
