"""What an inspection says: one finding a line."""

from dataclasses import dataclass
from enum import Enum, auto


class State(Enum):
    GOOD = auto()
    OFF = auto()
    WRONG = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """``words`` never hold a secret."""

    state: State
    subject: str
    words: str
