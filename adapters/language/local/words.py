"""Words → concepts, the same for German and English: what is learned of one word is known of its kin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).parent / "words.txt"
_SHORTEST_BEGINNING, _SHORTEST_INNER, _LONGEST = 3, 5, 40
_KEPT = 50_000


@dataclass(slots=True)
class Words:
    """``whole``, ``beginnings``: word → concept; ``phrases``: first word → (words, concept). Remembers what it met."""

    whole: dict[str, str] = field(default_factory=dict)
    beginnings: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, list[tuple[list[str], str]]] = field(default_factory=dict)
    _met: dict[str, str] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def listed(self) -> "Words":
        """Once all words are in: how they begin, so that few places within a word are looked at closely."""
        self._begun = {word[:_SHORTEST_INNER] for word in (*self.whole, *self.beginnings)}
        return self

    def of(self, word: str) -> str:
        """The concept of a word, by its longest known beginning; empty where it has none."""
        concept = self._met.get(word)
        if concept is None:
            if len(self._met) >= _KEPT:
                self._met.clear()
            concept = self._met[word] = self._looked_up(word[:_LONGEST])
        return concept

    def concepts(self) -> list[str]:
        """All there are, in order."""
        phrases = (concept for phrases in self.phrases.values() for _, concept in phrases)
        return sorted({*self.whole.values(), *self.beginnings.values(), *phrases})

    def sequence(self, tokens: Sequence[str]) -> list[str]:
        """The concepts of a sentence in order, with the marks that matter between them."""
        found, skipped = [], 0
        for position, token in enumerate(tokens):
            if skipped:
                skipped -= 1
                continue
            concept = ""
            for phrase, meant in self.phrases.get(token, ()):
                if tokens[position : position + len(phrase)] == phrase:
                    concept, skipped = meant, len(phrase) - 1
                    break
            if concept := concept or self.of(token):
                found.append(concept)
        return found

    def _looked_up(self, word: str) -> str:
        if concept := self.whole.get(word):
            return concept
        for end in range(len(word), _SHORTEST_BEGINNING - 1, -1):
            if concept := self.beginnings.get(word[:end]):
                return concept
        return next(self._inside(word), "")

    def _inside(self, word: str) -> Iterator[str]:
        """German writes words together: a known word within a long one."""
        for start in range(3, len(word) - _SHORTEST_INNER + 1):
            if word[start : start + _SHORTEST_INNER] not in self._begun:
                continue
            for end in range(len(word), start + _SHORTEST_INNER - 1, -1):
                if concept := self.beginnings.get(word[start:end]) or self.whole.get(word[start:end]):
                    yield concept


def read_words() -> Words:
    """The packaged list. The first line that names a word wins."""
    words = Words({mark: mark for mark in ('"', "?", "!", "#", "##", "###", "@person")})
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        concept, _, listed = line.partition(":")
        for word in listed.split():
            if "+" in word[1:-1] and not word.startswith(":"):
                phrase = word.split("+")
                words.phrases.setdefault(phrase[0], []).append((phrase, concept))
            elif word.endswith("*"):
                words.beginnings.setdefault(word[:-1], concept)
            else:
                words.whole.setdefault(word, concept)
    return words.listed()


WORDS = read_words()
