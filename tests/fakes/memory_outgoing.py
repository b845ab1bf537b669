"""Nudges, drafts and deliveries in memory."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bot.domain.delivery import OUTSIDE_THE_CAP, Delivery, DeliveryState
from bot.domain.draft import Draft, Version
from bot.domain.nudge import Nudge
from bot.errors import StoreFailed
from tests.fakes.memory_state import Desk, storable_value

_UNSENT = (DeliveryState.DUE, DeliveryState.SENDING)


class MemoryNudges:
    """The port ``Nudges``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open_or_get(self, nudge: Nudge) -> tuple[Nudge, bool]:
        nudges = self._desk.change().nudges
        self._desk.must_know(nudge.client)
        if unfinished := self._unfinished(nudge):
            return unfinished, False
        nudges[nudge.id] = storable_value(nudge)
        return nudge, True

    async def by_id(self, nudge: str) -> Nudge | None:
        return self._desk.look().nudges.get(nudge)

    async def unfinished_of(self, client: str) -> Sequence[Nudge]:
        found = self._where(lambda nudge: nudge.client == client and nudge.state.unfinished)
        return sorted(found, key=lambda nudge: nudge.stage)

    async def of_client(self, client: str) -> Sequence[Nudge]:
        return self._where(lambda nudge: nudge.client == client)[::-1]

    async def due(self, now: datetime, limit: int = 200) -> Sequence[Nudge]:
        due = [
            (moment, nudge) for nudge in self._where(lambda nudge: True) if (moment := _due_at(nudge)) and moment <= now
        ]
        return [nudge for _, nudge in sorted(due, key=lambda pair: (pair[0], pair[1].id))][:limit]

    async def shadowed(self) -> Sequence[Nudge]:
        return self._where(lambda nudge: nudge.shadow)

    async def next_due(self) -> datetime | None:
        return min(filter(None, map(_due_at, self._where(lambda nudge: True))), default=None)

    async def save(self, nudge: Nudge) -> None:
        nudges = self._desk.change().nudges
        self._desk.must_know(nudge.client)
        rival = self._unfinished(nudge) if nudge.state.unfinished else None
        if rival and rival.id != nudge.id:
            raise StoreFailed("a second unfinished nudge")
        nudges[nudge.id] = storable_value(nudge)

    def _unfinished(self, nudge: Nudge) -> Nudge | None:
        """The unfinished one of that client and stage."""
        place = (nudge.client, nudge.stage)
        return next(iter(self._where(lambda one: one.state.unfinished and (one.client, one.stage) == place)), None)

    def _where(self, matches: Callable[[Nudge], bool]) -> list[Nudge]:
        """Oldest first."""
        found = [nudge for nudge in self._desk.look().nudges.values() if matches(nudge)]
        return sorted(found, key=lambda nudge: (nudge.opened_at, nudge.id))


def _due_at(nudge: Nudge) -> datetime | None:
    moments = filter(None, (nudge.next_step_at, nudge.wakes_at, nudge.overdue_at))
    return min(moments, default=None) if nudge.state.unfinished else None


