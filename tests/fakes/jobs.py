"""A job engine that runs nothing and remembers what it was asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.delivery import Delivery


@dataclass(slots=True)
class RecordingJobs:
    """The port ``Jobs``. ``commits`` counts the wake-ups; the rows are delivered by whoever drives ``Work``."""

    enqueued: list[Delivery] = field(default_factory=list)
    commits: int = 0

    async def enqueue(self, connection: object, deliveries: Sequence[Delivery]) -> None:
        self.enqueued.extend(deliveries)

    def committed(self) -> None:
        self.commits += 1
