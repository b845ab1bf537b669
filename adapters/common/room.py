"""Sharing what room there is."""

from collections.abc import Sequence


def level(weights: Sequence[int], room: int) -> int:
    """The highest level to which all can be filled: ``sum(min(w, level)) <= room``."""
    left = room
    for n, one in enumerate(sorted(weights)):
        share = left // (len(weights) - n)
        if one > share:
            return share
        left -= one
    return max(weights, default=0)
