"""What is printed: sections like those of a page, on sheets with a foot."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """``page``: the words of a page's number, with ``{page}`` in them; ``pictures``: client id → PNG of its chart."""

    title: str
    author: str
    language: str
    page: str
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Foot:
    """At the foot of every page, known at the end only; ``{pages}`` in it is how many there are."""

    text: str
