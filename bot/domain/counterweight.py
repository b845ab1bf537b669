"""What a lead notes beside the incidents so that the picture is fair: good deeds of the client, misses of our own.

It changes no score: the policy never sees it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

COUNTERWEIGHT_LIMIT = 1_000


class CounterweightKind(StrEnum):
    GOOD_DEED = "good_deed"
    OWN_MISS = "own_miss"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterweight:
    """``day``: local day it happened; ``author``: the person who wrote it, and who alone changes or removes it."""

    id: str
    client: str
    kind: CounterweightKind
    day: date
    text: str
    author: str
    written_at: datetime
    sample: bool = False