class MemoryDrafts:
    """The port ``Drafts``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def by_id(self, draft: str) -> Draft | None:
        return self._desk.look().drafts.get(draft)

    async def of_client(self, client: str) -> Sequence[Draft]:
        drafts = [draft for draft in self._desk.look().drafts.values() if draft.client == client]
        return sorted(drafts, key=lambda draft: (draft.written_at, draft.id), reverse=True)

    async def versions_of(self, draft: str) -> Sequence[Version]:
        found = [version for version in self._desk.look().draft_versions.values() if version.draft == draft]
        return sorted(found, key=lambda version: version.number)

    async def save(self, draft: Draft) -> None:
        self._desk.must_know(draft.client)
        state, kept = self._desk.change(), storable_value(draft)
        state.drafts[draft.id] = kept
        state.draft_versions[draft.id, draft.number] = kept.version

    async def keep(self, version: Version) -> None:
        versions = self._desk.change().draft_versions
        if (version.draft, version.number) in versions or version.draft not in self._desk.look().drafts:
            raise StoreFailed("a second version of that number")
        versions[version.draft, version.number] = storable_value(version)


class MemoryDeliveries:
    """The port ``Deliveries``."""

    def __init__(self, desk: Desk, added: Callable[[Delivery], None]) -> None:
        self._desk = desk
        self._added = added

    async def add(self, delivery: Delivery) -> bool:
        deliveries = self._desk.change().deliveries
        if any(other.key == delivery.key for other in deliveries.values()):
            return False
        deliveries[delivery.id] = storable_value(delivery)
        self._added(delivery)
        return True

    async def by_id(self, delivery: str) -> Delivery | None:
        return self._desk.look().deliveries.get(delivery)

    async def edit_due(self, delivery: str) -> Delivery | None:
        waiting = self._where(lambda one: one.edits == delivery and one.state is DeliveryState.DUE)
        return next(iter(waiting), None)

    async def by_key(self, key: str) -> Delivery | None:
        return next(iter(self._where(lambda one: one.key == key)), None)

    async def due(self, now: datetime, limit: int = 100, busy: Collection[str] = ()) -> Sequence[Delivery]:
        due = self._where(lambda one: one.state in _UNSENT and one.due_at <= now and one.person not in busy)
        return sorted(due, key=lambda one: (one.urgency, one.due_at, one.created_at, one.id))[:limit]

    async def next_due(self) -> datetime | None:
        return min((one.due_at for one in self._where(lambda one: one.state in _UNSENT)), default=None)

    async def sent_of_nudge(self, nudge: str) -> Sequence[Delivery]:
        found = self._where(
            lambda one: one.state is DeliveryState.SENT and one.about.get("nudge") == nudge and one.edits is None
        )
        return sorted(found, key=lambda one: (one.sent_at or one.created_at, one.created_at, one.id))

    async def sent_between(self, person: str, start: datetime, end: datetime) -> int:
        def counts(one: Delivery) -> bool:
            return one.urgency not in OUTSIDE_THE_CAP and one.edits is None and one.channel is None

        sent = self._where(lambda one: one.person == person and one.state is DeliveryState.SENT and counts(one))
        return sum(1 for one in sent if one.sent_at and start <= one.sent_at < end)

    async def whispers_since(self, person: str, moment: datetime) -> int:
        return len(self._where(lambda one: one.person == person and one.whispered and one.created_at > moment))

    async def bundled_for(self, person: str) -> Sequence[Delivery]:
        bundled = self._where(lambda one: one.person == person and one.state is DeliveryState.BUNDLED)
        return sorted(bundled, key=lambda one: (one.urgency, one.created_at, one.id))

    async def with_bundles(self) -> Sequence[str]:
        return sorted({one.person for one in self._where(lambda one: one.state is DeliveryState.BUNDLED)})

    async def of_person(self, person: str, limit: int = 100) -> Sequence[Delivery]:
        return self._where(lambda one: one.person == person)[::-1][:limit]

    async def failed(self, limit: int = 50) -> Sequence[Delivery]:
        return self._where(lambda one: one.state is DeliveryState.FAILED)[::-1][:limit]

    async def save(self, delivery: Delivery) -> None:
        deliveries = self._desk.change().deliveries
        if any(other.key == delivery.key and other.id != delivery.id for other in deliveries.values()):
            raise StoreFailed("the key is taken")
        deliveries[delivery.id] = storable_value(delivery)

    def _where(self, matches: Callable[[Delivery], bool]) -> list[Delivery]:
        """Oldest first."""
        found = [one for one in self._desk.look().deliveries.values() if matches(one)]
        return sorted(found, key=lambda one: (one.created_at, one.id))
