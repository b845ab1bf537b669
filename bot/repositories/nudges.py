"""Nudges, and everything that is sent."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import Delivery
from bot.domain.nudge import Nudge


class Nudges(Protocol):
    async def open_or_get(self, nudge: Nudge) -> tuple[Nudge, bool]:
        """Insert against the UNIQUE key (client, stage, unfinished); (the unfinished one, whether it is new)."""

    async def by_id(self, nudge: str) -> Nudge | None: ...
    async def unfinished_of(self, client: str) -> Sequence[Nudge]: ...
    async def of_client(self, client: str) -> Sequence[Nudge]:
        """All, newest first."""

    async def due(self, now: datetime, limit: int = 200) -> Sequence[Nudge]:
        """Unfinished ones whose ``next_step_at``, ``wakes_at`` or ``overdue_at`` has come, oldest due first."""

    async def shadowed(self) -> Sequence[Nudge]:
        """All that were opened in shadow mode."""

    async def next_due(self) -> datetime | None:
        """When the earliest unfinished nudge has something due."""

    async def save(self, nudge: Nudge) -> None: ...


class Deliveries(Protocol):
    async def add(self, delivery: Delivery) -> bool:
        """Insert; False when the key is there already (then nothing happened)."""

    async def by_id(self, delivery: str) -> Delivery | None: ...
    async def by_key(self, key: str) -> Delivery | None: ...
    async def edit_due(self, delivery: str) -> Delivery | None:
        """The edit of that message that waits (state ``due``), if any."""

    async def due(self, now: datetime, limit: int = 100, busy: Collection[str] = ()) -> Sequence[Delivery]:
        """State ``due`` or ``sending`` with ``due_at`` ≤ now, by urgency, then due time; none of ``busy`` people."""

    async def next_due(self) -> datetime | None:
        """When the earliest unsent delivery is due."""

    async def sent_of_nudge(self, nudge: str) -> Sequence[Delivery]:
        """Sent messages (no edits) whose ``about["nudge"]`` is this nudge, oldest first."""

    async def sent_between(self, person: str, start: datetime, end: datetime) -> int:
        """How many messages that count towards the cap (see ``OUTSIDE_THE_CAP``) the person got; whispers do not."""

    async def whispers_since(self, person: str, moment: datetime) -> int:
        """How many whispers were written for the person after that moment."""

    async def bundled_for(self, person: str) -> Sequence[Delivery]:
        """State ``bundled``, by urgency, then creation."""

    async def with_bundles(self) -> Sequence[str]:
        """Ids of people who have bundled messages."""

    async def of_person(self, person: str, limit: int = 100) -> Sequence[Delivery]: ...
    async def failed(self, limit: int = 50) -> Sequence[Delivery]: ...
    async def save(self, delivery: Delivery) -> None: ...
