"""Doors whose health a test decides."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.notices.pages import Trouble


@dataclass
class FakeDoors:
    """The port ``Doors``."""

    found: list[Trouble] = field(default_factory=list)

    def troubles(self) -> Sequence[Trouble]:
        return tuple(self.found)
