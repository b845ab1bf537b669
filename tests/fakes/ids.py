"""Ids and chance that a test can foretell."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class SequenceIds:
    """The port ``IdFactory``: 1, 2, 3 … as 32 hexadecimal digits. ``first`` keeps two factories apart."""

    def __init__(self, first: int = 1) -> None:
        self._next = first

    def new(self) -> str:
        self._next += 1
        return f"{self._next - 1:032x}"


class ReversingRng:
    """The port ``Rng``: shuffling turns the order round, so that a forgotten shuffle is seen."""

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return list(reversed(items))
