"""Keeping a card within Teams' 28 KB, whatever comes in, and saying so where something is left out.

A card is weighed in its longest form: JSON with spaces, every character beyond ASCII as ``\\uXXXX``. What is too much
gives way in this order: the longest texts are cut ("…"), then what stands between two headings ends early ("…", sums
stay), then the last blocks go ("…"). Titles, buttons and inputs stay: what cannot be acted on is worse than what is
short.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from adapters.common.letters import MORE, shorter, size
from adapters.common.room import level
from adapters.teams.richtext import block, run

Json = dict[str, Any]

CARD_MOST = 27_000
"""Bytes of one card. Microsoft names 28 KB; the rest is for what stands around it."""

_LENGTHS = (2_400, 1_900, 1_500, 1_200, 900, 700, 500, 350, 250)
_COMMA = 2
_BOX = {"type": "Container", "style": "emphasis", "items": []}


@dataclass(frozen=True, slots=True)
class Part:
    """What is drawn for one block: ``elements`` of which the last may go, ``end`` that stays with them.

    ``boxed``: all of it in one container; ``fixed``: stays whole.
    """

    elements: tuple[Json, ...]
    end: tuple[Json, ...] = ()
    boxed: bool = False
    fixed: bool = False

    def drawn(self) -> list[Json]:
        shown = [*self.elements, *self.end]
        return [{**_BOX, "items": shown}] if self.boxed and shown else shown


_MORE = Part((block([run(MORE)], "None"),))


def weight(value: object) -> int:
    return len(json.dumps(value))


def fitted(parts: Sequence[Part], room: int) -> list[Json]:
    """The body of a card, at most ``room`` bytes."""
    whole = [part for part in parts if part.elements or part.end]
    if _weight(whole) <= room:
        return _drawn(whole)
    cut = _cut(whole, room)
    if _weight(cut) > room:
        cut = _ended(cut, room)
    return _drawn(cut if _weight(cut) <= room else _fewer(cut, room))


def _drawn(parts: Sequence[Part]) -> list[Json]:
    return [element for part in parts for element in part.drawn()]


def _weight(parts: Sequence[Part]) -> int:
    return sum(_part_weight(part) for part in parts)


def _part_weight(part: Part) -> int:
    return sum(weight(element) + _COMMA for element in part.drawn())


def _cut(parts: Sequence[Part], room: int) -> list[Part]:
    """Every text cut to the same length, the greatest of some with which all fits; to the least where none does."""
    shortest = [_capped(part, _LENGTHS[-1]) for part in parts]
    if _weight(shortest) > room:
        return shortest
    for most in _LENGTHS[:-1]:
        if _weight(cut := [_capped(part, most) for part in parts]) <= room:
            return cut
    return shortest


def _capped(part: Part, most: int) -> Part:
    if part.fixed:
        return part
    elements, end = (tuple(_shortened(one, most) for one in some) for some in (part.elements, part.end))
    return replace(part, elements=elements, end=end)


def _shortened(element: Any, most: int) -> Any:
    """The element with every text run in it cut; buttons inside it are not looked into."""
    if isinstance(element, list):
        return [_shortened(one, most) for one in element]
    if not isinstance(element, dict):
        return element
    if element.get("type") == "TextRun":
        text = element["text"]
        return element if size(text) <= most else {**element, "text": shorter(text, most)}
    return {k: _shortened(v, most) if k in ("inlines", "items", "columns") else v for k, v in element.items()}


def _ended(parts: Sequence[Part], room: int) -> list[Part]:
    """What stands between two fixed parts ends early, so that all such stretches have the same room."""
    stretches = [list(some) for _, some in groupby(parts, key=lambda part: part.fixed)]
    free = [_weight(some) for some in stretches if not some[0].fixed]
    fixed = sum(_weight(some) for some in stretches if some[0].fixed)
    most = level(free, max(room - fixed, 0))
    return [
        part
        for some in stretches
        for part in (some if some[0].fixed or _weight(some) <= most else _leading(some, most))
    ]


def _leading(parts: Sequence[Part], most: int) -> list[Part]:
    """The first elements that have room, then "…", then the ends of all."""
    left = most - _part_weight(_MORE) - sum(weight(one) + _COMMA for part in parts for one in part.end)
    first: list[Part] = []
    for n, part in enumerate(parts):
        left -= _part_weight(replace(part, end=()))
        if left < 0:
            left += _part_weight(replace(part, end=()))
            ends = [Part((), other.end) for other in parts[n + 1 :] if other.end]
            return [*first, *_begun(part, left), *ends]
        first.append(part)
    return [*first, _MORE]


def _begun(part: Part, most: int) -> list[Part]:
    kept: list[Json] = []
    left = most - (weight(_BOX) if part.boxed else 0)
    for element in part.elements:
        left -= weight(element) + _COMMA
        if left < 0:
            break
        kept.append(element)
    return [replace(part, elements=(*kept, *_MORE.elements))]


def _fewer(parts: Sequence[Part], room: int) -> list[Part]:
    """Without the last free parts, then without the last headings, and in the end without the last of what is left;
    the first part stays.
    """
    kept = list(parts)
    left = room - _part_weight(_MORE) - _weight(kept)
    for goes in (lambda part: not part.fixed, lambda part: part.elements[0]["type"] == "RichTextBlock", lambda _: True):
        for n in range(len(kept) - 1, 0, -1):
            if left >= 0:
                break
            if goes(kept[n]):
                left += _part_weight(kept.pop(n))
    return [*kept, _MORE]
