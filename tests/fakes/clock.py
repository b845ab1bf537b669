"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday, 10:00 in Berlin, no holiday anywhere near."""


class FakeClock:
    """The port ``Clock``. Moves backwards as well: real clocks do."""

    def __init__(self, now: datetime = START) -> None:
        self.set(now)

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Refuses naive moments, as everything else here does."""
        if now.tzinfo is None:
            raise ValueError("a moment without a zone")
        self._now = now.astimezone(UTC)

    def move(self, by: timedelta | None = None, *, days: float = 0, hours: float = 0, seconds: float = 0) -> datetime:
        """Move by a span, or by so many days, hours and seconds; returns the new moment."""
        self._now += by if by is not None else timedelta(days=days, hours=hours, seconds=seconds)
        return self._now
