"""Clock, ids and randomness of the machine."""

import random
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")


class SystemClock:
    """The port ``Clock`` on the machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemIds:
    """The port ``IdFactory``: random UUIDs, so that ids tell neither order nor time (RFC 9562, version 4)."""

    def new(self) -> str:
        return uuid.uuid4().hex


class SystemRng:
    """The port ``Rng`` on the operating system's generator: nobody can work out an order from earlier ones."""

    def __init__(self) -> None:
        self._random = random.SystemRandom()

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return self._random.sample(items, len(items))
